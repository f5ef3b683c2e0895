/// A node of the YAML of `.sops.yaml`, with the place that it starts at (1-based).
struct ConfigurationNode: Sendable {
    indirect enum Content: Sendable {
        case scalar(ConfigurationScalar)
        case sequence([ConfigurationNode])
        case mapping([Member])
    }

    /// One entry of a mapping; the place is the key's.
    struct Member: Sendable {
        let key: String
        let line: Int
        let column: Int
        let value: ConfigurationNode
    }

    let content: Content
    let line: Int
    let column: Int
    /// The same node stands elsewhere too, by an alias, or one below it does.
    var isShared = false

    /// The member of a mapping; nil also for YAML's null, which Go leaves at the zero value.
    subscript(name: String) -> ConfigurationNode? {
        guard let found = members.first(where: { $0.key == name })?.value, !found.isNull else { return nil }
        return found
    }

    /// None where it is no mapping.
    var members: [Member] {
        guard case .mapping(let members) = content else { return [] }
        return members
    }

    /// None where it is no list.
    var elements: [ConfigurationNode] {
        guard case .sequence(let elements) = content else { return [] }
        return elements
    }

    /// The text of a scalar, empty for null.
    var text: String {
        guard case .scalar(let scalar) = content, !isNull else { return "" }
        return scalar.text
    }

    var isNull: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.value == .null
    }

    /// The word that Go has for the type, in its error messages.
    var typeWord: String {
        switch content {
        case .scalar(let scalar): scalar.value.typeWord
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
