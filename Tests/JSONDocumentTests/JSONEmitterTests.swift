import DocumentTree
import JSONDocument
import SecretMemory
import Testing

/// Writing, measured with sops 3.11.0.
@Suite struct JSONEmitterTests {
    @Test func aDocumentComesOutAsSopsPrintsIt() throws {
        let text = #"{"b":1,"a":[1.0,true,null,"",{}],"z":12345678901234567890,"f":1e21,"h":"<&>\u2028é"}"#
        #expect(try JSONText.passed(text) == """
            {
            \t"b": 1,
            \t"a": [
            \t\t1,
            \t\ttrue,
            \t\tnull,
            \t\t"",
            \t\t{}
            \t],
            \t"z": 12345678901234567000,
            \t"f": 1e+21,
            \t"h": "\\u003c\\u0026\\u003e\\u2028é"
            }

            """)
    }

    @Test func theIndentIsATabOrSpacesOrNothing() throws {
        let text = #"{"a":{"b":[1,[],{}]},"c":false}"#
        #expect(try JSONText.passed(text, indent: 0) == "{\n\"a\": {\n\"b\": [\n1,\n[],\n{}\n]\n},\n\"c\": false\n}\n")
        #expect(try JSONText.passed(text, indent: 2)
            == "{\n  \"a\": {\n    \"b\": [\n      1,\n      [],\n      {}\n    ]\n  },\n  \"c\": false\n}\n")
        for indent in [-2, Int.min, 101, Int.max] {
            #expect(throws: JSONError.indentOutOfRange(indent)) { try JSONText.passed(text, indent: indent) }
        }
    }

    @Test func anEmptyDocumentIsAPairOfBraces() throws {
        #expect(try JSONText.passed(" { } ") == "{}\n")
        #expect(try JSONText.passed(#"{"a":{},"b":[]}"#, indent: 0) == "{\n\"a\": {},\n\"b\": []\n}\n")
    }

    @Test func stringsAreEscapedAsGoDoesForHTML() throws {
        let text = #"{"k<&>":"\u2029\u007f\u0001\"\\/ \ud83d\ude00\ud800\b\f\n\r\t\u0000\u001f'\u0085\ufeff"}"#
        #expect(try JSONText.passed(text, indent: 0)
            == "{\n\"k\\u003c\\u0026\\u003e\": \"\\u2029\u{7F}\\u0001\\\"\\\\/ 😀\u{FFFD}\\b\\f\\n\\r\\t\\u0000\\u001f'\u{85}\u{FEFF}\"\n}\n")
    }

    @Test func aTextThatIsNoUTF8IsEscapedNotPassedOn() throws {
        var tree = DocumentTree(arena: SecretArena())
        tree.openDocument()
        tree.append(.string, tree.store([0x61, 0xFF, 0xE2, 0x80, 0x62, 0xE2, 0x80, 0xA9]), key: tree.store("k"), keyKind: .string)
        tree.close()
        #expect(try JSONText.emitted(tree).bytes == Array("{\n\t\"k\": \"a\\ufffd\\ufffd\\ufffdb\\u2029\"\n}\n".utf8))
    }

    @Test(arguments: [
        ("0.000001", "0.000001"), ("0.00000099", "9.9e-7"), ("1e-7", "1e-7"), ("1e20", "100000000000000000000"), ("1e21", "1e+21"),
        ("-1e-10", "-1e-10"), ("1.50", "1.5"), ("1E2", "100"), ("-0", "-0"), ("0.0", "0"), ("123456789012345680000", "123456789012345680000"),
        ("1234567890123456800000", "1.2345678901234568e+21"), ("5e-324", "5e-324"), ("1.7976931348623157e308", "1.7976931348623157e+308"),
        ("12345678901234567890.5", "12345678901234567000"), ("9007199254740993", "9007199254740992"),
    ])
    func numbersAreInGosShortestForm(source: String, written: String) throws {
        #expect(try JSONText.passed("{\"n\":\(source)}", indent: 0) == "{\n\"n\": \(written)\n}\n")
    }

    /// From YAML: `t: 2001-12-14t21:59:43.10-05:00`, integers, comments first, between and last.
    @Test func whatJSONHasNoWordForIsTextOrDropped() throws {
        var tree = DocumentTree(arena: SecretArena())
        func key(_ name: String) -> TreeText { tree.store(name) }
        tree.openDocument()
        tree.append(.comment, key(" first"))
        tree.append(.time, key("2001-12-14T21:59:43.1-05:00"), key: key("t"), keyKind: .string)
        tree.openContainer(.list, key: key("l"), keyKind: .string)
        tree.append(.integer, key("-12"))
        tree.append(.comment, key(" x"))
        tree.close()
        tree.openContainer(.branch, key: key("m"), keyKind: .string)
        tree.append(.comment, key(" only"))
        tree.close()
        tree.append(.boolean, key("True"), key: key("b"), keyKind: .string)
        tree.append(.comment, key(" last"))
        tree.close()
        let (bytes, dropped) = try JSONText.emitted(tree)
        #expect(String(decoding: bytes, as: UTF8.self)
            == "{\n\t\"t\": \"2001-12-14T21:59:43.1-05:00\",\n\t\"l\": [\n\t\t-12\n\t],\n\t\"m\": {},\n\t\"b\": true\n}\n")
        #expect(dropped == 4)
    }

    @Test func metadataFollowAsTheLastMember() throws {
        let metadata = try JSONText.tree(#"{"sops":{"age":[{"recipient":"age1","enc":"-\n"}],"version":"3.11.0"}}"#)
        let sops = "\t\"sops\": {\n\t\t\"age\": [\n\t\t\t{\n\t\t\t\t\"recipient\": \"age1\",\n\t\t\t\t\"enc\": \"-\\n\"\n\t\t\t}\n\t\t],\n"
            + "\t\t\"version\": \"3.11.0\"\n\t}\n}\n"
        #expect(try JSONText.emitted(JSONText.tree("{}"), metadata: metadata).bytes == Array("{\n\(sops)".utf8))
        #expect(try JSONText.emitted(JSONText.tree("{\"a\":[]}"), metadata: metadata).bytes == Array("{\n\t\"a\": [],\n\(sops)".utf8))
    }

    @Test func aValueAloneHasNoLineEnd() throws {
        let tree = try JSONText.tree(#"{"a":1,"c":[1,{"d":"x<"},[],{}],"e":true,"n":null,"f":1e21}"#)
        let text = try tree.members(of: 0).map { try JSONText.value(at: $0, of: tree) }
        #expect(text == ["1", "[\n\t1,\n\t{\n\t\t\"d\": \"x\\u003c\"\n\t},\n\t[],\n\t{}\n]", "true", "null", "1e+21"])
        #expect(try JSONText.value(at: 2, of: tree, indent: 2) == "[\n  1,\n  {\n    \"d\": \"x\\u003c\"\n  },\n  [],\n  {}\n]")
        #expect(try tree.members(of: 2).dropFirst().map { try JSONText.value(at: $0, of: tree, indent: 0) } == ["{\n\"d\": \"x\\u003c\"\n}", "[]", "{}"])
    }

    @Test func aTreeWithoutExactlyOneDocumentIsRefused() throws {
        var tree = DocumentTree(arena: SecretArena())
        #expect(throws: JSONError.noDocument) { try JSONText.emitted(tree) }
        for _ in 0..<2 {
            tree.openDocument()
            tree.close()
        }
        #expect(throws: JSONError.severalDocuments(count: 2)) { try JSONText.emitted(tree) }
    }

    private func tree(_ kind: NodeKind, _ text: String, keyKind: KeyKind = .string) -> DocumentTree {
        var tree = DocumentTree(arena: SecretArena())
        tree.openDocument()
        tree.append(.null, .none, key: tree.store("z"), keyKind: .string)
        tree.openContainer(.branch, key: tree.store("a"), keyKind: .string)
        tree.openContainer(.list, key: tree.store("b"), keyKind: .string)
        tree.openContainer(.branch)
        tree.append(kind, tree.store(text), key: tree.store("c"), keyKind: keyKind)
        for _ in 0..<4 { tree.close() }
        return tree
    }

    @Test func whatJSONCannotHoldIsRefusedByPath() {
        for text in ["+Inf", "-Inf", "NaN"] {
            #expect(throws: JSONError.numberIsNotFinite(path: "a:b:c")) { try JSONText.emitted(tree(.float, text)) }
        }
        #expect(throws: JSONError.keyIsNotText(path: "a:b:c")) { try JSONText.emitted(tree(.string, "x", keyKind: .integer)) }
        for (kind, text) in [(NodeKind.float, "1e5"), (.float, "1.2.3"), (.integer, "0x1"), (.integer, ""), (.unsigned, "1.0"), (.boolean, "true")] {
            #expect(throws: JSONError.malformedNode(path: "a:b:c")) { try JSONText.emitted(tree(kind, text)) }
        }
        #expect(throws: JSONError.malformedNode(path: "")) { try JSONText.value(at: 1, of: tree(onlyComment: " x")) }
    }

    private func tree(onlyComment text: String) -> DocumentTree {
        var tree = DocumentTree(arena: SecretArena())
        tree.openDocument()
        tree.append(.comment, tree.store(text))
        tree.close()
        return tree
    }

    @Test func whatGoCouldNotReadBackForDepthIsRefused() throws {
        func nested(_ depth: Int) -> DocumentTree {
            var tree = DocumentTree(arena: SecretArena())
            tree.openDocument()
            tree.openContainer(.list, key: tree.store("k"), keyKind: .string)
            for _ in 1..<depth { tree.openContainer(.list) }
            for _ in 0...depth { tree.close() }
            return tree
        }
        #expect(try JSONText.emitted(nested(9_999), indent: 0).bytes.count == 4 * 9_998 + 12)
        #expect(throws: JSONError.valueTooDeep(path: "k")) { try JSONText.emitted(nested(10_000)) }
    }
}
