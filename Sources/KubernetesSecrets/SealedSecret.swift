package import Cryptography
package import SecretMemory
internal import SopsDocument

/// A Secret that only the controller in a cluster can open (sealed-secrets 0.36 `pkg/crypto`, `pkg/apis/sealedsecrets/v1alpha1`).
package struct SealedSecret: Sendable {
    /// Where the controller opens it: the label of the encryption says so, and nobody can change it.
    package enum Scope: String, Sendable, CaseIterable {
        case strict
        case namespaceWide = "namespace-wide"
        case clusterWide = "cluster-wide"

        /// What tells the controller of a scope that is not strict.
        package var annotation: String? { self == .strict ? nil : "sealedsecrets.bitnami.com/" + rawValue }
    }

    private let secret: KubernetesSecret
    private let scope: Scope
    private let sealed: [(key: String, text: [UInt8])]

    /// Each value is sealed alone, under a key of its own. The namespace must be known unless the scope is the cluster.
    package init(_ secret: KubernetesSecret, for key: RSAPublicKey, scope: Scope) throws(CryptographyError) {
        self.secret = secret
        self.scope = scope
        let namespace = secret.namespace ?? ""
        let label =
            switch scope {
            case .strict: namespace + "/" + secret.name
            case .namespaceWide: namespace
            case .clusterWide: ""
            }
        var sealed: [(key: String, text: [UInt8])] = []
        for entry in secret.entries.sorted(by: { $0.key < $1.key }) {
            sealed.append((entry.key, try Self.seal(entry.value, for: key, label: Array(label.utf8))))
        }
        self.sealed = sealed
    }

    /// `HybridEncrypt`: two bytes with the length of the RSA part, that part, the text in AES-256-GCM with its tag. The nonce
    /// is zero, as the key serves once.
    private static func seal(_ value: SecretSlice, for key: RSAPublicKey, label: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let session = SecretBytes(count: AESGCM256.keySize) { SecureRandom.fill($0) }
        let wrapped = try session.withBytes { (session) throws(CryptographyError) in
            try label.withRawBytes { (label) throws(CryptographyError) in try key.encryptOAEP(session, label: label) }
        }
        let head = [UInt8(truncatingIfNeeded: wrapped.count >> 8), UInt8(truncatingIfNeeded: wrapped.count)] + wrapped
        var output = head + [UInt8](repeating: 0, count: value.count + AESGCM256.tagSize)
        var cipher = try AESGCM256(key: session)
        let nonce = [UInt8](repeating: 0, count: 12)
        try output.withMutableRawBytes { (output) throws(CryptographyError) in
            let text = UnsafeMutableRawBufferPointer(rebasing: output[head.count..<(head.count + value.count)])
            let tag = UnsafeMutableRawBufferPointer(rebasing: output[(head.count + value.count)...])
            try value.withBytes { (value) throws(CryptographyError) in
                try nonce.withRawBytes { (nonce) throws(CryptographyError) in
                    try cipher.seal(value, iv: nonce, aad: UnsafeRawBufferPointer(start: nil, count: 0), into: text, tag: tag)
                }
            }
        }
        return output.withUnsafeBytes { Base64.encode($0) }
    }

    /// The object, ending in a newline. It holds no secret.
    package func yaml(in arena: SecretArena) -> SecretSlice {
        var writer = BlockScalarWriter(in: arena, capacity: sealed.reduce(2048) { $0 + $1.text.count + $1.key.utf8.count + 16 })
        var metadata = secret.metadata
        if let mark = scope.annotation { metadata.annotations[mark] = "true" }
        writer.line("apiVersion: bitnami.com/v1alpha1", indent: 0)
        writer.line("kind: SealedSecret", indent: 0)
        metadata.write(into: &writer, indent: 0)
        writer.open("spec", indent: 0)
        writer.open("encryptedData", indent: 2)
        for entry in sealed {
            Array(entry.key.utf8).withUnsafeBytes { key in entry.text.withUnsafeBytes { writer.item(key, $0, indent: 4) } }
        }
        writer.open("template", indent: 2)
        if secret.isImmutable { writer.line("immutable: true", indent: 4) }
        metadata.write(into: &writer, indent: 4)
        if let type = secret.type { writer.item("type", type, indent: 4) }
        return writer.finish()
    }
}
