internal import FileReplacement
package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A commit of some files and nothing else, whatever is staged or changed besides: made with an index of its own (`GIT_INDEX_FILE`) from
/// HEAD's tree, by `git commit`, so that hooks, author and signature are as the user's Git has them. Nothing is pushed. Afterwards the user's
/// index has the committed version of these files too, as `git commit --only` leaves it; until then neither it nor the work tree is touched.
package struct PrivateIndexCommit: Sendable {
    private let repository: GitRepository
    private let workTree: String
    private var git: GitProgram { repository.git }
    /// Where Git keeps that something is not finished (git-status(1), wt-status.c).
    private static let marks = [
        "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "sequencer", "BISECT_LOG",
    ]
    private static let indexName = "rcsops-index-"

    package init(in repository: GitRepository) throws(GitError) {
        guard let workTree = repository.workTree else { throw .bare(path: repository.gitFolder) }
        self.repository = repository
        self.workTree = workTree
    }

    /// Before anything is written: these files could be committed, and hold what HEAD has. Files that Git doesn't know yet may be there.
    package func check(_ files: [String]) throws(GitError) {
        for path in try checkedPaths(files).map(\.path) {
            guard let entry = try headEntry(path) else { continue }
            guard try contentID(path) == entry.blob else { throw .foreignChange(path: path.text, isStaged: false) }
        }
    }

    /// False for a file that Git would have to add: neither HEAD nor the index has it.
    package func isKnown(_ file: String) throws(GitError) -> Bool {
        let path = try repository.path(of: file)
        if try headEntry(path) != nil { return true }
        return try indexEntry(path) != nil
    }

    /// Nothing in the work tree is half done, so that what is written now gets into no merge or rebase.
    package func checkFinished() throws(GitError) {
        for mark in Self.marks where access(repository.gitFolder + "/" + mark, F_OK) == 0 { throw .inProgress(mark) }
        if let first = try git.output(["ls-files", "--unmerged", "-z"]).split(separator: 0).first {
            throw .unmerged(path: String(decoding: first.drop { $0 != 0x09 }.dropFirst(), as: UTF8.self))
        }
    }

    /// Commits what the files hold now, of which `isOurs` says whether we wrote it; the commit's id. Where HEAD has it all already, that is HEAD's
    /// own: after a crash it can be called again. `isDone` is asked of a file that is not as we wrote it and that HEAD has: somebody has
    /// committed it, with more in it, and it says whether ours is in there.
    package func commit(
        _ files: [String], message: String, runsHooks: Bool = true, isDone: (GitPath) -> Bool = { _ in false }, isOurs: (GitPath, SecretSlice) -> Bool
    ) throws(GitError) -> String {
        let paths = try checkedPaths(files)
        var records: [UInt8] = []
        for (path, mode) in paths {
            let content = try self.content(path)
            if !isOurs(path, content) {
                let (head, mine) = (try headEntry(path)?.blob, try contentID(path))
                guard head == mine, isDone(path) else { throw .foreignChange(path: path.text, isStaged: false) }
            }
            let blob = try git.line(
                ["hash-object", "-w", "--stdin", "--path=" + path.text], for: .committing(index: nil), input: content.withBytes { Array($0) })
            records += Array((mode + " " + blob + "\t").utf8) + path.bytes + [0]
        }
        removeLeftOvers()
        let index = repository.gitFolder + "/" + Self.indexName + "\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer {
            unlink(index)
            unlink(index + ".lock")
        }
        let own = GitEnvironment.Purpose.committing(index: index)
        let head = try headCommit()
        _ = try git.output(head == nil ? ["read-tree", "--empty"] : ["read-tree", "HEAD"], for: own)
        _ = try git.output(["update-index", "--add", "-z", "--index-info"], for: own, input: records)
        if let head, try git.line(["write-tree"], for: own) == git.line(["rev-parse", "HEAD^{tree}"]) {
            try update(records, commit: head)
            return head
        }
        // A hook's words are for the user; git has already sent them to stderr.
        let made = try git.result(
            ["-c", "gc.auto=0", "-c", "maintenance.auto=false", "commit", "--quiet", "--file=-", "--cleanup=whitespace"] + (runsHooks ? [] : ["--no-verify"]),
            for: own, input: Array(message.utf8), errors: .inherited)
        guard made.code == 0, let commit = try headCommit(), commit != head else { throw .notCommitted(code: made.code) }
        try update(records, commit: commit)
        return commit
    }

    // Else the next commit of the user would take ours back.
    private func update(_ records: [UInt8], commit: String) throws(GitError) {
        let updated = try git.result(["update-index", "--add", "-z", "--index-info"], for: .committing(index: nil), input: records)
        guard updated.code == 0 else { throw .indexNotUpdated(commit: commit) }
    }

    /// The paths with their modes, where nothing stands in the way but what the work tree holds.
    private func checkedPaths(_ files: [String]) throws(GitError) -> [(path: GitPath, mode: String)] {
        try checkFinished()
        var result: [(path: GitPath, mode: String)] = []
        for file in files {
            let path = try repository.path(of: file)
            guard !path.bytes.isEmpty, !result.contains(where: { $0.path == path }) else { continue }
            let (head, index) = (try headEntry(path), try indexEntry(path))
            if head?.blob != index?.blob || head?.mode != index?.mode, try !isStaleEntry(path, head, index) {
                throw .foreignChange(path: path.text, isStaged: true)
            }
            result.append((path, head?.mode ?? "100644"))
        }
        return result
    }

    private typealias Entry = (mode: String, blob: String)

    /// The user's index still has what HEAD's parent has, since a former commit of ours was stopped before its end: then the work tree holds HEAD's.
    private func isStaleEntry(_ path: GitPath, _ head: Entry?, _ index: Entry?) throws(GitError) -> Bool {
        guard let head, head.mode == index?.mode ?? head.mode else { return false }
        let parent = try entry(path, in: "HEAD~1")
        guard parent?.blob == index?.blob else { return false }
        return try contentID(path) == head.blob
    }

    private func headCommit() throws(GitError) -> String? {
        let found = try git.result(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
        return found.code == 0 ? found.output.withBytes { String(decoding: $0.dropLast(), as: UTF8.self) } : nil
    }

    private func headEntry(_ path: GitPath) throws(GitError) -> Entry? { try entry(path, in: "HEAD") }

    private func entry(_ path: GitPath, in revision: String) throws(GitError) -> Entry? {
        let found = try git.result(["ls-tree", "-z", "--full-tree", revision, "--", path.text])
        // There is no HEAD before the first commit, and no parent of it.
        guard found.code == 0 else { return nil }
        return found.output.withBytes { Self.entry(Array($0), blobWord: 2) }
    }

    private func indexEntry(_ path: GitPath) throws(GitError) -> Entry? {
        Self.entry(try git.output(["ls-files", "--stage", "-z", "--", path.text]), blobWord: 1)
    }

    private static func entry(_ output: [UInt8], blobWord: Int) -> Entry? {
        guard let record = output.split(separator: 0).first else { return nil }
        let words = record.prefix { $0 != 0x09 }.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        return words.count == 3 ? (words[0], words[blobWord]) : nil
    }

    private func content(_ path: GitPath) throws(GitError) -> SecretSlice {
        do throws(FileError) { return try FileReading.read(workTree + "/" + path.text, into: .ofCiphertext()) } catch {
            throw .foreignChange(path: path.text, isStaged: false)
        }
    }

    private func contentID(_ path: GitPath) throws(GitError) -> String {
        try git.line(
            ["hash-object", "--stdin", "--path=" + path.text], for: .committing(index: nil), input: try content(path).withBytes { Array($0) })
    }

    /// What killed runs have left: their processes are gone.
    private func removeLeftOvers() {
        guard let folder = opendir(repository.gitFolder) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(Self.indexName), let process = Int32(name.dropFirst(Self.indexName.count).prefix { $0 != "-" }), process > 0,
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink(repository.gitFolder + "/" + name)
        }
    }
}
