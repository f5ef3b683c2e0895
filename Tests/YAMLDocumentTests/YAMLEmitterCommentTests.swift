import Testing
import YAMLDocument

/// Texts measured with sops 3.11.0, but for those in which it loses something.
@Suite struct YAMLEmitterCommentTests {
    private let one = YAMLEmitterTree.integer(1)

    @Test("comments stand before what follows them, or behind the last")
    func places() throws {
        #expect(
            try emitted([
                "1": .comment(" top"), "2": .comment(" head of a"), "3": .comment(" line a"), "a": one,
                "b": .list([
                    .comment(" in b"), .comment(" lx"), .string("x"), .comment(" before y"), .string("y"), .comment(" foot y"),
                ]), "c": .string("q"), "4": .comment(" end"),
            ])
                == """
                # top
                # head of a
                # line a
                a: 1
                b:
                    # in b
                    # lx
                    - x
                    # before y
                    - "y"
                    # foot y
                c: q
                # end

                """)
    }

    @Test("text behind the mark is kept exactly")
    func texts() throws {
        #expect(
            try emitted(["1": .comment("nospace"), "2": .comment("#two"), "3": .comment(" "), "4": .comment(""), "a": one])
                == "#nospace\n##two\n# \n#\na: 1\n")
    }

    @Test("a comment of several lines becomes as many comments")
    func severalLines() throws {
        #expect(try emitted(["1": .comment(" x\ny\n\n#z"), "2": .comment("w\n"), "a": one]) == "# x\n# y\n\n#z\n#w\na: 1\n")
    }

    @Test("comments behind the last item of a nested mapping stay there, and are set off from the next item")
    func lastInMapping() throws {
        #expect(
            try emitted(["a": .branch([("b", one), ("", .comment(" x"))]), "c": one]) == "a:\n    b: 1\n    # x\nc: 1\n")
        #expect(
            try emitted([
                "l": .list([.branch([("b", one), ("", .comment(" x"))]), .branch([("c", one)])])
            ]) == "l:\n    - b: 1\n      # x\n    - c: 1\n")
    }

    @Test("the comment behind a container in a list waits for the next scalar")
    func heldFoot() throws {
        let list = YAMLEmitterTree.list([.branch([("b", one)]), .comment(" x")])
        #expect(try emitted(["a": list, "c": one, "d": one]) == "a:\n    - b: 1\nc: 1\n# x\n\nd: 1\n")
        #expect(try emitted(["a": list]) == "a:\n    - b: 1\n\n# x\n")
        #expect(try emitted(["a": list, "c": .branch([("k", one)])]) == "a:\n    - b: 1\nc:\n# x\n    k: 1\n")
        #expect(
            try emitted(["l": .list([list, .branch([("k", one)])])])
                == "l:\n    - - b: 1\n    -\n    # x\n      k: 1\n")
    }

    @Test("an empty list's comments come with the next key")
    func emptyList() throws {
        let list = YAMLEmitterTree.list([.comment(" ff")])
        #expect(try emitted(["f": list, "g": one]) == "f: []\n# ff\ng: 1\n")
        #expect(try emitted(["f": list]) == "f: []\n# ff\n")
        #expect(try emitted(["m": .branch([("f", list)]), "g": one]) == "m:\n    f: []\n    # ff\ng: 1\n")
        #expect(try emitted(["l": .list([list])]) == "l:\n    # ff\n    - []\n")
    }

    @Test("the root's comments come first, also when it is empty")
    func root() throws {
        #expect(try emitted(["1": .comment(" c")]) == "# c\n{}\n")
        #expect(try emitted([[("a", one)], [("1", .comment(" c")), ("a", one)]]) == "a: 1\n---\n# c\na: 1\n")
    }

    @Test("a complex key's value has its comments behind the colon")
    func complexKey() throws {
        #expect(
            try emitted(["a\nb": .branch([("1", .comment(" c")), ("2", .comment(" d")), ("z", one)])])
                == "? |-\n    a\n    b\n:   # c\n    # d\n    z: 1\n")
    }

    // MARK: - What sops 3.11 loses

    @Test("an empty mapping's comments stand before its key")
    func emptyMapping() throws {
        let empty = YAMLEmitterTree.branch([("", .comment(" ee"))])
        #expect(try emitted(["a": one, "1": .comment(" h"), "e": empty, "g": one]) == "a: 1\n# h\n# ee\ne: {}\ng: 1\n")
        #expect(try emitted(["l": .list([empty])]) == "l:\n    # ee\n    - {}\n")
    }

    @Test("a comment that waits is not lost to the next one")
    func bothHeld() throws {
        let list = YAMLEmitterTree.list([.comment(" first")])
        #expect(try emitted(["f": list, "1": .comment(" second"), "g": one]) == "f: []\n# first\n# second\ng: 1\n")
        #expect(
            try emitted(["a": .list([.list([.branch([("b", one)]), .comment(" inner")]), .comment(" outer")]), "c": one])
                == "a:\n    - - b: 1\n      # inner\nc: 1\n# outer\n")
        #expect(
            try emitted(["a": .list([.comment(" list"), .branch([("1", .comment(" item")), ("b", one)])])])
                == "a:\n    # list\n    # item\n    - b: 1\n")
    }

    @Test("a comment never parts a mark from the brackets behind it")
    func beforeBrackets() throws {
        let list = YAMLEmitterTree.list([.branch([("b", one)]), .comment(" x")])
        #expect(try emitted(["a": list, "c": .branch([]), "d": one]) == "a:\n    - b: 1\nc: {}\n# x\n\nd: 1\n")
        #expect(
            try emitted(["a": .list([list, .list([]), .comment(" own")])])
                == "a:\n    - - b: 1\n    - []\n    # x\n\n    # own\n")
    }

    @Test("the empty line before a document's last comment does not lengthen a scalar")
    func openEnd() throws {
        #expect(
            try emitted(["a": .list([.branch([("b", .string("k\n\n"))]), .comment(" x")])])
                == "a:\n    - b: |+\n        k\n\n# x\n")
    }
}
