import CommandDriver
import Foundation
import TestVectors
import Testing

/// The real sops rewrites an encrypted rclone.conf, for every file of the corpus: nothing is lost, and what its editor damages is told.
@Suite(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine")) struct SopsRewritesTests {
    private static let corpus: [String] = {
        guard let root = VectorFolder.root?.appendingPathComponent("rclone/corpus") else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).filter { $0.hasSuffix(".conf") }.sorted()
    }()

    private typealias Dump = [String: [String: String]]

    /// A file of the corpus that rclone reads, encrypted; nil for the others.
    private struct Sample {
        let workspace: Workspace
        let bytes: Data
        let dump: Dump

        init?(_ name: String) throws {
            bytes = Data(try VectorFolder.bytes("rclone/corpus/" + name))
            let json = try JSONSerialization.jsonObject(with: Data(try VectorFolder.bytes("rclone/corpus/" + name.dropLast(5) + ".json")))
            guard (json as? [String: Any])?["error"] == nil else { return nil }
            workspace = try Workspace()
            try workspace.put(bytes, "rclone.conf")
            try workspace.encrypt("--quiet")
            dump = try Self.dump(workspace, "rclone.conf")
        }

        static func dump(_ workspace: Workspace, _ name: String) throws -> Dump {
            let made = try workspace.peer("rclone", "--config", name, "config", "dump")
            try #require(made.code == 0, "\(made.messages)")
            return try JSONSerialization.jsonObject(with: made.output) as? Dump ?? [:]
        }

        /// What rclone reads in what rcsops decrypts now.
        func dumpNow() throws -> Dump {
            let made = try workspace.rcsops("decrypt", "--output", "now.conf", "rclone.enc.ini")
            try #require(made.code == 0, "\(made.messages)")
            return try Self.dump(workspace, "now.conf")
        }

        /// A remote and an option that a path of sops can name, and that no other value refers to.
        var target: (section: String, key: String)? {
            let text = String(decoding: bytes, as: UTF8.self)
            for (section, options) in dump.sorted(by: { $0.key < $1.key }) {
                // A dotted name's dump has inherited options too.
                guard Self.isPlain(section), !section.contains("."), !text.contains(section + ".") else { continue }
                for key in options.keys.sorted() where Self.isPlain(key) && !text.contains("%(" + key + ")s") { return (section, key) }
            }
            return nil
        }

        private static func isPlain(_ name: String) -> Bool {
            !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.".contains($0)) }
        }
    }

    @Test(arguments: corpus) func afterRotateAndUpdatekeysEveryByteComesBack(name: String) throws {
        guard let sample = try Sample(name) else { return }
        let workspace = sample.workspace
        #expect(try workspace.peer("sops", "rotate", "-i", "rclone.enc.ini").code == 0)
        let rotated = try workspace.rcsops("decrypt", "rclone.enc.ini")
        #expect(rotated.output == sample.bytes && rotated.messages.isEmpty, "\(rotated.messages)")
        let other = try Workspace()
        try workspace.put("creation_rules: [{age: '\(workspace.recipient),\(other.recipient)'}]\n", ".sops.yaml")
        let updated = try workspace.peer("sops", "updatekeys", "--yes", "rclone.enc.ini")
        #expect(updated.code == 0, "\(updated.messages)")
        for identity in [workspace.identity, other.identity] {
            let opened = try workspace.rcsops("decrypt", "rclone.enc.ini", environment: identity)
            #expect(opened.output == sample.bytes && opened.messages.isEmpty, "\(opened.messages)")
        }
    }

    @Test(arguments: corpus) func afterSetAndUnsetTheRestIsAsItWas(name: String) throws {
        guard let sample = try Sample(name), let (section, key) = sample.target else { return }
        var expected = sample.dump
        for (option, value) in [(key, "# set; `by` \\ sops"), ("zz_added", "new")] {
            let set = try sample.workspace.peer("sops", "set", "rclone.enc.ini", "[\"\(section)\"][\"\(option)\"]", "\"\(value.replacingOccurrences(of: "\\", with: "\\\\"))\"")
            #expect(set.code == 0, "\(set.messages)")
            expected[section]?[option] = value
        }
        #expect(try sample.dumpNow() == expected)
        #expect(try sample.workspace.peer("sops", "unset", "rclone.enc.ini", "[\"\(section)\"][\"\(key)\"]").code == 0)
        expected[section]?[key] = nil
        #expect(try sample.dumpNow() == expected)
        #expect(try sample.workspace.peer("sops", "unset", "rclone.enc.ini", "[\"\(section)\"][\"zz_added\"]").code == 0)
        expected[section]?["zz_added"] = nil
        // Without a header and without keys there is no such section.
        if section == "DEFAULT", expected[section] == [:], !String(decoding: sample.bytes, as: UTF8.self).contains("[DEFAULT]") { expected[section] = nil }
        #expect(try sample.dumpNow() == expected)
    }

    /// The layout goes with the first section, and says so; the values of the others stay.
    @Test(arguments: corpus) func afterUnsetOfTheSectionThatHasTheLayoutTheValuesStay(name: String) throws {
        guard let sample = try Sample(name), let (section, _) = sample.target, sample.dump.count > 1 else { return }
        let unset = try sample.workspace.peer("sops", "unset", "rclone.enc.ini", "[\"\(section)\"]")
        #expect(unset.code == 0, "\(unset.messages)")
        var expected = sample.dump
        expected[section] = nil
        #expect(try sample.dumpNow() == expected)
    }

    /// sops' editor reads the whole plaintext by go-ini's rules: what that damages is refused by name, and never passed on.
    @Test(arguments: corpus) func afterEditTheValuesStayOrTheirDamageIsTold(name: String) throws {
        guard let sample = try Sample(name) else { return }
        let workspace = sample.workspace
        let text = String(decoding: sample.bytes, as: UTF8.self)
        try workspace.put("#!/bin/sh\nprintf '[zz_added]\\ntype = local\\n' >> \"$1\"\n", "editor")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: workspace.path("editor"))
        let edited = try workspace.peer(
            "sops", ["edit", "rclone.enc.ini"], environment: workspace.identity.merging(["EDITOR": workspace.path("editor")]) { $1 }, seconds: 20)
        // A text that it can't read it gives back to the editor, for ever.
        guard edited.code == 0 else {
            #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").output == sample.bytes)
            return
        }
        let made = try workspace.rcsops("decrypt", "--output", "now.conf", "rclone.enc.ini")
        if made.code != 0 {
            #expect(made.code == 1 && made.messages.contains("RC3005"), "\(made.messages)")
            let restored = try workspace.rcsops("decrypt", "--damaged-values", "restore", "--output", "now.conf", "rclone.enc.ini")
            // Where it swallowed the header of the added section, that one's type stands in the remote before it.
            if restored.code == 1, restored.messages.contains("RC3009") { return }
            try #require(restored.code == 0, "\(restored.messages)")
        }
        var expected = sample.dump
        expected["zz_added"] = ["type": "local"]
        #expect(try Sample.dump(workspace, "now.conf") == expected, "\(text)")
    }
}
