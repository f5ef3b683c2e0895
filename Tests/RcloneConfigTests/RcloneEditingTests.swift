import Foundation
import RcloneConfig
import SecretMemory
import TestVectors
import Testing

/// Changes of an rclone.conf, judged by the text and by the real rclone.
@Suite struct RcloneEditingTests {
    private let arena = SecretArena()

    private func editing(_ text: String) -> RcloneEditing {
        RcloneEditing(RcloneDocument(parsing: arena.store(Array(text.utf8))), in: arena)
    }

    private func text(_ editing: RcloneEditing) -> String { String(decoding: editing.document.source.bytes, as: UTF8.self) }

    private func set(_ source: String, _ section: String, _ key: String, _ value: String) throws -> String {
        var editing = editing(source)
        try editing.set(ConfigName(key), to: arena.store(Array(value.utf8)), in: ConfigName(section))
        return text(editing)
    }

    @Test(arguments: [
        ("[r]\ntype = s3\n  region:  a  \r\n", "region", "b", "[r]\ntype = s3\n  region:  b  \r\n"),
        ("[r]\nregion=`a` tail\n", "region", "b", "[r]\nregion=`b` tail\n"),
        ("[r]\nregion = a\n", "region", " b", "[r]\nregion = ` b`\n"),
        ("[r]\nregion = \n", "region", "b", "[r]\nregion = b\n"), ("[r]\nregion =\n", "region", "b", "[r]\nregion = b\n"),
        ("[r]\nregion=\r\n", "region", "b", "[r]\nregion=b\r\n"), ("[r]\nregion=a", "region", "b", "[r]\nregion=b"),
        ("[r]\nk = 1\nk = 2\n", "k", "3", "[r]\nk = 1\nk = 3\n"),
    ]) func aKnownOptionKeepsItsLine(source: String, key: String, value: String, expected: String) throws {
        #expect(try set(source, "r", key, value) == expected)
    }

    @Test(arguments: [
        ("[r]\ntype=s3\n\n[x]\ntype = local\n", "[r]\ntype=s3\nregion=b\n\n[x]\ntype = local\n"),
        ("[r]\n\ttype : s3\r\n# note\r\n", "[r]\n\ttype : s3\r\n\tregion : b\r\n# note\r\n"),
        ("[r]\ntype       = s3\naccess_key = x\n", "[r]\ntype       = s3\naccess_key = x\nregion     = b\n"),
        ("[r]\ntype = s3", "[r]\ntype = s3\nregion = b"), ("[r]\n", "[r]\nregion = b\n"), ("[r]", "[r]\nregion = b"),
        ("[r]\ntype = s3\n[x]\na = b\n[r]\nacl = c\n\n", "[r]\ntype = s3\n[x]\na = b\n[r]\nacl = c\nregion = b\n\n"),
    ]) func aNewOptionTakesTheStyleOfItsNeighbours(source: String, expected: String) throws {
        #expect(try set(source, "r", "region", "b") == expected)
    }

    @Test(arguments: [
        ("", "[n]\ntype = local\n"), ("[r]\ntype=s3\n", "[r]\ntype=s3\n\n[n]\ntype=local\n"),
        ("[r]\r\ntype = s3\r\n\r\n", "[r]\r\ntype = s3\r\n\r\n[n]\r\ntype = local\r\n\r\n"),
        ("[r]\ntype = s3", "[r]\ntype = s3\n\n[n]\ntype = local\n"),
    ]) func aTypeMakesARemoteAtTheEnd(source: String, expected: String) throws {
        #expect(try set(source, "n", "type", "local") == expected)
    }

    @Test func whatCannotBeWrittenIsRefused() {
        for value in ["a%(b)sc", "a\nb", "a\rb"] {
            #expect(throws: EditingError.self) { try set("[r]\ntype = s3\n", "r", "pass", value) }
        }
        for key in ["", "a=b", "#x", "[x", "-", " x", "a\nb", "\"x", "x\u{a0}"] {
            #expect(throws: EditingError.self) { try set("[r]\ntype = s3\n", "r", key, "v") }
        }
        #expect(throws: EditingError.self) { try set("[r]\ntype = s3\n", "R", "region", "v") }
        #expect(throws: EditingError.self) { try set("[r]\ntype = s3\n", "a/b", "type", "local") }
    }

