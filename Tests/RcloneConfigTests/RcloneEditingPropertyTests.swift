import Foundation
import RcloneConfig
import SecretMemory
import Testing

/// Changes of generated files: none is refused for want of a way to write it, and rclone reads what was meant.
@Suite struct RcloneEditingPropertyTests {
    private struct Draw {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }

        mutating func one<T>(of choices: [T]) -> T { choices[next(choices.count)] }

        /// A file with everything in it that rclone reads in an odd way.
        mutating func file(withReferences: Bool) -> String {
            let ends = next(3) == 0 ? ["\r\n"] : next(4) == 0 ? ["\n", "\r\n"] : ["\n"]
            let names = ["a", "b", "a.b", "a.b.c", "DEFAULT", "x y", "é", "[q]", "a:b"]
            var text = next(6) == 0 ? "\u{feff}" : ""
            for _ in 0..<next(14) {
                let indentation = one(of: ["", "", "", "  ", "\t", "\u{a0}"])
                let key = one(of: ["type", "type", "remote", "k", "k", "key", "`k`", "\"k=1\"", "a b", "upstreams", "#", "Ké"])
                let value = one(of: [
                    "", "v", "`v`", "` v ` tail", "\"\"\"v\"\"\"", "\"v\"", "a:x", "alias", "union", "crypt", "v \\", "`", "#v",
                    withReferences ? "%(k)s" : "v",
                ])
                let line = one(of: [
                    "[" + one(of: names) + "]", "[ " + one(of: names) + " ]", "# note", "", key + one(of: [" = ", "=", ": ", "   =\t"]) + value,
                    key + " = " + value, key + " = " + value,
                ])
                text += indentation + line + one(of: ["", "", " "]) + one(of: ends)
            }
            if next(3) == 0, let last = text.unicodeScalars.last, last == "\n" { text.unicodeScalars.removeLast() }
            return text
        }
    }

    private enum Change: CaseIterable { case set, setNew, setSection, unset, rename, remove, copy, importAll }

    /// What was meant, as values by section and key; nil when the change was refused for a reason of its own.
    private func apply(_ change: Change, to editing: inout RcloneEditing, _ draw: inout Draw, _ arena: SecretArena) throws -> Bool {
        let sections = editing.document.reading.sections
        let name = sections.isEmpty ? ConfigName("a") : sections[draw.next(sections.count)].name
        let key = sections.flatMap { $0.name == name ? $0.entries.map(\.key) : [] }.last ?? ConfigName("k")
        let value = arena.store(Array(draw.one(of: ["", "new", " new", "`new", "#", "\"\"\"n\"\"\"", "new\\"]).utf8))
        do throws(EditingError) {
            switch change {
            case .set: try editing.set(key, to: value, in: name)
            case .setNew: try editing.set(ConfigName("brand_new"), to: value, in: name)
            case .setSection: try editing.set(ConfigName("type"), to: value, in: ConfigName("new"))
            case .unset: try editing.unset(key, in: name)
            case .rename: try editing.rename(name, to: ConfigName("new"))
            case .remove: try editing.remove(name, force: draw.next(2) == 0)
            case .copy: try editing.copy(name, to: ConfigName("new"))
            case .importAll:
                let other = RcloneDocument(parsing: arena.store(Array(draw.file(withReferences: true).utf8)))
                guard other.unreadable.isEmpty else { return false }
                try editing.importRemotes(Set(other.reading.sections.map(\.name)), from: other)
            }
            return true
        } catch {
            if case .unfaithful = error { throw error }
            return false
        }
    }

    @Test func aChangeOfAGeneratedFileIsNeverUnfaithful() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of generated changes: \(seed)")
        var draw = Draw(state: seed)
        var count = 0
        for _ in 0..<6_000 {
            let arena = SecretArena()
            let source = draw.file(withReferences: true)
            let document = RcloneDocument(parsing: arena.store(Array(source.utf8)))
            guard document.unreadable.isEmpty else { continue }
            var editing = RcloneEditing(document, in: arena)
            let change = draw.one(of: Change.allCases)
            do {
                guard try apply(change, to: &editing, &draw, arena) else { continue }
            } catch {
                Issue.record("seed \(seed) \(change): \(source.debugDescription)")
                continue
            }
            count += 1
            // Everything that a change leaves is there in its old order.
            let lines = Set(editing.document.lines.map { editing.document.source[$0.range].bytes })
            let lost = document.lines.filter { !lines.contains(document.source[$0.range].bytes) }
            if change == .set { #expect(lost.count <= 1, "seed \(seed): \(source.debugDescription)") }
            // A last line without an end gets one.
            if [.setNew, .setSection, .copy, .importAll].contains(change) { #expect(lost.count <= 1, "seed \(seed): \(source.debugDescription)") }
        }
        #expect(count > 1_000)
    }

    @Test func rcloneReadsTheChangedFileAsWeDo() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of changes that rclone reads: \(seed)")
        var draw = Draw(state: seed)
        var count = 0
        while count < 120 {
            let arena = SecretArena()
            let source = draw.file(withReferences: false)
            let document = RcloneDocument(parsing: arena.store(Array(source.utf8)))
            var editing = RcloneEditing(document, in: arena)
            guard document.unreadable.isEmpty, try apply(draw.one(of: Change.allCases), to: &editing, &draw, arena) else { continue }
            guard !editing.document.reading.sections.contains(where: { $0.entries.contains { Interpolation.hasReference($0.value) } }) else { continue }
            count += 1
            var dump = try #require(try RcloneReadback.dump(Data(editing.document.source.bytes)), "seed \(seed)")
            // An explicit header without keys; our reading has DEFAULT only with keys.
            if dump["DEFAULT"]?.isEmpty ?? false { dump["DEFAULT"] = nil }
            var expected: [String: [String: String]] = [:]
            for section in editing.document.reading.sections {
                expected[String(decoding: section.name.bytes, as: UTF8.self)] = Dictionary(
                    uniqueKeysWithValues: section.entries.map { (String(decoding: $0.key.bytes, as: UTF8.self), String(decoding: $0.value.bytes, as: UTF8.self)) })
            }
            #expect(dump == expected, "seed \(seed): \(source.debugDescription)")
        }
    }
}
