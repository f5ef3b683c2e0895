package import AgeEncryption
package import SecretMemory

/// A file that somebody names for their identities, of whatever kind.
package enum IdentityFile {
    /// The identities of a list, of an encrypted list (whose passphrase is asked for), or an ssh private key. `name` is for
    /// questions; `path` has a public key beside it, perhaps.
    package static func identities(
        _ text: SecretSlice, name: String, path: String?, with surroundings: AgeSurroundings
    ) throws(AgeError) -> [any AgeIdentity] {
        let reader = AgeKeyReader(surroundings)
        let isSSH = text.withBytes { $0.starts(with: "-----BEGIN ".utf8) && !EncryptedIdentity.isEncrypted($0) }
        if isSSH { return [try SSHIdentityFile.identity(text, name: name, path: path, with: reader)] }
        let found = try text.withBytes { (bytes) throws(AgeError) in try reader.identities(bytes, name: name) }
        if let encrypted = found.first as? EncryptedIdentity { return try encrypted.identities() }
        return found
    }
}