    @Test func anOptionGoesWithEveryLineThatGivesIt() throws {
        var editing = editing("# c\n[r]\nk = 1\ntype = s3\n# about k\nk = 2\n")
        try editing.unset(ConfigName("k"), in: ConfigName("r"))
        #expect(text(editing) == "# c\n[r]\ntype = s3\n# about k\n")
        #expect(throws: EditingError.self) { try editing.unset(ConfigName("k"), in: ConfigName("r")) }
    }

    @Test func aNewNameReachesEveryReference() throws {
        let source = """
            [ old ]  
            type = s3
            [old.eu]
            region = eu
            [a]
            type = alias
            remote = old:bucket/old:x
            [b]
            type = alias
            remote = old,region=x:bucket
            [c]
            type=union
            upstreams = old: old:b:ro older:x "old:my dir" /local/old:
            [d]
            type = combine
            upstreams = one=old:a "two=old:b c" old=other:
            [e]
            type = crypt
            remote = `:alias,remote="old:it":x`
            [f]
            type = s3
            description = old: is the bucket
            [g]
            type = chunker
            remote = oldish:x
            [other]
            type = local

            """
        var editing = editing(source)
        try editing.rename(ConfigName("old"), to: ConfigName("a new"))
        let expected = source.replacingOccurrences(of: "[ old ]", with: "[ a new ]").replacingOccurrences(of: "[old.eu]", with: "[a new.eu]")
            .replacingOccurrences(of: "remote = old:bucket/old:x", with: "remote = a new:bucket/old:x")
            .replacingOccurrences(of: "old,region", with: "a new,region")
            .replacingOccurrences(of: "old: old:b:ro older:x \"old:my", with: "\"a new:\" \"a new:b:ro\" older:x \"a new:my")
            .replacingOccurrences(of: "one=old:a \"two=old:b", with: "\"one=a new:a\" \"two=a new:b")
            .replacingOccurrences(of: "\"old:it\"", with: "\"a new:it\"")
        #expect(text(editing) == expected)
        try editing.rename(ConfigName("a new"), to: ConfigName("old"))
        #expect(editing.document.reading[ConfigName("a")]?.value("remote")?.equals("old:bucket/old:x") == true)
    }

    @Test func aNameThatChangesWhatIsInheritedIsRefused() {
        let source = "[p]\ntype = s3\n[p.c]\nregion = eu\n[q]\ntype = local\n[z.c]\ntype = local\n"
        for (old, new) in [("p.c", "c"), ("q", "p.q"), ("q", "z"), ("q", "p"), ("q", "a/b"), ("none", "x"), ("DEFAULT", "x")] {
            var editing = editing(source)
            #expect(throws: EditingError.self, "\(old) \(new)") { try editing.rename(ConfigName(old), to: ConfigName(new)) }
            #expect(text(editing) == source)
        }
    }

    @Test func aReferenceBehindInterpolationIsNotLeftDangling() {
        var editing = editing("base = old\n[old]\ntype = s3\n[a]\ntype = alias\nremote = %(base)s:x\n")
        #expect(throws: EditingError.self) { try editing.rename(ConfigName("old"), to: ConfigName("new")) }
    }

    @Test func aRemoteGoesWithItsComment() throws {
        let source = "# head\n\n# about a\n[a]\ntype = local\n# region = x\n\n# general\n\n# about b\n[b]\ntype = alias\nremote = a:\n"
        var editing = editing(source)
        #expect(throws: EditingError.self) { try editing.remove(ConfigName("a"), force: false) }
        try editing.remove(ConfigName("b"), force: false)
        try editing.remove(ConfigName("a"), force: false)
        #expect(text(editing) == "# head\n\n# general\n\n")
    }

    @Test func aCopyHasTheSameLines() throws {
        var editing = editing("# about a\n[a]\ntype : s3\n# key\npass=`x ` tail\n\n[b]\ntype = local\n[a]\nacl = z\n")
        try editing.copy(ConfigName("a"), to: ConfigName("c"))
        #expect(text(editing).hasSuffix("[a]\nacl = z\n\n[c]\ntype : s3\n# key\npass=`x ` tail\nacl = z\n"))
        #expect(throws: EditingError.self) { try editing.copy(ConfigName("a"), to: ConfigName("b")) }
    }

