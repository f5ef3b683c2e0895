internal import Cryptography
internal import SecretMemory

/// A file key under a wrapping key that is used once: ChaCha20-Poly1305, no additional data (age v1).
enum SealedFileKey {
    /// Size of a stanza's body that holds one, in bytes.
    static let size = AgeKeys.fileKeySize + ChaCha20Poly1305.tagSize
    /// The key is used once, so the nonce may be constant.
    private static let zeroNonce = [UInt8](repeating: 0, count: ChaCha20Poly1305.nonceSize)

    static func seal(
        _ fileKey: borrowing SecretBytes, key: borrowing SecretBytes, nonce: [UInt8]? = nil
    ) throws(CryptographyError) -> [UInt8] {
        var body = [UInt8](repeating: 0, count: size)
        try key.withBytes { (key) throws(CryptographyError) in
            try fileKey.withBytes { (fileKey) throws(CryptographyError) in
                try (nonce ?? zeroNonce).withRawBytes { (nonce) throws(CryptographyError) in
                    try body.withMutableRawBytes { (body) throws(CryptographyError) in
                        try ChaCha20Poly1305.seal(fileKey, key: key, nonce: nonce, into: body)
                    }
                }
            }
        }
        return body
    }

    /// Throws ``CryptographyError/authenticationFailed`` for another key. The caller has checked the size, lest a chosen
    /// file tell keys apart.
    static func open(
        _ body: [UInt8], key: borrowing SecretBytes, nonce: [UInt8]? = nil
    ) throws(CryptographyError) -> SecretBytes {
        guard body.count == size else { throw .authenticationFailed }
        return try SecretBytes(count: AgeKeys.fileKeySize) { (output) throws(CryptographyError) in
            try key.withBytes { (key) throws(CryptographyError) in
                try body.withRawBytes { (body) throws(CryptographyError) in
                    try (nonce ?? zeroNonce).withRawBytes { (nonce) throws(CryptographyError) in
                        try ChaCha20Poly1305.open(body, key: key, nonce: nonce, into: output)
                    }
                }
            }
        }
    }
}
