package import SecretMemory
internal import SopsDocument

/// The Secret of an entry of `secretFrom`, in the form that KSops 4.5.1 prints it in: fields and keys in yaml.v2's order,
/// `type` only where the manifest has one.
package struct GeneratedSecret {
    private struct Item {
        let key: String
        let value: SecretSlice
        let file: String
    }

    private let source: KSopsManifest.SecretSource
    // By the keys' bytes: two spellings of a letter are one String, and two keys.
    private var texts: [[UInt8]: Item] = [:]
    private var binaries: [[UInt8]: Item] = [:]
    /// Keys of texts that stand under `data`, since kustomize would end at them or change them; KSops has no output for them.
    package private(set) var keysMovedToData: [String] = []

    package init(_ source: KSopsManifest.SecretSource) { self.source = source }

    /// A text of `files` or `envs`.
    package mutating func add(text: SecretSlice, key: String, from file: String) throws(GeneratedSecretError) {
        if let offset = text.offsetOfInvalidUTF8 { throw .notUTF8(key: key, file: file, offset: offset) }
        try refuse(key, from: file)
        if KustomizePrint.loses(text) {
            keysMovedToData.append(key)
            binaries[Array(key.utf8)] = Item(key: key, value: text, file: file)
        } else {
            texts[Array(key.utf8)] = Item(key: key, value: text, file: file)
        }
    }

    /// Bytes of `binaryFiles`.
    package mutating func add(binary: SecretSlice, key: String, from file: String) throws(GeneratedSecretError) {
        try refuse(key, from: file)
        binaries[Array(key.utf8)] = Item(key: key, value: binary, file: file)
    }

    // KSops takes the later of the two without a word, and the API server the text: one of the files would be lost.
    private func refuse(_ key: String, from file: String) throws(GeneratedSecretError) {
        if let other = texts[Array(key.utf8)] ?? binaries[Array(key.utf8)] { throw .keyTwice(key: key, first: other.file, second: file) }
    }

    /// What the API server will refuse. KSops says nothing of it, so it is no failure here.
    package var remarks: [String] {
        var remarks: [String] = []
        if !KubernetesNames.isSubdomain(source.name) {
            remarks.append(source.name.isEmpty ? "it has no name" : "its name is no name of an object: " + KubernetesNames.subdomainRule)
        }
        if !source.namespace.isEmpty, !KubernetesNames.isLabel(source.namespace) {
            remarks.append("its namespace \"" + source.namespace + "\" is none: " + KubernetesNames.labelRule)
        }
        for key in (sorted(texts) + sorted(binaries)).map(\.key) where !KubernetesNames.isSecretKey(key) {
            remarks.append("\"" + key + "\" is no key: letters, digits, -, _ and ., not .. at the begin")
        }
        for (key, value) in source.labels.sorted(by: { $0.key < $1.key }) where !KubernetesNames.isQualifiedName(key) || !KubernetesNames.isLabelValue(value) {
            remarks.append("\"" + key + "\" is no label")
        }
        for key in source.annotations.keys.sorted() where !KubernetesNames.isQualifiedName(key) { remarks.append("\"" + key + "\" is no annotation") }
        let size = (Array(texts.values) + Array(binaries.values)).reduce(0) { $0 + $1.value.count }
        if size > 1 << 20 { remarks.append("it has \(size) bytes, and a Secret takes \(1 << 20)") }
        return remarks
    }

    /// The manifest's text.
    package func text(in arena: SecretArena) -> SecretSlice {
        let size = (texts.values.map(\.value.count) + binaries.values.map { $0.value.count * 2 }).reduce(512) { $0 + $1 + 64 }
        var writer = BlockScalarWriter(in: arena, capacity: size * 5 / 4)
        writer.line("apiVersion: v1", indent: 0)
        if !binaries.isEmpty {
            writer.open("data", indent: 0)
            for item in sorted(binaries) {
                let encoded = Self.base64(of: item.value, in: arena)
                Array(item.key.utf8).withUnsafeBytes { key in encoded.withBytes { writer.item(key, $0, indent: 2) } }
            }
        }
        writer.line("kind: Secret", indent: 0)
        ObjectMetadata(name: source.name, namespace: source.namespace, labels: source.labels, annotations: source.annotations)
            .write(into: &writer, indent: 0)
        if !texts.isEmpty {
            writer.open("stringData", indent: 0)
            for item in sorted(texts) {
                Array(item.key.utf8).withUnsafeBytes { key in item.value.withBytes { writer.item(key, $0, indent: 2) } }
            }
        }
        if !source.type.isEmpty { writer.item("type", source.type, indent: 0) }
        return writer.finish()
    }

    private static func base64(of value: SecretSlice, in arena: SecretArena) -> SecretSlice {
        let room = arena.allocate(count: Base64.encodedCount(value.count))
        if let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self) { value.withBytes { Base64.encode($0, into: start) } }
        return arena.slice(of: room)
    }

    private func sorted(_ items: [[UInt8]: Item]) -> [Item] {
        NaturalOrder.sorted(items.values.map(\.key)).compactMap { items[Array($0.utf8)] }
    }
}
