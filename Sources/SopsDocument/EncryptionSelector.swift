/// Which leaves of a document are encrypted: one of six rules, stored in the metadata (sops document, "Selectors").
package struct EncryptionSelector: Sendable {
    /// The rule's name in `.sops.yaml` and in the metadata.
    package enum Kind: String, Sendable, CaseIterable {
        case unencryptedSuffix = "unencrypted_suffix"
        case encryptedSuffix = "encrypted_suffix"
        case unencryptedRegex = "unencrypted_regex"
        case encryptedRegex = "encrypted_regex"
        case unencryptedCommentRegex = "unencrypted_comment_regex"
        case encryptedCommentRegex = "encrypted_comment_regex"
    }

    package let kind: Kind
    package let text: String
    private let expression: RegularExpression?
    private let suffix: [UInt8]

    /// A selector of a new document: a bad regular expression is an error.
    package init(_ kind: Kind, _ text: String) throws(SopsError) {
        self.kind = kind
        self.text = text
        suffix = Array(text.utf8)
        switch kind {
        case .unencryptedSuffix, .encryptedSuffix: expression = nil
        default: expression = try RegularExpression(text)
        }
    }

    /// A selector found in a document: sops lets a bad expression stand there, and it never matches.
    package init(stored kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
        suffix = Array(text.utf8)
        switch kind {
        case .unencryptedSuffix, .encryptedSuffix: expression = nil
        default: expression = try? RegularExpression(text)
        }
    }

    /// What holds when nothing is said, in new and in loaded documents.
    package static let standard = EncryptionSelector(stored: .unencryptedSuffix, "_unencrypted")

    /// True for the rule that holds when nothing is said.
    package var isStandard: Bool { kind == .unencryptedSuffix && text == Self.standard.text }

    /// True when the selector says which leaves stay readable, so that everything else is encrypted.
    package var namesTheReadable: Bool {
        switch kind {
        case .unencryptedSuffix, .unencryptedRegex, .unencryptedCommentRegex: true
        case .encryptedSuffix, .encryptedRegex, .encryptedCommentRegex: false
        }
    }

    /// True for the two rules that go by comments and not by names.
    package var goesByComments: Bool { kind == .unencryptedCommentRegex || kind == .encryptedCommentRegex }

    /// True when this one name, as a path component, triggers the rule.
    package func matches(component: UnsafeRawBufferPointer) -> Bool {
        switch kind {
        case .unencryptedSuffix, .encryptedSuffix: endsInSuffix(component)
        case .unencryptedRegex, .encryptedRegex: expression?.isFound(in: component) ?? false
        case .unencryptedCommentRegex, .encryptedCommentRegex: false
        }
    }

    private func endsInSuffix(_ component: UnsafeRawBufferPointer) -> Bool {
        let start = component.count - suffix.count
        guard start >= 0 else { return false }
        // From behind: most names end otherwise.
        for index in suffix.indices.reversed() where component[start + index] != suffix[index] { return false }
        return true
    }

    /// The same for bytes at hand.
    package func matches(component: [UInt8]) -> Bool { component.withUnsafeBytes { matches(component: $0) } }

    /// True when the rule's expression is found in a comment.
    func isFound(in comment: UnsafeRawBufferPointer) -> Bool { expression?.isFound(in: comment) ?? false }

    /// Whether a leaf under these names is encrypted; for the rules that go by names.
    package func encrypts(path: [[UInt8]]) -> Bool {
        let isMatched = path.contains { matches(component: $0) }
        return namesTheReadable ? !isMatched : isMatched
    }
}
