internal import CLibYAML

/// Reads the YAML of manifests by libyaml, from which yaml.v2 descends. Of keys that stand twice the last wins, as there.
package struct ManifestYAML {
    private let document: UnsafeMutablePointer<yaml_document_t>
    /// An alias may name a node that holds it, or one that doubles at every level.
    private var budget = 1_000_000

    /// All documents' roots; the first alone unless `all`.
    package static func roots(of text: UnsafeRawBufferPointer, all: Bool) throws(KSopsManifestError) -> [ManifestNode] {
        // The parser keeps its own address, so both structures stay where they are.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        let document = UnsafeMutablePointer<yaml_document_t>.allocate(capacity: 1)
        defer {
            parser.deallocate()
            document.deallocate()
        }
        guard yaml_parser_initialize(parser) == 1 else { throw .notYAML(line: 0, reason: "the YAML reader can't start") }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_input_string(parser, text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count)
        var roots: [ManifestNode] = []
        while true {
            guard yaml_parser_load(parser, document) == 1 else {
                let reason = parser.pointee.problem.map { String(cString: $0) } ?? "it is no YAML"
                throw .notYAML(line: Int(parser.pointee.problem_mark.line) + 1, reason: reason)
            }
            defer { yaml_document_delete(document) }
            guard yaml_document_get_root_node(document) != nil else { return roots }
            var reader = ManifestYAML(document: document)
            roots.append(try reader.node(1, depth: 0))
            if !all { return roots }
        }
    }

    private init(document: UnsafeMutablePointer<yaml_document_t>) { self.document = document }

    private mutating func node(_ index: Int32, depth: Int) throws(KSopsManifestError) -> ManifestNode {
        guard let raw = yaml_document_get_node(document, index)?.pointee else { throw .notYAML(line: 0, reason: "a node is missing") }
        let line = Int(raw.start_mark.line) + 1
        budget -= 1
        guard depth < 100, budget > 0 else { throw .notYAML(line: line, reason: "aliases or nesting go too deep") }
        switch raw.type {
        case YAML_SCALAR_NODE: return ManifestNode(content: .scalar(Self.scalar(raw)), line: line)
        case YAML_SEQUENCE_NODE:
            var elements: [ManifestNode] = []
            var item = raw.data.sequence.items.start
            while let current = item, current < raw.data.sequence.items.top {
                elements.append(try node(current.pointee, depth: depth + 1))
                item = current + 1
            }
            return ManifestNode(content: .sequence(elements), line: line)
        case YAML_MAPPING_NODE: return ManifestNode(content: .mapping(try members(of: raw, depth: depth)), line: line)
        default: throw .notYAML(line: line, reason: "a node has no content")
        }
    }

    private static func scalar(_ raw: yaml_node_t) -> ManifestScalar {
        let tag = raw.tag.map { String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) }
        // libyaml puts the tag of texts there for plain and quoted scalars alike.
        return ManifestScalar(
            text(raw), isPlain: raw.data.scalar.style == YAML_PLAIN_SCALAR_STYLE, tag: tag == "tag:yaml.org,2002:str" ? nil : tag)
    }

    private static func text(_ raw: yaml_node_t) -> String {
        String(decoding: UnsafeBufferPointer(start: raw.data.scalar.value, count: raw.data.scalar.length), as: UTF8.self)
    }

    private mutating func members(of raw: yaml_node_t, depth: Int) throws(KSopsManifestError) -> [ManifestNode.Member] {
        var members: [ManifestNode.Member] = []
        var merged: [ManifestNode.Member] = []
        var places: [String: Int] = [:]
        var pair = raw.data.mapping.pairs.start
        while let current = pair, current < raw.data.mapping.pairs.top {
            let value = try node(current.pointee.value, depth: depth + 1)
            guard let key = yaml_document_get_node(document, current.pointee.key)?.pointee, key.type == YAML_SCALAR_NODE else {
                throw .notYAML(line: value.line, reason: "a key is not a text")
            }
            let text = Self.text(key)
            if text == "<<", key.data.scalar.style == YAML_PLAIN_SCALAR_STYLE {
                merged += try mergedMembers(of: value)
            } else {
                let name =
                    switch Self.scalar(key) {
                    case .null: "null"
                    case .text(let text), .value(let text): text
                    }
                if let place = places[name] { members[place] = .init(key: name, value: value) } else {
                    places[name] = members.count
                    members.append(.init(key: name, value: value))
                }
            }
            pair = current + 1
        }
        for member in merged where places.updateValue(members.count, forKey: member.key) == nil { members.append(member) }
        return members
    }

    private func mergedMembers(of node: ManifestNode) throws(KSopsManifestError) -> [ManifestNode.Member] {
        switch node.content {
        case .mapping(let members): return members
        case .sequence(let nodes):
            var members: [ManifestNode.Member] = []
            for node in nodes {
                guard case .mapping(let more) = node.content else { throw .notYAML(line: node.line, reason: "a merge wants mappings") }
                members += more
            }
            return members
        case .scalar: throw .notYAML(line: node.line, reason: "a merge wants mappings")
        }
    }
}
