@testable import AgeEncryption
import Cryptography
import SecretMemory
import Testing

/// The files of the test kit that are not in the folder, made anew by their names: one fault each, in an otherwise good file.
@Suite final class AgeTestkitOtherFiles {
    private let fileKey = SecretBytes(copying: Array("YELLOW SUBMARINE".utf8))
    private let identity: X25519Identity
    private let passphrase = Array("password".utf8)

    init() throws { identity = try X25519Identity.generate() }

    /// A file of these stanza lines, with a MAC that fits.
    private func file(_ stanzas: String, payload: [UInt8]? = nil, macLine: (String) -> String = { "--- " + $0 + "\n" }) throws -> [UInt8] {
        let header = Array(("age-encryption.org/v1\n" + stanzas + "---").utf8)
        let mac = try header.withRawBytes { (bytes) throws(AgeError) in try AgeHeader.mac(of: bytes, fileKey: fileKey) }
        let line = macLine(String(decoding: AgeBase64.encode(mac), as: UTF8.self))
        return Array(header.dropLast(3)) + Array(line.utf8) + (try payload ?? self.payload(Array("age".utf8)))
    }

    private let nonce = [UInt8](repeating: 7, count: 16)

    private func payload(_ text: [UInt8]) throws(AgeError) -> [UInt8] {
        let key = try AgeKeys.derive(fileKey, salt: nonce, info: "payload")
        return nonce + (try text.withRawBytes { (text) throws(AgeError) in try AgeStream.seal(text, key: key) })
    }

    private func x25519(_ change: (inout AgeStanza) -> Void = { _ in }) throws -> String {
        var stanza = try X25519Stanza.wrap(fileKey, for: identity.recipient)
        change(&stanza)
        return String(decoding: stanza.text, as: UTF8.self)
    }

    private func scrypt(_ change: (inout AgeStanza) -> Void = { _ in }) throws -> String {
        var stanza = try ScryptStanza.wrap(fileKey, passphrase: SecretBytes(copying: passphrase), workFactor: 10)
        change(&stanza)
        return String(decoding: stanza.text, as: UTF8.self)
    }

    private func hybrid(_ key: HybridIdentity, _ change: (inout AgeStanza) -> Void = { _ in }) throws -> String {
        var stanza = try #require(try key.recipient.wrap(fileKey).stanzas.first)
        change(&stanza)
        return String(decoding: stanza.text, as: UTF8.self)
    }

