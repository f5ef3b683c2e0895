package import SecretMemory
internal import SopsDocument

extension KubernetesSecret {
    /// How the values stand in the object.
    package enum Form: Sendable {
        /// Base64: what the API server keeps.
        case data
        /// Text; the API server turns it into data.
        case stringData
    }

    /// Text where all values are text, and kustomize passes them on.
    package var readableForm: Form {
        let isReadable = entries.allSatisfy { entry in
            YAMLTextBlock.firstUnreadable(in: entry.value) == nil && !KustomizePrint.loses(entry.value)
        }
        return isReadable ? .stringData : .data
    }

    var metadata: ObjectMetadata { ObjectMetadata(name: name, namespace: namespace ?? "", labels: labels, annotations: annotations) }

    /// Fields by their names, keys of the values sorted: the bytes of `kubectl create secret generic --dry-run=client -o yaml`.
    package func kubectlYAML(in arena: SecretArena) -> SecretSlice { Self.documents([self], in: arena) }

    /// Several of them, with `---` between them.
    package static func documents(_ secrets: [KubernetesSecret], in arena: SecretArena) -> SecretSlice {
        var writer = BlockScalarWriter(in: arena, capacity: size(of: secrets))
        for (index, secret) in secrets.enumerated() {
            if index > 0 { writer.line("---", indent: 0) }
            writer.line("apiVersion: v1", indent: 0)
            secret.writeFields(into: &writer, indent: 0)
        }
        return writer.finish()
    }

    /// Several of them in one object.
    package static func list(_ secrets: [KubernetesSecret], in arena: SecretArena) -> SecretSlice {
        var writer = BlockScalarWriter(in: arena, capacity: size(of: secrets))
        writer.line("apiVersion: v1", indent: 0)
        writer.open("items", indent: 0)
        for secret in secrets {
            writer.line("- apiVersion: v1", indent: 0)
            secret.writeFields(into: &writer, indent: 2)
        }
        writer.line("kind: List", indent: 0)
        return writer.finish()
    }

    private static func size(of secrets: [KubernetesSecret]) -> Int {
        secrets.reduce(64) { $1.entries.reduce($0 + 1024) { $0 + $1.value.count * 3 / 2 + $1.key.utf8.count + 32 } }
    }

    private func writeFields(into writer: inout BlockScalarWriter, indent: Int) {
        if !entries.isEmpty { writer.open("data", indent: indent) }
        for entry in entries.sorted(by: { NaturalOrder.precedes($0.key, $1.key) }) {
            Array(entry.key.utf8).withUnsafeBytes { key in entry.encoded { writer.item(key, $0, indent: indent + 2) } }
        }
        if isImmutable { writer.line("immutable: true", indent: indent) }
        writer.line("kind: Secret", indent: indent)
        metadata.write(into: &writer, indent: indent)
        if let type { writer.item("type", type, indent: indent) }
    }

    /// What it is first, the values last and in the order in which they were given, nothing of them folded. Throws for bytes
    /// that the form can't hold.
    package func readerYAML(_ form: Form, in arena: SecretArena) throws(KubernetesSecretError) -> SecretSlice {
        if form == .stringData {
            for entry in entries {
                if let offset = YAMLTextBlock.firstUnreadable(in: entry.value) { throw .notText(key: entry.key, offset: offset) }
            }
        }
        var head = BlockScalarWriter(in: arena, capacity: 1024)
        head.line("apiVersion: v1", indent: 0)
        head.line("kind: Secret", indent: 0)
        metadata.write(into: &head, indent: 0)
        head.item("type", type ?? "Opaque", indent: 0)
        if isImmutable { head.line("immutable: true", indent: 0) }
        if !entries.isEmpty { head.open(form == .data ? "data" : "stringData", indent: 0) }
        var output = SecretBuilder(in: arena, capacity: Self.size(of: [self]))
        output.append(head.finish())
        for entry in entries {
            output.append("  ")
            YAMLScalar.write(entry.key, into: &output)
            output.append(":")
            switch form {
            case .stringData: YAMLTextBlock.write(entry.value, indent: 2, into: &output)
            case .data:
                output.append(" ")
                entry.encoded { YAMLScalar.write($0, into: &output) }
                output.append("\n")
            }
        }
        return output.finish()
    }
}

extension KubernetesSecret.Entry {
    /// Lends the value as base64, from memory that is wiped afterwards.
    func encoded(_ body: (UnsafeRawBufferPointer) -> Void) {
        let arena = SecretArena()
        let room = arena.allocate(count: Base64.encodedCount(value.count))
        guard let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self), room.count > 0 else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        value.withBytes { Base64.encode($0, into: start) }
        body(UnsafeRawBufferPointer(room))
        withExtendedLifetime(arena) {}
    }
}
