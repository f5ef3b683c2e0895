package import SecretMemory

/// A Kubernetes Secret that the API server would take: made, checked, and then written in one of several forms.
package struct KubernetesSecret: Sendable {
    /// One value under its key, in bytes as the pod will see it.
    package struct Entry: Sendable {
        package let key: String
        package let value: SecretSlice

        package init(key: String, value: SecretSlice) {
            self.key = key
            self.value = value
        }
    }

    /// What the API server takes in one Secret (`MaxSecretSize`), in bytes of all values.
    package static let sizeLimit = 1 << 20
    /// What it takes in all annotations of one object (`TotalAnnotationSizeLimitB`), in bytes.
    package static let annotationSizeLimit = 256 << 10
    /// What a hash adds to a name: `-` and ten characters.
    package static let hashSuffixSize = 11

    package let name: String
    package let namespace: String?
    package let labels: [String: String]
    package let annotations: [String: String]
    /// Nil where the API server is to choose, which takes Opaque.
    package let type: String?
    package let isImmutable: Bool
    /// In the order in which they were given; no key twice.
    package let entries: [Entry]

    /// Throws the first rule of the API server that is broken.
    package init(
        name: String, namespace: String? = nil, labels: [String: String] = [:], annotations: [String: String] = [:], type: String? = nil,
        isImmutable: Bool = false, entries: [Entry], leavesRoomForHash: Bool = false
    ) throws(KubernetesSecretError) {
        try Self.check(name: name, leavesRoomForHash: leavesRoomForHash)
        if let namespace { try Self.check(namespace: namespace) }
        try Self.check(labels: labels)
        try Self.check(annotations: annotations)
        if let type, type.isEmpty || type.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { throw .invalidType(type) }
        try Self.check(entries)
        try Self.check(entries, annotations, areEnoughFor: type)
        self.name = name
        self.namespace = namespace
        self.labels = labels
        self.annotations = annotations
        self.type = type
        self.isImmutable = isImmutable
        self.entries = entries
    }

    /// The same with an ending of its name, such as a hash.
    package func named(with suffix: String) throws(KubernetesSecretError) -> KubernetesSecret {
        try KubernetesSecret(
            name: name + suffix, namespace: namespace, labels: labels, annotations: annotations, type: type, isImmutable: isImmutable,
            entries: entries)
    }
}
