/// The manifest of a KSops generator (KSops 4.5.1 `ksops.go`): which encrypted files become resources, and which become
/// Secrets. The API version, the kind and fields of other names are never looked at.
package struct KSopsManifest: Sendable {
    /// An entry of `secretFrom`.
    package struct SecretSource: Sendable {
        package var files: [KeyedPath] = []
        package var binaryFiles: [KeyedPath] = []
        package var envs: [String] = []
        package var name = ""
        package var namespace = ""
        package var labels: [String: String] = [:]
        package var annotations: [String: String] = [:]
        package var type = ""
    }

    /// What messages call it.
    package let name: String
    package let files: [String]
    package let secretFrom: [SecretSource]

    /// Reads what is there as Go's encoding/json would, after sigs.k8s.io/yaml. `place` is the name of one that has none.
    package init(_ root: ManifestNode, place: String = "") throws(KSopsManifestError) {
        guard case .mapping = root.content else {
            // An empty document is Go's zero value, which has no files.
            if root.isNull { throw .missingFiles }
            throw .wrongType(line: root.line, field: "the manifest", found: root.word, wanted: "a mapping")
        }
        // KSops doesn't look at it, so whatever stands there is right.
        let own = root.values(for: "metadata").last.flatMap { try? Self.text("name", of: $0, "metadata") } ?? ""
        name = own.isEmpty ? place : own
        let files = try Self.list("files", of: root, "")
        var sources: [SecretSource]?
        for node in root.values(for: "secretFrom") {
            if node.isNull {
                sources = nil
                continue
            }
            guard case .sequence(let elements) = node.content else {
                throw .wrongType(line: node.line, field: "secretFrom", found: node.word, wanted: "a list of mappings")
            }
            var all: [SecretSource] = []
            for (index, element) in elements.enumerated() { all.append(try Self.source(element, "secretFrom[\(index)]")) }
            sources = all
        }
        guard files != nil || sources != nil else { throw .missingFiles }
        self.files = files ?? []
        secretFrom = sources ?? []
    }

    private static func source(_ node: ManifestNode, _ place: String) throws(KSopsManifestError) -> SecretSource {
        var source = SecretSource()
        if node.isNull { return source }
        guard case .mapping = node.content else { throw .wrongType(line: node.line, field: place, found: node.word, wanted: "a mapping") }
        source.files = try keyed(list("files", of: node, place + "."))
        source.binaryFiles = try keyed(list("binaryFiles", of: node, place + "."))
        source.envs = try list("envs", of: node, place + ".") ?? []
        source.type = try text("type", of: node, place)
        for metadata in node.values(for: "metadata") where !metadata.isNull {
            let place = place + ".metadata"
            guard case .mapping = metadata.content else {
                throw .wrongType(line: metadata.line, field: place, found: metadata.word, wanted: "a mapping")
            }
            // What an earlier one has, of a name in another case, stays where this one says nothing.
            source.name = try text("name", of: metadata, place, else: source.name)
            source.namespace = try text("namespace", of: metadata, place, else: source.namespace)
            source.labels = try map("labels", of: metadata, place, onto: source.labels)
            source.annotations = try map("annotations", of: metadata, place, onto: source.annotations)
        }
        return source
    }

    private static func keyed(_ entries: [String]?) throws(KSopsManifestError) -> [KeyedPath] {
        var result: [KeyedPath] = []
        for entry in entries ?? [] { result.append(try KeyedPath(entry)) }
        return result
    }

    private static func scalar(_ node: ManifestNode, _ field: String) throws(KSopsManifestError) -> String {
        switch node.content {
        case .scalar(.text(let text)), .scalar(.value(let text)): return text
        case .scalar(.null): return ""
        case .sequence, .mapping: throw .wrongType(line: node.line, field: field, found: node.word, wanted: "a text")
        }
    }

    private static func text(_ name: String, of node: ManifestNode, _ place: String, else former: String = "") throws(KSopsManifestError) -> String {
        var result = former
        for value in node.values(for: name) where !value.isNull { result = try scalar(value, place + "." + name) }
        return result
    }

    private static func list(_ name: String, of node: ManifestNode, _ place: String) throws(KSopsManifestError) -> [String]? {
        var result: [String]?
        for value in node.values(for: name) {
            if value.isNull {
                result = nil
                continue
            }
            guard case .sequence(let elements) = value.content else {
                throw .wrongType(line: value.line, field: place + name, found: value.word, wanted: "a list of texts")
            }
            var texts: [String] = []
            for (index, element) in elements.enumerated() { texts.append(try scalar(element, place + name + "[\(index)]")) }
            result = texts
        }
        return result
    }

    private static func map(
        _ name: String, of node: ManifestNode, _ place: String, onto former: [String: String]
    ) throws(KSopsManifestError) -> [String: String] {
        var result = former
        for value in node.values(for: name) {
            if value.isNull {
                result = [:]
                continue
            }
            guard case .mapping(let members) = value.content else {
                throw .wrongType(line: value.line, field: place + "." + name, found: value.word, wanted: "a mapping of texts")
            }
            for member in members { result[member.key] = try scalar(member.value, place + "." + name + "." + member.key) }
        }
        return result
    }
}
