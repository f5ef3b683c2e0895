import AgeEncryption
import Foundation
import SecretMemory
import TestVectors
import Testing

@Suite(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine")) struct TagRecipientTests {
    private let known: KnownTag

    init() throws { known = try KnownTag.ofVectors() }

    private func open(_ file: [UInt8]) throws -> String {
        try file.withRawBytes { (file) throws(AgeError) in
            try AgeFile.open(file, with: [known], into: SecretArena()).withBytes { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test func aFileThatRageMadeForATagOpensWithItsKey() throws {
        #expect(try open(try VectorFolder.bytes("age/peer/tag.age")) == "tag payload\n")
    }

    @Test func whatIsEncryptedToATagOpensWithItsKey() throws {
        let recipient = try AgeKeyReader().recipient(known.recipient)
        #expect(recipient is TagRecipient && recipient.text == known.recipient)
        for payload in ["", "x", String(repeating: "secret\n", count: 20_000)] {
            let file = try Array(payload.utf8).withRawBytes { (bytes) throws(AgeError) in
                try AgeFile.seal(bytes, to: [recipient, try X25519Identity.generate().recipient], armored: true)
            }
            #expect(try open(file) == payload)
        }
    }

    @Test func aStanzaForAnotherTagIsNotForThisOne() throws {
        let wrapped = try AgeKeyReader().recipient(known.recipient).wrap(SecretBytes(count: 16))
        var other = known.scalar
        other[31] ^= 1
        #expect(try TagStanza.unwrap(wrapped.stanzas[0], with: SecretBytes(copying: other)) == nil)
        #expect(wrapped.labels.isEmpty && wrapped.stanzas[0].type == "p256tag")
    }

    @Test func aMalformedStanzaOfATagIsAnError() throws {
        let good = try AgeKeyReader().recipient(known.recipient).wrap(SecretBytes(count: 16)).stanzas[0]
        let changes: [(inout AgeStanza) -> Void] = [
            { $0.arguments.removeLast() }, { $0.arguments.append([0x41]) }, { $0.arguments[0].removeLast() },
            { $0.arguments[1].removeLast(4) }, { $0.body.append(0) }, { $0.body.removeLast() }, { $0.body = [] },
        ]
        for change in changes {
            var stanza = good
            change(&stanza)
            #expect(throws: AgeError.self) { _ = try TagStanza.unwrap(stanza, with: SecretBytes(copying: known.scalar)) }
        }
    }

    @Test func aMistypedTagIsRefused() {
        let text = known.recipient
        for wrong in [text.uppercased(), String(text.dropLast()), text.replacingOccurrences(of: "qta", with: "qat"), "age1tag1", "age1tag1qqqqqq"] {
            #expect(throws: AgeError.self) { try AgeKeyReader().recipient(wrong) }
        }
    }
}
