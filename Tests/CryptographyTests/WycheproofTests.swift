import Cryptography
import Foundation
import SecretMemory
import TestVectors
import Testing

private let needsVectors = ConditionTrait.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine")

@Suite struct WycheproofTests {
    private static let used = [
        "aes_gcm_test.json", "chacha20_poly1305_test.json", "ecdh_secp256r1_ecpoint_test.json", "hkdf_sha256_test.json", "hmac_sha256_test.json", "x25519_test.json",
        // MLKEMTests.
        "mlkem_768_encaps_test.json", "mlkem_768_keygen_seed_test.json", "mlkem_768_test.json",
        // KeyFileCryptographyTests.
        "pbes2_hmacsha1_aes_256_test.json", "pbes2_hmacsha256_aes_128_test.json", "pbes2_hmacsha256_aes_256_test.json",
        "pbkdf2_hmacsha1_test.json", "pbkdf2_hmacsha256_test.json", "pbkdf2_hmacsha512_test.json",
        "rsa_oaep_2048_sha256_mgf1sha256_test.json", "rsa_oaep_3072_sha256_mgf1sha256_test.json",
        "rsa_oaep_4096_sha256_mgf1sha256_test.json",
    ]
    /// Primitives that no room has yet; of RSA-OAEP the hashes that age doesn't use, of Ed25519 the signatures.
    private static let notUsedYet = [
        "ed25519_test.json", "rsa_oaep_2048_sha1_mgf1sha1_test.json", "rsa_oaep_2048_sha256_mgf1sha1_test.json",
    ]

    @Test(needsVectors) func everyFileIsUsedOrNamedAsNotUsedYet() throws {
        let folder = try #require(VectorFolder.root).appendingPathComponent("wycheproof")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        #expect(Set(files) == Set(Self.used + Self.notUsedYet))
    }

    @Test(needsVectors) func aesGCMOpensAndSealsEveryCase() throws {
        var count = 0
        for group in try Wycheproof("aes_gcm_test.json").groups {
            for test in group.cases where test.hex("key").count == AESGCM256.keySize {
                count += 1
                var cipher = try AESGCM256(key: SecretBytes(copying: test.hex("key")))
                let (iv, aad, message, expected, tag) = (test.hex("iv"), test.hex("aad"), test.hex("msg"), test.hex("ct"), test.hex("tag"))
                var opened = [UInt8](repeating: 0xAA, count: expected.count)
                let isOpen = (try? iv.withRawBytes { (iv) throws(CryptographyError) in
                    try aad.withRawBytes { (aad) throws(CryptographyError) in
                        try expected.withRawBytes { (ct) throws(CryptographyError) in
                            try tag.withRawBytes { (tag) throws(CryptographyError) in
                                try opened.withMutableRawBytes { (out) throws(CryptographyError) in
                                    try cipher.open(ct, tag: tag, iv: iv, aad: aad, into: out)
                                }
                            }
                        }
                    }
                }) != nil
                #expect(isOpen == (test.result == "valid"), "case \(test.id)")
                guard test.result == "valid" else {
                    #expect(opened.allSatisfy { $0 == 0 } || iv.isEmpty, "case \(test.id) left plaintext")
                    continue
                }
                #expect(opened == message, "case \(test.id)")
                let sealed = try seal(&cipher, message, iv: iv, aad: aad)
                #expect(sealed.ciphertext == expected && sealed.tag == tag, "case \(test.id)")
            }
        }
        #expect(count > 60)
    }

    private func seal(
        _ cipher: inout AESGCM256, _ message: [UInt8], iv: [UInt8], aad: [UInt8]
    ) throws -> (ciphertext: [UInt8], tag: [UInt8]) {
        var ciphertext = [UInt8](repeating: 0, count: message.count)
        var tag = [UInt8](repeating: 0, count: AESGCM256.tagSize)
        try message.withRawBytes { (message) throws(CryptographyError) in
            try iv.withRawBytes { (iv) throws(CryptographyError) in
                try aad.withRawBytes { (aad) throws(CryptographyError) in
                    try ciphertext.withMutableRawBytes { (out) throws(CryptographyError) in
                        try tag.withMutableRawBytes { (tag) throws(CryptographyError) in
                            try cipher.seal(message, iv: iv, aad: aad, into: out, tag: tag)
                        }
                    }
                }
            }
        }
        return (ciphertext, tag)
    }

