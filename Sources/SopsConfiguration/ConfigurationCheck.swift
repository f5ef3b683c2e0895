internal import RcloneConfig

/// Holds the whole file against the structures that sops decodes it into (sops 3.11 `config/config.go`, by yaml.v3): a value of
/// another type is an error also in a rule that nothing matches.
struct ConfigurationCheck {
    let path: String
    private(set) var unknown: [UnknownField] = []

    init(path: String) { self.path = path }

    mutating func check(_ node: ConfigurationNode, as record: ConfigurationRecord) throws(ConfigurationError) {
        if node.isNull { return }
        guard case .mapping(let members) = node.content else { throw mismatch(node, .record(record), name: nil) }
        let fields = record.fields
        for member in members {
            guard let field = fields.first(where: { $0.name == member.key }) else {
                note(member, in: record, names: fields.map(\.name))
                continue
            }
            try check(member.value, as: field.type, name: field.name)
        }
    }

    private mutating func check(
        _ node: ConfigurationNode, as type: ConfigurationRecord.FieldType, name: String
    ) throws(ConfigurationError) {
        if node.isNull { return }
        switch (type, node.content) {
        case (.anything, _): return
        case (.text, .scalar): return
        case (.whole, .scalar(let scalar)): guard scalar.integer != nil else { throw mismatch(node, type, name: name) }
        case (.boolean, .scalar(let scalar)): guard scalar.boolean != nil else { throw mismatch(node, type, name: name) }
        case (.texts, .mapping(let members)): for member in members { try check(member.value, as: .text, name: member.key) }
        case (.list(let element), .sequence(let nodes)): for node in nodes { try check(node, as: element, name: name) }
        case (.record(let record), .mapping): try check(node, as: record)
        case (.text, _), (.whole, _), (.boolean, _), (.texts, _), (.list, _), (.record, _): throw mismatch(node, type, name: name)
        }
    }

    private func mismatch(_ node: ConfigurationNode, _ type: ConfigurationRecord.FieldType, name: String?) -> ConfigurationError {
        .malformed(
            path: path, line: node.line, reason: (name ?? "the top level") + " is " + node.typeWord + " where " + type.word + " belongs")
    }

    // On the top level people keep their keys, with anchors, under names of their own.
    private mutating func note(_ member: ConfigurationNode.Member, in record: ConfigurationRecord, names: [String]) {
        let nearest = record.otherNames[member.key.lowercased()] ?? NearestName.of(member.key, among: names)
        if case .file = record, nearest == nil, member.value.isShared || member.key.hasPrefix("x-") { return }
        let field = UnknownField(name: member.key, line: member.line, column: member.column, parent: record.word, nearest: nearest)
        // An alias brings the same place again.
        if !unknown.contains(field) { unknown.append(field) }
    }
}
