/// A node of the YAML of `.sops.yaml`, with the line it starts in (1-based).
struct ConfigurationNode {
    indirect enum Content {
        case scalar(String, isPlain: Bool)
        case sequence([ConfigurationNode])
        case mapping([(key: String, value: ConfigurationNode)])
    }

    let content: Content
    let line: Int

    /// The member of a mapping.
    subscript(name: String) -> ConfigurationNode? {
        guard case .mapping(let members) = content else { return nil }
        guard let found = members.first(where: { $0.key == name })?.value, !found.isNull else { return nil }
        return found
    }

    /// YAML's null: an empty plain scalar, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }
}
