import ArgumentParser

/// `--bucket [REMOTE:]BUCKET[/FOLDER]`: what is looked at behind a remote's colon.
struct ProbeBucket: ExpressibleByArgument {
    /// Nil: of every remote that does not itself name a bucket.
    let remote: String?
    /// Bucket and folder.
    let path: String

    init?(argument: String) {
        // No name of a remote holds a colon; that of a bucket begins behind the first.
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[parts.count - 1].trimming(while: { $0 == "/" })
        guard !path.isEmpty, parts.count == 1 || !parts[0].isEmpty else { return nil }
        remote = parts.count > 1 ? String(parts[0]) : nil
        self.path = path
    }
}

extension Substring {
    fileprivate func trimming(while matches: (Character) -> Bool) -> String {
        var rest = drop(while: matches)
        while let last = rest.last, matches(last) { rest.removeLast() }
        return String(rest)
    }
}
