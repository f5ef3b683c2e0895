import Foundation
import TestVectors

/// YAML documents, each for something that sops does with it.
enum YAMLCorpus {
    static let samples: [Sample] = (structures + comments + refused).map { Sample(.yaml, $0) } + scalars + strings + deliberate

    /// The inputs of the YAML test suite, when they are there.
    static let suite: [Sample] = {
        guard let folder = VectorFolder.root?.appendingPathComponent("yaml"),
            let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        else { return [] }
        return files.filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }.compactMap { file in
            let name = file.deletingPathExtension().lastPathComponent
            return (try? Data(contentsOf: file)).map { Sample(.yaml, name, [UInt8]($0), differs: YAMLSuiteDifferences.table[name]) }
        }
    }()

    private static let structures = [
        "a: &x {k: 1}\nb:\n    <<: *x\n    z: 2\n", "a: &x 1\nb: *x\nc: [*x, *x]\n", "a: &x [1, 2]\nb: *x\n", "---\n", "---\na: 1\n---\n---\nb: 2\n",
        "a: 1\n---\na: 1\na: 2\n", "a:\n- 1\n- - 2\n  - - 3\n- x: 1\n  y:\n  - 4\n", "a: {b: 1, c: [1, 2]}\n", "a: []\nb: {}\n", "{}\n", "a: {}\n---\n{}\n",
        "a:\n  b:\n    c:\n      d:\n        - e: [f, {g: h}]\n", "a:\nb:\n  c:\n", "- a\n", "? a\n: b\n? c\n", "\"q k\": 1\n'x: y': 2\n\"\": 3\n\"y\": 4\n\"1\": 5\n\"true\": 6\n",
        "a: !foo bar\nb: !!str 123\nc: !!float 3\nd: !!int 7\ne: !!binary aGVsbG8=\nf: !!binary gIGC\n", "a: !!set {x, y}\nb: !!map {k: v}\nc: !!seq [1]\n",
        "\u{FEFF}a: 1\n", "a: 1\r\nb: 2\r\n", "a: 1", "a: 1\n...\n", "--- {a: 1}\n", "a: 1\n...\n---\nb: 2\n...\n", "%YAML 1.1\n---\na: 1\n", "sops_a: 1\na:\n  sops: 1\n",
        "a:b: 1\na:\n  b: 1\n", "a_unencrypted:\n  b: [1, x, true, null, 1.5]\n  c: {d: e}\nf: 2\n", "apiVersion: v1\nkind: Secret\nstringData:\n  a: b\n",
        "a: [[1, [2, []]], {x: [{}]}]\n", "a:\n  -\n  - ~\n  - ''\n", "x: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\n", "a: ''\nb:\n  c: \"\"\n", "base: &b\n  x: 1\n  y: [1]\nuse:\n  - *b\n  - <<: *b\n    z: 1\n",
        "a: 1\nb: x\n" + (0..<200).map { "k\($0): v\($0)\n" }.joined(), String(repeating: "k", count: 130) + ": 1\n", "? |\n  a\n  b\n: 3\n",
    ]

    private static let comments = [
        "# top\n\n# head of a\na: 1 # line a\nb:\n    # in b\n    - x # lx\n    - y\n    # foot y\nc: \"q\"\n# end\n", "#nospace\n##two\n# \na: 1\n",
        "a: # lc\n  - 1\nb: {x: 1} # fl\nc: [1] # fs\nd: | # bl\n  t\ne: \"m\" # sc\n", "# t\na:\n    # m\n    b: 1\n    l:\n        # e\n        - 1\n",
        "a: 1\nb:\n    c: 2\n    # in b\n# top\nd: 3\n", "a: 1 # one\n# two\n\n# three\nb: 2\n\n# four\n", "a: 1\n---\n# second\nb: 2\n# end\n", "# doc\n---\na: 1\n",
        "a:\n    # c1\n    # c2\n    b: 1\n    # c3\n\n    # c4\n    c: 2\n", "a:\n    - 1\n    # between\n    - 2\n    # after\nb: 3\n", "a: |\n  # no comment\n  x\n# yes\nb: 1\n",
        "a: \"# no\"\nb: x#no\nc: x #yes\n", "a: 1\n\n\n# far\n\n\nb: 2\n", "a: 1   # spaces   \n#   lead\n", "# é 日本 😀\na: 1\n", "a: [1, # one\n  2] # two\n", "a:\r\n  # crlf\r\n  b: 1\r\n# end\r\n",
        "a: &x # anchor\n  k: 1\nb: *x # alias\n", "a: 1\n#- old: 2\n#- older: 3\nb: 2\n", "a: # only\nb: 2\n", "a:\n  - # c\n    x: 1\n  - y: 2 # d\n", "# only in front\n\na: 1\n",
    ]

    private static let refused = [
        "", "# only\n", "\n", "a: 1\na: 2\n", "x\n", "[1]\n", "a: 1\n---\n- x\n", "a: \u{FFFD}\u{0}\n", "%YAML 1.2\n---\na: 1\n", "sops: x\n", "a: 9223372036854775808\n", "1: x\n", "true: x\n",
        "null: x\n", "1.5: x\n", "2001-01-01: x\n", "a: 'x\n", "a: [1\n", "a: {b\n", "a: *none\n", "\ta: 1\n", "a: 1\n b: 2\n", "a: b: c\n", "a: !!int x\n", "a: !!binary ***\n", "a: @x\n", "a: `x`\n", "a: %x\n",
        "&a: 1\n", "a: |x\n  y\n", "a: \"\\q\"\n", "---\n---\n", "a:\n  b: 1\n  b: 2\n", "{a: 1, a: 2}\n", "a: 1\n}\n", "- a\nb: 1\n", "a: !!bool yes\n", "a: !!null x\n", "a: 1\n---\n1: x\n",
        "? [a]\n: 1\n", "? {a: 1}\n: 1\n",
    ]

    private static let plain = [
        "0o17", "017", "0xff", "0b101", "1_000", "123456789012345678901234567890", "1e3", "1.0", "1.5e-7", "True", "true", "FALSE", "yes", "on", "y", "No", "2001-12-14", "2001-12-14 21:59:43.10 -5",
        "2001-12-15 2:59:43.10", "2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43Z", "~", "null", "Null", ".nan", ".inf", "-.INF", "+.inf", "+1", "-0", "0", "08", "1.", ".5", "-.5", "1e400", "0x1p3",
        "12:30:45", "1:2", "1,000", "0x1g", "0o8", "-1", "9223372036854775807", "-9223372036854775808", "-9223372036854775809", "1e6", "123456.75", "1234567.5", "1e-5", "0.0001", "1e20", "1e21", "1__0", "-_1", "0x_f",
        "_1", "TrUe", "x y", "a#b", "it's", "back\\slash", "=", "=x", "<", "a,b", "a]b", "-a", "?a", ":a", "a:b", "http://x.y/z?q=1", "é", "日本", "😀", "1.2.3", "v1", "1e", "e1", "2001-1-2", "2001-13-01", "0001-01-01", "12e03",
    ]

    private static let scalars: [Sample] = stride(from: 0, to: plain.count, by: 2).map { start in
        let lines = plain[start..<min(start + 2, plain.count)].enumerated().map { place, text in
            "k\(place): \(text)\nl\(place):\n  - \(text)\nc\(place)_unencrypted: \(text)\nf\(place): [\"\(text.replacingOccurrences(of: "\\", with: "\\\\"))\", '\(text.replacingOccurrences(of: "'", with: "''"))']\n"
        }
        return Sample(.yaml, lines.joined())
    }

    private static let escapes = [
        "uni é \\U0001F600", "\\n\\n", "\\n a", " \\na", "a\\n \\nb", "a\\n\\tb", "a \\n", "a\\r\\n", "\\U0001F600\\nb", "\\N\\L\\P", "\\x7F", "\\0", "\\ufeffbom", "  lead\\nx", "trail \\nx", "x\\n", "x\\n\\n", "x\\n\\n\\n", "\\n",
        " ", "  ", "\\t", "x\\ty", "- ?", "a: ", ": a", "null ", "'q", "\\\"q", "--- a", "it's: x", "# x", "x #y", "@a", "%a", "|", ">", "!", "&", "*", "{", "}", "[", "]", ",", "`", "?", "-", "a\\n# b\\n--- c\\nd: e\\n", "\\u00a0", 
        "a\\u0085b", "\\ue000\\ufffd", "line1\\nline2\\n  indented\\nline4", String(repeating: "long words ", count: 60) + "end", "\\e\\a\\b\\v\\f",
    ]

    private static let strings: [Sample] = escapes.map { text in
        Sample(.yaml, "a: \"\(text)\"\nb_unencrypted: \"\(text)\"\n\"k\(text)k\": 1\n\"\(text)\": 2\nl:\n  m: \"\(text)\"\n")
    } + ["a: |\n    x\n    y\nb: >\n    f\n    g\nc: |-\n    z\nd: |+\n    k\n\n\n", "a: >\n  x\n\n  y\n   z\n\n\n  w\n", "a: |2\n    x\n  y\n", "a:\n  x\n  y\n\n  z\n", "a: 'x\n\n  y'\n", "a: \"x \\\n  y\"\n", "l:\n  - |\n    x\n  - >-\n    y\n"].map { Sample(.yaml, $0) }

    private static let deliberate = [
        Sample(.yaml, "a: \"\\ta\\nb\"\n", differs: .kept("a: \"\\ta\\nb\"\n", because: "sops prints null for text of several lines that begins with a tab")),
        Sample(
            .yaml, "a_unencrypted: \"\\ta\\nb\"\n",
            differs: .kept("a_unencrypted: \"\\ta\\nb\"\n", because: "sops stores null for text of several lines that begins with a tab, and fails its own MAC")),
        Sample(
            .yaml, "\"\\ta\\nb\": 1\n",
            differs: .kept("? \"\\ta\\nb\"\n: 1\n", because: "sops stores null for a key of several lines that begins with a tab, and refuses its own file")),
        Sample(.yaml, "\"<<\": 6\na: 1\n", differs: .kept("\"<<\": 6\na: 1\n", because: "sops writes a text key << as a merge key, and can't read its own file")),
        Sample(.yaml, "a: \"<<\"\n", differs: .kept("a: \"<<\"\n", because: "sops prints the text << with the tag of a merge key")),
        Sample(
            .yaml, "a: \"\\u2028x\"\n",
            differs: .kept("a: \"\\Lx\"\n", because: "sops writes U+2028 raw, which other readers take for a line break")),
        Sample(
            .yaml, "l:\n  - \"\\n a\"\n  - \"  x\\ny\"\n",
            differs: .kept("l:\n    - |2-\n\n       a\n    - |2-\n        x\n      y\n", because: "sops gives a wrong indentation in lists, and the text can't be read back")),
        Sample(.yaml, "l:\n  - a\n  #\n  - b\n", differs: .kept("l:\n    - a\n    #\n    - b\n", because: "sops turns an empty comment in a list into an element")),
        Sample(.yaml, "a: 1\n---\nb: !!int x\n", differs: .refused(2, because: "sops turns a value that does not fit its tag into null in later documents")),
        Sample(.yaml, "k: {} # c\nb: 1\n", differs: .kept("# c\nk: {}\nb: 1\n", ofTheirs: "k: {}\n# c\nb: 1\n", because: "sops loses the comment of an empty map")),
        Sample(.yaml, "c_unencrypted: -0.0\n", differs: .refused(4, because: "sops stores -0, which is an integer when read back, and fails its own MAC")),
    ]
}
