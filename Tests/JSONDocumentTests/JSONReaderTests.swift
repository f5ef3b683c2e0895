import DocumentTree
import JSONDocument
import Testing

/// Reading, measured with sops 3.11.0 wherever a text is accepted.
@Suite struct JSONReaderTests {
    private func scalars(_ text: String, integersAsIntegers: Bool = false) throws -> [String] {
        let tree = try JSONText.tree(text, integersAsIntegers: integersAsIntegers)
        return withExtendedLifetime(tree) {
            tree.nodes.dropFirst().map { "\($0.kind) \(String(decoding: $0.text.buffer, as: UTF8.self))" }
        }
    }

    @Test func theTreeLiesFlatInDocumentOrder() throws {
        let tree = try JSONText.tree(#" {"b": [1, {"x": true}, []], "a": null, "e": ""} "#)
        #expect(tree.roots == [0])
        #expect(tree.nodes.map(\.kind) == [.branch, .list, .float, .branch, .boolean, .list, .null, .string])
        #expect(tree.nodes.map(\.end) == [8, 6, 3, 5, 5, 6, 7, 8])
        #expect(tree.nodes.map(\.keyKind) == [.none, .string, .none, .none, .string, .none, .string, .string])
        withExtendedLifetime(tree) {
            #expect(tree.nodes.map { String(decoding: $0.key.buffer, as: UTF8.self) } == ["", "b", "", "", "x", "", "a", "e"])
        }
    }

    @Test func textsWithoutEscapesPointIntoTheSource() throws {
        var tree = DocumentTree(arena: .init())
        let source = tree.store(#"{"key":"value é","t":"a\tb","n":12.5}"#)
        try JSONReader.read(source, into: &tree)
        let range = source.buffer.baseAddress!..<source.buffer.baseAddress! + source.count
        func isInSource(_ text: TreeText) -> Bool { text.buffer.baseAddress.map { range.contains($0) } ?? false }
        #expect(tree.nodes[1...].map { isInSource($0.key) } == [true, true, true])
        #expect(tree.nodes[1...].map { isInSource($0.text) } == [true, false, true])
        withExtendedLifetime(tree) {}
    }

    @Test func eachNumberIsAFloatAsIn311() throws {
        let text = "{\"n\":[1,1.0,-0,0.10,1E2,1e21,1.5e-7,9007199254740993,12345678901234567890,1e-400,0e99,-1.50]}"
        #expect(try scalars(text).dropFirst() == [
            "float 1", "float 1", "float -0", "float 0.1", "float 100", "float 1000000000000000000000", "float 0.00000015",
            "float 9007199254740992", "float 12345678901234567000", "float 0", "float 0", "float -1.5",
        ])
    }

