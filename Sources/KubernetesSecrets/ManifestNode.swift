/// A node of a generator's manifest, with the line that it starts at (1-based). Manifests hold names and paths, no secrets.
package struct ManifestNode: Sendable {
    package indirect enum Content: Sendable {
        case scalar(ManifestScalar)
        case sequence([ManifestNode])
        case mapping([Member])
    }

    /// One entry of a mapping.
    package struct Member: Sendable {
        let key: String
        let value: ManifestNode
    }

    package let content: Content
    package let line: Int

    var members: [Member] {
        guard case .mapping(let members) = content else { return [] }
        return members
    }

    /// The elements of a list; none of anything else.
    package var elements: [ManifestNode] {
        guard case .sequence(let elements) = content else { return [] }
        return elements
    }

    var isList: Bool {
        guard case .sequence = content else { return false }
        return true
    }

    var isMapping: Bool {
        guard case .mapping = content else { return false }
        return true
    }

    var isNull: Bool {
        guard case .scalar(.null) = content else { return false }
        return true
    }

    /// What it is, in words for messages.
    var word: String {
        switch content {
        case .scalar(.null): "null"
        case .scalar: "a text or number"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The members for a field of that name, those that win last: Go takes a name in any case, from keys in the order of
    /// their bytes, and later values replace earlier ones (encoding/json; sigs.k8s.io/yaml sorts in between).
    func values(for field: String) -> [ManifestNode] {
        members.filter { Self.folded($0.key) == Self.folded(field) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
    }

    // The two letters that Go folds to ASCII beside those of lowercased().
    private static func folded(_ name: String) -> String {
        String(String.UnicodeScalarView(name.lowercased().unicodeScalars.map { $0 == "\u{17F}" ? "s" : $0 == "\u{212A}" ? "k" : $0 }))
    }
}
