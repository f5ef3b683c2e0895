import Cryptography
import Testing

@Suite struct HMACSHA1Tests {
    /// RFC 2202 §3, test cases 1, 2, 6 and 7, and the code of nothing under no key.
    @Test(
        "codes are the RFC's",
        arguments: [
            ([UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8), "b617318655057264e28bc0b6fb378c8ef146be00"),
            (Array("Jefe".utf8), Array("what do ya want for nothing?".utf8), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (
                [UInt8](repeating: 0xAA, count: 80), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "aa4ae5e15272d00e95705637ce8a3b55ed402112"
            ),
            ([], [], "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d"),
        ] as [([UInt8], [UInt8], String)])
    func codes(_ key: [UInt8], _ message: [UInt8], _ code: String) throws {
        let found = try key.withUnsafeBytes { key in try message.withUnsafeBytes { try HMACSHA1.code(key: key, $0) } }
        #expect(found.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == code)
    }
}
