@testable import AgeEncryption
import CommandDriver
import Cryptography
import Foundation
import SecretMemory
import TestVectors
import Testing

@Suite(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine")) struct HybridTagRecipientTests {
    /// The known key of rage's file; its seed is stretched to ML-KEM's seed and the scalar.
    private struct KnownHybridTag: AgeIdentity {
        let stretched: [UInt8]
        var cost: AgeIdentityCost { .native }
        var recipientText: String? { nil }

        func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
            for stanza in stanzas {
                do throws(CryptographyError) {
                    let key = try HybridTagStanza.unwrap(
                        stanza, seed: SecretBytes(copying: Array(stretched[..<64])), scalar: SecretBytes(copying: Array(stretched[64..<96])))
                    if let key { return key }
                } catch { throw .cipherFailure }
            }
            return nil
        }
    }

    private func known() throws -> (KnownHybridTag, String) {
        let lines = String(decoding: try VectorFolder.bytes("age/peer/tag_keys.txt"), as: UTF8.self).split(separator: "\n").map(String.init)
        let place = try #require(lines.firstIndex { $0.contains("mlkem768p256tag") })
        let script = "import hashlib, sys; print(hashlib.shake_256(bytes.fromhex(sys.argv[1])).hexdigest(96))"
        let made = try Program.run(
            Program.peer("python-with-pyrage"), ["-c", script, lines[place + 1]], in: FileManager.default.temporaryDirectory, seconds: 60)
        return (KnownHybridTag(stretched: hexadecimal(String(decoding: made.output, as: UTF8.self).trimmingCharacters(in: .newlines))), lines[place + 2])
    }

    private func open(_ file: [UInt8], _ key: KnownHybridTag) throws(AgeError) -> String {
        try file.withRawBytes { (file) throws(AgeError) in
            try AgeFile.open(file, with: [key], into: SecretArena()).withBytes { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test func aFileThatRageMadeForAPostQuantumTagOpensWithItsKey() throws {
        #expect(try open(try VectorFolder.bytes("age/peer/tagpq.age"), known().0) == "tagpq payload\n")
    }

    @Test func whatIsEncryptedToAPostQuantumTagOpensWithItsKey() throws {
        let (key, text) = try known()
        let recipient = try AgeKeyReader().recipient(text)
        #expect(recipient is HybridTagRecipient)
        let file = try Array("text".utf8).withRawBytes { (bytes) throws(AgeError) in try AgeFile.seal(bytes, to: [recipient], armored: false) }
        #expect(try open(file, key) == "text")
    }

    @Test func classicAndPostQuantumRecipientsAreNotMixed() throws {
        let recipients: [any AgeRecipient] = [try AgeKeyReader().recipient(known().1), try X25519Identity.generate().recipient]
        #expect(throws: AgeError.self) { try AgeFile.seal(UnsafeRawBufferPointer(start: nil, count: 0), to: recipients, armored: false) }
        let both = [try AgeKeyReader().recipient(known().1), try HybridIdentity.generate().recipient]
        _ = try AgeFile.seal(UnsafeRawBufferPointer(start: nil, count: 0), to: both, armored: false)
    }

    @Test func aDamagedPostQuantumRecipientIsRefused() throws {
        let text = try known().1
        for wrong in [text.uppercased(), String(text.dropLast()), "age1tagpq1", Bech32.text(of: [UInt8](repeating: 255, count: 1249), prefix: "age1tagpq")] {
            #expect(throws: AgeError.self) { try AgeKeyReader().recipient(wrong) }
        }
        #expect(throws: AgeError.self) { try AgeKeyReader().recipient(Bech32.text(of: [UInt8](repeating: 255, count: 1216), prefix: "age1pq")) }
    }
}
