internal import Cryptography
package import SecretMemory

/// An RSA ssh private key.
package final class SSHRSAIdentity: AgeIdentity {
    /// Whom files are encrypted to, to be opened by this.
    package let recipient: SSHRSARecipient
    private let key: RSAPrivateKey

    package var cost: AgeIdentityCost { .ssh }
    package var recipientText: String? { recipient.text }

    /// Big-endian numbers without leading zeros.
    init(
        modulus: UnsafeRawBufferPointer, publicExponent: UnsafeRawBufferPointer, exponent: UnsafeRawBufferPointer,
        prime: UnsafeRawBufferPointer, otherPrime: UnsafeRawBufferPointer
    ) throws(SSHPublicKey.Refusal) {
        let publicKey = try SSHPublicKey.rsaKey(modulus: Array(modulus), exponent: Array(publicExponent))
        do throws(CryptographyError) {
            key = try RSAPrivateKey(publicKey: publicKey, exponent: exponent, prime: prime, otherPrime: otherPrime)
        } catch { throw SSHPublicKey.Refusal(reason: "is damaged: its RSA numbers are not of one key") }
        recipient = try SSHRSARecipient(SSHPublicKey(rsa: publicKey))
    }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        for stanza in stanzas where try recipient.key.isNamed(by: stanza) {
            do throws(CryptographyError) {
                let fileKey = try stanza.body.withRawBytes { (body) throws(CryptographyError) in
                    try SSHRSARecipient.label.withRawBytes { (label) throws(CryptographyError) in try key.decryptOAEP(body, label: label) }
                }
                guard fileKey.count == AgeKeys.fileKeySize else { throw .authenticationFailed }
                return fileKey
            } catch .authenticationFailed {
                throw .header(reason: "an ssh-rsa stanza names this key and does not open with it")
            } catch { throw .cipherFailure }
        }
        return nil
    }
}