    @Test func remotesOfAnotherFileComeWithTheirComments() throws {
        let other = RcloneDocument(parsing: arena.store(Array("# head\n\n# about n\n[n]\r\ntype = s3\r\n\n[a]\ntype = local\n".utf8)))
        var editing = editing("[a]\ntype = local\n")
        #expect(try editing.importRemotes([ConfigName("n"), ConfigName("a")], from: other) == [ConfigName("n")])
        #expect(text(editing) == "[a]\ntype = local\n\n# about n\n[n]\ntype = s3\n")
        try editing.set(ConfigName("type"), to: arena.store(Array("b2".utf8)), in: ConfigName("a"))
        #expect(throws: EditingError.self) { try editing.importRemotes([ConfigName("a")], from: other) }
    }

    // Many remotes a file, so that a few runs of rclone judge all values.
    @Test func generatedValuesAreReadByRcloneAsTheyWereSet() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of generated values: \(seed)")
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let alphabet = Array("aZ09 `\"'#;\\%()=:[]\ts{},/<>&$é\u{a0}\u{2028}\u{3000}").map(String.init)
        let former = ["old", "`old`", "`old` tail", "\"\"\"old\"\"\"", "", "\"old\""]
        for _ in 0..<4 {
            var file = Data()
            var expected: [String: String] = [:]
            for index in 0..<2_500 {
                let value = (0..<next(14)).map { _ in alphabet[next(alphabet.count)] }.joined()
                let arena = SecretArena()
                let source = "[r\(index)]\nk = " + former[next(former.count)] + "\nz = end\n"
                var editing = RcloneEditing(RcloneDocument(parsing: arena.store(Array(source.utf8))), in: arena)
                let secret = arena.store(Array(value.utf8))
                // Into a line that is there, or a new one.
                let key = next(2) == 0 ? "k" : "n"
                do throws(EditingError) { try editing.set(ConfigName(key), to: secret, in: ConfigName("r\(index)")) } catch {
                    #expect(Interpolation.hasReference(secret), "seed \(seed)")
                    continue
                }
                file.append(contentsOf: editing.document.source.bytes)
                expected["r\(index) " + key] = value
            }
            let dump = try #require(try RcloneReadback.dump(file))
            for (name, value) in expected {
                let parts = name.split(separator: " ")
                #expect(dump[String(parts[0])]?[String(parts[1])] == value, "seed \(seed)")
                #expect(dump[String(parts[0])]?["z"] == "end", "seed \(seed)")
            }
        }
    }
}

/// Every file of the corpus with one option changed.
@Suite(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"))
struct CorpusEditingTests {
    @Test(arguments: CorpusTests.names) func oneChangedOptionChangesOneLineAndNothingForRclone(name: String) throws {
        let arena = SecretArena()
        let bytes = try VectorFolder.bytes("rclone/corpus/" + name + ".conf")
        let document = RcloneDocument(parsing: arena.store(bytes))
        guard document.unreadable.isEmpty, !Self.isCyclic(name) else { return }
        let before = try #require(try RcloneReadback.dump(Data(bytes)))
        let value = "another # `value\\"
        for section in document.reading.sections {
            guard let entry = section.entries.last else { continue }
            var editing = RcloneEditing(document, in: arena)
            try editing.set(entry.key, to: arena.store(Array(value.utf8)), in: section.name)
            let changed = editing.document
            #expect(changed.lines.count == document.lines.count)
            let differing = zip(document.lines, changed.lines).filter { !document.source[$0.range].equals(changed.source[$1.range]) }
            #expect(differing.map(\.0.number) == [entry.line])
            // What refers to the option changes with it.
            let refers = Set(document.reading.sections.flatMap { section in
                section.entries.filter { Interpolation.hasReference($0.value) }.map { [section.name, $0.key] }
            })
            let after = try #require(try RcloneReadback.dump(Data(changed.source.bytes)))
            #expect(after.mapValues { Set($0.keys) } == before.mapValues { Set($0.keys) })
            for (remote, options) in after {
                for (key, found) in options where !refers.contains([ConfigName(remote), ConfigName(key)]) {
                    let isChanged = ConfigName(remote) == section.name && ConfigName(key) == entry.key
                    #expect(found == (isChanged ? value : before[remote]?[key]))
                }
            }
        }
    }

    // rclone dies of them (stack overflow).
    private static func isCyclic(_ name: String) -> Bool { name.contains("cycle") }
}
