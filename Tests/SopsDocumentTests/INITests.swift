import DocumentTree
import SecretMemory
import SopsDocument
import Testing

@Suite struct INITests {
    private let arena = SecretArena()

    private func values(_ text: String) throws -> [String] {
        var tree = DocumentTree(arena: arena)
        try INIReader.read(tree.store(text), into: &tree)
        return tree.nodes.filter { $0.kind == .string }.map {
            String(decoding: $0.key.bytes, as: UTF8.self) + "=" + String(decoding: $0.text.bytes, as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("a = x;y", "a=x"), ("a = \"q\"", "a=q"), ("a = `x # y`", "a=x # y"), ("a = one\\\n  two", "a=onetwo"),
        ("a = \"\"\"l1\nl2\"\"\"", "a=l1\nl2"), ("a: v", "a=v"), ("- = v", "#1=v"), ("`k=1` = v", "k=1=v"), ("a =", "a="),
    ]) func aValueIsReadAsGoINIReadsIt(text: String, expected: String) throws {
        #expect(try values(text) == [expected])
    }

    @Test(arguments: ["novalue", "= v", "[open", "[]", "\"k = v", "a = `open"])
    func whatGoINIRefusesIsAnErrorWithItsLine(text: String) {
        #expect(throws: SopsError.self) { try values("[s]\n" + text) }
    }

    @Test func randomTextsGiveAnAnswerOrAnError() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of random INI: \(seed)")
        var state = seed
        let alphabet = Array("[]=:#;`\"\\ \n\nab'".utf8)
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<5000 {
            let bytes = (0..<next(60)).map { _ in alphabet[next(alphabet.count)] }
            var tree = DocumentTree(arena: arena)
            try? INIReader.read(tree.store(bytes), into: &tree)
        }
    }

    @Test func metadataSurviveFlattening() throws {
        let root = MetadataNode.map([
            MetadataField("age", .list((0..<12).map { index in
                .map([MetadataField("enc", .text("line1\nline2\(index)\n")), MetadataField("recipient", .text("age1x"))])
            })),
            MetadataField("lastmodified", .text("2026-11-23T22:00:01Z")),
        ])
        let flat = MetadataFlattening.flatten(root)
        #expect(flat.first?.name == "age__list_0__map_enc" && flat.first?.value == "line1\\nline20\\n")
        #expect(try MetadataFlattening.unflatten(flat.map { (Array($0.name.utf8), $0.value) }) == root)
        #expect(try MetadataFlattening.unflatten(flat.reversed().map { (Array($0.name.utf8), $0.value) })["age"] != nil)
    }
}
