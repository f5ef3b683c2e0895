internal import CLibYAML

/// Reads the YAML of manifests by libyaml, from which yaml.v2 descends, into what yaml.v2 2.4 makes of it (`decode.go`). Of keys
/// that stand twice the last wins, and so does a merge that stands behind a key.
package struct ManifestYAML: ~Copyable {
    private struct Anchored {
        let node: ManifestNode
        /// Of nodes in it, those of aliases counted as often as they stand there.
        let size: Int
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// Nil while the node is being read.
    private var anchors: [String: Anchored?] = [:]
    /// Of nodes in a document, since aliases may double them at every level.
    private var budget = limit

    private static let limit = 1_000_000

    /// All documents' roots; the first alone unless `all`.
    package static func roots(of text: UnsafeRawBufferPointer, all: Bool) throws(KSopsManifestError) -> [ManifestNode] {
        // The parser keeps its own address, so it stays where it is.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { throw .notYAML(line: 0, reason: "the YAML reader can't start") }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_input_string(parser, text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count)
        var reader = ManifestYAML(parser: parser)
        var roots: [ManifestNode] = []
        while true {
            switch try reader.next().content {
            case .streamEnd: return roots
            case .documentStart:
                (reader.anchors, reader.budget) = ([:], limit)
                roots.append(try reader.node(depth: 0))
                // Nothing behind the first document is looked at, so it may be broken.
                if !all { return roots }
            default: break
            }
        }
    }

    private init(parser: UnsafeMutablePointer<yaml_parser_t>) { self.parser = parser }

    private func next() throws(KSopsManifestError) -> ManifestEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            let reason = parser.pointee.problem.map { String(cString: $0) } ?? "it is no YAML"
            throw .notYAML(line: Int(parser.pointee.problem_mark.line) + 1, reason: reason)
        }
        defer { yaml_event_delete(&event) }
        return ManifestEvent(event)
    }

    private mutating func node(depth: Int) throws(KSopsManifestError) -> ManifestNode { try node(at: next(), depth: depth) }

    private mutating func node(at event: ManifestEvent, depth: Int) throws(KSopsManifestError) -> ManifestNode {
        if case .alias(let name) = event.content { return try aliased(name, line: event.line) }
        if let anchor = event.anchor { anchors.updateValue(nil, forKey: anchor) }
        let before = budget
        try spend(1, line: event.line, depth: depth)
        let content: ManifestNode.Content =
            switch event.content {
            case .sequenceStart: .sequence(try elements(depth: depth))
            case .mappingStart: .mapping(try members(depth: depth))
            case .scalar(let text, let isPlain):
                .scalar(try Self.scalar(text, isPlain: isPlain, tag: event.tag, line: event.line))
            default: throw .notYAML(line: event.line, reason: "a node has no content")
            }
        let node = ManifestNode(content: content, line: event.line)
        if let anchor = event.anchor { anchors.updateValue(Anchored(node: node, size: before - budget), forKey: anchor) }
        return node
    }

    private mutating func spend(_ count: Int, line: Int, depth: Int = 0) throws(KSopsManifestError) {
        budget -= count
        guard depth < 100, budget > 0 else { throw .notYAML(line: line, reason: "aliases or nesting go too deep") }
    }

    private mutating func aliased(_ name: String, line: Int) throws(KSopsManifestError) -> ManifestNode {
        guard let known = anchors[name] else { throw .notYAML(line: line, reason: "unknown anchor '" + name + "' referenced") }
        guard let known else { throw .notYAML(line: line, reason: "anchor '" + name + "' value contains itself") }
        try spend(known.size, line: line)
        return known.node
    }

    private static func scalar(_ text: String, isPlain: Bool, tag: String?, line: Int) throws(KSopsManifestError) -> ManifestScalar {
        if let scalar = ManifestScalar(text, isPlain: isPlain, tag: tag) { return scalar }
        throw .notYAML(line: line, reason: "a scalar is not of the type that its tag says")
    }

    private mutating func elements(depth: Int) throws(KSopsManifestError) -> [ManifestNode] {
        var elements: [ManifestNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.content { return elements }
            elements.append(try node(at: event, depth: depth + 1))
        }
    }

    private mutating func members(depth: Int) throws(KSopsManifestError) -> [ManifestNode.Member] {
        var members: [ManifestNode.Member] = []
        var places: [String: Int] = [:]
        func set(_ member: ManifestNode.Member) {
            if let place = places[member.key] { members[place] = member } else {
                places[member.key] = members.count
                members.append(member)
            }
        }
        while true {
            let event = try next()
            if case .mappingEnd = event.content { return members }
            let key = try node(at: event, depth: depth + 1)
            let second = try next()
            let value = try node(at: second, depth: depth + 1)
            if Self.isMerge(event) {
                for member in try Self.merged(value, at: second) { set(member) }
            } else {
                set(.init(key: try Self.name(key), value: value))
            }
        }
    }

    private static func isMerge(_ event: ManifestEvent) -> Bool {
        guard case .scalar("<<", let isPlain) = event.content else { return false }
        return event.tag.map { $0 == "tag:yaml.org,2002:merge" } ?? isPlain
    }

    /// In the order in which they are set: of several mappings the first one wins.
    private static func merged(_ node: ManifestNode, at event: ManifestEvent) throws(KSopsManifestError) -> [ManifestNode.Member] {
        let failure = KSopsManifestError.notYAML(line: event.line, reason: "map merge requires map or sequence of maps as the value")
        switch node.content {
        case .mapping(let members): return members
        case .sequence(let nodes):
            // A list behind an alias is none to yaml.v2.
            guard case .sequenceStart = event.content else { throw failure }
            var members: [ManifestNode.Member] = []
            for node in nodes.reversed() {
                guard case .mapping(let more) = node.content else { throw failure }
                members += more
            }
            return members
        case .scalar: throw failure
        }
    }

    /// As sigs.k8s.io/yaml makes a text of a key (`convertToJSONableObject`).
    private static func name(_ key: ManifestNode) throws(KSopsManifestError) -> String {
        switch key.content {
        case .scalar(.text(let text)): return text
        case .scalar(.value("+Inf")): return ".inf"
        case .scalar(.value("-Inf")): return "-.inf"
        case .scalar(.value("NaN")): return ".nan"
        case .scalar(.value(let text)): return text
        case .scalar(.null): throw .notYAML(line: key.line, reason: "a key is null")
        case .sequence, .mapping: throw .notYAML(line: key.line, reason: "a key is not a text")
        }
    }
}
