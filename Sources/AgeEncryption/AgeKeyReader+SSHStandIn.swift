extension AgeKeyReader {
    package func sshIdentity(_ pem: UnsafeRawBufferPointer, name: String, publicKey: String?) throws(AgeError) -> any AgeIdentity {
        throw .invalidIdentity(line: 1, reason: "ssh keys can't be used in this version")
    }
}
