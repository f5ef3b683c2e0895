import AgeEncryption
import Foundation
import SecretMemory
import TestVectors
import Testing

private func open(_ file: [UInt8], _ identities: [X25519Identity]) throws(AgeError) -> [UInt8] {
    try file.withRawBytes { (file) throws(AgeError) in
        try AgeFile.open(file, with: identities, into: SecretArena()).withBytes { Array($0) }
    }
}

private func seal(_ text: [UInt8], _ recipients: [X25519Recipient], armored: Bool) throws(AgeError) -> [UInt8] {
    try text.withRawBytes { (text) throws(AgeError) in try AgeFile.seal(text, to: recipients, armored: armored) }
}

private func identity(_ text: String) throws(AgeError) -> X25519Identity {
    try Array(text.utf8).withRawBytes { (text) throws(AgeError) in try X25519Identity(parsing: text, line: 1) }
}

@Suite struct AgeFileTests {
    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000], [false, true])
    func everyRecipientOpensWhatWasSealed(size: Int, armored: Bool) throws {
        let first = try X25519Identity.generate(), second = try X25519Identity.generate(), stranger = try X25519Identity.generate()
        let text = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let file = try seal(text, [first.recipient, second.recipient], armored: armored)
        #expect(try open(file, [first]) == text)
        #expect(try open(file, [stranger, second]) == text)
        #expect(throws: AgeError.noMatch) { try open(file, [stranger]) }
    }

    @Test func aFileCutAtAnyByteIsAnError() throws {
        let key = try X25519Identity.generate()
        let file = try seal(Array("0123456789".utf8), [key.recipient], armored: false)
        for count in 0..<file.count { #expect(throws: AgeError.self) { try open(Array(file.prefix(count)), [key]) } }
        #expect(throws: AgeError.self) { try open(file + [0], [key]) }
    }

    @Test func aFlippedBitAnywhereIsAnError() throws {
        let key = try X25519Identity.generate()
        let file = try seal(Array("0123456789".utf8), [key.recipient], armored: false)
        for index in file.indices {
            for bit in 0..<8 {
                var other = file
                other[index] ^= 1 << UInt8(bit)
                #expect(throws: AgeError.self) { try open(other, [key]) }
            }
        }
    }

    @Test func randomBytesGiveAnErrorAndNeverACrash() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of random age files: \(seed)")
        var state = seed
        func next() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        let key = try X25519Identity.generate()
        let header = Array("age-encryption.org/v1\n-> X25519 ".utf8)
        for round in 0..<3000 {
            let body = (0..<Int(next())).map { _ in next() }
            #expect(throws: AgeError.self) { try open(round % 2 == 0 ? body : header + body, [key]) }
        }
    }

    @Test func aRecipientHasOneSpelling() throws {
        let text = try X25519Identity.generate().recipient.text
        #expect(try X25519Recipient(parsing: text).text == text)
        #expect(throws: AgeError.self) { try X25519Recipient(parsing: text.uppercased()) }
        #expect(throws: AgeError.self) { try X25519Recipient(parsing: String(text.dropLast())) }
        #expect(throws: AgeError.self) { try X25519Recipient(parsing: "") }
    }

    @Test func anIdentityGivenAsRecipientIsNotEchoed() throws {
        var builder = SecretBuilder(in: SecretArena())
        try X25519Identity.generate().write(into: &builder)
        let text = String(decoding: builder.finish().bytes, as: UTF8.self)
        #expect(text.hasPrefix("AGE-SECRET-KEY-1"))
        do {
            _ = try X25519Recipient(parsing: text)
            Issue.record("an identity was taken for a recipient")
        } catch { #expect(!error.message.contains(text.dropFirst(20))) }
    }

    @Test func anIdentityFileTellsTheLineOfItsFault() throws {
        let text = Array("# note\n\nAGE-SECRET-KEY-1WRONG\n".utf8)
        do {
            _ = try text.withRawBytes { (text) throws(AgeError) in try AgeKeyReader().identities(text, name: "") }
            Issue.record("a wrong identity was read")
        } catch { #expect(error == .invalidIdentity(line: 3, reason: "malformed secret key: it is mistyped or cut off")) }
    }

    @Test func armorHasFullLinesOf64Columns() throws {
        let key = try X25519Identity.generate()
        let text = String(decoding: try seal([UInt8](repeating: 1, count: 32), [key.recipient], armored: true), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "-----BEGIN AGE ENCRYPTED FILE-----" && lines.dropLast().last == "-----END AGE ENCRYPTED FILE-----")
        #expect(lines.dropFirst().dropLast(3).allSatisfy { $0.count == 64 })
    }

    @Test func aFileThatAShellHasRewrittenIsTold() {
        let header = "age-encryption.org/v1\n-> X25519 a\n"
        let utf16: [UInt8] = [0xFF, 0xFE] + header.utf8.flatMap { [$0, UInt8(0)] }
        for bytes in [utf16, Array(header.replacingOccurrences(of: "\n", with: "\r\n").utf8)] {
            do throws(AgeError) {
                _ = try bytes.withRawBytes { (bytes) throws(AgeError) in try AgeFile.open(bytes, with: [], into: SecretArena()) }
                Issue.record("it was opened")
            } catch {
                #expect(error.message.contains("PowerShell"))
            }
        }
    }
}
