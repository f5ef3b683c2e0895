internal import Cryptography
package import SecretMemory

/// An RSA ssh key to encrypt to, `ssh-rsa AAAA…`, of at least 2,048 bits: the file key is sealed with RSA-OAEP (age v1.1
/// `agessh`).
package struct SSHRSARecipient: AgeRecipient, Hashable {
    static let label = Array("age-encryption.org/v1/ssh-rsa".utf8)

    /// As it was given.
    package let text: String
    let key: SSHPublicKey
    private let numbers: RSAPublicKey

    init(_ key: SSHPublicKey, text: String? = nil) throws(SSHPublicKey.Refusal) {
        guard case .rsa(let numbers) = key.kind else { throw SSHPublicKey.Refusal(reason: "is not an RSA key") }
        self.numbers = numbers
        self.key = key
        self.text = text ?? key.text
    }

    package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping {
        do throws(CryptographyError) {
            let body = try fileKey.withBytes { (fileKey) throws(CryptographyError) in
                try Self.label.withRawBytes { (label) throws(CryptographyError) in try numbers.encryptOAEP(fileKey, label: label) }
            }
            return AgeWrapping([AgeStanza(type: key.type, arguments: [AgeBase64.encode(key.tag)], body: body)])
        } catch { throw .cipherFailure }
    }
}
