import RcloneConfig
import SecretMemory
import Testing

@Suite struct RcloneDocumentTests {
    private let arena = SecretArena()

    private func value(_ line: String) -> String? {
        let document = RcloneDocument(parsing: arena.store(Array(("[r]\n" + line + "\n").utf8)))
        return document.reading[ConfigName("r")]?.entries.first.map { String(decoding: $0.value.bytes, as: UTF8.self) }
    }

    @Test(arguments: [
        ("k = abc #def", "abc #def"), ("k = `  padded  `", "  padded  "), ("k = `abc` tail", "abc"), ("k: v", "v"),
        ("k = \"quoted\"", "\"quoted\""), ("k = C:\\path\\", "C:\\path\\"), ("k =", ""), ("k = \"\"\"x\"\"\"", "x"),
        ("k = abc\u{a0}", "abc"), ("`k` = v", "v"),
    ]) func aValueIsReadAsRcloneReadsIt(line: String, expected: String) {
        #expect(value(line) == expected)
    }

    @Test(arguments: [1, 15, 16, 17, 18, 40])
    func aSectionOfAnySizeKeepsTheLastValueAtTheFirstPlace(count: Int) throws {
        let lines = (0..<count).map { "k\($0) = \($0)\n" } + (0..<count).reversed().map { "k\($0) = new\($0)\n" }
        let text = "[one]\n" + lines.joined() + "[two]\nk0 = other\n"
        let document = RcloneDocument(parsing: SecretArena().store(Array(text.utf8)))
        let section = try #require(document.reading[ConfigName("one")])
        #expect(section.entries.map(\.key.text) == (0..<count).map { "k\($0)" })
        for index in 0..<count { #expect(section[ConfigName("k\(index)")]?.value.bytes == Array("new\(index)".utf8)) }
        #expect(section[ConfigName("k\(count)")] == nil)
        #expect(document.reading[ConfigName("two")]?.value("k0")?.bytes == Array("other".utf8))
    }

    @Test func generatedValuesSurviveTheirSpelling() {
        let alphabet = Array("ab `\"'#;\\%()=:[]\t{}".utf8)
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of generated values: \(seed)")
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<10_000 {
            let bytes = (0..<next(12)).map { _ in alphabet[next(alphabet.count)] }
            var reading = RcloneReading()
            reading.set(RcloneEntry(key: ConfigName("k"), value: arena.store(bytes)), in: ConfigName("r"))
            let document = RcloneDocument(parsing: CanonicalText.write(reading, in: arena))
            #expect(document.unreadable.isEmpty && document.reading.means(sameAs: reading), "seed \(seed)")
        }
    }

    @Test func randomBytesAreCoveredByLinesAndComeBackFromTheirLayout() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of random files: \(seed)")
        var state = seed
        let alphabet = Array("[]=:#;`\"\\ \t\n\n\n\r-%~ab\u{a0}é".utf8) + [0, 0xFF, 0xC2]
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<3000 {
            let arena = SecretArena()
            let bytes = (0..<next(80)).map { _ in alphabet[next(alphabet.count)] }
            let document = RcloneDocument(parsing: arena.store(bytes))
            #expect(document.lines.map { $0.range.count }.reduce(0, +) == bytes.count, "seed \(seed)")
            guard document.unreadable.isEmpty, let layout = try RcloneLayout.make(for: document, withoutLayout: arena.store([0]), in: arena) else { continue }
            let restored = try LayoutRestoring.restore(layout, reading: document.reading, damage: .stop, in: arena)
            #expect(restored.text.equals(document.source), "seed \(seed)")
        }
    }

    @Test(arguments: [
        ("C:\\path\\", true), ("\"quoted\"", true), ("'quoted'", true), ("\"\"\"x", true), (" \"a", true), ("\"a\"b\"", false),
        ("\"quoted#\"", false), ("a\\b", false), ("plain", false), ("", false), (" padded", false), ("`x\\", false),
    ]) func valuesThatSopsEditDamagesAreKnown(value: String, expected: Bool) {
        #expect(FragileValue.isFragile(arena.store(Array(value.utf8))) == expected)
    }

    @Test func storedNamesDecodeToThemselves() throws {
        for name in ["sops", "~x", "~", "-", "#1", "a`b", " x", "[r", "k_unencrypted", "plain", "a=b", "x%41"] {
            #expect(names.decode(section: try names.encode(section: ConfigName(name))) == ConfigName(name))
            #expect(names.decode(key: names.encode(key: ConfigName(name))) == ConfigName(name))
        }
        #expect(try names.encode(section: ConfigName("sops")) == Array("~%73ops".utf8))
        #expect(names.encode(key: ConfigName("#1")) == Array("~%231".utf8))
        #expect(try names.encode(section: ConfigName("region")) == Array("~regio%6E".utf8))
    }

    @Test(arguments: ["~destination", "~x%5D%0Ay", "~%7", "~%zz", "~%41", "~", "~a=b"])
    func aSpellingThatWeWouldNotHaveStoredIsTheNameItself(stored: String) {
        #expect(names.decode(section: Array(stored.utf8)) == ConfigName(stored))
        #expect(names.decode(key: Array(stored.utf8)) == ConfigName(stored))
    }

    private var names: StoredNames {
        StoredNames(
            exposesSection: { $0.elementsEqual("region".utf8) }, exposesKey: { $0.suffix(12).elementsEqual("_unencrypted".utf8) })
    }

    @Test func aMalformedLayoutFallsBackToTheCanonicalText() throws {
        var reading = RcloneReading()
        reading.set(RcloneEntry(key: ConfigName("type"), value: arena.store(Array("s3".utf8))), in: ConfigName("r"))
        for text in ["rclone-layout:1:", "rclone-layout:1:AAAA", "rclone-layout:2:x", "rclone-layout:1:!!"] {
            let restored = try LayoutRestoring.restore(arena.store(Array(text.utf8)), reading: reading, damage: .stop, in: arena)
            #expect(restored.outcome == .dropped)
            #expect(String(decoding: restored.text.bytes, as: UTF8.self) == "[r]\ntype = s3\n\n")
        }
    }

    @Test func aValueThatSopsEditDamagedStopsAndIsRestoredOnDemand() throws {
        let source = "[r]\ntype = s3\nsecret_access_key = C:\\key\\\nregion = eu\n"
        let document = RcloneDocument(parsing: arena.store(Array(source.utf8)))
        let layout = try #require(try RcloneLayout.make(for: document, withoutLayout: arena.store([0]), in: arena))
        var damaged = RcloneReading()
        damaged.set(RcloneEntry(key: ConfigName("type"), value: arena.store(Array("s3".utf8))), in: ConfigName("r"))
        damaged.set(RcloneEntry(key: ConfigName("secret_access_key"), value: arena.store(Array("C:\\keyregion = eu".utf8))), in: ConfigName("r"))
        #expect(throws: LayoutError.self) {
            try LayoutRestoring.restore(layout, reading: damaged, damage: .stop, in: arena).outcome
        }
        let restored = try LayoutRestoring.restore(layout, reading: damaged, damage: .restore, in: arena)
        #expect(String(decoding: restored.text.bytes, as: UTF8.self) == source)
    }
}
