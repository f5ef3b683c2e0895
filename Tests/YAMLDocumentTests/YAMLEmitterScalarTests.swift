import DocumentTree
import Testing
import YAMLDocument

/// Texts measured with sops 3.11.0, but for those that it loses.
@Suite struct YAMLEmitterScalarTests {
    private func value(_ text: String) throws -> String {
        let line = try emitted(["k": .string(text)])
        return String(line.dropFirst("k: ".count).dropLast())
    }

    @Test(
        "a text that reads as itself stays plain",
        arguments: [
            "yEs", "tRue", "nULL", "0x1g", "0o8", ":a", "-a", "?a", "e1", "1e", ".", "=", "a#b", "1,000", "0x", "\u{200B}", "\u{E000}", "a,b",
            "it's", "back\\slash", "dq\"x", "a]", "a {b", "_1", "TrUe", "2001-12-14 21:59:43.10 -5", "2001-01-02 03:04", "0x1p3", "1e400",
            "é\u{A0}", "ends:with", "2001-13-01", "2001-02-29", "1:60", "..5", "x: y".replacing(": ", with: ":"),
        ])
    func plainText(_ text: String) throws { #expect(try value(text) == text) }

    @Test(
        "a text that reads as something else is double-quoted",
        arguments: [
            "", "true", "True", "123", "2001-12-14", "null", "Null", "NULL", "~", "1e3", ".5", "+1", "0o7", "1_000", "0x1F", "y", "Y", "n", "yes",
            "Yes", "YES", "no", "on", "On", "off", "OFF", "12:30:45", "1:2", "1_0.5", "0b1", "08", ".inf", ".NaN", ".Inf", "+.inf", "-.INF",
            "190:20:30", "1.e5", "2001-1-1", "12e03", "-1", "0.0", "1.", "1__0", "0", "00", "12345678901234567890", "<<", "0b-1", ".5_5", "017",
            "2001-12-14T21:59:43.10Z", "2001-12-14t21:59:43-05:00", "2001-12-14   1:2:3,5", "1:30.5_", "-_1", "2000-02-29",
        ])
    func ambiguousText(_ text: String) throws { #expect(try value(text) == "\"\(text)\"") }

    @Test(
        "a text that would be read as structure is single-quoted",
        arguments: [
            "-", "?", ":", "a:", "|", ">a", "!", ",", "null ", "ends ", " lead", "\"q", "--- a", "...", "---", "\\ : x", "x: y", "a #b", "#a",
            "- a", "? a", ": a", "[", "]", "{", "}", "&a", "*a", "%a", "@a", "`a", " ",
        ])
    func structuralText(_ text: String) throws { #expect(try value(text) == "'\(text)'") }

    @Test("a single quote is doubled where quotes are needed")
    func singleQuotes() throws {
        #expect(try value("'q") == "'''q'")
        #expect(try value("it's: x") == "'it''s: x'")
        #expect(try value("q: 's'") == "'q: ''s'''")
    }

    @Test("characters that can't be printed are escaped")
    func escapes() throws {
        let escaped = [
            "tab\there": #""tab\there""#, "uni é \u{1F600}": #""uni é \U0001F600""#, "\u{7F}": #""\x7F""#, "\0": #""\0""#, "a\r\nb": #""a\r\nb""#,
            "\u{80}": #""\x80""#, "\u{7}\u{8}\u{B}\u{C}\u{1B}\u{1}": #""\a\b\v\f\e\x01""#, "a\u{FEFF}": #""a\uFEFF""#, "\u{FFFE}": #""\uFFFE""#,
            "\"\\\r": #""\"\\\r""#,
        ]
        for (text, expected) in escaped { #expect(try value(text) == expected) }
    }

    @Test("behind a byte order mark, every character is escaped")
    func byteOrderMark() throws {
        #expect(try value("\u{FEFF}bom") == #""\uFEFF\x62\x6F\x6D""#)
        #expect(try value("\u{FEFF}a\nb") == #""\uFEFF\x61\n\x62""#)
        #expect(try value("\u{FEFF} é\u{A0}") == #""\uFEFF\x20\xE9\_""#)
    }

    @Test("text of several lines is a literal, with the marks that it needs")
    func literals() throws {
        #expect(try value("x\ny\n") == "|\n    x\n    y")
        #expect(try value("x\ny") == "|-\n    x\n    y")
        #expect(try value("k\n\n\n") == "|+\n    k\n\n")
        #expect(try value("\n") == "|4+\n")
        #expect(try value("\n\n") == "|4+\n\n")
        #expect(try value("\n a") == "|4-\n\n     a")
        #expect(try value("  lead\nx") == "|4-\n      lead\n    x")
        #expect(try value("a\n\tb") == "|-\n    a\n    \tb")
        #expect(try value("# a\n---\nx: y") == "|-\n    # a\n    ---\n    x: y")
    }

    @Test("a blank before a line break or at the end, and what can't be printed, make it quoted")
    func unfitForLiterals() throws {
        #expect(try value("trail \nx") == #""trail \nx""#)
        #expect(try value("a\n \nb") == #""a\n \nb""#)
        #expect(try value(" \na") == #"" \na""#)
        #expect(try value("a \n") == #""a \n""#)
        #expect(try value("a\nb ") == #""a\nb ""#)
        #expect(try value("\u{1F600}\nb") == #""\U0001F600\nb""#)
    }

    @Test("what sops 3.11 turns into null or into other line breaks is quoted")
    func lostBySops() throws {
        #expect(try value("\ta\nb") == #""\ta\nb""#)
        #expect(try value("x\u{2029}") == #""x\P""#)
        #expect(try value("a\u{2028}\nb") == #""a\L\nb""#)
        #expect(try value("a\u{85}b") == #""a\Nb""#)
    }

    @Test("the indentation digit of a literal in a list is the one it has")
    func literalsInLists() throws {
        let text = YAMLEmitterTree.string(" a\nb")
        #expect(try emitted(["l": .list([text])]) == "l:\n    - |2-\n       a\n      b\n")
        #expect(try emitted(["l": .list([.branch([("k", text)])])]) == "l:\n    - k: |2-\n         a\n        b\n")
        #expect(try emitted(["l": .list([.string("\n\n")])]) == "l:\n    - |4+\n\n\n")
        #expect(try emitted(["l": .list([.string("a\nb")])]) == "l:\n    - |-\n      a\n      b\n")
        #expect(try emitted(["m": .branch([("k", text)])]) == "m:\n    k: |4-\n         a\n        b\n")
    }

    @Test("bytes that are no UTF-8 are base64, in lines of 70 from 70 on")
    func binary() throws {
        #expect(try emitted(["k": .bytes([0x80, 0x81, 0x82])]) == "k: !!binary gIGC\n")
        #expect(try emitted(["k": .bytes([0xFF, 0xFE])]) == "k: !!binary //4=\n")
        // Surrogates and overlong forms are none, either.
        #expect(try emitted(["k": .bytes([0xED, 0xA0, 0x80])]) == "k: !!binary 7aCA\n")
        #expect(try emitted(["k": .bytes([0xC0, 0x80])]) == "k: !!binary wIA=\n")
        let long = [UInt8](repeating: 0xFF, count: 54)
        #expect(
            try emitted(["k": .bytes(long)])
                == "k: !!binary |\n    " + String(repeating: "/", count: 70) + "\n    //\n")
        #expect(
            try emitted(["l": .list([.bytes(long)])])
                == "l:\n    - !!binary |\n      " + String(repeating: "/", count: 70) + "\n      //\n")
    }

    @Test("what is no string is written by its type")
    func otherTypes() throws {
        let expected: [(YAMLEmitterTree, String)] = [
            (.integer(-15), "-15"), (.scalar(.unsigned, "18446744073709551615"), "18446744073709551615"), (.null, "null"),
            (.scalar(.boolean, "True"), "true"), (.scalar(.boolean, "False"), "false"), (.scalar(.float, "1000000"), "1e+06"),
            (.scalar(.float, "1"), "1"), (.scalar(.float, "0.00000015"), "1.5e-07"), (.scalar(.float, "+Inf"), ".inf"),
            (.scalar(.float, "-Inf"), "-.inf"), (.scalar(.float, "NaN"), ".nan"),
            (.scalar(.time, "2001-12-14T21:59:43.1-05:00"), "2001-12-14T21:59:43.1-05:00"),
            (.ciphertext("ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]"), "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]"),
        ]
        for (tree, text) in expected { #expect(try emitted(["k": tree]) == "k: \(text)\n") }
    }

    @Test(
        "a scalar that is not what its type says is refused",
        arguments: [
            (NodeKind.integer, "1\nx: 2"), (.integer, ""), (.integer, "-"), (.boolean, "true"), (.float, "1e3"), (.time, "2001\n"), (.time, ""),
        ])
    func refusedScalars(_ kind: NodeKind, _ text: String) {
        #expect(throws: YAMLEmitterError.notCanonical(index: 1)) { try emitted(["k": .scalar(kind, text)]) }
    }
}
