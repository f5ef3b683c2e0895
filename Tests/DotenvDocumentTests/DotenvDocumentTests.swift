import DocumentTree
import DotenvDocument
import SecretMemory
import Testing

/// Measured with sops 3.11.0 wherever a text is accepted.
@Suite struct DotenvDocumentTests {
    private func tree(_ bytes: [UInt8]) throws(DotenvError) -> DocumentTree {
        var tree = DocumentTree(arena: SecretArena())
        let source = tree.store(bytes)
        try DotenvReader.read(source, into: &tree)
        return tree
    }

    private func tree(_ text: String) throws(DotenvError) -> DocumentTree { try tree(Array(text.utf8)) }

    private func emitted(
        _ tree: DocumentTree, metadata: [(name: String, value: String)] = []
    ) throws(DotenvError) -> (bytes: [UInt8], ambiguous: Int) {
        var output = SecretBuilder(in: SecretArena())
        let ambiguous = try DotenvEmitter.emit(tree, metadata: metadata, into: &output)
        return (output.finish().withBytes { Array($0) }, ambiguous)
    }

    private func passed(_ text: String) throws(DotenvError) -> String {
        String(decoding: try emitted(tree(text)).bytes, as: UTF8.self)
    }

    private func items(_ text: String) throws(DotenvError) -> [[String]] {
        let tree = try tree(text)
        return withExtendedLifetime(tree) {
            tree.nodes.dropFirst().map { $0.kind == .comment ? [string($0.text)] : [string($0.key), string($0.text)] }
        }
    }

    private func string(_ text: TreeText) -> String { String(decoding: text.buffer, as: UTF8.self) }

