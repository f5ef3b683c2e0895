internal import Cryptography
internal import SecretMemory

/// A private key in DER, encrypted with a block cipher and without a tag: only the padding and the key itself tell whether the
/// passphrase was right.
enum PaddedKey {
    /// Nil when the passphrase is wrong.
    static func open(
        _ cipher: KeyFileCipher, _ ciphertext: [UInt8], iv: [UInt8], for publicKey: SSHPublicKey,
        reading read: (UnsafeRawBufferPointer) throws(SSHPublicKey.Refusal) -> any SSHIdentity,
        derivingKey derive: () throws(CryptographyError) -> SecretBytes
    ) throws(SSHPublicKey.Refusal) -> (any SSHIdentity)? {
        let text: SecretBytes
        do throws(CryptographyError) {
            let key = try derive()
            text = try key.withBytes { (key) throws(CryptographyError) in
                try iv.withRawBytes { (iv) throws(CryptographyError) in try cipher.decrypt(ciphertext, key: key, iv: iv) }
            }
        } catch { throw SSHPublicKey.Refusal(reason: "could not be decrypted: a cipher failed") }
        let identity = text.withBytes { text -> (any SSHIdentity)? in
            // RFC 8018 §6.1.1: as many bytes as each of them says.
            guard let last = text.last, (1...cipher.blockSize).contains(Int(last)), text.suffix(Int(last)).allSatisfy({ $0 == last }) else {
                return nil
            }
            return try? read(UnsafeRawBufferPointer(rebasing: text.dropLast(Int(last))))
        }
        guard let identity else { return nil }
        guard identity.publicKey == publicKey else {
            throw SSHPublicKey.Refusal(reason: "is not the private part of the key in the .pub file beside it")
        }
        return identity
    }
}
