import Cryptography
import Foundation
import SecretMemory
import TestVectors
import Testing

private let needsVectors = ConditionTrait.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine")

private func stripped(_ number: [UInt8]) -> [UInt8] { Array(number.drop { $0 == 0 }) }

/// What private-key files need: derivations of passphrases, block ciphers, RSA, Ed25519.
@Suite struct KeyFileCryptographyTests {
    private func rsaKey(_ fields: [String: Any]) throws -> RSAPrivateKey {
        let numbers = try #require(fields["privateKey"] as? [String: Any])
        func number(_ name: String) -> [UInt8] { stripped(Wycheproof.bytes(numbers[name] as! String)) }
        let publicKey = try RSAPublicKey(modulus: number("modulus"), exponent: number("publicExponent"))
        return try number("privateExponent").withRawBytes { (d) throws(CryptographyError) in
            try number("prime1").withRawBytes { (p) throws(CryptographyError) in
                try number("prime2").withRawBytes { (q) throws(CryptographyError) in
                    try RSAPrivateKey(publicKey: publicKey, exponent: d, prime: p, otherPrime: q)
                }
            }
        }
    }

    @Test(needsVectors, arguments: [2048, 3072, 4096]) func rsaOAEPOpensEveryCaseAndOneErrorIsForAllOthers(bits: Int) throws {
        var (opened, refused) = (0, 0)
        for group in try Wycheproof("rsa_oaep_\(bits)_sha256_mgf1sha256_test.json").groups {
            let key = try rsaKey(group.fields)
            for test in group.cases {
                do throws(CryptographyError) {
                    let plaintext = try open(test.hex("ct"), label: test.hex("label"), with: key)
                    opened += 1
                    #expect(test.result == "valid" && plaintext == test.hex("msg"), "case \(test.id)")
                } catch {
                    refused += 1
                    #expect(test.result == "invalid" && error == .authenticationFailed, "case \(test.id)")
                }
            }
        }
        #expect(opened >= 15 && refused >= 15)
    }

    private func open(_ ciphertext: [UInt8], label: [UInt8], with key: RSAPrivateKey) throws(CryptographyError) -> [UInt8] {
        try ciphertext.withRawBytes { (ciphertext) throws(CryptographyError) in
            try label.withRawBytes { (label) throws(CryptographyError) in try key.decryptOAEP(ciphertext, label: label).withBytes { Array($0) } }
        }
    }

    private func seal(_ text: [UInt8], label: [UInt8], for key: RSAPublicKey) throws(CryptographyError) -> [UInt8] {
        try text.withRawBytes { (text) throws(CryptographyError) in
            try label.withRawBytes { (label) throws(CryptographyError) in try key.encryptOAEP(text, label: label) }
        }
    }

    @Test(needsVectors) func rsaOAEPOpensWhatItSealedUnderTheSameLabelOnly() throws {
        let group = try #require(try Wycheproof("rsa_oaep_2048_sha256_mgf1sha256_test.json").groups.first)
        let key = try rsaKey(group.fields)
        let (text, label) = (Array("sixteen bytes...".utf8), Array("a label".utf8))
        let sealed = try seal(text, label: label, for: key.publicKey)
        #expect(sealed.count == 256)
        #expect(try open(sealed, label: label, with: key) == text)
        #expect(throws: CryptographyError.authenticationFailed) { try open(sealed, label: Array("another".utf8), with: key) }
        #expect(throws: CryptographyError.self) { try seal([UInt8](repeating: 1, count: 191), label: [], for: key.publicKey) }
    }

    @Test(needsVectors) func rsaNumbersThatAreNotOfOneKeyAreRefused() throws {
        let group = try #require(try Wycheproof("rsa_oaep_2048_sha256_mgf1sha256_test.json").groups.first)
        var fields = group.fields
        for name in ["modulus", "privateExponent", "prime1", "prime2"] {
            var numbers = try #require(group.fields["privateKey"] as? [String: Any])
            var digits = Array(numbers[name] as! String)
            digits[40] = digits[40] == "0" ? "4" : "0"
            numbers[name] = String(digits)
            fields["privateKey"] = numbers
            #expect(throws: CryptographyError.self, "\(name)") { _ = try rsaKey(fields) }
        }
        #expect(throws: CryptographyError.invalidKeySize(2047)) { _ = try RSAPublicKey(modulus: [0x7F] + [UInt8](repeating: 1, count: 255), exponent: [1, 0, 1]) }
        for exponent: [UInt8] in [[], [0], [1], [2], [1, 0, 0], [1, 0, 0, 1]] {
            #expect(throws: CryptographyError.self) { _ = try RSAPublicKey(modulus: [0xFF] + [UInt8](repeating: 1, count: 255), exponent: exponent) }
        }
    }

