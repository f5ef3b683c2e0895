/// What a node of a ``DocumentTree`` is. Scalars carry, in ``TreeNode/text``, the bytes that sops encrypts and hashes.
@frozen package enum NodeKind: UInt8, Sendable {
    /// Items with keys, comments among them.
    case branch
    /// Elements without keys, comments among them.
    case list
    /// Any bytes.
    case string
    /// Decimal, within 64 bits signed; `-` for negative.
    case integer
    /// Shortest decimal that reads back the same, without an exponent (`1000000`, `0.00000015`), `+Inf`, `-Inf`, `NaN`, `-0`.
    case float
    /// `True` or `False`.
    case boolean
    /// RFC 3339 with nanoseconds, trailing zeros trimmed, `Z` for UTC.
    case time
    /// No value; never encrypted or hashed.
    case null
    /// The text after the comment mark. In a branch it stands among the items, without a key.
    case comment
    /// An integer from 2^63 on, which sops can't walk (`uint64`); decimal.
    case unsigned
}

/// What the key of a branch's item was in the source. sops walks text keys only, and refuses the document for others.
@frozen package enum KeyKind: UInt8, Sendable {
    /// Not an item of a branch, or a comment.
    case none
    case string
    case integer, float, boolean, null, time

    /// The kind in words, for messages.
    package var word: String {
        switch self {
        case .none: "none"
        case .string: "text"
        case .integer: "integer"
        case .float: "float"
        case .boolean: "boolean"
        case .null: "null"
        case .time: "time"
        }
    }
}

/// One node. Nodes of a tree lie in document order; a node's descendants are those up to ``end``.
@frozen package struct TreeNode: @unchecked Sendable {
    // Taken apart, so that a node has 32 bytes and not 40: there are as many as values.
    @usableFromInline var keyStart: UnsafePointer<UInt8>?
    @usableFromInline var textStart: UnsafePointer<UInt8>?
    @usableFromInline var keyCount: UInt32
    @usableFromInline var textCount: UInt32
    /// Index behind the last descendant; behind the node itself for a leaf.
    package var end: Int32
    package var kind: NodeKind
    package var keyKind: KeyKind
    /// The text is `ENC[…]` as we or sops wrote it: printable ASCII without blanks.
    package var isCiphertext: Bool
    /// The key is YAML's merge key, not the text `<<`: kept as an item, and written `!!merge <<`.
    package var isMergeKey: Bool

    @inlinable @inline(__always) package init(
        kind: NodeKind, key: TreeText = .none, keyKind: KeyKind = .none, text: TreeText = .none, end: Int32 = 0,
        isCiphertext: Bool = false, isMergeKey: Bool = false
    ) {
        self.kind = kind
        keyStart = key.start
        keyCount = key.storedCount
        self.keyKind = keyKind
        textStart = text.start
        textCount = text.storedCount
        self.end = end
        self.isCiphertext = isCiphertext
        self.isMergeKey = isMergeKey
    }

    package var key: TreeText {
        @inlinable @inline(__always) get { TreeText(start: keyStart, count: Int(keyCount)) }
        @inlinable @inline(__always) set { (keyStart, keyCount) = (newValue.start, newValue.storedCount) }
    }

    package var text: TreeText {
        @inlinable @inline(__always) get { TreeText(start: textStart, count: Int(textCount)) }
        @inlinable @inline(__always) set { (textStart, textCount) = (newValue.start, newValue.storedCount) }
    }

    /// A branch or a list.
    @inlinable @inline(__always) package var isContainer: Bool { kind == .branch || kind == .list }
}
