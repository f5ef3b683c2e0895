import Foundation
import RcloneConfig
import SecretMemory
import TestVectors
import Testing

@Suite(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"))
struct CorpusTests {
    static let names: [String] = {
        guard let root = VectorFolder.root else { return [] }
        let folder = root.appendingPathComponent("rclone/corpus").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".conf") }.map { String($0.dropLast(5)) }.sorted()
    }()

    private func document(_ name: String, _ arena: SecretArena) throws -> RcloneDocument {
        RcloneDocument(parsing: arena.store(try VectorFolder.bytes("rclone/corpus/" + name + ".conf")))
    }

    @Test func theCorpusHas126Files() { #expect(Self.names.count == 126) }

    @Test(arguments: names) func linesCoverTheFileWithoutAGap(name: String) throws {
        let document = try document(name, SecretArena())
        var offset = 0
        for line in document.lines {
            #expect(line.range.lowerBound == offset)
            offset = line.range.upperBound
        }
        #expect(offset == document.source.count)
    }

    @Test(arguments: names) func theReadingIsRclones(name: String) throws {
        let document = try document(name, SecretArena())
        let data = Data(try VectorFolder.bytes("rclone/corpus/" + name + ".json"))
        let expected = try JSONSerialization.jsonObject(with: data) as! [String: Any]
        if expected["error"] is String {
            #expect(!document.unreadable.isEmpty)
            return
        }
        #expect(document.unreadable.isEmpty)
        var found: [String: [String: String]] = [:]
        var hasReference = false
        for section in document.reading.sections {
            var keys: [String: String] = [:]
            for entry in section.entries {
                hasReference = hasReference || Interpolation.hasReference(entry.value)
                keys[String(decoding: entry.key.bytes, as: UTF8.self)] = String(decoding: entry.value.bytes, as: UTF8.self)
            }
            found[String(decoding: section.name.bytes, as: UTF8.self)] = keys
        }
        // rclone's dump shows values after interpolation; such files are compared by their names only.
        let dump = expected as! [String: [String: String]]
        if hasReference {
            #expect(found.mapValues { Set($0.keys) } == dump.mapValues { Set($0.keys) })
        } else {
            // The decoder of invalid UTF-8 may give another number of replacement characters for the same bytes.
            #expect(found == dump)
        }
    }

    @Test(arguments: names) func theLayoutGivesTheVeryBytesBack(name: String) throws {
        let arena = SecretArena()
        let document = try document(name, arena)
        guard document.unreadable.isEmpty else { return }
        let layout = try #require(try RcloneLayout.make(for: document, withoutLayout: arena.store([0]), in: arena))
        let restored = try LayoutRestoring.restore(layout, reading: document.reading, damage: .stop, in: arena)
        let isCanonical = CanonicalText.write(document.reading, in: arena).equals(document.source)
        #expect(restored.outcome == .exact || isCanonical)
        #expect(restored.text.equals(document.source))
    }

    @Test(arguments: names) func theCanonicalTextMeansTheSame(name: String) throws {
        let arena = SecretArena()
        let document = try document(name, arena)
        guard document.unreadable.isEmpty else { return }
        let again = RcloneDocument(parsing: CanonicalText.write(document.reading, in: arena))
        #expect(again.unreadable.isEmpty)
        #expect(again.reading.means(sameAs: document.reading))
    }

    @Test(arguments: names) func aChangedValueKeepsAllOtherLines(name: String) throws {
        let arena = SecretArena()
        let document = try document(name, arena)
        guard document.unreadable.isEmpty, let layout = try RcloneLayout.make(for: document, withoutLayout: arena.store([0]), in: arena),
            let section = document.reading.sections.last, let entry = section.entries.last
        else { return }
        var reading = document.reading
        reading.set(RcloneEntry(key: entry.key, value: arena.store(Array("another # value ".utf8))), in: section.name)
        let restored = try LayoutRestoring.restore(layout, reading: reading, damage: .accept, in: arena)
        guard restored.outcome != .canonical else { return }
        #expect(restored.outcome == .merged)
        #expect(RcloneDocument(parsing: restored.text).reading.hasSameContent(as: reading))
        let lines = document.lines.filter { if case .byteOrderMark = $0.content { false } else { true } }
        let line = lines[entry.line - 1].range
        #expect(restored.text[0..<line.lowerBound].equals(document.source[0..<line.lowerBound]))
        let after = document.source[line.upperBound..<document.source.count]
        #expect(restored.text[(restored.text.count - after.count)..<restored.text.count].equals(after))
    }

    @Test(arguments: names) func aFileCutAtAnyByteIsReadWithoutACrash(name: String) throws {
        let arena = SecretArena()
        let bytes = try VectorFolder.bytes("rclone/corpus/" + name + ".conf")
        for count in 0..<min(bytes.count, 400) {
            let document = RcloneDocument(parsing: arena.store(Array(bytes.prefix(count))))
            _ = RcloneCheck.findings(in: document, file: name)
            #expect(document.lines.last?.range.upperBound ?? 0 == count)
        }
    }
}