    @Test(needsVectors, arguments: [("sha1", PBKDF2.Hash.sha1), ("sha256", .sha256), ("sha512", .sha512)])
    func pbkdf2DerivesEveryCase(name: String, hash: PBKDF2.Hash) throws {
        var count = 0
        for group in try Wycheproof("pbkdf2_hmac\(name)_test.json").groups {
            // RFC 6070's longest case is above the limit.
            for test in group.cases where test.number("iterationCount") <= PBKDF2.iterationLimit {
                count += 1
                let key = try test.hex("password").withRawBytes { (passphrase) throws(CryptographyError) in
                    try PBKDF2.derive(
                        passphrase: passphrase, salt: test.hex("salt"), iterations: test.number("iterationCount"), hash: hash,
                        count: test.number("dkLen")
                    ).withBytes { Array($0) }
                }
                #expect((key == test.hex("dk")) == (test.result != "invalid"), "case \(test.id)")
            }
        }
        #expect(count > 30)
    }

    @Test(needsVectors, arguments: [("sha1", PBKDF2.Hash.sha1, 256), ("sha256", .sha256, 128), ("sha256", .sha256, 256)])
    func pbes2DeciphersEveryCase(name: String, hash: PBKDF2.Hash, bits: Int) throws {
        var count = 0
        for group in try Wycheproof("pbes2_hmac\(name)_aes_\(bits)_test.json").groups {
            for test in group.cases where test.result == "valid" {
                count += 1
                let (ciphertext, iv) = (test.hex("ct"), test.hex("iv"))
                var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
                let key = try test.hex("password").withRawBytes { (passphrase) throws(CryptographyError) in
                    try PBKDF2.derive(
                        passphrase: passphrase, salt: test.hex("salt"), iterations: test.number("iterationCount"), hash: hash, count: bits / 8)
                }
                try key.withBytes { (key) throws(CryptographyError) in
                    try iv.withRawBytes { (iv) throws(CryptographyError) in
                        try ciphertext.withRawBytes { (input) throws(CryptographyError) in
                            try plaintext.withMutableRawBytes { (output) throws(CryptographyError) in
                                try KeyFileCipher.aesCBC(bits: bits).decrypt(input, key: key, iv: iv, tag: .init(start: nil, count: 0), into: output)
                            }
                        }
                    }
                }
                #expect(Array(plaintext.dropLast(Int(plaintext.last ?? 0))) == test.hex("msg"), "case \(test.id)")
            }
        }
        #expect(count > 20)
    }

    @Test func bcryptDerivesWhatAnIndependentLibraryDoes() throws {
        let key = try Array("correct horse".utf8).withRawBytes { (passphrase) throws(CryptographyError) in
            try BcryptPBKDF.derive(passphrase: passphrase, salt: Array(0...15), rounds: 2, count: 48).withBytes { Array($0) }
        }
        #expect(key == Wycheproof.bytes("474a4c3cb84a91c09b0342a31e44092e47f9534874477ca2825d55711b9b07c6a697ab152a3383679c5085abb1e5c991"))
    }

    @Test(arguments: [-1, 0, BcryptPBKDF.roundLimit + 1, .max]) func bcryptRefusesSuchRoundsAtOnce(rounds: Int) {
        #expect(throws: CryptographyError.invalidParameter("bcrypt rounds")) {
            _ = try BcryptPBKDF.derive(passphrase: .init(start: nil, count: 0), salt: [1], rounds: rounds, count: 48).count
        }
    }

    // RFC 8032 §7.1, test 1.
    @Test func ed25519KeysComeOfTheirSeed() throws {
        let seed = SecretBytes(copying: Wycheproof.bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let publicKey = try Ed25519.publicKey(ofSeed: seed)
        #expect(publicKey == Wycheproof.bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
        let scalar = try Ed25519.x25519Scalar(ofSeed: seed)
        #expect(try Ed25519.x25519Point(of: publicKey) == X25519.publicKey(of: scalar))
    }

    // The neutral element, the points of order 2 and 4, and what is no point.
    @Test(arguments: [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0200000000000000000000000000000000000000000000000000000000000000",
    ])
    func ed25519PointsThatCantAgreeOnASecretAreRefused(point: String) {
        #expect(throws: CryptographyError.lowOrderPoint) { try Ed25519.x25519Point(of: Wycheproof.bytes(point)) }
    }
}
