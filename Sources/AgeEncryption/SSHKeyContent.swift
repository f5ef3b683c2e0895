/// What a file of an ssh private key holds.
enum SSHKeyContent {
    case opened(any SSHIdentity)
    case locked(any LockedSSHKey)
}

/// A private key that needs a passphrase.
protocol LockedSSHKey: Sendable {
    var publicKey: SSHPublicKey { get }
    /// The opened key; nil when the passphrase is wrong.
    func open(passphrase: UnsafeRawBufferPointer) throws(SSHPublicKey.Refusal) -> (any SSHIdentity)?
}
