package import SecretMemory

/// The stream of secure-io's sio, in which MinIO's admin API has its bodies (secure-io/sio-go `sio.go`, `writer.go`): AES-256-GCM
/// over fragments of 16 KiB, numbered, the last one marked, all of them bound to a tag of the first nonce.
package enum SioStream {
    /// In bytes.
    package static let nonceSize = 8
    static let fragmentSize = 1 << 14
    /// More is refused; the format itself has room for 2^32 - 1 fragments.
    package static let limit = 1 << 24

    /// - Parameter nonce: 8 bytes that no other stream of the same key has.
    package static func seal(
        _ plaintext: UnsafeRawBufferPointer, key: borrowing SecretBytes, nonce: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard nonce.count == nonceSize else { throw .invalidIVSize(nonce.count) }
        guard plaintext.count <= limit else { throw .invalidParameter("size of a stream") }
        var cipher = try AESGCM256(key: key)
        // Number 0 seals nothing; its tag goes into the additional data of every fragment.
        let first = try sealed(UnsafeRawBufferPointer(rebasing: plaintext[..<0]), number: 0, aad: [], nonce: nonce, by: &cipher)
        var stream: [UInt8] = []
        var number: UInt32 = 1
        var start = 0
        repeat {
            let end = min(start + fragmentSize, plaintext.count)
            let mark: UInt8 = end == plaintext.count ? 0x80 : 0
            stream += try sealed(
                UnsafeRawBufferPointer(rebasing: plaintext[start..<end]), number: number, aad: [mark] + first, nonce: nonce, by: &cipher)
            number += 1
            start = end
        } while start < plaintext.count
        return stream
    }

    private static func sealed(
        _ fragment: UnsafeRawBufferPointer, number: UInt32, aad: [UInt8], nonce: [UInt8], by cipher: inout AESGCM256
    ) throws(CryptographyError) -> [UInt8] {
        let iv = nonce + (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
        var text = [UInt8](repeating: 0, count: fragment.count)
        var tag = [UInt8](repeating: 0, count: AESGCM256.tagSize)
        try text.withMutableRawBytes { (text) throws(CryptographyError) in
            try tag.withMutableRawBytes { (tag) throws(CryptographyError) in
                try iv.withRawBytes { (iv) throws(CryptographyError) in
                    try aad.withRawBytes { (aad) throws(CryptographyError) in try cipher.seal(fragment, iv: iv, aad: aad, into: text, tag: tag) }
                }
            }
        }
        return text + tag
    }
}
