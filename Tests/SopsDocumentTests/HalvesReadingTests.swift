import DocumentTree
import SecretMemory
import SopsDocument
import Testing

@Suite struct HalvesReadingTests {
    private static let yamlPieces = [
        "a: 1\n", "b: x\n", "c: &x y\n", "d: *x\n", "e:\n", "  f: 1\n", "- l\n", "  - l\n", "g: |\n", "  text: z\n", "h: \"open\n", "close\"\n", "i: {j: 1,\n",
        "k: 2}\n", "l: 'q\n", "m: n'\n", "? key\n", ": value\n", "<<: *x\n", "n: !!int 3\n", "o: >-\n", "\n", "---\n", "...\n", "--- |\n", "%TAG ! tag:x,1:\n",
        "p: !t v\n", "q: two\n", " lines\n", "loose\n", "r: a: b\n", "a: 2\n", "\r\n", "s: t\r\n", "\tu: v\n", "\"w\": x\n", "y", "é: z\n",
        "!!binary k0: x\n", "*x : y\n", "null\n", "~\n", "v: w\r...\n", "x: y\u{85}...\n", "{}\n", "  z: 1\n",
    ]
    private static let iniPieces = [
        "[s]\n", "[t]\n", "[s]\r\n", "[DEFAULT]\n", "[]\n", "[u\n", "[sops]\n", "a = 1\n", "b: 2\n", "c = x\\\n", "d = x\\\r\n", "i = x\\  \n", "j = x\\\u{A0}\n", "k = \\\\\n", "e = \"\"\"open\n", "close\"\"\"\n", "f = `q\n",
        "r`\n", "- = n\n", "\n", "  [v]\n", "loose\n", "g = \"x\n", "h", "[w] a = b\n", "é = z\n", "\t\n",
    ]

    private func read(_ text: String, _ format: DocumentFormat, inHalves: Bool) -> String {
        let arena = SecretArena()
        let source = arena.store(Array(text.utf8))
        let tree: DocumentTree
        do throws(SopsError) {
            tree = try DocumentStore(format).read(source, in: arena, halvesFrom: inHalves ? 1 : .max)
        } catch { return "error: \(error)" }
        return "\(tree.roots) " + tree.nodes.map { node in
            "\(node.kind) \(node.keyKind) \(node.key.bytes) \(node.text.start == nil ? [] : [node.text.bytes]) \(node.end) \(node.isMergeKey)"
        }.joined(separator: "\n")
    }

    @Test("a text that is read in two halves gives the tree, or the error, of the whole", arguments: [DocumentFormat.yaml, .ini])
    func halvesAgree(_ format: DocumentFormat) {
        var (taken, refused) = (0, 0)
        for _ in 0..<6000 {
            let pieces = format == .yaml ? Self.yamlPieces : Self.iniPieces
            var text = ""
            for number in 0..<Int.random(in: 2...12) {
                // Ordinary items between, so that many a document is taken.
                let item = format == .yaml ? "k\(number): v\n" : "[s\(number)]\nk = v\n"
                text += Bool.random() ? item : pieces.randomElement() ?? ""
            }
            let (halves, whole) = (read(text, format, inHalves: true), read(text, format, inHalves: false))
            #expect(halves == whole, "\(text.debugDescription)")
            if halves != whole { return }
            if whole.hasPrefix("error") { refused += 1 } else { taken += 1 }
        }
        print("halves of \(format): \(taken) taken and \(refused) refused, the same as the whole")
        #expect(taken > 500 && refused > 500)
    }
}
