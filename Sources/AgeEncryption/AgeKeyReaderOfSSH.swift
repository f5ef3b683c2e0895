extension AgeKeyReader {
    /// Size of a private-key file at most, in bytes (age v1.1 `cmd/age`).
    package static let sshKeyLimit = 16 << 10

    /// Reads one line of a .pub file.
    func sshRecipient(_ text: String) throws(AgeError) -> any AgeRecipient {
        do throws(SSHPublicKey.Refusal) {
            let key = try SSHPublicKey(line: text)
            switch key.kind {
            case .ed25519: return try SSHEd25519Recipient(key, text: text)
            case .rsa: return try SSHRSARecipient(key, text: text)
            }
        } catch { throw .invalidRecipient(reason: "the ssh recipient " + error.reason) }
    }

    /// True when a file of identities is an ssh private key.
    func isSSHKey(_ file: UnsafeRawBufferPointer) -> Bool {
        file.starts(with: "-----BEGIN".utf8) && !file.starts(with: "-----BEGIN AGE".utf8)
    }

    /// Reads a file of an ssh private key: OpenSSH's format, PKCS#1 or PKCS#8. A key with a passphrase asks for it when a file
    /// that is for it is opened. `name` is for that question and for errors. `publicKey` is the text of the .pub file beside
    /// it, read only where the private key is encrypted and doesn't say its public part: an encrypted PKCS#1 or PKCS#8.
    package func sshIdentity(
        _ pem: UnsafeRawBufferPointer, name: String, publicKey: String? = nil
    ) throws(AgeError) -> any AgeIdentity {
        do throws(SSHPublicKey.Refusal) {
            guard pem.count <= Self.sshKeyLimit else {
                throw SSHPublicKey.Refusal(reason: "file is larger than " + String(Self.sshKeyLimit) + " bytes, so it is no private key")
            }
            switch try SSHKeyFile.content(of: pem, publicKey: publicKey) {
            case .opened(let identity): return identity
            case .locked(let key): return LockedSSHIdentity(key, name: name, surroundings: surroundings)
            }
        } catch { throw .sshKey(name: name, reason: error.reason) }
    }
}
