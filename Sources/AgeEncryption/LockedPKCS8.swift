internal import Cryptography
internal import SecretMemory

/// PKCS#8 with a passphrase: PBES2 (RFC 8018 §6.2) with PBKDF2 or scrypt (RFC 7914 §7). age itself doesn't open these.
struct LockedPKCS8: LockedSSHKey {
    private enum Derivation: Sendable {
        case pbkdf2(salt: [UInt8], iterations: Int, hash: PBKDF2.Hash)
        case scrypt(salt: [UInt8], logN: Int, r: Int, p: Int)
    }

    let publicKey: SSHPublicKey
    private let derivation: Derivation
    private let cipher: KeyFileCipher
    private let iv: [UInt8]
    private let ciphertext: [UInt8]

    /// RSA's 1.2.840.113549: of PKCS#5's schemes 1.5, of hashes and ciphers 2 and 3.
    private static let rsadsi: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D]
    private static let pbes2 = rsadsi + [1, 5, 13]
    private static let pbkdf2 = rsadsi + [1, 5, 12]
    private static let scrypt: [UInt8] = [0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x04, 0x0B]
    private static let aes: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01]
    /// N·r·p at most, in blocks of 128 bytes: seconds. OpenSSL writes 2^17.
    private static let scryptLimit = 1 << 24

    private static let damaged = SSHPublicKey.Refusal(reason: "is cut off or damaged")
    private static let unsupported = SSHPublicKey.Refusal(
        reason: "is encrypted by a scheme other than PBES2 with AES or DES-EDE3; rewrite it with ssh-keygen -p")
    private static let costly = SSHPublicKey.Refusal(
        reason: "asks for more work to try a passphrase than the limit allows; rewrite it with ssh-keygen -p")

    init(
        _ der: UnsafeRawBufferPointer, publicKey: @autoclosure () throws(SSHPublicKey.Refusal) -> SSHPublicKey
    ) throws(SSHPublicKey.Refusal) {
        var outer = DERReader(der)
        guard var info = outer.sequence(), outer.isAtEnd, var algorithm = info.sequence(), let scheme = algorithm.objectIdentifier(),
            let data = info.octets(), info.isAtEnd
        else { throw Self.damaged }
        guard scheme == Self.pbes2 else { throw Self.unsupported }
        guard var parameters = algorithm.sequence(), algorithm.isAtEnd, var derivation = parameters.sequence(),
            var encryption = parameters.sequence(), parameters.isAtEnd, let cipherIdentifier = encryption.objectIdentifier(),
            let iv = encryption.octets(), encryption.isAtEnd
        else { throw Self.damaged }
        switch cipherIdentifier {
        case Self.aes + [0x02]: cipher = .aesCBC(bits: 128)
        case Self.aes + [0x16]: cipher = .aesCBC(bits: 192)
        case Self.aes + [0x2A]: cipher = .aesCBC(bits: 256)
        case Self.rsadsi + [3, 7]: cipher = .tripleDESCBC
        default: throw Self.unsupported
        }
        self.derivation = try Self.derivation(&derivation, keySize: cipher.keySize)
        guard iv.count == cipher.ivSize, !data.isEmpty, data.count % cipher.blockSize == 0 else { throw Self.damaged }
        self.iv = Array(iv)
        ciphertext = Array(data)
        self.publicKey = try publicKey()
    }

    private static func derivation(_ reader: inout DERReader, keySize: Int) throws(SSHPublicKey.Refusal) -> Derivation {
        guard let identifier = reader.objectIdentifier() else { throw damaged }
        guard identifier == pbkdf2 || identifier == scrypt else { throw unsupported }
        guard var parameters = reader.sequence(), reader.isAtEnd, let salt = parameters.octets(), let cost = parameters.number(), cost > 0 else {
            throw damaged
        }
        if identifier == scrypt {
            guard let r = parameters.number(), let p = parameters.number(), r > 0, p > 0, cost > 1, cost & (cost - 1) == 0 else { throw damaged }
            let (work, isOver) = (cost * r).multipliedReportingOverflow(by: p)
            guard !isOver, work <= scryptLimit else { throw costly }
            try checkKeySize(&parameters, keySize)
            guard parameters.isAtEnd else { throw damaged }
            return .scrypt(salt: Array(salt), logN: cost.trailingZeroBitCount, r: r, p: p)
        }
        guard cost <= PBKDF2.iterationLimit else { throw costly }
        try checkKeySize(&parameters, keySize)
        // RFC 8018 §A.2: SHA-1 when none is named.
        var hash = PBKDF2.Hash.sha1
        if !parameters.isAtEnd {
            guard var named = parameters.sequence(), parameters.isAtEnd, let name = named.objectIdentifier(), named.null(), named.isAtEnd else {
                throw damaged
            }
            switch name {
            case rsadsi + [2, 7]: hash = .sha1
            case rsadsi + [2, 8]: hash = .sha224
            case rsadsi + [2, 9]: hash = .sha256
            case rsadsi + [2, 10]: hash = .sha384
            case rsadsi + [2, 11]: hash = .sha512
            default: throw unsupported
            }
        }
        return .pbkdf2(salt: Array(salt), iterations: cost, hash: hash)
    }

    private static func checkKeySize(_ reader: inout DERReader, _ expected: Int) throws(SSHPublicKey.Refusal) {
        guard reader.nextTag == 0x02 else { return }
        guard reader.number() == expected else { throw damaged }
    }

    func open(passphrase: UnsafeRawBufferPointer) throws(SSHPublicKey.Refusal) -> (any SSHIdentity)? {
        try PaddedKey.open(cipher, ciphertext, iv: iv, for: publicKey, reading: PrivateKeyDER.pkcs8) { () throws(CryptographyError) in
            switch derivation {
            case .pbkdf2(let salt, let iterations, let hash):
                return try PBKDF2.derive(passphrase: passphrase, salt: salt, iterations: iterations, hash: hash, count: cipher.keySize)
            case .scrypt(let salt, let logN, let r, let p):
                return try salt.withRawBytes { (salt) throws(CryptographyError) in
                    try Scrypt.derive(passphrase: passphrase, salt: salt, logN: logN, r: r, p: p, count: cipher.keySize)
                }
            }
        }
    }
}
