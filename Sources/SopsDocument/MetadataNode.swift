package import DocumentTree

/// Metadata between their text and their meaning: the nesting that INI and dotenv flatten into names.
package indirect enum MetadataNode: Sendable, Equatable {
    case text(String)
    /// What YAML and JSON know of other types: a number, a boolean, null; in the tree's spelling.
    case scalar(NodeKind, String)
    case list([MetadataNode])
    case map([MetadataField])

    /// The text of a scalar of any type: INI and dotenv know texts only.
    package var word: String? {
        switch self {
        case .text(let text), .scalar(_, let text): text
        case .list, .map: nil
        }
    }

    /// The member of a map.
    package subscript(name: String) -> MetadataNode? {
        guard case .map(let fields) = self else { return nil }
        return fields.last { $0.name == name }?.value
    }
}

/// A named member of a metadata map.
package struct MetadataField: Sendable, Equatable {
    package var name: String
    package var value: MetadataNode

    package init(_ name: String, _ value: MetadataNode) {
        self.name = name
        self.value = value
    }
}
