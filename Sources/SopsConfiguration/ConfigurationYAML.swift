internal import CLibYAML

/// Reads one YAML document into nodes by libyaml, which Go's reader descends from.
struct ConfigurationYAML {
    private let path: String
    private let document: UnsafeMutablePointer<yaml_document_t>
    /// An alias may name a node that holds it, or one that doubles at every level.
    private var budget = 100_000
    /// How often each node of the text stands in the tree.
    private var visits: [Int32: Int] = [:]
    private static let mergeTag = "tag:yaml.org,2002:merge"

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
        reader.countVisits(of: 1, depth: 0)
        return try reader.node(1, depth: 0)
    }

    // Apart from the reading, since a node must know of the aliases behind it.
    private mutating func countVisits(of index: Int32, depth: Int) {
        guard depth < 100, let raw = yaml_document_get_node(document, index)?.pointee else { return }
        visits[index, default: 0] += 1
        guard visits[index] == 1 else { return }
        if raw.type == YAML_SEQUENCE_NODE {
            var item = raw.data.sequence.items.start
            while let current = item, current < raw.data.sequence.items.top {
                countVisits(of: current.pointee, depth: depth + 1)
                item = current + 1
            }
        } else if raw.type == YAML_MAPPING_NODE {
            var pair = raw.data.mapping.pairs.start
            while let current = pair, current < raw.data.mapping.pairs.top {
                countVisits(of: current.pointee.value, depth: depth + 1)
                pair = current + 1
            }
        }
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
        let column = Int(raw.start_mark.column) + 1
        let isShared = (visits[index] ?? 0) > 1
        budget -= 1
        guard depth < 100, budget > 0 else {
            throw .malformed(path: path, line: line, reason: "aliases or nesting go too deep")
        }
        switch raw.type {
        case YAML_SCALAR_NODE:
            let scalar = ConfigurationScalar(Self.text(of: raw), isPlain: raw.data.scalar.style == YAML_PLAIN_SCALAR_STYLE, tag: Self.tag(of: raw))
            return ConfigurationNode(content: .scalar(scalar), line: line, column: column, isShared: isShared)
        case YAML_SEQUENCE_NODE:
            var elements: [ConfigurationNode] = []
            var item = raw.data.sequence.items.start
            while let current = item, current < raw.data.sequence.items.top {
                elements.append(try node(current.pointee, depth: depth + 1))
                item = current + 1
            }
            return ConfigurationNode(
                content: .sequence(elements), line: line, column: column, isShared: isShared || elements.contains(where: \.isShared))
        case YAML_MAPPING_NODE:
            let members = try members(of: raw, depth: depth)
            return ConfigurationNode(
                content: .mapping(members), line: line, column: column, isShared: isShared || members.contains { $0.value.isShared })
        default:
            throw .malformed(path: path, line: line, reason: "a node has no content")
        }
    }

    private static func text(of raw: yaml_node_t) -> String {
        String(decoding: UnsafeBufferPointer(start: raw.data.scalar.value, count: raw.data.scalar.length), as: UTF8.self)
    }

    /// Nil where none is written: libyaml puts the tag of texts there for plain and quoted scalars alike.
    private static func tag(of raw: yaml_node_t) -> String? {
        let tag = raw.tag.map { String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) }
        return tag == "tag:yaml.org,2002:str" ? nil : tag
    }

    private mutating func members(of raw: yaml_node_t, depth: Int) throws(ConfigurationError) -> [ConfigurationNode.Member] {
        var members: [ConfigurationNode.Member] = []
        var merged: [ConfigurationNode.Member] = []
        var lines: [String: Int] = [:]
        var pair = raw.data.mapping.pairs.start
        while let current = pair, current < raw.data.mapping.pairs.top {
            let value = try node(current.pointee.value, depth: depth + 1)
            guard let key = yaml_document_get_node(document, current.pointee.key)?.pointee, key.type == YAML_SCALAR_NODE else {
                throw .malformed(path: path, line: value.line, reason: "a key is not a text")
            }
            let name = Self.text(of: key)
            let line = Int(key.start_mark.line) + 1
            // Quoted it is an ordinary key (yaml.v3 3.0.4 `decode.go`, isMerge).
            if name == "<<", key.data.scalar.style == YAML_PLAIN_SCALAR_STYLE || Self.tag(of: key) == Self.mergeTag {
                merged += try mergedMembers(of: value, isElement: false)
            } else {
                if let earlier = lines.updateValue(line, forKey: name) {
                    throw .malformed(
                        path: path, line: line, reason: "mapping key \"" + name + "\" already defined at line " + String(earlier))
                }
                members.append(.init(key: name, line: line, column: Int(key.start_mark.column) + 1, value: value))
            }
            pair = current + 1
        }
        for member in merged where lines.updateValue(member.line, forKey: member.key) == nil { members.append(member) }
        return members
    }

    private func mergedMembers(of node: ConfigurationNode, isElement: Bool) throws(ConfigurationError) -> [ConfigurationNode.Member] {
        switch node.content {
        case .mapping(let members): return members
        case .sequence(let nodes) where !isElement:
            var members: [ConfigurationNode.Member] = []
            for node in nodes { members += try mergedMembers(of: node, isElement: true) }
            return members
        case .sequence, .scalar:
            throw .malformed(path: path, line: node.line, reason: "map merge requires map or sequence of maps as the value")
        }
    }
}
