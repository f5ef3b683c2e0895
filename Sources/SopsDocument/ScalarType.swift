internal import DocumentTree

/// What sops says of an encrypted text's type, in `type:` (sops 3.11 `aes/cipher.go`).
package enum ScalarType: Sendable, CaseIterable {
    case string, integer, float, boolean, time, comment
    /// Never written by sops we know; read as text.
    case bytes

    /// The word in the text.
    var word: StaticString {
        switch self {
        case .string: "str"
        case .integer: "int"
        case .float: "float"
        case .boolean: "bool"
        case .time: "time"
        case .comment: "comment"
        case .bytes: "bytes"
        }
    }

    init?(word: UnsafeRawBufferPointer) {
        let text = TreeText(word)
        guard let found = Self.allCases.first(where: { text.equals($0.word) }) else { return nil }
        self = found
    }

    /// The type of a leaf; nil for what is never encrypted.
    init?(_ kind: NodeKind) {
        switch kind {
        case .string: self = .string
        case .integer: self = .integer
        case .float: self = .float
        case .boolean: self = .boolean
        case .time: self = .time
        case .comment: self = .comment
        case .branch, .list, .null, .unsigned: return nil
        }
    }

    /// What a decrypted value is in the tree.
    var kind: NodeKind {
        switch self {
        case .string, .bytes: .string
        case .integer: .integer
        case .float: .float
        case .boolean: .boolean
        case .time: .time
        case .comment: .comment
        }
    }
}
