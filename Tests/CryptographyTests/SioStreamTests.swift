import Cryptography
import SecretMemory
import Testing

@Suite struct SioStreamTests {
    private static let fragment = 1 << 14
    private static let nonce: [UInt8] = Array(0..<8)

    private func key() -> SecretBytes { SecretBytes(copying: Array(repeating: 7, count: 32)) }

    private func opened(_ sealed: ArraySlice<UInt8>, number: UInt8, aad: [UInt8]) throws -> [UInt8] {
        var cipher = try AESGCM256(key: key())
        var text = [UInt8](repeating: 0, count: sealed.count - 16)
        let iv = Self.nonce + [number, 0, 0, 0]
        let (body, tag) = (Array(sealed.dropLast(16)), Array(sealed.suffix(16)))
        try text.withUnsafeMutableBytes { text in
            try body.withUnsafeBytes { body in
                try tag.withUnsafeBytes { tag in
                    try iv.withUnsafeBytes { iv in try aad.withUnsafeBytes { try cipher.open(body, tag: tag, iv: iv, aad: $0, into: text) } }
                }
            }
        }
        return text
    }

    private func firstTag() throws -> [UInt8] {
        var cipher = try AESGCM256(key: key())
        var tag = [UInt8](repeating: 0, count: 16)
        let iv = Self.nonce + [0, 0, 0, 0]
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        try tag.withUnsafeMutableBytes { tag in
            try iv.withUnsafeBytes { try cipher.seal(none, iv: $0, aad: none, into: UnsafeMutableRawBufferPointer(start: nil, count: 0), tag: tag) }
        }
        return tag
    }

    /// sio-go's own vectors show that a text of whole fragments ends with a full one.
    @Test("a stream is numbered fragments, of which the last one is marked", arguments: [
        (0, 1), (1, 1), (16_383, 1), (16_384, 1), (16_385, 2), (32_768, 2), (32_773, 3),
    ] as [(Int, Int)])
    func fragments(_ size: Int, _ count: Int) throws {
        let text = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let sealed = try text.withUnsafeBytes { try SioStream.seal($0, key: key(), nonce: Self.nonce) }
        #expect(sealed.count == size + 16 * count)
        let tag = try firstTag()
        var found: [UInt8] = []
        for index in 0..<count {
            let start = index * (Self.fragment + 16)
            let part = sealed[start..<min(start + Self.fragment + 16, sealed.count)]
            found += try opened(part, number: UInt8(index + 1), aad: [index == count - 1 ? 0x80 : 0] + tag)
        }
        #expect(found == text)
    }

    @Test("a nonce of another size is refused") func nonces() {
        #expect(throws: CryptographyError.invalidIVSize(7)) {
            try [UInt8]().withUnsafeBytes { try SioStream.seal($0, key: key(), nonce: Array(0..<7)) }
        }
    }
}