    private func expect(
        _ wanted: AgeClass, _ name: String, _ file: [UInt8], _ keys: [any AgeIdentity]? = nil, isArmored: Bool = false, released: [UInt8]? = nil,
        at place: SourceLocation = #_sourceLocation
    ) {
        let (found, bytes) = outcome(file, keys ?? [identity], isArmored: isArmored)
        #expect(found == wanted, "\(name)", sourceLocation: place)
        if let released { #expect(bytes == released, "\(name)", sourceLocation: place) }
    }

    @Test func theHeaderAndItsMAC() throws {
        let stanza = try x25519()
        expect(.success, "x25519", try file(stanza), released: Array("age".utf8))
        expect(.macFailure, "hmac_bad", try file(stanza, macLine: { "--- " + ($0.hasPrefix("A") ? "B" : "A") + $0.dropFirst() + "\n" }))
        expect(.headerFailure, "hmac_garbage", try file(stanza, macLine: { "--- " + $0 + "AAAA\n" }))
        expect(.headerFailure, "hmac_no_space", try file(stanza, macLine: { "---" + $0 + "\n" }))
        expect(.headerFailure, "hmac_trailing_space", try file(stanza, macLine: { "--- " + $0 + " \n" }))
        expect(.headerFailure, "no stanza", try file(""))
    }

    @Test func stanzas() throws {
        let stanza = try x25519()
        expect(.success, "stanza_valid_characters", try file("-> !\"#$%&'()*+,-./ 0123456789 :;<=>?@ [\\]^_` {|}~\n\n" + stanza))
        expect(.success, "stanza_empty_body", try file("-> empty\n\n" + stanza))
        expect(.headerFailure, "stanza_base64_padding", try file("-> stanza\nQUFB\n-> padded\nQQ==\n" + stanza))
        expect(.headerFailure, "stanza_invalid_character", try file("-> stanza \u{7F}\n\n" + stanza))
        expect(.headerFailure, "not ASCII", try file("-> stanza é\n\n" + stanza))
        expect(.headerFailure, "stanza_missing_body", try file("-> stanza\n" + stanza))
        expect(.headerFailure, "stanza_multiple_short_lines", try file("-> stanza\nQUFB\nQUFB\n" + stanza))
        expect(.headerFailure, "stanza_not_canonical", try file("-> stanza\nQUF\n" + stanza))
    }

    @Test func x25519Stanzas() throws {
        let other = try X25519Identity.generate()
        expect(.noMatch, "x25519_no_match", try file(x25519()), [other])
        expect(.headerFailure, "x25519_extra_argument", try file(x25519 { $0.arguments.append(Array("1234".utf8)) }))
        expect(.headerFailure, "x25519_identity", try file(x25519 { $0.arguments = [AgeBase64.encode([UInt8](repeating: 0, count: 32))] }))
        expect(.headerFailure, "x25519_long_share", try file(x25519 { $0.arguments = [AgeBase64.encode([UInt8](repeating: 9, count: 33))] }))
        expect(.noMatch, "x25519_lowercase", try file(x25519 { $0.type = "x25519" }))
        expect(.headerFailure, "x25519_not_canonical_share", try file(x25519 { stanza in
            // 43 letters hold two bits more than 32 bytes.
            stanza.arguments[0] = stanza.arguments[0].dropLast() + [UInt8(ascii: "B")]
        }))
        expect(.headerFailure, "x25519 without a share", try file(x25519 { $0.arguments = [] }))
    }

    @Test func scryptStanzas() throws {
        func key(_ text: String = "password") -> [any AgeIdentity] { [ScryptIdentity(passphrase: SecretBytes(copying: Array(text.utf8)))] }
        expect(.success, "scrypt", try file(scrypt()), key())
        expect(.noMatch, "scrypt_no_match", try file(scrypt()), key("other"))
        expect(.noMatch, "scrypt_bad_tag", try file(scrypt { $0.body[31] ^= 1 }), key())
        expect(.headerFailure, "scrypt_extra_argument", try file(scrypt { $0.arguments.append(Array("10".utf8)) }), key())
        expect(.headerFailure, "scrypt_not_canonical_salt", try file(scrypt { $0.arguments[0] = Array("AAAAAAAAAAAAAAAAAAAAAB".utf8) }), key())
        expect(.headerFailure, "scrypt_salt_missing", try file(scrypt { $0.arguments.removeFirst() }), key())
        expect(.noMatch, "scrypt_uppercase", try file(scrypt { $0.type = "SCRYPT" }), key())
        for factor in ["0x0a", "+10", "010", "-10", "10.", "0", "18446744073709551626", "1e1", " 10", "23"] {
            let wanted = try? file(scrypt { $0.arguments[1] = Array(factor.utf8) })
            expect(.headerFailure, "scrypt_work_factor \(factor)", try #require(wanted), key())
        }
    }

    @Test func hybridStanzas() throws {
        let key = try HybridIdentity.generate(), other = try HybridIdentity.generate()
        expect(.success, "hybrid", try file(hybrid(key)), [key])
        expect(.noMatch, "hybrid_no_match", try file(hybrid(key)), [other])
        expect(.noMatch, "hybrid_bad_tag", try file(hybrid(key) { $0.body[31] ^= 1 }), [key])
        expect(.noMatch, "hybrid_uppercase", try file(hybrid(key) { $0.type = "MLKEM768X25519" }), [key])
        expect(.headerFailure, "hybrid_long_file_key", try file(hybrid(key) { $0.body.append(0) }), [key])
        expect(.headerFailure, "hybrid_no_argument", try file(hybrid(key) { $0.arguments = [] }), [key])
        func withShare(_ share: [UInt8]) throws -> [UInt8] {
            try file(hybrid(key) { $0.arguments = [AgeBase64.encode(Array(AgeBase64.decode($0.arguments[0])!.dropLast(32)) + share)] })
        }
        for point in lowOrderPoints { expect(.headerFailure, "hybrid_low_order", try withShare(point), [key]) }
        expect(.noMatch, "hybrid_corrupted_enc_x25519", try withShare([9] + [UInt8](repeating: 0, count: 31)), [key])
    }

    /// The points of order 1, 2, 4 and 8 and their other spellings (RFC 7748 §7, Wycheproof's list).
    private var lowOrderPoints: [[UInt8]] {
        [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ].map(hexadecimal)
    }

    @Test func aPointOfLowOrderIsRefusedInEverySpelling() throws {
        for point in lowOrderPoints {
            for top in [0, 0x80] as [UInt8] {
                let share = point.dropLast() + [point[31] | top]
                expect(.headerFailure, "low order", try file(x25519 { $0.arguments = [AgeBase64.encode(share)] }))
                let recipient = X25519Recipient(point: Array(share))
                #expect(throws: AgeError.self) { try X25519Stanza.wrap(fileKey, for: recipient) }
            }
        }
    }

    @Test func payloads() throws {
        let stanza = try x25519()
        let chunk = [UInt8](repeating: 1, count: 65_536)
        let key = try AgeKeys.derive(fileKey, salt: nonce, info: "payload")
        func sealed(_ text: [UInt8], _ counter: UInt8, isLast: Bool) throws -> [UInt8] {
            var output = [UInt8](repeating: 0, count: text.count + 16)
            let nonce = [UInt8](repeating: 0, count: 10) + [counter, isLast ? 1 : 0]
            try key.withBytes { key in
                try text.withUnsafeBytes { text in
                    try nonce.withUnsafeBytes { nonce in
                        try output.withUnsafeMutableBytes { try ChaCha20Poly1305.seal(text, key: key, nonce: nonce, into: $0) }
                    }
                }
            }
            return output
        }
        func read(_ wanted: AgeClass, _ name: String, _ chunks: [[UInt8]], released: [UInt8], at place: SourceLocation = #_sourceLocation) throws {
            expect(wanted, name, try file(stanza, payload: nonce + chunks.flatMap { $0 }), released: released, at: place)
        }
        let full = try sealed(chunk, 0, isLast: false)
        var bad = full
        bad[5] ^= 1
        try read(.payloadFailure, "stream_no_chunks", [], released: [])
        try read(.payloadFailure, "stream_bad_tag", [bad], released: [])
        try read(.payloadFailure, "stream_bad_tag_second_chunk_full", [full, bad], released: chunk)
        try read(.payloadFailure, "stream_last_chunk_empty", [full, sealed([], 1, isLast: true)], released: chunk)
        try read(.success, "stream_last_chunk_full_second", [full, sealed(chunk, 1, isLast: true)], released: chunk + chunk)
        try read(.payloadFailure, "stream_no_final_full", [full], released: [])
        try read(.payloadFailure, "stream_no_final_two_chunks_full", [full, sealed(chunk, 1, isLast: false)], released: chunk)
        try read(.payloadFailure, "stream_short_chunk", [sealed([1, 2, 3], 0, isLast: false), sealed([4], 1, isLast: true)], released: [])
        try read(.payloadFailure, "stream_short_second_chunk", [full, sealed([1, 2, 3], 1, isLast: false)], released: chunk)
        try read(.payloadFailure, "stream_short_second_chunk tag", [full, [1, 2, 3]], released: chunk)
        try read(.success, "stream_two_chunks", [full, sealed([5], 1, isLast: true)], released: chunk + [5])
        try read(.payloadFailure, "stream_two_final_chunks_full", [sealed(chunk, 0, isLast: true), sealed(chunk, 1, isLast: true)], released: chunk)
        try read(.payloadFailure, "stream_trailing_garbage_long", [sealed(chunk, 0, isLast: true), chunk + [UInt8](repeating: 0, count: 20)], released: chunk)
    }

    @Test func armor() throws {
        // A size that makes two letters of padding.
        var binary: [UInt8] = []
        var size = 40
        while binary.count % 3 != 1 || binary.count % 48 < 6 {
            size += 1
            binary = try file(x25519(), payload: payload([UInt8](repeating: 3, count: size)))
        }
        let good = String(decoding: AgeArmor.encode(binary), as: UTF8.self)
        let begin = "-----BEGIN AGE ENCRYPTED FILE-----", end = "-----END AGE ENCRYPTED FILE-----"
        let lines = good.split(separator: "\n").map(String.init)
        func read(_ wanted: AgeClass, _ name: String, _ text: String, at place: SourceLocation = #_sourceLocation) {
            expect(wanted, name, Array(text.utf8), isArmored: true, at: place)
        }
        func joined(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
        read(.success, "armor", good)
        read(.headerFailure, "armor_empty", begin + "\n" + end + "\n")
        read(.armorFailure, "armor_empty_line_begin", joined([begin, ""] + lines.dropFirst()))
        read(.armorFailure, "armor_garbage_trailing", good + "garbage\n")
        read(.payloadFailure, "armor_garbage_encoded", String(decoding: AgeArmor.encode(binary + Array("garbage".utf8)), as: UTF8.self))
        read(.armorFailure, "a line after the short one", joined(lines.dropLast() + ["AAAA", end]))
        read(.armorFailure, "armor_headers", joined([begin, "Headers: are not allowed", ""] + lines.dropFirst()))
        read(.armorFailure, "armor_invalid_character_header", joined([begin, "*" + lines[1].dropFirst()] + lines.dropFirst(2)))
        read(.armorFailure, "armor_long_line", joined([begin, lines[1] + lines[2]] + lines.dropFirst(3)))
        read(.armorFailure, "armor_no_end_line", joined(Array(lines.dropLast())))
        read(.armorFailure, "armor_whitespace_begin", joined([begin + " "] + lines.dropFirst()))
        read(.armorFailure, "armor_whitespace_eol", joined([begin, lines[1] + " "] + lines.dropFirst(2)))
        read(.armorFailure, "armor_whitespace_line_start", joined([begin, " " + lines[1]] + lines.dropFirst(2)))
        read(.armorFailure, "armor_wrong_type", good.replacing("AGE ENCRYPTED FILE", with: "RSA PRIVATE KEY"))
        read(.armorFailure, "END of another type", joined(lines.dropLast() + ["-----END PGP MESSAGE-----"]))
        read(.armorFailure, "not armored", String(decoding: binary.prefix(40), as: UTF8.self))
        let last = lines[lines.count - 2]
        #expect(last.hasSuffix("=="))
        read(.armorFailure, "armor_eol_between_padding", joined(lines.dropLast(2) + [String(last.dropLast()), "=", end]))
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = Array(last)
        text[text.count - 3] = letters[letters.firstIndex(of: text[text.count - 3])! + 1]
        read(.armorFailure, "armor_not_canonical", joined(lines.dropLast(2) + [String(text), end]))
        let other = try X25519Identity.generate()
        expect(.noMatch, "armor_no_match", Array(good.utf8), [other], isArmored: true)
        let key = ScryptIdentity(passphrase: SecretBytes(copying: passphrase))
        expect(.success, "armor_scrypt", AgeArmor.encode(try file(scrypt())), [key], isArmored: true)
    }
}
