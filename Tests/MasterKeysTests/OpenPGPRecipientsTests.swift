import Foundation
import MasterKeys
import TestVectors
import Testing

/// Messages that gpg 2.2 wrote, with what `gpg --list-packets` says of them.
@Suite struct OpenPGPRecipientsTests {
    private static let curve = """
        -----BEGIN PGP MESSAGE-----

        hF4DKMt97uhlqXESAQdAhrzozeSH0kOV+23arSREs0orOgW4o7RUTK9G0y5+C1Aw
        KHefjOXlWo1MqrW/UIIxJCBa7BTq+XjaUQ9FMdOhE4lCBbAR2/3zBWw95X3hHKhS
        0k0Br8f6sPBVbGxfwq/lFM4Q60HsUiAFgwKdSipfh+0kTwmqyDGD+iq5totlzH0L
        iutp9px83F2O6E9JQgTmOgTDUDR1GKLMfL3DMtc4Cw==
        =4/bj
        -----END PGP MESSAGE-----
        """

    private func armored(_ packets: [UInt8]) -> String {
        "-----BEGIN PGP MESSAGE-----\n\n" + Data(packets).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
            + "\n-----END PGP MESSAGE-----\n"
    }

    /// A session key for one recipient, without its head.
    private func session(_ id: UInt64, version: UInt8 = 3) -> [UInt8] {
        [version] + withUnsafeBytes(of: id.bigEndian) { Array($0) } + [1] + [UInt8](repeating: 0xA5, count: 290)
    }

    @Test func theRecipientOfARealMessageIsRead() {
        #expect(OpenPGPRecipients(armored: Self.curve)?.keyIDs == [0x28CB_7DEE_E865_A971])
        #expect(OpenPGPRecipients(armored: Self.curve.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n\n")?.keyIDs.count == 1)
        #expect(OpenPGPRecipients(armored: Self.curve.replacingOccurrences(of: "\n\n", with: "\nVersion: GnuPG v1\nComment: a: b\n\n"))?.keyIDs.count == 1)
    }

    @Test("heads of every form give the recipient (RFC 4880 §4.2)") func heads() {
        let body = session(0x0123_4567_89AB_CDEF)
        let (high, low) = (UInt8(body.count >> 8), UInt8(body.count & 0xFF))
        let heads: [[UInt8]] = [
            [0x85, high, low], [0x86, 0, 0, high, low], [0xC1, UInt8((body.count - 192) >> 8) + 192, UInt8((body.count - 192) & 0xFF)],
            [0xC1, 255, 0, 0, high, low],
        ]
        for head in heads {
            // Data with a length, in parts, and up to the end.
            for data: [UInt8] in [[0xD2, 2, 1, 0], [0xD2, 0xE1, 1, 0, 0], [0xA7, 1, 2, 3]] {
                #expect(OpenPGPRecipients(armored: armored(head + body + data))?.keyIDs == [0x0123_4567_89AB_CDEF], "\(head) \(data)")
            }
            #expect(OpenPGPRecipients(armored: armored(head + body)) == nil)
        }
        let small = Array(body.prefix(20))
        #expect(OpenPGPRecipients(armored: armored([0x84, 20] + small + [0xCA, 3, 0x50, 0x47, 0x50] + [0xC1, 20] + small + [0xD2, 0]))?.keyIDs.count == 2)
        // In parts, of an unknown length: only data may be.
        #expect(OpenPGPRecipients(armored: armored([0xC1, 0xE1] + small + [0xD2, 0])) == nil)
        #expect(OpenPGPRecipients(armored: armored([0x87] + small + [0xD2, 0])) == nil)
    }

    @Test("recipients of version 6 are named by their fingerprints (RFC 9580 §5.1.2)") func newerVersions() {
        let fourth: [UInt8] = [6, 21, 4] + [UInt8](repeating: 9, count: 12) + [1, 2, 3, 4, 5, 6, 7, 8] + [25, 0, 0]
        let sixth: [UInt8] = [6, 33, 6, 1, 2, 3, 4, 5, 6, 7, 8] + [UInt8](repeating: 9, count: 24) + [25, 0, 0]
        let hidden: [UInt8] = [6, 0, 25, 0, 0]
        func packet(_ body: [UInt8]) -> [UInt8] { [0xC1, UInt8(body.count)] + body }
        #expect(
            OpenPGPRecipients(armored: armored(packet(fourth) + packet(sixth) + packet(hidden) + [0xD2, 0]))?.keyIDs
                == [0x0102_0304_0506_0708, 0x0102_0304_0506_0708, 0])
        #expect(OpenPGPRecipients(armored: armored(packet([6, 20, 4] + [UInt8](repeating: 1, count: 22)) + [0xD2, 0])) == nil)
        #expect(OpenPGPRecipients(armored: armored(packet([2] + [UInt8](repeating: 1, count: 22)) + [0xD2, 0])) == nil)
    }

    @Test("a wrong checksum, long lines, and other armor are refused") func strictArmor() {
        for (wanted, wrong) in [
            ("=4/bj", "=4/bk"), ("=4/bj", "=4/b"), ("hF4D", "hF5D"), ("\n\n", "\n"), ("\n\n", "\nheader\n\n"), ("BEGIN PGP MESSAGE", "BEGIN PGP MESSAGES"),
            ("END PGP", "END  PGP"), ("0k0B", "\n0k0B"), ("0k0B", "*k0B"), ("Aw\n", "Aw"), ("=4/bj", "=4/bj\n=4/bj"),
        ] {
            #expect(OpenPGPRecipients(armored: Self.curve.replacingOccurrences(of: wanted, with: wrong)) == nil, "\(wanted) \(wrong)")
        }
        #expect(OpenPGPRecipients(armored: Self.curve + String(repeating: "\n", count: 40_000)) == nil)
    }

    @Test("no prefix and no change of a message stops the reader or is taken for it") func fuzz() {
        let bytes = Array(Self.curve.utf8)
        for count in 0..<bytes.count { #expect(OpenPGPRecipients(armored: String(decoding: bytes[..<count], as: UTF8.self)) == nil) }
        let seed = TestRun.seed(of: "changed OpenPGP keys")
        var random = SplitMix(seed: seed)
        var accepted = 0
        for _ in 0..<(TestRun.isFull ? 1_000_000 : 20_000) {
            var packets = [UInt8](repeating: 0, count: Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            if Bool.random(using: &random) {
                packets = [0xC1, 20] + session(random.next()).prefix(20) + [0xD2, 20] + packets
                for _ in 0..<3 { packets[Int.random(in: 0..<packets.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
            }
            if let read = OpenPGPRecipients(armored: armored(packets)) {
                accepted += 1
                #expect(read.takesPassphrase || !read.keyIDs.isEmpty, "seed \(seed)")
            }
            var text = bytes
            for _ in 0..<2 { text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
            // The checksum sees what the form does not.
            if let read = OpenPGPRecipients(armored: String(decoding: text, as: UTF8.self)) {
                #expect(read.keyIDs == [0x28CB_7DEE_E865_A971], "seed \(seed)")
            }
        }
        #expect(accepted > 0, "seed \(seed)")
    }
}
