import Cryptography
import SecretMemory
import TestVectors
import Testing

/// A small set from the standards themselves, for a machine without the big ones.
@Suite struct PublishedVectorTests {
    private func hex(_ text: String) -> [UInt8] { Wycheproof.bytes(text.filter { !$0.isWhitespace }) }

    @Test func sha256AndSha512HashAbc() {
        let abc = Array("abc".utf8)
        #expect(abc.withRawBytes { SHA256.hash($0) } == hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
        #expect(abc.withRawBytes { SHA512.hash($0) } == hex("""
            ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
            2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
            """))
    }

    @Test func hmacGivesCase2OfRFC4231() {
        let code = Array("Jefe".utf8).withRawBytes { key in
            Array("what do ya want for nothing?".utf8).withRawBytes { HMACSHA256.code(key: key, $0) }
        }
        #expect(code == hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"))
    }

    @Test func hkdfGivesCase1OfRFC5869() throws {
        let material = [UInt8](repeating: 0x0b, count: 22)
        let key = try material.withRawBytes { (material) throws(CryptographyError) in
            try hex("000102030405060708090a0b0c").withRawBytes { (salt) throws(CryptographyError) in
                try hex("f0f1f2f3f4f5f6f7f8f9").withRawBytes { (info) throws(CryptographyError) in
                    try HKDFSHA256.derive(from: material, salt: salt, info: info, count: 42).withBytes { Array($0) }
                }
            }
        }
        #expect(key == hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"))
    }

    @Test func counterModeGivesTheVectorOfSP80038AF55() throws {
        let text = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
        var output = [UInt8](repeating: 0, count: text.count)
        try text.withRawBytes { (text) throws(CryptographyError) in
            try hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4").withRawBytes { (key) throws(CryptographyError) in
                try hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff").withRawBytes { (iv) throws(CryptographyError) in
                    try output.withMutableRawBytes { (room) throws(CryptographyError) in
                        try AES256CTR.apply(text, key: key, iv: iv, into: room)
                    }
                }
            }
        }
        #expect(output == hex("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"))
    }

    @Test func x25519GivesTheFirstVectorOfRFC7748() throws {
        let scalar = SecretBytes(copying: hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"))
        let point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
        let shared = try X25519.sharedSecret(scalar, point).withBytes { Array($0) }
        #expect(shared == hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"))
    }

    @Test func x25519RefusesAPointOfLowOrder() {
        let scalar = [UInt8](repeating: 7, count: 32)
        #expect(throws: CryptographyError.lowOrderPoint) { try shared(scalar, [UInt8](repeating: 0, count: 32)) }
    }

    private func shared(_ scalar: [UInt8], _ point: [UInt8]) throws(CryptographyError) -> [UInt8] {
        try X25519.sharedSecret(SecretBytes(copying: scalar), point).withBytes { Array($0) }
    }

    @Test func secretBoxRoundTripsAndRefusesAChangedTag() throws {
        let key = SecureRandom.bytes(32), nonce = SecureRandom.bytes(24), text = Array("rclone".utf8)
        var sealed = [UInt8](repeating: 0, count: text.count + 16)
        try seal(text, key, nonce, &sealed)
        #expect(try open(sealed, key, nonce) == text)
        sealed[0] ^= 1
        #expect(throws: CryptographyError.authenticationFailed) { try open(sealed, key, nonce) }
    }

    private func seal(_ text: [UInt8], _ key: [UInt8], _ nonce: [UInt8], _ sealed: inout [UInt8]) throws(CryptographyError) {
        try text.withRawBytes { (text) throws(CryptographyError) in
            try key.withRawBytes { (key) throws(CryptographyError) in
                try nonce.withRawBytes { (nonce) throws(CryptographyError) in
                    try sealed.withMutableRawBytes { (out) throws(CryptographyError) in
                        try SecretBox.seal(text, key: key, nonce: nonce, into: out)
                    }
                }
            }
        }
    }

    private func open(_ sealed: [UInt8], _ key: [UInt8], _ nonce: [UInt8]) throws(CryptographyError) -> [UInt8] {
        var text = [UInt8](repeating: 0, count: sealed.count - 16)
        try sealed.withRawBytes { (sealed) throws(CryptographyError) in
            try key.withRawBytes { (key) throws(CryptographyError) in
                try nonce.withRawBytes { (nonce) throws(CryptographyError) in
                    try text.withMutableRawBytes { (out) throws(CryptographyError) in
                        try SecretBox.open(sealed, key: key, nonce: nonce, into: out)
                    }
                }
            }
        }
        return text
    }

    /// Made by NaCl's own test program (`tests/secretbox.c`).
    @Test func secretBoxOpensNaClsVector() throws {
        let key = hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389")
        let nonce = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37")
        let message = hex("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705")
        let expectedTag = hex("f3ffc7703f9400e52a7dfb4b3d3305d9")
        var sealed = [UInt8](repeating: 0, count: message.count + 16)
        try seal(message, key, nonce, &sealed)
        #expect(Array(sealed.prefix(16)) == expectedTag)
    }

    @Test func scryptGivesTheSecondVectorOfRFC7914() throws {
        let key = try Array("password".utf8).withRawBytes { (passphrase) throws(CryptographyError) in
            try Array("NaCl".utf8).withRawBytes { (salt) throws(CryptographyError) in
                try Scrypt.derive(passphrase: passphrase, salt: salt, logN: 10, r: 8, p: 16, count: 64).withBytes { Array($0) }
            }
        }
        #expect(key == hex("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"))
    }

    @Test func scryptRefusesACostBeyondTheMemoryLimit() {
        #expect(throws: CryptographyError.invalidParameter("scrypt memory")) { try scrypt(logN: 30, r: 1 << 20) }
    }

    private func scrypt(logN: Int, r: Int) throws(CryptographyError) -> [UInt8] {
        try [UInt8](repeating: 1, count: 8).withRawBytes { (bytes) throws(CryptographyError) in
            try Scrypt.derive(passphrase: bytes, salt: bytes, logN: logN, r: r, p: 1, count: 32).withBytes { Array($0) }
        }
    }

    @Test func keysOfAnotherSizeAreRefused() {
        #expect(throws: CryptographyError.invalidKeySize(16)) { try makeCipher(keySize: 16) }
        #expect(throws: CryptographyError.invalidKeySize(31)) { try shared([UInt8](repeating: 1, count: 31), []) }
    }

    private func makeCipher(keySize: Int) throws(CryptographyError) {
        _ = try AESGCM256(key: SecretBytes(count: keySize))
    }
}
