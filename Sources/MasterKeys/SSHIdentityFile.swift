internal import AgeEncryption
internal import FileReplacement
internal import SecretMemory

/// An ssh private key in a file, or from a program.
enum SSHIdentityFile {
    /// An encrypted key in the old PEM form, or in PKCS#8, doesn't tell its public key: `path` then has a neighbour that does,
    /// `.pub` (age v1.3 `cmd/age/parse.go`).
    static func identity(
        _ text: SecretSlice, name: String, path: String?, with reader: AgeKeyReader
    ) throws(AgeError) -> any AgeIdentity {
        let publicKey = publicKey(besides: text, path)
        return try text.withBytes { (pem) throws(AgeError) in try reader.sshIdentity(pem, name: name, publicKey: publicKey) }
    }

    static func publicKey(besides text: SecretSlice, _ path: String?) -> String? {
        let marks = ["Proc-Type:", "-----BEGIN ENCRYPTED PRIVATE KEY-----"]
        guard let path, marks.contains(where: { text.firstRange(of: Array($0.utf8), from: 0) != nil }) else { return nil }
        let arena = SecretArena.ofCiphertext()
        let bytes = try? FileReading.read(path + ".pub", into: arena)
        return bytes.flatMap { $0.withBytes { String(validating: $0, as: UTF8.self) } }
    }
}
