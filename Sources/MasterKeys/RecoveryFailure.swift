/// No identity at hand opens the document: what was tried in each key group. The text is laid out as sops 3.11 does
/// (`usererrors.go`), since people search for it.
package struct RecoveryFailure: Error, Sendable {
    /// One key and why it could not be used.
    package struct Attempt: Sendable {
        let key: String
        let reason: String
    }

    /// For each group its failed attempts, or nil when the group gave its part.
    let groups: [[Attempt]?]
    let threshold: Int
    let recovered: Int
    /// True when no identity was found anywhere, so that the way out is to give one.
    package let hasNoIdentity: Bool
    /// True when a source of identities is there and could not be used.
    package let hasUnusableSource: Bool

    /// The whole message, without a final line end.
    package var text: String {
        var blocks = ["Failed to get the data key required to decrypt the SOPS file."]
        for (index, attempts) in groups.enumerated() {
            guard let attempts else {
                blocks.append("Group \(index): SUCCESS")
                continue
            }
            let keys = attempts.map { attempt in
                Self.indented(attempt.key + ": FAILED\n" + Self.indented(Self.bulleted(attempt.reason)))
            }
            blocks.append("Group \(index): FAILED\n" + keys.joined(separator: "\n\n"))
        }
        let trailer =
            threshold > 0
            ? "Recovery failed because the file was encrypted with a Shamir threshold of \(threshold), but only \(recovered) part(s) "
                + "were successfully recovered, one for each successful key group. In order for SOPS to recover the file, at "
                + "least \(threshold) groups have to be successful. In order for a group to be successful, decryption has to "
                + "succeed with any of the keys in that key group."
            : "Recovery failed because no master key was able to decrypt the file. In order for SOPS to recover the file, at "
                + "least one key has to be successful, but none were."
        blocks.append(Self.wrapped(trailer, width: 75).joined(separator: "\n"))
        return blocks.joined(separator: "\n\n")
    }

    private static func bulleted(_ reason: String) -> String {
        let lines = wrapped(reason, width: 60)
        return lines.enumerated().map { ($0.offset == 0 ? "- | " : "  | ") + $0.element }.joined(separator: "\n")
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n")
    }

    private static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
