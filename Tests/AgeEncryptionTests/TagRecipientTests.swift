import AgeEncryption
import Foundation
import SecretMemory
import TestVectors
import Testing

/// A hardware tag's key whose private part is known.
private struct KnownTag: AgeIdentity {
    let scalar: [UInt8]
    var cost: AgeIdentityCost { .native }
    var recipientText: String? { nil }

    func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        for stanza in stanzas {
            if let key = try TagStanza.unwrap(stanza, with: SecretBytes(copying: scalar)) { return key }
        }
        return nil
    }
}

@Suite(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine")) struct TagRecipientTests {
    private let scalar: [UInt8]
    private let text: String

    init() throws {
        let lines = String(decoding: try VectorFolder.bytes("age/peer/tag_keys.txt"), as: UTF8.self).split(separator: "\n")
        let letters = Array(lines[1])
        scalar = stride(from: 0, to: letters.count, by: 2).map { UInt8(String(letters[$0...$0 + 1]), radix: 16)! }
        text = String(lines[2])
    }

    private func open(_ file: [UInt8]) throws -> String {
        try file.withRawBytes { (file) throws(AgeError) in
            try AgeFile.open(file, with: [KnownTag(scalar: scalar)], into: SecretArena()).withBytes { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test func aFileThatRageMadeForATagOpensWithItsKey() throws {
        #expect(try open(try VectorFolder.bytes("age/peer/tag.age")) == "tag payload\n")
    }

    @Test func whatIsEncryptedToATagOpensWithItsKey() throws {
        let recipient = try AgeKeyReader().recipient(text)
        #expect(recipient is TagRecipient && recipient.text == text)
        for payload in ["", "x", String(repeating: "secret\n", count: 20_000)] {
            let file = try Array(payload.utf8).withRawBytes { (bytes) throws(AgeError) in
                try AgeFile.seal(bytes, to: [recipient, try X25519Identity.generate().recipient], armored: true)
            }
            #expect(try open(file) == payload)
        }
    }

    @Test func aStanzaForAnotherTagIsNotForThisOne() throws {
        let wrapped = try AgeKeyReader().recipient(text).wrap(SecretBytes(count: 16))
        var other = scalar
        other[31] ^= 1
        #expect(try TagStanza.unwrap(wrapped.stanzas[0], with: SecretBytes(copying: other)) == nil)
        #expect(wrapped.labels.isEmpty && wrapped.stanzas[0].type == "p256tag")
    }

    @Test func aMalformedStanzaOfATagIsAnError() throws {
        let good = try AgeKeyReader().recipient(text).wrap(SecretBytes(count: 16)).stanzas[0]
        let changes: [(inout AgeStanza) -> Void] = [
            { $0.arguments.removeLast() }, { $0.arguments.append([0x41]) }, { $0.arguments[0].removeLast() },
            { $0.arguments[1].removeLast(4) }, { $0.body.append(0) }, { $0.body.removeLast() }, { $0.body = [] },
        ]
        for change in changes {
            var stanza = good
            change(&stanza)
            #expect(throws: AgeError.self) { _ = try TagStanza.unwrap(stanza, with: SecretBytes(copying: scalar)) }
        }
    }

    @Test func aMistypedTagIsRefused() {
        for wrong in [text.uppercased(), String(text.dropLast()), text.replacingOccurrences(of: "qta", with: "qat"), "age1tag1", "age1tag1qqqqqq"] {
            #expect(throws: AgeError.self) { try AgeKeyReader().recipient(wrong) }
        }
    }
}
