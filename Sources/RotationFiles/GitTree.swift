internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The files of a Git repository: those of its work tree, and what other branches have in their place.
struct GitTree: Sendable {
    /// A file as Git has it, and not the work tree.
    struct Version: Sendable, Hashable {
        /// Nil: the branch that is checked out, or the index.
        let branch: String?
        /// From the root.
        let path: String
        let blob: String
    }

    struct Files: Sendable {
        /// Absolute.
        var paths: [String] = []
        /// What the index has and the work tree lacks.
        var absent: [Version] = []
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
            let name = entry[(tab + 1)...]
            let words = entry[..<tab].split(separator: 0x20)
            add(name, isSubmodule: entry.starts(with: Array("160000 ".utf8)), to: &files)
            guard words.count == 3, !words[0].elementsEqual("160000".utf8), isAbsent(name) else { continue }
            files.absent.append(Version(branch: nil, path: String(decoding: name, as: UTF8.self), blob: String(decoding: words[1], as: UTF8.self)))
        }
        if includingUntracked { try addUntracked(in: folder, to: &files) }
        return files
    }

    /// Nothing has that name in the work tree; a link that leads nowhere has.
    private func isAbsent(_ name: ArraySlice<UInt8>) -> Bool {
        var status = stat()
        return (Array((root + "/").utf8) + name + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { lstat($0.baseAddress!, &status) != 0 }
        }
    }

    /// What Git does not know in the whole tree, and does not ignore. A name that no text can spell is that of no document.
    func untracked() throws(RotationFileError) -> [String] {
        var files = Files()
        try addUntracked(in: root, to: &files)
        return files.paths.filter { !$0.hasSuffix("/") }
    }

    private func addUntracked(in folder: String, to files: inout Files) throws(RotationFileError) {
        for entry in Self.fields(try GitQuestion.ask(["ls-files", "-z", "--full-name", "--others", "--exclude-standard"], in: folder)) {
            // What a killed rcsops has left beside a file goes with the next lock.
            if LeftOverFiles.isName(FilePath.name(of: String(decoding: entry, as: UTF8.self))) { continue }
            add(entry[...], isSubmodule: false, to: &files)
        }
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

    /// What other branches have in files that hold one of the words, each version once for a branch, and what the checked out one has in files
    /// that are not in the work tree. All else of that branch counts as the work tree, and what it is pushed to follows it, unless that has
    /// commits of its own. `closed`: what could not be searched, as where a partial clone lacks files, which are not fetched for this.
    func otherVersions(mentioning words: [String], besides files: Files) throws(RotationFileError) -> (versions: [Version], closed: [String]) {
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
        let head = Self.lines(try GitQuestion.ask(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], in: root, fine: [0, 1, 128])).first
        let upstream = all.first { $0.isHead }?.upstream ?? ""
        var found = try absentVersions(head, words, files)
        for ref in all where !ref.isHead && ref.symref.isEmpty {
            if ref.name == upstream, let head, try isAncestor(ref.commit, of: head) { continue }
            guard let paths = paths(in: ref.commit, mentioning: words) else {
                found.closed.append("branch " + Self.short(ref.name))
                continue
            }
            guard !paths.isEmpty else { continue }
            found.versions += try entries(of: ref.commit, branch: Self.short(ref.name)).filter { paths.contains(Array($0.path.utf8)) }
        }
        return found
    }

    /// Of HEAD and of the index: a file that is only staged to be deleted is in HEAD still, and in what it was pushed to.
    private func absentVersions(_ head: String?, _ words: [String], _ files: Files) throws(RotationFileError) -> (versions: [Version], closed: [String]) {
        var absent: [(name: String, commit: String?, versions: [Version])] = []
        let ofHead = if let head { try entries(of: head, branch: nil).filter { isAbsent(Array($0.path.utf8)[...]) } } else { [Version]() }
        if !ofHead.isEmpty { absent.append(("HEAD", head, ofHead)) }
        // Mostly the same.
        let staged = Set(files.absent).subtracting(ofHead)
        if !staged.isEmpty { absent.append(("the index", nil, Array(staged))) }
        var found: (versions: [Version], closed: [String]) = ([], [])
        for (name, commit, versions) in absent {
            guard let paths = paths(in: commit, mentioning: words) else {
                found.closed.append(name)
                continue
            }
            found.versions += versions.filter { paths.contains(Array($0.path.utf8)) }
        }
        return found
    }

    private func isAncestor(_ commit: String, of head: String) throws(RotationFileError) -> Bool {
        if commit == head { return true }
        return try GitQuestion.ask(["rev-list", "--max-count=1", commit, "^" + head], in: root).isEmpty
    }

    /// The files of a commit, or of the index, that hold one of the words; nil where Git can't tell.
    private func paths(in commit: String?, mentioning words: [String]) -> Set<[UInt8]>? {
        let question = ["grep", "-l", "-z", "-a", "-F", "--no-textconv"] + (commit == nil ? ["--cached"] : []) + words.flatMap { ["-e", $0] }
        guard let hits = try? GitQuestion.ask(question + [commit].compactMap { $0 } + ["--"], in: root, fine: [0, 1]) else { return nil }
        return Set(Self.fields(hits).map { commit == nil ? $0 : Array($0.drop { $0 != UInt8(ascii: ":") }.dropFirst()) })
    }

    private func entries(of commit: String, branch: String?) throws(RotationFileError) -> [Version] {
        Self.fields(try GitQuestion.ask(["ls-tree", "-r", "-z", commit], in: root)).compactMap { entry in
            guard let tab = entry.firstIndex(of: 0x09) else { return nil }
            let words = entry[..<tab].split(separator: 0x20)
            guard words.count == 3, words[1].elementsEqual("blob".utf8) else { return nil }
            return Version(branch: branch, path: String(decoding: entry[(tab + 1)...], as: UTF8.self), blob: String(decoding: words[2], as: UTF8.self))
        }
    }

    private static func short(_ name: String) -> String {
        for start in ["refs/heads/", "refs/remotes/"] where name.hasPrefix(start) { return String(name.dropFirst(start.count)) }
        return name
    }

    private static func fields(_ answer: SecretSlice) -> [[UInt8]] { answer.bytes.split(separator: 0).map { Array($0) } }

    private static func lines(_ answer: SecretSlice) -> [String] {
        answer.bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }
}
