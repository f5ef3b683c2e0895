internal import Cryptography
internal import SecretMemory

/// A private key as ssh-keygen writes it (OpenSSH `PROTOCOL.key`), read strictly: one key, nothing after it, and the public
/// key inside is the one outside.
enum OpenSSHPrivateKey {
    static let label = "OPENSSH PRIVATE KEY"
    private static let magic = Array("openssh-key-v1\0".utf8)

    static func parse(_ container: UnsafeRawBufferPointer) throws(SSHPublicKey.Refusal) -> SSHKeyContent {
        let cutOff = SSHPublicKey.Refusal(reason: "is cut off or damaged")
        guard container.starts(with: magic) else { throw SSHPublicKey.Refusal(reason: "is not in OpenSSH's format, version 1") }
        var reader = SSHWireReader(UnsafeRawBufferPointer(rebasing: container[magic.count...]))
        guard let cipherName = reader.text(), let derivation = reader.text(), let options = reader.string(), let count = reader.number(),
            let wire = reader.string(), let text = reader.string()
        else { throw cutOff }
        guard count == 1 else { throw SSHPublicKey.Refusal(reason: "file holds another number of keys than one") }
        let publicKey = try SSHPublicKey(wire: wire)
        if cipherName == "none" {
            guard derivation == "none", options.isEmpty, reader.isAtEnd, !text.isEmpty, text.count % 8 == 0,
                let identity = try identity(in: text, blockSize: 8, publicKey: publicKey)
            else { throw cutOff }
            return .opened(identity)
        }
        guard let cipher = cipher(named: cipherName) else {
            throw SSHPublicKey.Refusal(reason: "is encrypted with a cipher that ssh-keygen does not write; rewrite it with ssh-keygen -p -Z aes256-ctr")
        }
        guard derivation == "bcrypt" else {
            throw SSHPublicKey.Refusal(reason: "has a key derivation other than bcrypt; rewrite it with ssh-keygen -p")
        }
        var parameters = SSHWireReader(options)
        guard let salt = parameters.string(), !salt.isEmpty, let rounds = parameters.number(), parameters.isAtEnd, rounds > 0 else {
            throw cutOff
        }
        guard rounds <= BcryptPBKDF.roundLimit else {
            throw SSHPublicKey.Refusal(reason: "asks for " + String(rounds) + " rounds of bcrypt, above the limit of "
                + String(BcryptPBKDF.roundLimit) + "; rewrite it with ssh-keygen -p -a 100")
        }
        guard !text.isEmpty, text.count % cipher.blockSize == 0, reader.rest.count == cipher.tagSize else { throw cutOff }
        return .locked(LockedOpenSSHKey(
            publicKey: publicKey, cipher: cipher, salt: Array(salt), rounds: rounds, ciphertext: Array(text), tag: Array(reader.rest)))
    }

    /// age knows only aes256-ctr and aes256-cbc of these; ssh-keygen -Z writes all.
    private static func cipher(named name: String) -> KeyFileCipher? {
        switch name {
        case "aes128-ctr": .aesCTR(bits: 128)
        case "aes192-ctr": .aesCTR(bits: 192)
        case "aes256-ctr": .aesCTR(bits: 256)
        case "aes128-cbc": .aesCBC(bits: 128)
        case "aes192-cbc": .aesCBC(bits: 192)
        case "aes256-cbc", "rijndael-cbc@lysator.liu.se": .aesCBC(bits: 256)
        case "aes128-gcm@openssh.com": .aesGCM(bits: 128)
        case "aes256-gcm@openssh.com": .aesGCM(bits: 256)
        case "chacha20-poly1305@openssh.com": .openSSHChaCha20Poly1305
        case "3des-cbc": .tripleDESCBC
        default: nil
        }
    }

    /// The key of the private part, in clear; nil when its two check numbers differ, as they do under a wrong passphrase.
    static func identity(
        in text: UnsafeRawBufferPointer, blockSize: Int, publicKey: SSHPublicKey
    ) throws(SSHPublicKey.Refusal) -> (any SSHIdentity)? {
        var reader = SSHWireReader(text)
        guard let check = reader.number(), check == reader.number() else { return nil }
        let damaged = SSHPublicKey.Refusal(reason: "is damaged: its private part is malformed")
        guard let type = reader.string(), type.elementsEqual(publicKey.type.utf8) else {
            throw SSHPublicKey.Refusal(reason: "is damaged: its private part has another type than its public part")
        }
        let identity: any SSHIdentity
        switch publicKey.kind {
        case .ed25519:
            guard let point = reader.string(), let pair = reader.string(), pair.count == 64, pair.suffix(32).elementsEqual(point) else {
                throw damaged
            }
            let seed = SecretBytes(copying: UnsafeRawBufferPointer(rebasing: pair[..<32]))
            identity = try SSHEd25519Identity(seed: seed)
            guard identity.publicKey == publicKey, publicKey.kind == .ed25519(Array(point)) else { throw notOnePair }
        case .rsa:
            guard let modulus = reader.positiveNumber(), let publicExponent = reader.positiveNumber(),
                let exponent = reader.positiveNumber(), reader.positiveNumber() != nil, let prime = reader.positiveNumber(),
                let otherPrime = reader.positiveNumber()
            else { throw damaged }
            identity = try SSHRSAIdentity(
                modulus: modulus, publicExponent: publicExponent, exponent: exponent, prime: prime, otherPrime: otherPrime)
            guard identity.publicKey == publicKey else { throw notOnePair }
        }
        // The comment, then 1, 2, 3… up to a whole block.
        guard reader.string() != nil, reader.rest.count < blockSize,
            reader.rest.enumerated().allSatisfy({ Int($0.element) == $0.offset + 1 })
        else { throw damaged }
        return identity
    }

    private static var notOnePair: SSHPublicKey.Refusal { .init(reason: "is damaged: its private part is not that of its public part") }
}
