import DocumentTree
import SecretMemory
import Testing
import YAMLDocument

@Suite struct YAMLEmitterPropertyTests {
    private static let pieces: [String] = [
        " ", "  ", "\n", "\t", "#", ":", ": ", " #", "-", "- ", "?", "[", "}", "&", "*", "!", "|", "'", "\"", "%", ",", "a", "yes", "null", "~", ".", "---",
        "0", "12", "1e3", "0x", "_", "2001-12-14", "<<", "\r", "\0", "\u{7F}", "\u{85}", "\u{A0}", "é", "\u{2028}", "\u{FEFF}", "\u{FFFE}",
        "\u{1F600}", "\\", "word", "\n\n", "\n ",
    ]

    /// The text that a scalar behind `k: ` or `- ` stands for, as a YAML reader takes it. `column` is that of a block's text.
    private func read(_ scalar: Substring, column: Int) -> String? {
        switch scalar.first {
        case "'": return String(scalar.dropFirst().dropLast(2)).replacing("''", with: "'")
        case "\"": return unescaped(scalar.dropFirst().dropLast(2))
        case "|":
            let end = scalar.firstIndex(of: "\n") ?? scalar.endIndex
            let header = scalar[..<end]
            let lines = scalar[end...].dropFirst().split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            let text = lines.map { $0.isEmpty ? $0 : $0.dropFirst(column) }.joined(separator: "\n")
            return header.hasSuffix("-") ? text : text + "\n"
        default: return String(scalar.dropLast())
        }
    }

    private func unescaped(_ text: Substring) -> String? {
        let names: [Character: Unicode.Scalar] = [
            "0": "\0", "a": "\u{7}", "b": "\u{8}", "t": "\t", "n": "\n", "v": "\u{B}", "f": "\u{C}", "r": "\r", "e": "\u{1B}", "\"": "\"",
            "\\": "\\", "N": "\u{85}", "_": "\u{A0}", "L": "\u{2028}", "P": "\u{2029}",
        ]
        let digits: [Character: Int] = ["x": 2, "u": 4, "U": 8]
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                result.append(scalar)
                continue
            }
            guard let mark = rest.popFirst().map(Character.init) else { return nil }
            if let named = names[mark] {
                result.append(named)
            } else {
                guard let count = digits[mark], let value = UInt32(String(rest.prefix(count)), radix: 16), let scalar = Unicode.Scalar(value)
                else { return nil }
                result.append(scalar)
                rest = rest.dropFirst(count)
            }
        }
        return String(result)
    }

    @Test("any text is written so that it reads back the same, as a value and in a list")
    func textsReadBack() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of emitted texts: \(seed)")
        var state = seed
        func random(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<20_000 {
            let text = (0...random(below: 6)).map { _ in Self.pieces[random(below: Self.pieces.count)] }.joined()
            let value = try emitted(["k": .string(text)])
            let element = try emitted(["k": .list([.string(text)])])
            // By bytes: two spellings of one character are not the same text.
            #expect(read(value.dropFirst(3), column: 4).map { Array($0.utf8) } == Array(text.utf8), "seed \(seed): \(value)")
            #expect(read(element.dropFirst(9), column: 6).map { Array($0.utf8) } == Array(text.utf8), "seed \(seed): \(element)")
            #expect(value.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 }, "seed \(seed): \(value)")
        }
    }

    @Test("no bytes stop the emitter, as text, key or comment")
    func bytesAreTaken() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of emitted bytes: \(seed)")
        var state = seed
        func random(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<5_000 {
            let bytes = (0..<random(below: 100)).map { _ in UInt8(random(below: 256)) }
            var tree = DocumentTree(arena: SecretArena())
            tree.openDocument()
            tree.append(.comment, tree.store(bytes))
            tree.append(.string, tree.store(bytes), key: tree.store(bytes), keyKind: .string)
            tree.close()
            var output = SecretBuilder(in: SecretArena())
            try YAMLEmitter.emit(tree, metadata: nil, indent: 0, into: &output)
            #expect(output.count > 0, "seed \(seed)")
        }
    }
}
