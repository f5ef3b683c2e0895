import Foundation
import RcloneConfig
import SecretMemory
import TestVectors
import Testing

@Suite struct ObscuredTextTests {
    private let arena = SecretArena()

    private struct Vectors: Decodable {
        struct Vector: Decodable { let plaintext, obscured, iv_hex: String }
        struct Fault: Decodable { let input: String; let rc: Int; let stdout, error: String }
        let vectors: [Vector]
        let errors: [Fault]
    }

    private func vectors() throws -> Vectors {
        try JSONDecoder().decode(Vectors.self, from: Data(try VectorFolder.bytes("rclone/obscure.json")))
    }

    private func revealed(_ text: String) throws -> [UInt8] { try ObscuredText.reveal(arena.store(Array(text.utf8)), in: arena).bytes }

    private func fault(_ text: String) -> ObscuredText.Fault? {
        do throws(ObscuredText.Fault) { _ = try ObscuredText.reveal(arena.store(Array(text.utf8)), in: arena) } catch { return error }
        return nil
    }

    @Test(.enabled(if: VectorFolder.isThere)) func theIVOfAnObscuredTextGivesItAgain() throws {
        for vector in try vectors().vectors {
            let digits = Array(vector.iv_hex)
            let iv = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
            let made = try ObscuredText.obscure(arena.store(Array(vector.plaintext.utf8)), iv: iv, in: arena).bytes
            #expect(String(decoding: made, as: UTF8.self) == vector.obscured)
            #expect(try revealed(vector.obscured) == Array(vector.plaintext.utf8))
        }
    }

    @Test(.enabled(if: VectorFolder.isThere)) func whatRcloneRefusesToRevealIsRefusedAtTheSamePlace() throws {
        for vector in try vectors().errors {
            switch fault(vector.input) {
            case nil: #expect(try vector.rc == 0 && String(decoding: revealed(vector.input), as: UTF8.self) == vector.stdout)
            case .tooShort: #expect(vector.error.contains("input too short"))
            case .invalidBase64(let place): #expect(vector.error.hasSuffix("illegal base64 data at input byte \(place)"))
            case .libraryFailure(let call): Issue.record("\(call)")
            }
        }
    }

    @Test func theCounterCarriesThroughTheWholeBlock() throws {
        let text = [UInt8](repeating: 0x61, count: 100)
        let iv = [UInt8](repeating: 0xFF, count: 16)
        let made = try ObscuredText.obscure(arena.store(text), iv: iv, in: arena)
        #expect(try ObscuredText.reveal(made, in: arena).bytes == text)
        // The second block's counter is zero.
        let zero = try ObscuredText.obscure(arena.store(Array(text[16...])), iv: [UInt8](repeating: 0, count: 16), in: arena)
        func stream(_ slice: SecretSlice, from start: Int) throws -> [UInt8] {
            Array(try GoBase64.decode(slice, as: .rawURL, into: arena).bytes[start...])
        }
        #expect(try stream(made, from: 32) == stream(zero, from: 16))
    }

    @Test func lineEndsAreSkippedAndLeftOverBitsAreNotLookedAt() throws {
        #expect(try revealed("zKYXXYN2J9YO\r\nXAhWSAD3e-qt-hiBfSU\n") == Array("hunter2".utf8))
        #expect(try revealed("LuKwWl6JFJJuDUUHON95Vo1") == revealed("LuKwWl6JFJJuDUUHON95Vo0"))
    }

    @Test func aClearPasswordThatRevealsLooksWrong() throws {
        #expect(ObscuredText.isPlausible(arena.store(Array("pässwörd\t1".utf8))))
        #expect(!ObscuredText.isPlausible(arena.store([0xD5, 0x93, 0xFF])))
        #expect(!ObscuredText.isPlausible(arena.store([0x61, 0x01])))
    }

    @Test func anyBytesRevealOrAreRefusedAndAnyTextComesBack() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of obscured texts: \(seed)")
        let random = EncryptedConfigTests.generator(seed)
        let letters = Array("ABab01-_+/=\r\n ".utf8) + [0xFF, 0]
        for _ in 0..<20_000 {
            let arena = SecretArena()
            _ = try? ObscuredText.reveal(arena.store((0..<random(64)).map { _ in letters[random(random(4) == 0 ? letters.count : 8)] }), in: arena)
            let text = (0..<random(70)).map { _ in UInt8(random(256)) }
            let made = try ObscuredText.obscure(arena.store(text), iv: (0..<16).map { _ in UInt8(random(256)) }, in: arena)
            #expect(try ObscuredText.reveal(made, in: arena).bytes == text, "seed \(seed)")
        }
    }
}

@Suite struct SpaceSeparatedListTests {
    @Test(arguments: [
        ("echo secret", ["echo", "secret"]), ("\"a program\" x", ["a program", "x"]), ("a  b", ["a", "", "b"]),
        ("a \"say \"\"x\"\"\" b", ["a", "say \"x\"", "b"]), (" a  b \"\"  ", ["a", "", "b"]), ("", []), (" \"\"", []),
        ("a \" \"", ["a", " "]), ("a \"b\r\nc\"", ["a", "b\nc"]), ("\n\na b\nc", ["a", "b"]),
    ]) func wordsAreThoseOfRclone(text: String, words: [String]) throws {
        #expect(try SpaceSeparatedList.words(in: text) == words)
    }

    @Test func quotesThatDoNotStandRightAreRefused() {
        #expect(throws: SpaceSeparatedList.Fault.bareQuote) { try SpaceSeparatedList.words(in: "a b\"c") }
        #expect(throws: SpaceSeparatedList.Fault.unclosedQuote) { try SpaceSeparatedList.words(in: "\"a b") }
        #expect(throws: SpaceSeparatedList.Fault.unclosedQuote) { try SpaceSeparatedList.words(in: "\"a\"b c") }
    }
}