    @Test func numbersThatFitAreIntegersAsIn313() throws {
        let text = "{\"n\":[1,1.0,-0,9007199254740993,9223372036854775807,9223372036854775808,-9223372036854775808,1e2]}"
        #expect(try scalars(text, integersAsIntegers: true).dropFirst() == [
            "integer 1", "float 1", "integer 0", "integer 9007199254740993", "integer 9223372036854775807",
            "float 9223372036854776000", "integer -9223372036854775808", "float 100",
        ])
    }

    @Test func escapesAndLoneSurrogatesAreDecodedAsInGo() throws {
        let text = #"{"s":["\"\\\/\b\f\n\r\t","\u0041\u00e9\u4e2d\uD83D\ude00","\ud800","\udc00x","\ud800\u0041","\ud800\ud83d\ude00"]}"#
        #expect(try scalars(text).dropFirst() == [
            "string \"\\/\u{8}\u{c}\n\r\t", "string Aé中😀", "string \u{FFFD}", "string \u{FFFD}x", "string \u{FFFD}A",
            "string \u{FFFD}😀",
        ])
    }

    @Test func eachByteThatIsNoUTF8BecomesAReplacementCharacter() throws {
        for (bytes, count) in [
            ([0xFF], 1), ([0xC0, 0x80], 2), ([0xED, 0xA0, 0x80], 3), ([0xE2, 0x80], 2), ([0xF4, 0x90, 0x80, 0x80], 4), ([0xF0, 0x9F, 0x98], 3),
        ] as [([UInt8], Int)] {
            let tree = try JSONText.tree(Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8))
            withExtendedLifetime(tree) {
                #expect(String(decoding: tree.nodes[1].text.buffer, as: UTF8.self) == String(repeating: "\u{FFFD}", count: count))
            }
        }
    }

    @Test func duplicateKeysAreItemsOfTheirOwn() throws {
        let tree = try JSONText.tree(#"{"a":1,"a":2,"\u0061":3}"#)
        withExtendedLifetime(tree) {
            #expect(tree.nodes.dropFirst().map { $0.key.equals("a") } == [true, true, true])
        }
    }

    @Test func whatIsNoObjectIsRefusedByName() {
        #expect(JSONText.error("") == .empty)
        #expect(JSONText.error(" \n") == .empty)
        #expect(JSONText.error("\u{FEFF}{}") == .byteOrderMark)
        for (text, found) in [("[1]", "an array"), ("\"a\"", "a string"), ("-1", "a number"), (" true", "a boolean"), ("null", "null")] {
            #expect(JSONText.error(text) == .topLevelIsNoObject(found: found))
        }
        #expect(JSONText.error("a: 1") == .malformed(JSONPlace(line: 1, column: 1), .expectedValue))
    }

    @Test func whatSopsWouldLoseIsRefusedWithItsPlace() {
        #expect(JSONText.error("{\"a\":1}x") == .textAfterEnd(JSONPlace(line: 1, column: 8)))
        #expect(JSONText.error("{\"a\":1}\n{\"b\":2}") == .textAfterEnd(JSONPlace(line: 2, column: 1)))
        #expect(JSONText.error("{\n \"a\":") == .cutOff(JSONPlace(line: 2, column: 6), opened: JSONPlace(line: 1, column: 1)))
        #expect(JSONText.error("{\"é\":[1,2") == .cutOff(JSONPlace(line: 1, column: 10), opened: JSONPlace(line: 1, column: 6)))
        for text in ["{", "{\"", "{\"a", "{\"a\\", "{\"a\\u00", "{\"a\":t", "{\"a\":-", "{\"a\":1.", "{\"a\":1e", "{\"a\":[", "{\"a\":1,"] {
            guard case .cutOff = JSONText.error(text) else { Issue.record("\(text)"); continue }
        }
    }

    @Test(arguments: [
        ("{'a':1}", 2, JSONFault.singleQuotes), ("{a:1}", 2, .expectedKeyOrEnd), ("{\"a\" 1}", 6, .expectedColon), ("{\"a\":}", 6, .expectedValue),
        ("{\"a\":1 \"b\":2}", 8, .expectedCommaOrObjectEnd), ("{\"a\":[1 2]}", 9, .expectedCommaOrArrayEnd), ("{\"a\":1,}", 8, .trailingComma),
        ("{\"a\":[1,]}", 9, .trailingComma), ("{\"a\":[,]}", 7, .expectedValueOrEnd), ("{\"a\":1,b}", 8, .expectedKey), ("{// c\n}", 2, .comment),
        ("{\"a\":\"x\ty\"}", 8, .controlCharacter), ("{\"a\":\"\\x\"}", 7, .badEscape), ("{\"a\":\"\\u00g0\"}", 7, .badEscape), ("{\"a\":01}", 6, .leadingZero),
        ("{\"a\":-x}", 7, .badNumber), ("{\"a\":1.x}", 8, .badNumber), ("{\"a\":.5}", 6, .expectedValue), ("{\"a\":NaN}", 6, .expectedValue),
        ("{\"a\":+1}", 6, .expectedValue), ("{\"a\":trUe}", 6, .expectedValue), ("{\"a\":[1}", 8, .expectedCommaOrArrayEnd), ("{\"a\":1]", 7, .expectedCommaOrObjectEnd),
    ])
    func aFaultHasItsPlaceAndReason(text: String, column: Int, fault: JSONFault) {
        #expect(JSONText.error(text) == .malformed(JSONPlace(line: 1, column: column), fault))
    }

    @Test func aNumberBeyondFloat64IsRefused() {
        #expect(JSONText.error("{\"a\":1e400}") == .numberOutOfRange(JSONPlace(line: 1, column: 6)))
        #expect(JSONText.error("{\"a\":-1" + String(repeating: "0", count: 309) + "}") == .numberOutOfRange(JSONPlace(line: 1, column: 6)))
    }

    @Test func depthEndsWhereGoEndsIt() throws {
        func nested(_ depth: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(try JSONText.tree(nested(9_999)).nodes.count == 10_000)
        #expect(JSONText.error(nested(10_000)) == .tooDeep(JSONPlace(line: 1, column: 10_005)))
        #expect(JSONText.error("{\"a\":" + String(repeating: "[{\"a\":", count: 500_000)) == .tooDeep(JSONPlace(line: 1, column: 30_001)))
    }
}
