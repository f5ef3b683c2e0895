import DocumentTree
import SecretMemory
import SopsDocument
import Testing

@Suite struct INIOrdinaryLineTests {
    private static let pieces = [
        "a", "b", "key", "=", "=", " = ", ":", "#", ";", " ", "\t", "\r", "\\", "'", "\"", "\"\"\"", "`", "[", "]", "-", "\n", "\n", "\n", "é", "\u{A0}",
        "\u{85}", "\u{FEFF}", "x y", "[s]\n", "k = v\n", "k2=v2\n", "# c\n", "; c\n", "%", "\u{0}", "\u{B}",
    ]

    private func read(_ text: String, takingOrdinaryLines: Bool) -> String {
        let arena = SecretArena()
        var tree = DocumentTree(arena: arena)
        let source = tree.store(text)
        do throws(SopsError) { try INIReader.read(source, into: &tree, takingOrdinaryLines: takingOrdinaryLines) } catch { return "error: \(error)" }
        return tree.nodes.map { "\($0.kind) \($0.keyKind) \($0.key.bytes) \($0.text.bytes) \($0.end)" }.joined(separator: "\n")
    }

    @Test("ordinary lines give the sections, or the error, that go-ini's rules give one by one")
    func bothWaysAgree() {
        var (taken, refused) = (0, 0)
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...14)).map { _ in Self.pieces.randomElement() ?? "" }.joined()
            let (mine, long) = (read(text, takingOrdinaryLines: true), read(text, takingOrdinaryLines: false))
            #expect(mine == long, "\(text.debugDescription)")
            if mine != long { return }
            if long.hasPrefix("error") { refused += 1 } else { taken += 1 }
        }
        print("ordinary INI lines: \(taken) files taken and \(refused) refused, the same both ways")
        #expect(taken > 1000 && refused > 1000)
    }
}
