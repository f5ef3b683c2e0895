@testable import AgeEncryption
import Cryptography
import Foundation
import SecretMemory
import TestVectors
import Testing

/// Changed and random texts: an error or a right answer, in bounded time. 2,000 a reader; 40,000 with `RCSOPS_FULL=1`.
@Suite struct AgeFuzzTests {
    private static let count = TestRun.isFull ? 40_000 : 2_000

    private static func random(_ name: String) -> SplitMix {
        SplitMix(seed: TestRun.seed(of: "changed \(name)"))
    }

    private static let marks = ["\n", "\r\n", "->", "-> ", "--- ", "---", " ", "=", "==", "1", "age1", "\0", "\u{FF}", "-----BEGIN AGE ENCRYPTED FILE-----", "scrypt", "X25519 "]
        .map { Array($0.utf8) }

    private func changed(_ seeds: [[UInt8]], _ random: inout SplitMix) -> [UInt8] {
        var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
        for _ in 0...Int.random(in: 0..<3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0..<70, using: &random)))
            case 3:
                let other = seeds[Int.random(in: 0..<seeds.count, using: &random)]
                let start = Int.random(in: 0...other.count, using: &random)
                bytes.insert(contentsOf: other[start..<min(other.count, start + Int.random(in: 0..<80, using: &random))], at: place)
            default: bytes.insert(contentsOf: Self.marks[Int.random(in: 0..<Self.marks.count, using: &random)], at: place)
            }
        }
        return bytes
    }

    private func seal(_ text: [UInt8], _ recipients: [any AgeRecipient], armored: Bool) throws -> [UInt8] {
        try text.withRawBytes { (text) throws(AgeError) in try AgeFile.seal(text, to: recipients, armored: armored) }
    }

    @Test func aChangedFileOpensToItsTextOrNotAtAll() throws {
        var random = Self.random("age files")
        let (key, hybrid) = (try X25519Identity.generate(), try HybridIdentity.generate())
        let text = Array("a data key of thirty-two bytes!!".utf8)
        let seeds = try [false, true].flatMap { armored in
            [try seal(text, [key.recipient], armored: armored), try seal(text, [hybrid.recipient], armored: armored),
             try seal(text, [key.recipient, try X25519Identity.generate().recipient, key.recipient], armored: armored)]
        }
        var opened = 0
        for _ in 0..<Self.count {
            let file = changed(seeds, &random)
            do throws(AgeError) {
                let found = try file.withRawBytes { (file) throws(AgeError) in
                    try AgeFile.open(file, with: [key, hybrid], into: SecretArena()).withBytes { Array($0) }
                }
                opened += 1
                // Only armor has other spellings: its line ends, and blank lines around it.
                #expect(found == text)
            } catch { #expect(!error.message.isEmpty) }
        }
        #expect(opened < Self.count / 2)
    }

    @Test func aHeaderThatIsReadIsWrittenTheSame() throws {
        var random = Self.random("age headers")
        let header = """
            age-encryption.org/v1
            -> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc
            EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U
            -> grease-1 a b !~
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA

            --- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0

            """
        for _ in 0..<Self.count * 2 {
            let bytes = changed([Array(header.utf8)], &random)
            guard let found = try? bytes.withRawBytes({ (bytes) throws(AgeError) in try AgeHeader(parsing: bytes) }) else { continue }
            let text = AgeHeader.versionLine + [0x0A] + found.stanzas.flatMap(\.text) + Array("--- ".utf8) + AgeBase64.encode(found.mac) + [0x0A]
            #expect(text == Array(bytes[..<found.size]))
        }
    }

    @Test func armorThatIsReadHasOneSpellingButForItsLineEnds() throws {
        var random = Self.random("armor")
        let seeds = [0, 1, 47, 48, 49, 200].map { AgeArmor.encode((0..<$0).map { UInt8(truncatingIfNeeded: $0 &* 37) }) }
        for _ in 0..<Self.count * 2 {
            let text = changed(seeds, &random)
            guard let bytes = try? text.withRawBytes({ (text) throws(AgeError) in try AgeArmor.decode(text) }) else { continue }
            let spelled = text.filter { ![0x0D, 0x0A, 0x20, 0x09, 0x0B, 0x0C].contains($0) }
            #expect(spelled == AgeArmor.encode(bytes).filter { ![0x0A, 0x20].contains($0) })
        }
    }

    @Test func bech32HasOneSpellingInEachCase() throws {
        var random = Self.random("Bech32 texts")
        let seeds = [0, 1, 32, 65].map { size in Array(Bech32.text(of: (0..<size).map { UInt8($0) }, prefix: "age1x").utf8) }
        var read = 0
        for _ in 0..<Self.count * 2 {
            let text = changed(seeds, &random)
            let decoded = text.withUnsafeBytes { bytes -> (String, [UInt8])? in
                guard let found = Bech32.decode(bytes) else { return nil }
                return (found.prefix, found.data.withBytes { Array($0) })
            }
            guard let (prefix, data) = decoded else { continue }
            read += 1
            #expect(Bech32.text(of: data, prefix: prefix) == String(decoding: text, as: UTF8.self).lowercased())
        }
        // A checksum of 30 bits: changed texts are hardly ever read.
        #expect(read < Self.count / 10)
    }

    @Test func keyTextsGiveAKeyOrAnErrorThatShowsNoSecret() throws {
        var random = Self.random("key texts")
        var builder = SecretBuilder(in: SecretArena())
        let identity = try X25519Identity.generate()
        identity.write(into: &builder)
        let secret = builder.finish().withBytes { Array($0) }
        let seeds = [secret, Array(identity.recipient.text.utf8), Array("# c\n".utf8) + secret + [0x0A], Array("AGE-PLUGIN-X-1QQQQQQ".utf8), Array("ssh-ed25519 AAAA c".utf8)]
        let tail = String(decoding: secret[20...], as: UTF8.self).prefix(30)
        for _ in 0..<Self.count {
            let text = changed(seeds, &random)
            let words = String(decoding: text, as: UTF8.self)
            do throws(AgeError) { _ = try AgeKeyReader().recipient(words) } catch { #expect(!error.message.contains(tail)) }
            do throws(AgeError) {
                _ = try text.withRawBytes { (text) throws(AgeError) in try AgeKeyReader().identities(text, name: "keys.txt") }
            } catch { #expect(!error.message.contains(tail)) }
        }
    }

    @Test func aHeaderOfManyStanzasCostsNoMoreThanItsSize() throws {
        let key = try X25519Identity.generate()
        var times: [Double] = []
        for count in [2_000, 20_000] {
            let file = Array(("age-encryption.org/v1\n" + String(repeating: "-> grease a\n\n", count: count)).utf8)
            let start = ContinuousClock.now
            for _ in 0..<3 {
                #expect(throws: AgeError.self) {
                    try file.withRawBytes { (file) throws(AgeError) in try AgeFile.open(file, with: [key], into: SecretArena()) }
                }
            }
            let taken = ContinuousClock.now - start
            times.append(Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18)
        }
        // Ten times the stanzas; a square would be a hundred times.
        #expect(times[1] < times[0] * 40, "\(times)")
    }
}
