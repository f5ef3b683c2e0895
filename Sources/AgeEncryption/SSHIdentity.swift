/// An opened ssh private key.
protocol SSHIdentity: AgeIdentity {
    var publicKey: SSHPublicKey { get }
}

extension SSHEd25519Identity: SSHIdentity {
    var publicKey: SSHPublicKey { recipient.key }
}

extension SSHRSAIdentity: SSHIdentity {
    var publicKey: SSHPublicKey { recipient.key }
}