    @Test(needsVectors) func chaCha20Poly1305OpensAndSealsEveryCase() throws {
        var count = 0
        for group in try Wycheproof("chacha20_poly1305_test.json").groups {
            for test in group.cases {
                count += 1
                let (key, iv, aad, message) = (test.hex("key"), test.hex("iv"), test.hex("aad"), test.hex("msg"))
                let sealed = test.hex("ct") + test.hex("tag")
                var opened = [UInt8](repeating: 0xAA, count: max(0, sealed.count - 16))
                let isOpen = (try? key.withRawBytes { (key) throws(CryptographyError) in
                    try iv.withRawBytes { (iv) throws(CryptographyError) in
                        try aad.withRawBytes { (aad) throws(CryptographyError) in
                            try sealed.withRawBytes { (sealed) throws(CryptographyError) in
                                try opened.withMutableRawBytes { (out) throws(CryptographyError) in
                                    try ChaCha20Poly1305.open(sealed, key: key, nonce: iv, aad: aad, into: out)
                                }
                            }
                        }
                    }
                }) != nil
                #expect(isOpen == (test.result == "valid"), "case \(test.id)")
                guard test.result == "valid" else { continue }
                #expect(opened == message, "case \(test.id)")
                var again = [UInt8](repeating: 0, count: message.count + 16)
                try key.withRawBytes { (key) throws(CryptographyError) in
                    try iv.withRawBytes { (iv) throws(CryptographyError) in
                        try aad.withRawBytes { (aad) throws(CryptographyError) in
                            try message.withRawBytes { (message) throws(CryptographyError) in
                                try again.withMutableRawBytes { (out) throws(CryptographyError) in
                                    try ChaCha20Poly1305.seal(message, key: key, nonce: iv, aad: aad, into: out)
                                }
                            }
                        }
                    }
                }
                #expect(again == sealed, "case \(test.id)")
            }
        }
        #expect(count > 300)
    }

    @Test(needsVectors) func hkdfDerivesEveryCase() throws {
        var count = 0
        for group in try Wycheproof("hkdf_sha256_test.json").groups {
            for test in group.cases {
                count += 1
                let (material, salt, info) = (test.hex("ikm"), test.hex("salt"), test.hex("info"))
                let derived = try? material.withRawBytes { (material) throws(CryptographyError) in
                    try salt.withRawBytes { (salt) throws(CryptographyError) in
                        try info.withRawBytes { (info) throws(CryptographyError) in
                            try HKDFSHA256.derive(from: material, salt: salt, info: info, count: test.number("size"))
                                .withBytes { Array($0) }
                        }
                    }
                }
                if test.result == "valid" { #expect(derived == test.hex("okm"), "case \(test.id)") } else {
                    #expect(derived == nil, "case \(test.id)")
                }
            }
        }
        #expect(count > 80)
    }

    @Test(needsVectors) func hmacAgreesWithEveryCase() throws {
        var count = 0
        for group in try Wycheproof("hmac_sha256_test.json").groups {
            let size = (group.fields["tagSize"] as! Int) / 8
            for test in group.cases {
                count += 1
                let code = test.hex("key").withRawBytes { key in test.hex("msg").withRawBytes { HMACSHA256.code(key: key, $0) } }
                #expect((Array(code.prefix(size)) == test.hex("tag")) == (test.result == "valid"), "case \(test.id)")
            }
        }
        #expect(count > 170)
    }

    @Test(needsVectors) func p256AgreesWithEveryCaseAndRefusesPointsOffTheCurve() throws {
        var count = 0
        for group in try Wycheproof("ecdh_secp256r1_ecpoint_test.json").groups {
            for test in group.cases {
                count += 1
                // Scalars are written as signed numbers, so some have a zero in front or bytes left out.
                let digits = test.hex("private").suffix(32)
                let scalar = SecretBytes(copying: [UInt8](repeating: 0, count: 32 - digits.count) + digits)
                let secret = try? P256.sharedSecret(scalar, test.hex("public")).withBytes { Array($0) }
                // "acceptable" is what a library may refuse: compressed points, which age has.
                #expect(secret == (test.result == "invalid" ? nil : test.hex("shared")), "case \(test.id) \(test.flags)")
            }
        }
        #expect(count > 200)
    }

    @Test(needsVectors) func x25519AgreesWithEveryCaseAndRefusesTheZeroSecret() throws {
        var refused = 0
        var count = 0
        for group in try Wycheproof("x25519_test.json").groups {
            for test in group.cases {
                count += 1
                let expected = test.hex("shared")
                let isZero = expected.allSatisfy { $0 == 0 }
                guard let shared = shared(test.hex("private"), test.hex("public")) else {
                    refused += 1
                    // "acceptable" by name: RFC 7748 lets the zero secret through, age must not.
                    #expect(isZero && test.result == "acceptable" && test.flags.contains("ZeroSharedSecret"), "case \(test.id)")
                    continue
                }
                #expect(shared == expected && !isZero, "case \(test.id)")
            }
        }
        #expect(count > 500 && refused > 0)
    }

    private func shared(_ scalar: [UInt8], _ point: [UInt8]) -> [UInt8]? {
        (try? X25519.sharedSecret(SecretBytes(copying: scalar), point))?.withBytes { Array($0) }
    }
}
