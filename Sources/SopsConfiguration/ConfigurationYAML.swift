internal import CLibYAML

/// Reads one YAML document into nodes by libyaml, which Go's reader descends from.
struct ConfigurationYAML {
    private let path: String
    private let document: UnsafeMutablePointer<yaml_document_t>
    /// An alias may name a node that holds it, or one that doubles at every level.
    private var budget = 100_000

    /// The first document's root, nil for an empty file.
    static func root(of text: [UInt8], path: String) throws(ConfigurationError) -> ConfigurationNode? {
        // The parser keeps its own address, so both structures stay where they are.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        let document = UnsafeMutablePointer<yaml_document_t>.allocate(capacity: 1)
        defer {
            parser.deallocate()
            document.deallocate()
        }
        guard yaml_parser_initialize(parser) == 1 else {
            throw .malformed(path: path, line: 0, reason: "the YAML reader can't start")
        }
        defer { yaml_parser_delete(parser) }
        let isRead = text.withUnsafeBufferPointer { bytes in
            yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
            return yaml_parser_load(parser, document) == 1
        }
        guard isRead else {
            let reason = parser.pointee.problem.map { String(cString: $0) } ?? "it is no YAML"
            throw .malformed(path: path, line: Int(parser.pointee.problem_mark.line) + 1, reason: reason)
        }
        defer { yaml_document_delete(document) }
        guard yaml_document_get_root_node(document) != nil else { return nil }
        var reader = ConfigurationYAML(path: path, document: document)
        return try reader.node(1, depth: 0)
    }

    private init(path: String, document: UnsafeMutablePointer<yaml_document_t>) {
        self.path = path
        self.document = document
    }

    private mutating func node(_ index: Int32, depth: Int) throws(ConfigurationError) -> ConfigurationNode {
        guard let raw = yaml_document_get_node(document, index)?.pointee else {
            throw .malformed(path: path, line: 0, reason: "a node is missing")
        }
        let line = Int(raw.start_mark.line) + 1
        budget -= 1
        guard depth < 100, budget > 0 else {
            throw .malformed(path: path, line: line, reason: "aliases or nesting go too deep")
        }
        switch raw.type {
        case YAML_SCALAR_NODE:
            let bytes = UnsafeBufferPointer(start: raw.data.scalar.value, count: raw.data.scalar.length)
            return ConfigurationNode(
                content: .scalar(
                    String(decoding: bytes, as: UTF8.self), isPlain: raw.data.scalar.style == YAML_PLAIN_SCALAR_STYLE),
                line: line)
        case YAML_SEQUENCE_NODE:
            var elements: [ConfigurationNode] = []
            var item = raw.data.sequence.items.start
            while let current = item, current < raw.data.sequence.items.top {
                elements.append(try node(current.pointee, depth: depth + 1))
                item = current + 1
            }
            return ConfigurationNode(content: .sequence(elements), line: line)
        case YAML_MAPPING_NODE:
            return ConfigurationNode(content: .mapping(try members(of: raw, depth: depth)), line: line)
        default:
            throw .malformed(path: path, line: line, reason: "a node has no content")
        }
    }

    private mutating func members(
        of raw: yaml_node_t, depth: Int
    ) throws(ConfigurationError) -> [(key: String, value: ConfigurationNode)] {
        var members: [(key: String, value: ConfigurationNode)] = []
        var merged: [(key: String, value: ConfigurationNode)] = []
        var lines: [String: Int] = [:]
        var pair = raw.data.mapping.pairs.start
        while let current = pair, current < raw.data.mapping.pairs.top {
            let key = try node(current.pointee.key, depth: depth + 1)
            let value = try node(current.pointee.value, depth: depth + 1)
            guard case .scalar(let name, _) = key.content else {
                throw .malformed(path: path, line: key.line, reason: "a key is not a text")
            }
            if name == "<<" {
                merged += Self.mergedMembers(of: value)
            } else {
                if let earlier = lines.updateValue(key.line, forKey: name) {
                    throw .malformed(
                        path: path, line: key.line, reason: "mapping key \"" + name + "\" already defined at line " + String(earlier))
                }
                members.append((name, value))
            }
            pair = current + 1
        }
        for member in merged where lines.updateValue(member.value.line, forKey: member.key) == nil { members.append(member) }
        return members
    }

    private static func mergedMembers(of node: ConfigurationNode) -> [(key: String, value: ConfigurationNode)] {
        switch node.content {
        case .mapping(let members): members
        case .sequence(let nodes): nodes.flatMap { mergedMembers(of: $0) }
        case .scalar: []
        }
    }
}
