internal import CRE2

/// A regular expression with Go's syntax and answers, searched in linear time (RE2).
package final class RegularExpression: @unchecked Sendable {
    private let compiled: OpaquePointer
    /// The text it was made from.
    package let pattern: String

    /// Throws ``SopsError/invalidRegularExpression(pattern:reason:)`` with RE2's words.
    package init(_ pattern: String) throws(SopsError) {
        self.pattern = pattern
        var pattern = pattern
        let made = pattern.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                // An empty buffer may have no address.
                text.baseAddress.map { rcsops_regex_new($0, text.count) } ?? rcsops_regex_new("", 0)
            }
        }
        guard let made else { throw .cipherFailure(reason: "out of memory for a regular expression") }
        if let message = rcsops_regex_error(made) {
            let reason = String(cString: message)
            rcsops_regex_free(made)
            throw .invalidRegularExpression(pattern: pattern, reason: reason)
        }
        compiled = made
    }

    /// True when the pattern is found anywhere in `text`.
    package func isFound(in text: UnsafeRawBufferPointer) -> Bool {
        guard let start = text.baseAddress else { return rcsops_regex_search(compiled, "", 0) }
        return rcsops_regex_search(compiled, start.assumingMemoryBound(to: CChar.self), text.count)
    }

    /// The same for a String.
    package func isFound(in text: String) -> Bool { Array(text.utf8).withUnsafeBytes { isFound(in: $0) } }

    deinit { rcsops_regex_free(compiled) }
}
