internal import Cryptography
internal import SecretMemory

/// A PKCS#1 file with a passphrase, as OpenSSL wrote it before PKCS#8 (RFC 1421's headers).
struct LockedLegacyPEM: LockedSSHKey {
    let publicKey: SSHPublicKey
    private let cipher: KeyFileCipher
    private let iv: [UInt8]
    private let ciphertext: [UInt8]

    init(
        headers: [(name: String, value: String)], data: UnsafeRawBufferPointer, publicKey: @autoclosure () throws(SSHPublicKey.Refusal) -> SSHPublicKey
    ) throws(SSHPublicKey.Refusal) {
        func value(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        guard headers.count == 2, value("Proc-Type") == "4,ENCRYPTED", let information = value("DEK-Info") else {
            throw SSHPublicKey.Refusal(reason: "file has other headers than those of an encrypted key")
        }
        let parts = information.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        switch parts.first.flatMap({ String($0) }) {
        case "AES-128-CBC": cipher = .aesCBC(bits: 128)
        case "AES-192-CBC": cipher = .aesCBC(bits: 192)
        case "AES-256-CBC": cipher = .aesCBC(bits: 256)
        case "DES-EDE3-CBC": cipher = .tripleDESCBC
        default:
            throw SSHPublicKey.Refusal(reason: "is encrypted with a cipher other than AES-CBC and DES-EDE3-CBC; rewrite it with ssh-keygen -p")
        }
        guard parts.count == 2, let iv = Self.bytes(hexadecimal: parts[1]), iv.count == cipher.ivSize, !data.isEmpty,
            data.count % cipher.blockSize == 0
        else { throw SSHPublicKey.Refusal(reason: "is cut off or damaged") }
        self.iv = iv
        ciphertext = Array(data)
        self.publicKey = try publicKey()
    }

    private static func bytes(hexadecimal text: Substring.UTF8View) -> [UInt8]? {
        let digits = text.compactMap { digit -> UInt8? in
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x41...0x46: digit - 0x37
            case 0x61...0x66: digit - 0x57
            default: nil
            }
        }
        guard digits.count == text.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    func open(passphrase: UnsafeRawBufferPointer) throws(SSHPublicKey.Refusal) -> (any SSHIdentity)? {
        try PaddedKey.open(cipher, ciphertext, iv: iv, for: publicKey, reading: PrivateKeyDER.rsa) { () throws(CryptographyError) in
            try LegacyPEMKey.derive(passphrase: passphrase, salt: Array(iv.prefix(LegacyPEMKey.saltSize)), count: cipher.keySize)
        }
    }
}
