internal import Cryptography
internal import SecretMemory

/// The formats that ssh private keys lie in, told apart by their PEM label.
enum SSHKeyFile {
    static func content(of pem: UnsafeRawBufferPointer, publicKey: String?) throws(SSHPublicKey.Refusal) -> SSHKeyContent {
        let block = try PEMBlock(parsing: pem)
        let label = block.label
        guard block.headers.isEmpty || label == "RSA PRIVATE KEY" else {
            throw SSHPublicKey.Refusal(reason: "file has headers, which " + label + " can't have")
        }
        let headers = block.headers
        return try block.data.withBytes { (data) throws(SSHPublicKey.Refusal) in
            switch label {
            case OpenSSHPrivateKey.label: return try OpenSSHPrivateKey.parse(data)
            case "RSA PRIVATE KEY":
                guard !headers.isEmpty else { return .opened(try PrivateKeyDER.rsa(data)) }
                return .locked(try LockedLegacyPEM(headers: headers, data: data, publicKey: beside(publicKey)))
            case "PRIVATE KEY": return .opened(try PrivateKeyDER.pkcs8(data))
            case "ENCRYPTED PRIVATE KEY": return .locked(try LockedPKCS8(data, publicKey: beside(publicKey)))
            case "EC PRIVATE KEY", "DSA PRIVATE KEY", "EC PARAMETERS", "DSA PARAMETERS":
                throw SSHPublicKey.Refusal(reason: "is " + (label.hasPrefix("EC") ? "an ECDSA" : "a DSA")
                    + " key, which age can't decrypt with; use ssh-ed25519 or ssh-rsa")
            case "PUBLIC KEY", "RSA PUBLIC KEY", "SSH2 PUBLIC KEY": throw SSHPublicKey.Refusal(reason: "is a public key; the private one is needed")
            default: throw SSHPublicKey.Refusal(reason: "file holds a " + label + ", which is no ssh private key")
            }
        }
    }

    private static func beside(_ publicKey: String?) throws(SSHPublicKey.Refusal) -> SSHPublicKey {
        guard let publicKey else {
            throw SSHPublicKey.Refusal(
                reason: "is encrypted in an old format that does not tell its public key: keep the .pub file beside it "
                    + "(ssh-keygen -y writes it), or rewrite the key with ssh-keygen -p")
        }
        var line = publicKey.utf8[...]
        while let last = line.last, WhiteSpace.isASCII(last) { line = line.dropLast() }
        do throws(SSHPublicKey.Refusal) { return try SSHPublicKey(line: String(line) ?? "") } catch {
            throw SSHPublicKey.Refusal(reason: "has a .pub file beside it whose key " + error.reason)
        }
    }
}
