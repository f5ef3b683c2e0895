internal import Cryptography
internal import SecretMemory

/// The one message of HPKE's base mode that age's stanzas hold: a file key, without additional data.
enum HPKEMessage {
    static func seal(
        _ fileKey: borrowing SecretBytes, kem: UInt16, sharedSecret: borrowing SecretBytes, info: StaticString
    ) throws(CryptographyError) -> [UInt8] {
        let schedule = try schedule(kem, sharedSecret, info)
        var body = [UInt8](repeating: 0, count: fileKey.count + ChaCha20Poly1305.tagSize)
        try schedule.key.withBytes { (key) throws(CryptographyError) in
            try schedule.nonce.withRawBytes { (nonce) throws(CryptographyError) in
                try fileKey.withBytes { (fileKey) throws(CryptographyError) in
                    try body.withMutableRawBytes { (body) throws(CryptographyError) in
                        try ChaCha20Poly1305.seal(fileKey, key: key, nonce: nonce, into: body)
                    }
                }
            }
        }
        return body
    }

    /// Throws ``CryptographyError/authenticationFailed`` when the message is for another key.
    static func open(
        _ body: [UInt8], kem: UInt16, sharedSecret: borrowing SecretBytes, info: StaticString
    ) throws(CryptographyError) -> SecretBytes {
        guard body.count >= ChaCha20Poly1305.tagSize else { throw .authenticationFailed }
        let schedule = try schedule(kem, sharedSecret, info)
        return try SecretBytes(count: body.count - ChaCha20Poly1305.tagSize) { (output) throws(CryptographyError) in
            try schedule.key.withBytes { (key) throws(CryptographyError) in
                try schedule.nonce.withRawBytes { (nonce) throws(CryptographyError) in
                    try body.withRawBytes { (body) throws(CryptographyError) in
                        try ChaCha20Poly1305.open(body, key: key, nonce: nonce, into: output)
                    }
                }
            }
        }
    }

    private static func schedule(
        _ kem: UInt16, _ sharedSecret: borrowing SecretBytes, _ info: StaticString
    ) throws(CryptographyError) -> HPKEKeySchedule {
        do throws(AgeError) { return try HPKEKeySchedule.derive(kem: kem, sharedSecret: sharedSecret, info: info) } catch {
            throw .libraryFailure("HKDF")
        }
    }
}
