internal import SecretMemory

/// Private keys in DER: PKCS#1 (RFC 8017 §A.1.2) and PKCS#8 (RFC 5958, RFC 8410 §7).
enum PrivateKeyDER {
    private static let damaged = SSHPublicKey.Refusal(reason: "is cut off or damaged")
    private static let rsaIdentifier: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
    private static let ed25519Identifier: [UInt8] = [0x2B, 0x65, 0x70]
    /// What else is met there, for the refusal.
    private static let otherKinds: [([UInt8], String)] = [
        ([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01], "an ECDSA key"), ([0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04, 0x01], "a DSA key"),
        ([0x2B, 0x65, 0x71], "an Ed448 key"), ([0x2B, 0x65, 0x6E], "an X25519 key"), ([0x2B, 0x65, 0x6F], "an X448 key"),
    ]

    static func rsa(_ der: UnsafeRawBufferPointer) throws(SSHPublicKey.Refusal) -> any SSHIdentity {
        var outer = DERReader(der)
        guard var key = outer.sequence(), outer.isAtEnd, let version = key.number() else { throw damaged }
        guard version == 0 else { throw SSHPublicKey.Refusal(reason: "is an RSA key of more than two primes, which ssh has not") }
        guard let modulus = key.digits(), let publicExponent = key.digits(), let exponent = key.digits(), let prime = key.digits(),
            let otherPrime = key.digits(), key.digits() != nil, key.digits() != nil, key.digits() != nil, key.isAtEnd
        else { throw damaged }
        return try SSHRSAIdentity(
            modulus: modulus, publicExponent: publicExponent, exponent: exponent, prime: prime, otherPrime: otherPrime)
    }

    static func pkcs8(_ der: UnsafeRawBufferPointer) throws(SSHPublicKey.Refusal) -> any SSHIdentity {
        var outer = DERReader(der)
        guard var info = outer.sequence(), outer.isAtEnd, let version = info.number(), version <= 1, var algorithm = info.sequence(),
            let identifier = algorithm.objectIdentifier(), let key = info.octets()
        else { throw damaged }
        // Attributes, and in version 1 a public key.
        while let tag = info.nextTag {
            guard tag & 0xC0 == 0x80, info.value(tag) != nil else { throw damaged }
        }
        switch identifier {
        case rsaIdentifier:
            guard algorithm.null(), algorithm.isAtEnd else { throw damaged }
            return try rsa(key)
        case ed25519Identifier:
            var inner = DERReader(key)
            guard algorithm.isAtEnd, let seed = inner.octets(), inner.isAtEnd, seed.count == 32 else { throw damaged }
            return try SSHEd25519Identity(seed: SecretBytes(copying: seed))
        default:
            let name = otherKinds.first { $0.0 == identifier }?.1 ?? "a key of another kind"
            throw SSHPublicKey.Refusal(reason: "is " + name + ", which age can't decrypt with; use ssh-ed25519 or ssh-rsa")
        }
    }
}
