internal import SecretMemory

/// The files of a Git repository: those of its work tree, and what other branches have in their place.
struct GitTree: Sendable {
    /// A file as another branch has it.
    struct Version: Sendable {
        let branch: String
        let path: String
        let blob: String
    }

    struct Files: Sendable {
        /// Absolute.
        var paths: [String] = []
        var submodules: [String] = []
        /// Names that no path here can spell.
        var unnamed: [String] = []
    }

    let root: String

    init(of folder: String) throws(RotationFileError) {
        let answer = try GitQuestion.ask(["rev-parse", "--show-toplevel"], in: folder)
        let root = String(decoding: answer.trimmed().bytes, as: UTF8.self)
        guard let real = FilePath.real(root) else { throw .git(reason: folder + " is in no work tree") }
        self.root = real
    }

    /// Those of the whole tree, or of a folder in it.
    func files(includingUntracked: Bool, below folder: String? = nil) throws(RotationFileError) -> Files {
        var files = Files()
        let folder = folder ?? root
        for entry in Self.fields(try GitQuestion.ask(["ls-files", "-s", "-z", "--full-name"], in: folder)) {
            guard let tab = entry.firstIndex(of: 0x09) else { continue }
            add(entry[(tab + 1)...], isSubmodule: entry.starts(with: Array("160000 ".utf8)), to: &files)
        }
        if includingUntracked {
            for entry in Self.fields(try GitQuestion.ask(["ls-files", "-z", "--full-name", "--others", "--exclude-standard"], in: folder)) {
                add(entry[...], isSubmodule: false, to: &files)
            }
        }
        return files
    }

    /// What Git does not know in the whole tree, and does not ignore. A name that no text can spell is that of no document.
    func untracked() throws(RotationFileError) -> [String] {
        var files = Files()
        for entry in Self.fields(try GitQuestion.ask(["ls-files", "-z", "--full-name", "--others", "--exclude-standard"], in: root)) {
            add(entry[...], isSubmodule: false, to: &files)
        }
        // What a killed rcsops has left beside a file goes with the next lock.
        return files.paths.filter { !$0.hasSuffix("/") && !LeftOverFiles.isName(FilePath.name(of: $0)) }
    }

    private func add(_ name: ArraySlice<UInt8>, isSubmodule: Bool, to files: inout Files) {
        guard let text = String(validating: name, as: UTF8.self) else {
            files.unnamed.append(FilePath.joined(root, String(decoding: name, as: UTF8.self)))
            return
        }
        let path = FilePath.joined(root, text)
        if isSubmodule { files.submodules.append(path) } else if files.paths.last != path { files.paths.append(path) }
    }

    /// Other folders that the repository's files are in; what is in them belongs to whoever works there.
    func otherWorkTrees() throws(RotationFileError) -> [String] {
        let answer = try GitQuestion.ask(["worktree", "list", "--porcelain"], in: root)
        return Self.lines(answer).compactMap { line in
            guard line.hasPrefix("worktree ") else { return nil }
            let path = String(line.dropFirst(9))
            // One without files was removed by hand, or is the bare repository itself.
            guard let real = FilePath.real(path), real != root, FilePath.real(real + "/.git") != nil else { return nil }
            return real
        }
    }

    /// What other branches have in files that hold one of the words: each version once for a branch. The branch that is checked out
    /// counts as the work tree, and what it is pushed to follows it. `closed`: branches that could not be searched, as where a partial clone
    /// lacks their files, which are not fetched for this.
    func otherVersions(mentioning words: [String]) throws(RotationFileError) -> (versions: [Version], closed: [String]) {
        let format = "%(objectname) %(HEAD) %(refname) %(upstream) %(symref)"
        let answer = try GitQuestion.ask(["for-each-ref", "--format=" + format, "refs/heads", "refs/remotes"], in: root)
        let refs = Self.lines(answer).map { $0.split(separator: " ", omittingEmptySubsequences: false).map(String.init) }
        // %(HEAD) is a blank for all but one.
        func fields(_ words: [String]) -> (commit: String, isHead: Bool, name: String, upstream: String, symref: String)? {
            let isHead = words.count > 1 && words[1] == "*"
            let rest = isHead ? Array(words[2...]) : Array(words.dropFirst(3))
            guard words.count > 3, rest.count == 3 else { return nil }
            return (words[0], isHead, rest[0], rest[1], rest[2])
        }
        let all = refs.compactMap(fields)
        let upstream = all.first { $0.isHead }?.upstream ?? ""
        var versions: [Version] = []
        var closed: [String] = []
        for ref in all where !ref.isHead && ref.name != upstream && ref.symref.isEmpty {
            let hits: SecretSlice
            do throws(RotationFileError) {
                hits = try GitQuestion.ask(
                    ["grep", "-l", "-z", "-a", "-F", "--no-textconv"] + words.flatMap { ["-e", $0] } + [ref.commit, "--"], in: root, fine: [0, 1])
            } catch {
                closed.append(Self.short(ref.name))
                continue
            }
            let paths = Set(Self.fields(hits).map { Array($0.drop { $0 != UInt8(ascii: ":") }.dropFirst()) })
            guard !paths.isEmpty else { continue }
            for entry in Self.fields(try GitQuestion.ask(["ls-tree", "-r", "-z", ref.commit], in: root)) {
                guard let tab = entry.firstIndex(of: 0x09), paths.contains(Array(entry[(tab + 1)...])) else { continue }
                let words = entry[..<tab].split(separator: 0x20)
                guard words.count == 3 else { continue }
                versions.append(
                    Version(
                        branch: Self.short(ref.name), path: String(decoding: entry[(tab + 1)...], as: UTF8.self), blob: String(decoding: words[2], as: UTF8.self)))
            }
        }
        return (versions, closed)
    }

    func blob(_ id: String) throws(RotationFileError) -> SecretSlice { try GitQuestion.ask(["cat-file", "blob", id], in: root) }

    private static func short(_ name: String) -> String {
        for start in ["refs/heads/", "refs/remotes/"] where name.hasPrefix(start) { return String(name.dropFirst(start.count)) }
        return name
    }

    private static func fields(_ answer: SecretSlice) -> [[UInt8]] { answer.bytes.split(separator: 0).map { Array($0) } }

    private static func lines(_ answer: SecretSlice) -> [String] {
        answer.bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }
}
