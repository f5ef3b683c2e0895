import DocumentTree
import SecretMemory
import Testing
import YAMLDocument

/// Texts measured with sops 3.11.0, but for those that it loses.
@Suite struct YAMLEmitterLayoutTests {
    private let nested: KeyValuePairs<String, YAMLEmitterTree> = [
        "a": .list([
            .integer(1), .list([.integer(2), .list([.integer(3)])]), .branch([("x", .integer(1)), ("y", .list([.integer(4)]))]),
        ])
    ]

    @Test("lists are indented in mappings, and hang behind dashes")
    func lists() throws {
        #expect(
            try emitted(nested)
                == "a:\n    - 1\n    - - 2\n      - - 3\n    - x: 1\n      \"y\":\n        - 4\n")
        #expect(
            try emitted(nested, indent: 2)
                == "a:\n  - 1\n  - - 2\n    - - 3\n  - x: 1\n    \"y\":\n      - 4\n")
    }

    @Test("an indentation that has no digit is 2, and one below zero is refused")
    func indentation() throws {
        for indent in [1, 10, Int.max] { #expect(try emitted(nested, indent: indent) == emitted(nested, indent: 2)) }
        #expect(throws: YAMLEmitterError.negativeIndent) { try emitted(nested, indent: -1) }
    }

    @Test("empty containers are brackets")
    func emptyContainers() throws {
        #expect(
            try emitted(["a": .list([]), "b": .branch([]), "c": .list([.list([]), .branch([])])])
                == "a: []\nb: {}\nc:\n    - []\n    - {}\n")
    }

    @Test("documents are parted by a line, and an empty one is a mapping")
    func documents() throws {
        #expect(try emitted([[("a", .integer(1))], [], [("b", .integer(2))]]) == "a: 1\n---\n{}\n---\nb: 2\n")
        #expect(try emitted([[("a", .string("k\n\n"))], [("b", .integer(2))]]) == "a: |+\n    k\n\n---\nb: 2\n")
        #expect(try emitted([]) == "")
    }

    @Test("metadata end every document")
    func metadata() throws {
        let metadata: [(String, YAMLEmitterTree)] = [("sops", .branch([("age", .list([.branch([("enc", .string("x\ny\n"))])]))]))]
        let block = "sops:\n    age:\n        - enc: |\n            x\n            y\n"
        #expect(try emitted([[("a", .integer(1))], []], metadata: metadata) == "a: 1\n\(block)---\n\(block)")
        #expect(
            try emitted([[("a", .integer(1)), ("", .comment(" end"))], [("", .comment(" only"))]], metadata: metadata)
                == "a: 1\n# end\n\(block)---\n# only\n\(block)")
    }

    @Test("keys are quoted as values are")
    func quotedKeys() throws {
        #expect(
            try emitted(["x: y": .integer(2), "": .integer(3), "y": .integer(1), "1": .integer(4), "\u{1F600}": .integer(5)])
                == "'x: y': 2\n\"\": 3\n\"y\": 1\n\"1\": 4\n\"\\U0001F600\": 5\n")
    }

    @Test("a key that is long or has several lines has a line of its own")
    func complexKeys() throws {
        let limit = String(repeating: "k", count: 128)
        #expect(try emitted([limit: .integer(1)]) == "\(limit): 1\n")
        #expect(try emitted([limit + "k": .integer(1)]) == "? \(limit)k\n: 1\n")
        #expect(try emitted(["a\nb": .integer(3)]) == "? |-\n    a\n    b\n: 3\n")
        #expect(try emitted(["a\nb": .branch([("z", .integer(1))])]) == "? |-\n    a\n    b\n:   z: 1\n")
        #expect(try emitted(["a\nb": .list([.integer(1)])]) == "? |-\n    a\n    b\n:   - 1\n")
        #expect(try emitted(["a\rb": .list([])]) == "? \"a\\rb\"\n: []\n")
    }

    @Test("only a true merge key is written as one")
    func mergeKeys() throws {
        let tree: [(String, YAMLEmitterTree)] = [("", .merged(.branch([("k", .integer(1))]))), ("z", .integer(2))]
        #expect(try emitted(["b": .branch(tree)]) == "b:\n    !!merge <<:\n        k: 1\n    z: 2\n")
        #expect(try emitted(["<<": .string("<<")]) == "\"<<\": \"<<\"\n")
    }

    @Test("keys of other types are written by their type")
    func otherKeys() throws {
        var tree = DocumentTree(arena: SecretArena())
        tree.openDocument()
        let keys: [(KeyKind, String)] = [(.integer, "1"), (.float, "1000000"), (.boolean, "True"), (.null, ""), (.time, "2001-12-14T00:00:00Z")]
        for (kind, text) in keys { tree.append(.null, .none, key: tree.store(text), keyKind: kind) }
        tree.close()
        var output = SecretBuilder(in: SecretArena())
        try YAMLEmitter.emit(tree, metadata: nil, indent: 0, into: &output)
        let text = output.finish().withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(text == "1: null\n1e+06: null\ntrue: null\nnull: null\n2001-12-14T00:00:00Z: null\n")
    }

    @Test("one value is written as a document of its own")
    func values() throws {
        func value(_ tree: YAMLEmitterTree) throws -> String {
            let tree = YAMLEmitterTree.documents([[("k", tree)]])
            var output = SecretBuilder(in: SecretArena())
            try YAMLEmitter.emitValue(at: 1, of: tree, into: &output)
            return output.finish().withBytes { String(decoding: $0, as: UTF8.self) }
        }
        #expect(try value(.integer(1)) == "1\n")
        #expect(try value(.null) == "null\n")
        #expect(try value(.scalar(.float, "1000000")) == "1e+06\n")
        #expect(try value(.list([])) == "[]\n")
        #expect(
            try value(.list([.integer(1), .branch([("c", .string("l\nm")), ("d", .list([.string("x")]))])]))
                == "- 1\n- c: |-\n    l\n    m\n  d:\n    - x\n")
        #expect(try value(.list([.comment(" h"), .integer(1), .comment(" f")])) == "# h\n- 1\n# f\n")
    }

    @Test("depth is no danger to the stack")
    func depth() throws {
        var tree = DocumentTree(arena: SecretArena())
        tree.openDocument()
        let depth = 10_000
        tree.openContainer(.list, key: tree.store("k"), keyKind: .string)
        for _ in 1..<depth { tree.openContainer(.list) }
        for _ in 0...depth { tree.close() }
        var output = SecretBuilder(in: SecretArena())
        try YAMLEmitter.emit(tree, metadata: nil, indent: 0, into: &output)
        #expect(output.count == "k:\n".utf8.count + "    ".utf8.count + 2 * (depth - 1) + "[]\n".utf8.count)
    }
}
