import Cryptography
import Foundation
import SecretMemory
import TestVectors
import Testing

@Suite(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine")) struct MLKEMTests {
    @Test func everySeedGivesItsKey() throws {
        var count = 0
        for group in try Wycheproof("mlkem_768_keygen_seed_test.json").groups {
            for test in group.cases where test.result == "valid" {
                count += 1
                #expect(try MLKEM.publicKey(of: SecretBytes(copying: test.hex("seed"))) == test.hex("ek"), "case \(test.id)")
            }
        }
        #expect(count > 20)
    }

    @Test func everyCiphertextGivesItsSecretOrIsRefused() throws {
        var count = 0
        for group in try Wycheproof("mlkem_768_test.json").groups {
            for test in group.cases {
                count += 1
                let seed = SecretBytes(copying: test.hex("seed"))
                guard test.result == "valid" else {
                    #expect(throws: CryptographyError.self, "case \(test.id)") { _ = try MLKEM.decapsulate(test.hex("c"), seed: seed) }
                    continue
                }
                #expect(try MLKEM.decapsulate(test.hex("c"), seed: seed).withBytes { Array($0) } == test.hex("K"), "case \(test.id)")
            }
        }
        #expect(count > 20)
    }

    @Test func aKeyAboveTheModulusIsRefusedAndOthersAreNot() throws {
        var refused = 0
        for group in try Wycheproof("mlkem_768_encaps_test.json").groups {
            for test in group.cases {
                if test.result == "valid" {
                    #expect(try MLKEM.encapsulate(to: test.hex("ek")).encapsulated.count == MLKEM.encapsulatedSize, "case \(test.id)")
                } else {
                    refused += 1
                    #expect(throws: CryptographyError.self, "case \(test.id)") { _ = try MLKEM.encapsulate(to: test.hex("ek")) }
                }
            }
        }
        #expect(refused > 130)
    }
}