    @Test func linesAreCommentsOrItems() throws {
        #expect(try items("A=1\n#c\nB=a\\nb\n\nC=\"q x\" # hi\nD=\n")
            == [["A", "1"], ["c"], ["B", "a\nb"], ["C", "\"q x\" # hi"], ["D", ""]])
        #expect(try passed("A=1\n#c\nB=a\\nb\n\nC=\"q x\" # hi\nD=\n") == "A=1\n#c\nB=a\\nb\nC=\"q x\" # hi\nD=\n")
    }

    @Test func nothingIsTrimmedOrUnquoted() throws {
        #expect(try items("export A=1\n=x\n A = 1 \nA==2\n # a=b\n#\n") == [
            ["export A", "1"], ["", "x"], [" A ", " 1 "], ["A", "=2"], [" # a", "b"], [""],
        ])
    }

    @Test func repeatedNamesAndMetadataNamesAreItems() throws {
        #expect(try items("A=1\nA=2\nsops_mac=x\nsops=y") == [["A", "1"], ["A", "2"], ["sops_mac", "x"], ["sops", "y"]])
    }

    @Test func aCarriageReturnIsPartOfTheValue() throws {
        #expect(try passed("A=1\r\n#c\r\n") == "A=1\r\n#c\r\n")
    }

    @Test func aBackslashAndAnNAreALineBreak() throws {
        #expect(try items(#"A=\n\\n\\\n\t\"# + "\n") == [["A", "\n\\\n\\\\\n\\t\\"]])
        for value in [#"\n"#, #"\\n"#, #"\n\n"#, #"a\nb\n"#, #"\"#, #"n\"#, #"\\"#] {
            #expect(try passed("A=\(value)\n") == "A=\(value)\n")
        }
    }

    @Test func anyBytesSurvive() throws {
        let bytes = Array("A=".utf8) + (0...255).map { UInt8($0) }.filter { $0 != 0x0A } + [0x0A]
        #expect(try emitted(tree(bytes)).bytes == bytes)
    }

    @Test func anEmptyFileIsAnEmptyDocument() throws {
        for text in ["", "\n", "\n\n\n"] {
            let tree = try tree(text)
            #expect(tree.roots == [0])
            #expect(tree.nodes.count == 1 && tree.nodes[0].end == 1)
            #expect(try emitted(tree).bytes.isEmpty)
        }
    }

    @Test(arguments: [
        ("A=1\n\nnoeq\n", 3, DotenvFault.noEqualsSign), ("noeq", 1, .noEqualsSign), (" #c", 1, .indentedComment), ("A=1\n\t # x\n", 2, .indentedComment),
        ("A=1\r\n\r\n", 2, .carriageReturnOnly), ("  \n", 1, .blanksOnly), (" \r\n", 1, .blanksOnly), ("\u{FEFF}A\n", 1, .noEqualsSign),
    ])
    func anyOtherLineIsRefusedByItsNumber(text: String, line: Int, fault: DotenvFault) {
        #expect(throws: DotenvError.malformedLine(line, fault)) { try tree(text) }
    }

    @Test func metadataLinesFollowWithEscapedLineBreaks() throws {
        let bytes = try emitted(tree("A=1\n"), metadata: [
            ("sops_age__list_0__map_enc", "line1\nline2\n"), ("sops_version", "3.11.0"),
        ]).bytes
        #expect(String(decoding: bytes, as: UTF8.self) == "A=1\nsops_age__list_0__map_enc=line1\\nline2\\n\nsops_version=3.11.0\n")
    }

    private func tree(_ nodes: [(NodeKind, String)], key: String = "K", keyKind: KeyKind = .string) -> DocumentTree {
        var tree = DocumentTree(arena: SecretArena())
        tree.openDocument()
        for (kind, text) in nodes {
            if kind == .comment { tree.append(kind, tree.store(text)) } else {
                tree.append(kind, tree.store(text), key: tree.store(key), keyKind: keyKind)
            }
        }
        tree.close()
        return tree
    }

    @Test func scalarsOfOtherFormatsAreTextAsInSops() throws {
        let tree = tree([
            (.float, "1.5"), (.float, "1"), (.float, "1000000000000000000000"), (.float, "0.00000015"), (.float, "+Inf"), (.float, "-0"),
            (.float, "1000000"), (.integer, "-12"), (.boolean, "True"), (.boolean, "False"), (.time, "2001-12-14T21:59:43.1-05:00"),
            (.time, "2001-12-14T00:00:00Z"), (.time, "2001-12-14T21:59:43.999Z"), (.null, ""), (.unsigned, "18446744073709551615"),
        ])
        let lines = String(decoding: try emitted(tree).bytes, as: UTF8.self).split(separator: "\n").map { $0.dropFirst(2) }
        #expect(lines == [
            "1.5", "1.0", "1E+21", "1.5E-07", "+Inf", "-0.0", "1E+06", "-12", "true", "false", "2001-12-14T21:59:43-05:00",
            "2001-12-14T00:00:00Z", "2001-12-14T21:59:43Z", "<nil>", "18446744073709551615",
        ])
    }

    @Test func whatWouldNotComeBackIsRefused() {
        for key in ["a=b", "#a", "a\nb"] {
            #expect(throws: DotenvError.unwritableKey(key: key)) { try emitted(tree([(.string, "x")], key: key)) }
        }
        #expect(throws: DotenvError.keyIsNotText(key: "1")) { try emitted(tree([(.string, "x")], key: "1", keyKind: .integer)) }
        #expect(throws: DotenvError.unwritableComment) { try emitted(tree([(.comment, "a\nB=1")])) }
        #expect(throws: DotenvError.noDocument) { try emitted(DocumentTree(arena: SecretArena())) }
        var nested = DocumentTree(arena: SecretArena())
        for kind in [NodeKind.branch, .list] {
            nested.openDocument()
            nested.openContainer(kind, key: nested.store("K"), keyKind: .string)
            nested.close()
            nested.close()
        }
        #expect(throws: DotenvError.severalDocuments(count: 2)) { try emitted(nested) }
        nested.roots.removeLast()
        #expect(throws: DotenvError.nestedValue(key: "K")) { try emitted(nested) }
    }

    @Test func aPairThatWouldReadBackAsALineBreakIsCounted() throws {
        #expect(try emitted(tree([(.string, #"C:\new"#), (.string, "a\nb"), (.string, #"\n\n"#)])).ambiguous == 2)
        #expect(try emitted(tree(#"A=C:\new"# + "\n" + #"B=\\n"#)).ambiguous == 0)
    }

    @Test func everyPrefixAndAnyChangeIsReadFaithfullyOrRefused() {
        let text = Array("A=1\n#c é\r\nB=a\\nb\\\\n\n\nC=\"q x\" # hi\nD=\n=x\nexport E==\n".utf8)
        func holds(_ bytes: [UInt8]) -> Bool {
            guard let once = try? emitted(tree(bytes)).bytes else { return true }
            // Empty lines are dropped, a last LF is added; nothing else changes.
            let lines = bytes.split(separator: 0x0A)
            return once == Array(lines.map { Array($0) + [0x0A] }.joined())
        }
        for count in 0...text.count { #expect(holds(Array(text[..<count])), "\(count)") }
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed of the changed dotenv: \(seed)")
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet = Array("=#\\n\n\r AB\"".utf8) + [0, 0xFF]
        for _ in 0..<5_000 {
            var bytes = text
            for _ in 0...random(3) {
                if random(2) == 0 { bytes[random(bytes.count)] = alphabet[random(alphabet.count)] } else {
                    bytes.insert(alphabet[random(alphabet.count)], at: random(bytes.count))
                }
            }
            #expect(holds(bytes), "seed \(seed): \(bytes)")
        }
    }
}
