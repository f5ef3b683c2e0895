/// Every version that files had in a repository: of all refs, all work trees and stashes; with ``Depth/all`` also of reflogs and of what nothing
/// refers to. Read from one `git log`.
package struct BlobHistory: Sendable {
    package enum Depth: Sendable {
        case refs
        /// All objects that are here.
        case all
    }

    /// The newest first, as git orders them.
    package private(set) var commits: [HistoryCommit] = []
    package private(set) var versions: [BlobVersion] = []
    /// Files that got another name: the newer name's older ones.
    package private(set) var formerNames: [GitPath: Set<GitPath>] = [:]
    package private(set) var gaps: Set<HistoryGap> = []

    /// `since`: only what one could read from that commit on, its own files among it.
    package init(of repository: GitRepository, since: String? = nil, depth: Depth = .refs) throws(GitError) {
        if repository.isShallow { gaps.insert(.shallow) }
        if repository.isPartial { gaps.insert(.partial) }
        var tips = try Self.stashes(repository)
        var objects: [(type: Substring, id: String)] = []
        if depth == .all {
            objects = try Self.objects(repository)
            tips += objects.filter { $0.type == "commit" }.map(\.id)
        }
        let start = try since.map { (revision) throws(GitError) in try repository.commit(revision) }
        if let start { tips.append("^" + start) }
        let log = try repository.git.result(
            [
                "log", "--all", "--stdin", "-c", "--raw", "-z", "--root", "--no-abbrev", "--full-history", "--no-color", "--no-notes", "--no-ext-diff",
                "--no-textconv", "--no-show-signature", "--no-relative", "--no-mailmap", "--no-decorate", "--ignore-submodules=all", "-O/dev/null",
                // Without its content a changed file can't be found again under another name.
                repository.isPartial ? "-M100%" : "-M", "-l2000", "--format=tformat:%x01%H %ct",
            ],
            input: Array((tips.joined(separator: "\n") + "\n").utf8))
        if log.code != 0 {
            // Of a damaged history what could be read is worth having.
            guard log.output.count > 0 || repository.isPartial || repository.isShallow else { throw .failed(command: "log", code: log.code) }
            gaps.insert(.damaged)
        }
        try log.output.withBytes { (bytes) throws(GitError) in try read(bytes) }
        if let start {
            let time = try repository.git.line(["show", "-s", "--no-show-signature", "--format=%ct", start])
            commits.append(HistoryCommit(id: start, time: Int64(time) ?? 0))
            versions += try repository.files(of: start).map { BlobVersion(blob: $0.blob, path: $0.path, commit: commits.count - 1) }
        }
        let tagged = try TaggedContents.all(in: repository)
        if !tagged.isWhole { gaps.insert(repository.isPartial ? .partial : .damaged) }
        versions += tagged.versions
        guard depth == .all else { return }
        var known = Set(versions.compactMap(\.blob))
        if let start { known.formUnion(try Self.reachable(from: start, repository)) }
        for object in objects where object.type == "blob" && !known.contains(object.id) {
            versions.append(BlobVersion(blob: object.id, path: nil, commit: nil))
        }
    }

    /// The file with all the names that it had before.
    package func names(of path: GitPath) -> Set<GitPath> {
        var names: Set<GitPath> = [path]
        var open = [path]
        while let name = open.popLast() {
            for former in formerNames[name] ?? [] where names.insert(former).inserted { open.append(former) }
        }
        return names
    }

    /// Stashes are in a reflog; the ref is the newest one only.
    private static func stashes(_ repository: GitRepository) throws(GitError) -> [String] {
        let found = try repository.git.result(["log", "-g", "--no-show-signature", "--no-color", "--format=%H", "refs/stash", "--"])
        guard found.code == 0 else { return [] }
        return found.output.withBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\n").map(String.init)
    }

    /// What was there before is not what came later, though no commit since then names it.
    private static func reachable(from commit: String, _ repository: GitRepository) throws(GitError) -> [String] {
        let listing = try repository.git.result(["rev-list", "--objects", "--no-object-names", "--missing=allow-any", commit, "--"])
        return listing.output.withBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\n").map(String.init)
    }

    private static func objects(_ repository: GitRepository) throws(GitError) -> [(type: Substring, id: String)] {
        let listing = try repository.git.output(["cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype) %(objectname)"])
        return String(decoding: listing, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.count == 2 ? (words[0], String(words[1])) : nil
        }
    }

    // A commit is `\1ID TIME`; behind it records of Git's raw format (git-diff(1), "Raw output format"), each ended by NUL as its paths are.
    private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(GitError) {
        var place = 0
        func token() -> UnsafeRawBufferPointer? {
            guard place < bytes.count else { return nil }
            var end = place
            while end < bytes.count, bytes[end] != 0 { end += 1 }
            defer { place = end + 1 }
            return UnsafeRawBufferPointer(rebasing: bytes[place..<end])
        }
        while var record = token() {
            if record.first == 0x0A { record = UnsafeRawBufferPointer(rebasing: record[1...]) }
            guard let first = record.first else { continue }
            if first == 1 {
                let words = record.dropFirst().split(separator: 0x20)
                guard words.count == 2, let time = Int64(String(decoding: words[1], as: UTF8.self)) else { throw .unexpected(command: "log") }
                commits.append(HistoryCommit(id: String(decoding: words[0], as: UTF8.self), time: time))
                continue
            }
            guard first == UInt8(ascii: ":"), !commits.isEmpty, let path = token() else { throw .unexpected(command: "log") }
            let parents = record.prefix { $0 == UInt8(ascii: ":") }.count
            let words = record.dropFirst(parents).split(separator: 0x20)
            // Modes and ids of all parents and of the result, then the status.
            guard words.count == 2 * (parents + 1) + 1, let status = words.last?.first else { throw .unexpected(command: "log") }
            var newest = GitPath(Array(path))
            if parents == 1, status == UInt8(ascii: "R") || status == UInt8(ascii: "C") {
                guard let renamed = token() else { throw .unexpected(command: "log") }
                let former = newest
                newest = GitPath(Array(renamed))
                formerNames[newest, default: []].insert(former)
            }
            let mode = words[parents]
            // A submodule's commit is in another repository.
            if mode.elementsEqual("160000".utf8) { continue }
            let isGone = words[2 * parents + 1].allSatisfy { $0 == UInt8(ascii: "0") }
            versions.append(
                BlobVersion(
                    blob: isGone ? nil : String(decoding: words[2 * parents + 1], as: UTF8.self), path: newest, commit: commits.count - 1))
        }
    }
}
