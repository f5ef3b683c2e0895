import Cryptography
import SecretMemory
import Testing

/// What S3 makes of MD5 and base64.
@Suite struct DigestTests {
    @Test("MD5 gives RFC 1321's digests", arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"), ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
    ])
    func digests(text: String, digest: String) throws {
        let found = try Array(text.utf8).withUnsafeBytes { try MD5.hash($0) }
        #expect(found.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == digest)
    }

    @Test("base64 gives RFC 4648's texts, and reads them", arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64(plain: String, text: String) {
        let encoded = Array(plain.utf8).withUnsafeBytes { SecretBase64.encoded($0).withBytes { String(decoding: $0, as: UTF8.self) } }
        #expect(encoded == text)
        if !text.isEmpty { #expect(Self.decoded(text) == plain) }
    }

    @Test("what is no base64 is not read", arguments: ["Z", "Zg", "Zg=", "Zm9v!", "Zm9v\n", "Zg==Zg==", "Zm9_"])
    func noBase64(text: String) { #expect(Self.decoded(text) == nil) }

    private static func decoded(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBytes { SecretBase64.decoded($0)?.withBytes { String(decoding: $0, as: UTF8.self) } }
    }
}
