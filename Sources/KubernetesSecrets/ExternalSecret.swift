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
        var output = SecretBuilder(in: arena)
        output.append("apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n")
        target.writeMetadata(into: &output, indent: 0)
        output.append("spec:\n")
        KubernetesSecret.write("refreshInterval", refreshInterval, indent: 2, into: &output)
        output.append("  secretStoreRef:\n")
        KubernetesSecret.write("name", store, indent: 4, into: &output)
        KubernetesSecret.write("kind", storeKind.rawValue, indent: 4, into: &output)
        output.append("  target:\n")
        KubernetesSecret.write("name", target.name, indent: 4, into: &output)
        output.append("    creationPolicy: Owner\n  data:\n")
        for reference in references {
            output.append("  - ")
            KubernetesSecret.write("secretKey", reference.key, indent: 0, into: &output)
            output.append("    remoteRef:\n")
            KubernetesSecret.write("key", reference.remoteKey, indent: 6, into: &output)
            if let property = reference.property { KubernetesSecret.write("property", property, indent: 6, into: &output) }
        }
        return output.finish()
    }
}
