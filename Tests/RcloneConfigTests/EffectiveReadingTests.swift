import CommandDriver
import Foundation
import RcloneConfig
import SecretMemory
import TestVectors
import Testing

/// References `%(…)s` and dotted inheritance, as the real rclone has them.
@Suite struct EffectiveReadingTests {
    private func values(_ bytes: [UInt8]) throws -> [String: [String: String]] {
        let arena = SecretArena()
        let reading = RcloneDocument(parsing: arena.store(bytes)).reading
        let effective = EffectiveReading(of: reading, in: arena)
        var found: [String: [String: String]] = [:]
        for section in reading.sections {
            var options: [String: String] = [:]
            for entry in section.entries {
                let value = try #require(try effective.value(entry.key, of: section.name))
                options[String(decoding: entry.key.bytes, as: UTF8.self)] = String(decoding: value.bytes, as: UTF8.self)
            }
            found[String(decoding: section.name.bytes, as: UTF8.self)] = options
        }
        return found
    }

    @Test(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"), arguments: CorpusTests.names)
    func everyValueOfTheCorpusIsRclones(name: String) throws {
        let bytes = try VectorFolder.bytes("rclone/corpus/" + name + ".conf")
        guard let dump = try RcloneReadback.dump(Data(bytes)) else { return }
        #expect(try values(bytes) == dump)
    }

    @Test func generatedReferencesAreReplacedAsRcloneDoes() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of generated references: \(seed)")
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        // A key refers to later ones only, so there is no circle.
        let keys = ["a", "b", "s", "cs", "d", "e"]
        func value(after place: Int) -> String {
            (0..<next(5)).map { _ -> String in
                let later = place + 1 < keys.count ? keys[place + 1 + next(keys.count - place - 1)] : "none"
                return ["%(\(later))s", "%(\(later)s)s", "x", "%", "(", ")s", "%(", "%(%(\(later))s", "none %(none)s"][next(9)]
            }.joined()
        }
        for _ in 0..<8 {
            var text = ""
            for section in ["DEFAULT"] + (0..<60).map({ "r\($0)" }) {
                text += "[\(section)]\n"
                for (place, key) in keys.enumerated() where next(3) > 0 { text += key + " = " + value(after: place) + "\n" }
            }
            let dump = try #require(try RcloneReadback.dump(Data(text.utf8)))
            #expect(try values(Array(text.utf8)) == dump, "seed \(seed)")
        }
    }

    @Test(arguments: [
        "a = x%(a)s\n", "a = %(b)s\nb = %(a)s\n", "[r]\na = x%(a)s\n", "[r]\na = %(b)s\nb = %(a)s\n",
        "[r]\na = %(a)s%(a)s\n", "[r]\na = %(b)s%(b)s\nb = %(a)s%(a)s\n", "b = %(b)s\n[r]\na = %(b)s\n",
    ]) func aCircleIsAnErrorAndEnds(text: String) {
        #expect(throws: EffectiveError.self) { try values(Array(text.utf8)) }
    }

    @Test func referencesThatMultiplyAreBounded() {
        let lines = (0..<64).map { "k\($0) = %(k\($0 + 1))s%(k\($0 + 1))s\n" }.joined() + "k64 = 0123456789\n"
        #expect(throws: EffectiveError.self) { try values(Array(lines.utf8)) }
    }

    @Test func aDottedRemoteInheritsAsFarAsEachNameIsThere() throws {
        let text = "[a]\ntype = local\nx = 1\n[a.b]\ny = 2\n[a.b.c]\nz = 3\n[q]\ntype = local\n[q.r.s]\nz = 3\n"
        let arena = SecretArena()
        let reading = RcloneDocument(parsing: arena.store(Array(text.utf8))).reading
        let effective = EffectiveReading(of: reading, in: arena)
        #expect(try effective.entries(of: ConfigName("a.b.c")).map(\.key.text) == ["z", "y", "type", "x"])
        let remotes = reading.sections.map(\.name).filter { effective.backend(of: $0) != nil }.map { $0.text + ":" }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-dots-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.utf8).write(to: folder.appendingPathComponent("rclone.conf"))
        let listed = try Program.run(Program.peer("rclone"), ["--config", "rclone.conf", "listremotes"], in: folder)
        #expect(Set(listed.text.split(separator: "\n").map(String.init)) == Set(remotes))
        #expect(!remotes.contains("q.r.s:"))
    }
}
