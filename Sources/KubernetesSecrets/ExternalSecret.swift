package import SecretMemory

/// Names where a secret lies at a provider, for the External Secrets Operator (`external-secrets.io/v1`); holds none.
package struct ExternalSecret: Sendable {
    package enum StoreKind: String, Sendable, CaseIterable {
        case secretStore = "SecretStore"
        case clusterSecretStore = "ClusterSecretStore"
    }

    /// One key of the Secret, and where its value lies.
    package struct Reference: Sendable {
        package let key: String
        package let remoteKey: String
        package let property: String?

        package init(key: String, remoteKey: String, property: String?) {
            self.key = key
            self.remoteKey = remoteKey
            self.property = property
        }
    }

    private let target: KubernetesSecret
    private let store: String
    private let storeKind: StoreKind
    private let refreshInterval: String
    private let references: [Reference]

    /// The rules for the Secret hold for what will come of it, its values aside.
    package init(
        name: String, namespace: String?, labels: [String: String], annotations: [String: String], store: String, storeKind: StoreKind,
        refreshInterval: String, references: [Reference]
    ) throws(KubernetesSecretError) {
        let arena = SecretArena()
        let entries = references.map { KubernetesSecret.Entry(key: $0.key, value: arena.store([])) }
        target = try KubernetesSecret(name: name, namespace: namespace, labels: labels, annotations: annotations, entries: entries)
        guard KubernetesNames.isSubdomain(store) else { throw .invalidName(what: storeKind.rawValue, name: store, rule: KubernetesNames.subdomainRule) }
        self.store = store
        self.storeKind = storeKind
        self.refreshInterval = refreshInterval
        self.references = references
    }

    package func yaml(in arena: SecretArena) -> SecretSlice {
        var writer = BlockScalarWriter(in: arena, capacity: 1024)
        writer.line("apiVersion: external-secrets.io/v1", indent: 0)
        writer.line("kind: ExternalSecret", indent: 0)
        target.metadata.write(into: &writer, indent: 0)
        writer.open("spec", indent: 0)
        writer.item("refreshInterval", refreshInterval, indent: 2)
        writer.open("secretStoreRef", indent: 2)
        writer.item("name", store, indent: 4)
        writer.item("kind", storeKind.rawValue, indent: 4)
        writer.open("target", indent: 2)
        writer.item("name", target.name, indent: 4)
        writer.line("creationPolicy: Owner", indent: 4)
        writer.open("data", indent: 2)
        for reference in references {
            writer.open("- remoteRef", indent: 2)
            writer.item("key", reference.remoteKey, indent: 6)
            if let property = reference.property { writer.item("property", property, indent: 6) }
            writer.item("secretKey", reference.key, indent: 4)
        }
        return writer.finish()
    }
}
