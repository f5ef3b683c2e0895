internal import DocumentTree
internal import SecretMemory
internal import SopsDocument

/// What the API server would refuse, told before anything is written.
extension KubernetesSecret {
    static func check(name: String, leavesRoomForHash: Bool) throws(KubernetesSecretError) {
        let limit = 253 - (leavesRoomForHash ? hashSuffixSize : 0)
        guard KubernetesNames.isSubdomain(name), name.utf8.count <= limit else {
            let rule = limit < 253 ? KubernetesNames.subdomainRule + "; the hash needs \(hashSuffixSize) of them" : KubernetesNames.subdomainRule
            throw .invalidName(what: "Secret", name: name, rule: rule)
        }
    }

    /// A namespace's name alone.
    package static func check(namespace: String) throws(KubernetesSecretError) {
        guard KubernetesNames.isLabel(namespace) else {
            throw .invalidName(what: "namespace", name: namespace, rule: KubernetesNames.labelRule)
        }
    }

    static func check(labels: [String: String]) throws(KubernetesSecretError) {
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            guard KubernetesNames.isQualifiedName(key) else { throw .invalidLabelKey(key, isAnnotation: false) }
            guard KubernetesNames.isLabelValue(value) else { throw .invalidLabelValue(key: key) }
        }
    }

    static func check(annotations: [String: String]) throws(KubernetesSecretError) {
        var size = 0
        for (key, value) in annotations.sorted(by: { $0.key < $1.key }) {
            // Their keys are compared in lower case (`ValidateAnnotations`).
            guard KubernetesNames.isQualifiedName(key.lowercased()) else { throw .invalidLabelKey(key, isAnnotation: true) }
            size += key.utf8.count + value.utf8.count
        }
        guard size <= annotationSizeLimit else { throw .annotationsTooLarge(size: size, limit: annotationSizeLimit) }
    }

    static func check(_ entries: [Entry]) throws(KubernetesSecretError) {
        var keys: Set<String> = []
        var size = 0
        for entry in entries {
            guard KubernetesNames.isSecretKey(entry.key) else { throw .invalidKey(entry.key) }
            guard keys.insert(entry.key).inserted else { throw .duplicateKey(entry.key) }
            size += entry.value.count
        }
        guard size <= sizeLimit else { throw .tooLarge(size: size, limit: sizeLimit) }
    }

    /// core `ValidateSecret`, by type.
    static func check(_ entries: [Entry], _ annotations: [String: String], areEnoughFor type: String?) throws(KubernetesSecretError) {
        guard let type else { return }
        func value(_ key: String) -> SecretSlice? { entries.first { $0.key == key }?.value }
        func need(_ keys: String...) throws(KubernetesSecretError) {
            for key in keys where value(key) == nil { throw .missingKey(type: type, wanted: key) }
        }
        switch type {
        case "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg":
            let key = type == "kubernetes.io/dockercfg" ? ".dockercfg" : ".dockerconfigjson"
            try need(key)
            guard let value = value(key), isJSONObject(value) else { throw .notJSON(key: key) }
        case "kubernetes.io/basic-auth":
            guard value("username") != nil || value("password") != nil else { throw .missingKey(type: type, wanted: "username or password") }
        case "kubernetes.io/ssh-auth":
            guard let value = value("ssh-privatekey"), !value.isEmpty else { throw .missingKey(type: type, wanted: "ssh-privatekey") }
        case "kubernetes.io/tls": try need("tls.crt", "tls.key")
        case "kubernetes.io/service-account-token":
            let account = "kubernetes.io/service-account.name"
            guard annotations[account]?.isEmpty == false else { throw .missingAnnotation(type: type, wanted: account) }
        default: break
        }
    }

    private static func isJSONObject(_ text: SecretSlice) -> Bool {
        let arena = SecretArena()
        guard let tree = try? DocumentStore(.json).read(text, in: arena), let root = tree.roots.first else { return false }
        return tree.nodes[root].kind == .branch
    }
}
