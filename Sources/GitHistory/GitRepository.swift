#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The repository that a folder belongs to: of a work tree, one of several work trees, or a bare one.
package struct GitRepository: Sendable {
    /// Of this work tree; the repository's own in the main one. Absolute.
    package let gitFolder: String
    /// The root of the work tree, absolute; nil for a bare repository.
    package let workTree: String?
    /// Older commits are missing here.
    package let isShallow: Bool
    /// Objects are missing here that a remote has.
    package let isPartial: Bool
    let git: GitProgram

    /// `folder` may be any folder in it. `program` is git's name or path.
    package init(holding folder: String, program: String = "git") throws(GitError) {
        let probe = GitProgram(folder: folder, program: program)
        guard Self.isFolder(folder) else { throw .noRepository(path: folder) }
        let found = try probe.result(["rev-parse", "--absolute-git-dir", "--is-shallow-repository", "--is-inside-work-tree"])
        // 128 also for a repository of another owner, which git does not trust.
        guard found.code == 0 else { throw .noRepository(path: folder) }
        // A path may hold line ends; the two words behind it don't.
        let text = found.output.withBytes { String(decoding: $0, as: UTF8.self) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard lines.count >= 3 else { throw .unexpected(command: "rev-parse") }
        gitFolder = lines.dropLast(2).joined(separator: "\n")
        isShallow = lines[lines.count - 2] == "true"
        workTree = lines[lines.count - 1] == "true" ? try probe.line(["rev-parse", "--show-toplevel"]) : nil
        git = GitProgram(folder: workTree ?? gitFolder, program: program)
        isPartial = try git.result(["config", "--get-regexp", "^(remote\\..*\\.(promisor|partialclonefilter)|extensions\\.partialclone)$"]).code == 0
    }

    /// A file or folder of the work tree as Git names it. In a bare repository every path is from the root.
    package func path(of file: String) throws(GitError) -> GitPath {
        guard let workTree else { return GitPath(file == "." ? "" : file) }
        let real = Self.resolved(file)
        if real == workTree { return GitPath("") }
        let root = workTree == "/" ? "/" : workTree + "/"
        guard real.utf8.starts(with: root.utf8) else { throw .outside(path: file) }
        return GitPath(Array(real.utf8.dropFirst(root.utf8.count)))
    }

    /// The commit that a revision names.
    package func commit(_ revision: String) throws(GitError) -> String {
        let found = try git.result(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"])
        // Before 2.30 the option is printed too.
        let text = found.output.withBytes { String(decoding: $0, as: UTF8.self) }
        guard found.code == 0, let id = text.split(separator: "\n").last else { throw .unknownRevision(revision) }
        return String(id)
    }

    /// The paths that a commit has, with their blobs.
    package func files(of commit: String) throws(GitError) -> [(path: GitPath, blob: String)] {
        Self.treeEntries(try git.output(["ls-tree", "-r", "-z", "--full-tree", commit]))
    }

    /// The paths of the index with their blobs; of a path that is not merged, the first.
    package func trackedFiles() throws(GitError) -> [(path: GitPath, blob: String)] {
        var files: [(path: GitPath, blob: String)] = []
        for record in try git.output(["ls-files", "--stage", "-z", "--full-name"]).split(separator: 0) {
            guard let tab = record.firstIndex(of: 0x09) else { continue }
            let words = record[..<tab].split(separator: 0x20)
            let path = GitPath(Array(record[(tab + 1)...]))
            // A submodule's commit is in another repository.
            guard words.count == 3, !words[0].elementsEqual("160000".utf8), files.last?.path != path else { continue }
            files.append((path, String(decoding: words[1], as: UTF8.self)))
        }
        return files
    }

    static func treeEntries(_ output: [UInt8]) -> [(path: GitPath, blob: String)] {
        output.split(separator: 0).compactMap { record in
            guard let tab = record.firstIndex(of: 0x09) else { return nil }
            let words = record[..<tab].split(separator: 0x20)
            guard words.count == 3, words[1].elementsEqual("blob".utf8) else { return nil }
            return (GitPath(Array(record[(tab + 1)...])), String(decoding: words[2], as: UTF8.self))
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Links in the folders are followed, the file itself need not be there, and is Git's own entry where it is a link.
    private static func resolved(_ path: String) -> String {
        if isFolder(path), let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[...$0]) } ?? "."
        let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        guard let real = realpath(folder, nil) else { return path }
        defer { free(real) }
        let base = String(cString: real)
        return (base == "/" ? "" : base) + "/" + name
    }
}
