/// What a Kubernetes object is called, and what is said of it; what is empty is left out.
struct ObjectMetadata {
    var name = ""
    var namespace = ""
    var labels: [String: String] = [:]
    var annotations: [String: String] = [:]

    /// `metadata:` and its fields by name, as sigs.k8s.io/yaml prints them.
    func write(into writer: inout BlockScalarWriter, indent: Int) {
        guard !name.isEmpty || !namespace.isEmpty || !labels.isEmpty || !annotations.isEmpty else {
            return writer.line("metadata: {}", indent: indent)
        }
        writer.open("metadata", indent: indent)
        Self.write("annotations", annotations, into: &writer, indent: indent + 2)
        Self.write("labels", labels, into: &writer, indent: indent + 2)
        if !name.isEmpty { writer.item("name", name, indent: indent + 2) }
        if !namespace.isEmpty { writer.item("namespace", namespace, indent: indent + 2) }
    }

    private static func write(_ field: StaticString, _ map: [String: String], into writer: inout BlockScalarWriter, indent: Int) {
        guard !map.isEmpty else { return }
        writer.open(field, indent: indent)
        for key in NaturalOrder.sorted(map.keys) { writer.item(key, map[key] ?? "", indent: indent + 2) }
    }
}
