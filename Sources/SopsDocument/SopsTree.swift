package import SecretMemory

/// The key of an item: a name, or a comment that stands in the key's place (sops' tree model).
package enum TreeKey: Sendable {
    case name([UInt8])
    case comment(SecretSlice)
}

/// The types that sops knows of a leaf; the raw value is the tag in `type:`.
package enum ScalarType: String, Sendable {
    case string = "str"
    case integer = "int"
    case float
    case boolean = "bool"
    case time
    case comment
    case bytes
}

/// A value of the tree. Scalars carry the bytes that sops encrypts and hashes for their type.
package indirect enum TreeValue: Sendable {
    case scalar(ScalarType, SecretSlice)
    case null
    case list([TreeValue])
    case branch([TreeItem])
}

/// One key and its value, in document order. A comment item has the value ``TreeValue/null``.
package struct TreeItem: Sendable {
    package var key: TreeKey
    package var value: TreeValue

    package init(key: TreeKey, value: TreeValue) {
        self.key = key
        self.value = value
    }

    /// A comment among the items of a branch.
    package static func comment(_ text: SecretSlice) -> TreeItem { TreeItem(key: .comment(text), value: .null) }

    /// A text under a name.
    package static func text(_ name: [UInt8], _ value: SecretSlice) -> TreeItem {
        TreeItem(key: .name(name), value: .scalar(.string, value))
    }

    /// The name, when the item has one.
    package var name: [UInt8]? {
        guard case .name(let bytes) = key else { return nil }
        return bytes
    }
}
