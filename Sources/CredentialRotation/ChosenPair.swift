package import AWSSigning
internal import Cryptography
internal import SecretMemory

/// A pair that the client chooses: an id of 20 characters A-Z0-9, a secret of 40 of base62 (§1b); both fit MinIO's limits (§1c).
package enum ChosenPair {
    @Sendable package static func make() -> AWSCredentials {
        var id = ""
        while id.utf8.count < 20 {
            // 252 is the largest multiple of 36 in a byte: no character is likelier than another.
            for byte in SecureRandom.bytes(32) where byte < 252 && id.utf8.count < 20 {
                id.unicodeScalars.append(Unicode.Scalar(idAlphabet[Int(byte) % 36]))
            }
        }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret())
    }

    private static let idAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
    private static let secretAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    private static func secret() -> SecretBytes {
        SecretBytes(count: 40) { output in
            var filled = 0
            while filled < output.count {
                let random = SecureRandom.secret(64)
                random.withBytes { bytes in
                    for byte in bytes where byte < 248 && filled < output.count {
                        output[filled] = secretAlphabet[Int(byte) % 62]
                        filled += 1
                    }
                }
            }
        }
    }
}
