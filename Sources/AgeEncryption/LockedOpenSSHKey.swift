internal import Cryptography
internal import SecretMemory

/// OpenSSH's container with a passphrase.
struct LockedOpenSSHKey: LockedSSHKey {
    let publicKey: SSHPublicKey
    let cipher: KeyFileCipher
    let salt: [UInt8]
    let rounds: Int
    let ciphertext: [UInt8]
    let tag: [UInt8]

    func open(passphrase: UnsafeRawBufferPointer) throws(SSHPublicKey.Refusal) -> (any SSHIdentity)? {
        let text: SecretBytes
        do throws(CryptographyError) {
            let derived = try BcryptPBKDF.derive(
                passphrase: passphrase, salt: salt, rounds: rounds, count: cipher.keySize + cipher.ivSize)
            text = try derived.withBytes { (derived) throws(CryptographyError) in
                try cipher.decrypt(
                    ciphertext, key: UnsafeRawBufferPointer(rebasing: derived[..<cipher.keySize]),
                    iv: UnsafeRawBufferPointer(rebasing: derived[cipher.keySize...]), tag: tag)
            }
        } catch .authenticationFailed {
            return nil
        } catch { throw SSHPublicKey.Refusal(reason: "could not be decrypted: a cipher failed") }
        return try text.withBytes { (text) throws(SSHPublicKey.Refusal) in
            try OpenSSHPrivateKey.identity(in: text, blockSize: cipher.blockSize, publicKey: publicKey)
        }
    }
}

extension KeyFileCipher {
    /// The plaintext with its padding, in guarded memory.
    func decrypt(
        _ ciphertext: [UInt8], key: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer, tag: [UInt8] = []
    ) throws(CryptographyError) -> SecretBytes {
        try SecretBytes(count: ciphertext.count) { (output) throws(CryptographyError) in
            try ciphertext.withRawBytes { (input) throws(CryptographyError) in
                try tag.withRawBytes { (tag) throws(CryptographyError) in
                    try decrypt(input, key: key, iv: iv, tag: tag, into: output)
                }
            }
        }
    }
}
