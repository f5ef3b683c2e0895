import ArgumentParser

/// `--bucket [REMOTE:]BUCKET[/FOLDER]`: what is looked at behind a remote's colon.
struct ProbeBucket {
    /// Nil: of every remote that does not itself name a bucket.
    let remote: String?
    /// Bucket and folder.
    let path: String
    /// `s3://BUCKET` reads as a remote `s3`, which there may be.
    let looksLikeURL: Bool

    init(parsing argument: String) throws {
        // No name of a remote holds a colon; that of a bucket begins behind the first.
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts[parts.count - 1].trimming(while: { $0 == "/" })
        remote = parts.count > 1 ? String(parts[0]) : nil
        looksLikeURL = argument.contains("://")
        if path.isEmpty { throw ValidationError("it names no bucket") }
        if remote?.isEmpty ?? false { throw ValidationError("no remote stands before the colon") }
    }
}

extension Substring {
    fileprivate func trimming(while matches: (Character) -> Bool) -> String {
        var rest = drop(while: matches)
        while let last = rest.last, matches(last) { rest.removeLast() }
        return String(rest)
    }
}
