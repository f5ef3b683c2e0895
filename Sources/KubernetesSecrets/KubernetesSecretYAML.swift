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

    /// The order of the fields.
    package enum Layout: Sendable {
        /// By their names, keys of the values sorted: the bytes of `kubectl create secret generic --dry-run=client -o yaml`.
        case kubectl
        /// What it is first, the values last and in the order in which they were given.
        case reader
    }

    /// Text where all values are text, and kustomize passes them on.
    package var readableForm: Form {
        let isReadable = entries.allSatisfy { entry in
            YAMLTextBlock.firstUnreadable(in: entry.value) == nil && !KustomizePrint.loses(entry.value)
        }
        return isReadable ? .stringData : .data
    }

    /// The object, ending in a newline. Throws for bytes that the form can't hold.
    package func yaml(_ form: Form, layout: Layout, in arena: SecretArena) throws(KubernetesSecretError) -> SecretSlice {
        if form == .stringData {
            for entry in entries {
                if let offset = YAMLTextBlock.firstUnreadable(in: entry.value) { throw .notText(key: entry.key, offset: offset) }
            }
        }
        var output = SecretBuilder(in: arena, capacity: entries.reduce(1024) { $0 + $1.value.count * 3 / 2 + $1.key.utf8.count + 32 })
        output.append("apiVersion: v1\n")
        switch layout {
        case .kubectl:
            writeValues(form, entries.sorted { NaturalOrder.precedes($0.key, $1.key) }, into: &output)
            if isImmutable { output.append("immutable: true\n") }
            output.append("kind: Secret\n")
            writeMetadata(into: &output, indent: 0)
            if let type { Self.write("type", type, indent: 0, into: &output) }
        case .reader:
            output.append("kind: Secret\n")
            writeMetadata(into: &output, indent: 0)
            Self.write("type", type ?? "Opaque", indent: 0, into: &output)
            if isImmutable { output.append("immutable: true\n") }
            writeValues(form, entries, into: &output)
        }
        return output.finish()
    }

    private func writeValues(_ form: Form, _ entries: [Entry], into output: inout SecretBuilder) {
        guard !entries.isEmpty else { return }
        output.append(form == .data ? "data:\n" : "stringData:\n")
        for entry in entries {
            output.append("  ")
            YAMLScalar.write(entry.key, into: &output)
            output.append(UInt8(ascii: ":"))
            switch form {
            case .stringData: YAMLTextBlock.write(entry.value, indent: 2, into: &output)
            case .data:
                output.append(UInt8(ascii: " "))
                entry.encoded { YAMLScalar.write($0, into: &output) }
                output.append(UInt8(ascii: "\n"))
            }
        }
    }

    /// `metadata:` and its fields by name.
    package func writeMetadata(into output: inout SecretBuilder, indent: Int, adding extra: [String: String] = [:]) {
        Self.margin(indent, into: &output)
        output.append("metadata:\n")
        Self.write("annotations", annotations.merging(extra) { $1 }, indent: indent + 2, into: &output)
        Self.write("labels", labels, indent: indent + 2, into: &output)
        Self.write("name", name, indent: indent + 2, into: &output)
        if let namespace { Self.write("namespace", namespace, indent: indent + 2, into: &output) }
    }

    private static func write(_ key: String, _ map: [String: String], indent: Int, into output: inout SecretBuilder) {
        guard !map.isEmpty else { return }
        margin(indent, into: &output)
        output.append(Array((key + ":\n").utf8))
        for (key, value) in map.sorted(by: { $0.key < $1.key }) { write(key, value, indent: indent + 2, into: &output) }
    }

    /// One line of a map.
    static func write(_ key: String, _ value: String, indent: Int, into output: inout SecretBuilder) {
        margin(indent, into: &output)
        YAMLScalar.write(key, into: &output)
        output.append(": ")
        YAMLScalar.write(value, into: &output)
        output.append("\n")
    }

    static func margin(_ indent: Int, into output: inout SecretBuilder) {
        output.append([UInt8](repeating: 0x20, count: indent))
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
