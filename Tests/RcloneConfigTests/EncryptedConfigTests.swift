import Foundation
import RcloneConfig
import SecretMemory
import TestVectors
import Testing

/// What rclone 1.75 encrypted opens, and nothing else does.
@Suite struct EncryptedConfigTests {
    private let arena = SecretArena()

    private static let names = ["enc1", "enc2", "enc3", "enc4"]

    private func vector(_ name: String) throws -> (file: [UInt8], password: SecretSlice, plaintext: [UInt8]) {
        func bytes(_ suffix: String) throws -> [UInt8] { try VectorFolder.bytes("rclone/encrypted/" + name + suffix) }
        return (try bytes(".conf"), arena.store(Array(try bytes(".password").dropLast())), try bytes(".plain.conf"))
    }

    private func open(_ file: [UInt8], _ password: SecretSlice) throws -> [UInt8]? {
        let key = try ConfigPassword.key(from: password, in: arena)
        return try EncryptedConfig(recognising: arena.store(file))?.open(key, in: arena).bytes
    }

    private func error(of file: [UInt8], _ password: SecretSlice) throws -> EncryptedConfigError? {
        do { _ = try open(file, password) } catch let error as EncryptedConfigError { return error }
        return nil
    }

    @Test(.enabled(if: VectorFolder.isThere), arguments: names) func whatRcloneWroteOpensAndIsWrittenAgainByteForByte(name: String) throws {
        let (file, password, plaintext) = try vector(name)
        #expect(try open(file, password) == plaintext)
        struct Vectors: Decodable { struct Vector: Decodable { let file, key_hex, nonce_hex: String }; let vectors: [Vector] }
        let vectors = try JSONDecoder().decode(Vectors.self, from: Data(try VectorFolder.bytes("rclone/encrypted/vectors.json")))
        let expected = try #require(vectors.vectors.first { $0.file == name + ".conf" })
        func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }
        let key = try ConfigPassword.key(from: password, in: arena)
        #expect(key.withBytes { hex(Array($0)) } == expected.key_hex)
        let digits = Array(expected.nonce_hex)
        let nonce = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
        #expect(try EncryptedConfig.seal(arena.store(plaintext), key: key, nonce: nonce, in: arena).bytes == file)
    }

    @Test(.enabled(if: VectorFolder.isThere)) func foldedBase64AndCRLFAndAByteOrderMarkAreRead() throws {
        let (file, password, plaintext) = try vector("enc1")
        let text = String(decoding: file, as: UTF8.self)
        let start = try #require(text.range(of: "V0:\n")).upperBound
        var folded = String(text[..<start]).replacingOccurrences(of: "\n", with: "\r\n")
        for (index, letter) in text[start...].enumerated() { folded += (index % 7 == 0 ? "\r\n" : "") + String(letter) }
        #expect(try open(Array(folded.utf8), password) == plaintext)
        let marked = [0xEF, 0xBB, 0xBF] + file
        #expect(try open(marked, password) == plaintext)
        #expect(try EncryptedConfig(recognising: arena.store(marked))?.hasByteOrderMark == true)
        #expect(try open(Array("; a\n\n  # b\n \tRCLONE_ENCRYPT_V0: \n".utf8) + Array(text[start...].utf8), password) == plaintext)
    }

    @Test(.enabled(if: VectorFolder.isThere)) func eachDamageHasItsOwnError() throws {
        let (file, password, _) = try vector("enc3")
        let text = String(decoding: file, as: UTF8.self)
        let start = try #require(text.range(of: "V0:\n")).upperBound
        let head = String(text[..<start])
        let payload = try #require(Data(base64Encoded: String(text[start...])))
        func sealed(_ data: Data) -> [UInt8] { Array((head + data.base64EncodedString()).utf8) }

        #expect(try error(of: file, arena.store(Array("y".utf8))) == .authenticationFailed)
        var flipped = payload
        flipped[24] ^= 1
        #expect(try error(of: sealed(flipped), password) == .authenticationFailed)
        #expect(try error(of: sealed(payload + [0]), password) == .authenticationFailed)
        #expect(try error(of: sealed(payload.dropLast()), password) == .authenticationFailed)
        #expect(try error(of: sealed(payload.prefix(39)), password) == .tooShort(byteCount: 39))
        #expect(try error(of: Array(head.utf8), password) == .tooShort(byteCount: 0))
        #expect(try error(of: Array(file.dropLast()), password) == .cutOff)
        #expect(try error(of: file + Array(" # mine".utf8), password) == .invalidBase64(line: 4, column: file.count - head.utf8.count + 1, byte: file.count - head.utf8.count))
        #expect(try error(of: Array((head + "AAAA\nAA A").utf8), password) == .invalidBase64(line: 5, column: 3, byte: 7))
        #expect(try error(of: Array("RCLONE_ENCRYPT_V1:\nAAAA".utf8), password) == .unsupportedVersion(line: 1))
    }

    @Test(arguments: ["", "# RCLONE_ENCRYPT_V0:\n", "[r]\ntype = local\nRCLONE_ENCRYPT_V0:\n", "RCLONE_ENCRYPT\n", "x RCLONE_ENCRYPT_V0:\n"])
    func otherFilesAreNotEncrypted(text: String) throws {
        #expect(try EncryptedConfig(recognising: arena.store(Array(text.utf8))) == nil)
    }

    @Test func aPasswordIsUTF8AndMoreThanWhiteSpace() {
        func fault(_ bytes: [UInt8]) -> ConfigPassword.Fault? {
            do throws(ConfigPassword.Fault) { _ = try ConfigPassword.key(from: arena.store(bytes), in: arena) } catch { return error }
            return nil
        }
        #expect(fault([]) == .empty)
        #expect(fault(Array(" \t\u{a0}\u{3000}".utf8)) == .empty)
        #expect(fault([0x61, 0xFF]) == .invalidUTF8)
        #expect(fault([0x61]) == nil)
    }

    @Test(arguments: [
        ("pa\u{308}sswo\u{308}rd-fi-1", "pässwörd-ﬁ-①"), ("\u{1112}\u{1161}\u{11ab}", "한"), ("\u{fb1d}", "\u{5d9}\u{5b4}"),
        ("a\u{323}\u{301}", "a\u{301}\u{323}"), ("Å", "\u{212b}"), ("\u{1d400}", "A"), ("ｐａｓｓ", "pass"),
        // Of Unicode 15.0.
        ("\u{1e030}", "\u{430}"),
    ]) func spellingsOfOneTextGiveOneKey(left: String, right: String) throws {
        func key(_ text: String) throws -> [UInt8] { try ConfigPassword.key(from: arena.store(Array(text.utf8)), in: arena).withBytes { Array($0) } }
        #expect(Array(left.utf8) != Array(right.utf8))
        #expect(try key(left) == key(right))
    }

    @Test func changedFilesOpenOrAreRefused() throws {
        let key = try ConfigPassword.key(from: arena.store(Array("x".utf8)), in: arena)
        let plain = Array("[r]\ntype = local\n".utf8)
        let file = try EncryptedConfig.seal(arena.store(plain), key: key, nonce: Array(1...24), in: arena).bytes
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of changed encrypted files: \(seed)")
        let random = Self.generator(seed)
        for _ in 0..<20_000 {
            let arena = SecretArena()
            var bytes = file
            for _ in 0...random(3) {
                let place = random(bytes.count + 1)
                switch random(4) {
                case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random(8))
                case 1: bytes.removeSubrange(min(place, bytes.count)..<min(bytes.count, place + 1 + random(8)))
                case 2: bytes.insert(UInt8(random(256)), at: place)
                default: bytes.insert(contentsOf: [[0x0D], [0x0A], [0x3D], [0x41, 0x41, 0x41, 0x41]][random(4)], at: place)
                }
            }
            // Nothing but the whole plaintext ever comes out.
            if let opened = try? EncryptedConfig(recognising: arena.store(bytes))?.open(key, in: arena) {
                #expect(opened.bytes == plain, "seed \(seed)")
            }
        }
    }

    static func generator(_ seed: UInt64) -> (Int) -> Int {
        var state = seed
        return { bound in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }
}
