import CommandDriver
import Foundation
import Testing

/// `exposed` gives no false all-clear: files that are hard to read, keys that nobody has asked for, recipients under another name.
@Suite struct ExposedCompletenessTests {
    private let one = HistoryWorkspace.config(id: "AKIAONEONEONEONEONE1", secret: "FIRSTSECRETfirstsecret")
    private let two = HistoryWorkspace.config(id: "AKIATWOTWOTWOTWOTWO2", secret: "SECONDSECRETsecondsecret")

    @Test("a value that lives on in a file whose name is no UTF-8, or that a sparse work tree lacks, is live") func hiddenFiles() throws {
        for isSparse in [false, true] {
            let history = try HistoryWorkspace()
            let workspace = history.workspace
            try history.encrypt(one, to: workspace.recipient + "," + history.b)
            // The name as bytes: a text can't hold it.
            let made = try Program.run(
                URL(fileURLWithPath: "/bin/bash"), ["-c", isSparse ? "mkdir far; cp rclone.enc.ini far/x.ini" : "cp rclone.enc.ini $'b\\xff.ini'"], in: workspace.folder)
            #expect(made.isSuccess)
            try history.commit()
            try history.encrypt(two, to: workspace.recipient)
            try history.commit()
            if isSparse {
                try history.git("sparse-checkout", "set", "near")
                #expect(!FileManager.default.fileExists(atPath: workspace.path("far/x.ini")))
            }
            let found = try history.exposed()
            #expect(found.code == 9 && found.report.exposures.map(\.status) == ["live", "live"], "\(isSparse)")
        }
    }

    @Test("a name with a line end makes no line of its own, and its command can be pasted") func lineEnds() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try history.encrypt(one, to: workspace.recipient + "," + history.b)
        try FileManager.default.moveItem(atPath: workspace.path("rclone.enc.ini"), toPath: workspace.path("a\nnext: rm -rf 'x'.ini"))
        try history.commit()
        let made = try workspace.rcsops("exposed", "--recipient", history.b)
        #expect(made.code == 9 && !made.text.contains("\nnext: rm"))
        let line = try #require(made.text.split(separator: "\n").first { $0.hasPrefix("next: rcsops credentials rotate ") })
        let pasted = try Program.run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", "ls -- " + line.dropFirst("next: rcsops credentials rotate ".count).replacingOccurrences(of: " --remote prod", with: "")],
            in: workspace.folder)
        #expect(pasted.isSuccess, "\(line) \(pasted.messages)")
    }

    @Test("a recipient that no version has is told, for it may be a typing error") func unknown() throws {
        let history = try HistoryWorkspace()
        try history.encrypt(one, to: history.workspace.recipient)
        try history.commit()
        let made = try history.workspace.rcsops("exposed", "--recipient", history.b, "--json")
        #expect(made.code == 0 && made.messages.contains("RC8620") && made.text.contains("\"recipient_found\": false"))
        let known = try history.workspace.rcsops("exposed", "--recipient", history.workspace.recipient, "--json")
        #expect(!known.messages.contains("RC8620") && known.text.contains("\"recipient_found\": true"))
    }

    @Test("a tag of a content is a version, though no commit has it") func tagged() throws {
        let history = try HistoryWorkspace()
        try history.encrypt(two, to: history.workspace.recipient)
        try history.commit()
        try history.encrypt(one, to: history.workspace.recipient + "," + history.b, "other.ini")
        try history.git("tag", "kept", try history.git("hash-object", "-w", "other.ini"))
        try FileManager.default.removeItem(atPath: history.workspace.path("other.ini"))
        let (code, report) = try history.exposed()
        #expect(code == 9 && report.exposures.map(\.key_id) == ["AKIAONEONEONEONEONE1"] && report.exposures.first?.reason == "not_replaced")
        // There is no file to rotate it in.
        let text = try history.workspace.rcsops("exposed", "--recipient", history.b).text
        #expect(text.contains("next: see at its provider that key AKIA…ONE1 is deleted") && !text.contains("credentials rotate"))
    }

    @Test("a key that a list lacks is revoked where its user was asked, and unknown where nobody was; masked and empty lists are refused, and messages") func existing() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try history.encrypt(one, to: workspace.recipient + "," + history.b)
        try history.commit()
        try history.encrypt(two, to: workspace.recipient)
        try history.commit()
        func list(_ existing: String) throws {
            try workspace.put("{\"format\": \"rcsops-keys/1\", \"keys\": [{\"id\": \"AKIATWOTWOTWOTWOTWO2\", \"existing\": \(existing)}]}", "keys.txt")
        }
        func revoked() throws -> String { try history.exposed("--existing-keys", workspace.path("keys.txt")).report.exposures.map { $0.status + " " + $0.revoked }.joined() }
        try list("null")
        #expect(try revoked() == "superseded unknown")
        try list("[\"AKIATWOTWOTWOTWOTWO2\"]")
        #expect(try revoked() == "superseded yes")
        try list("[\"AKIATWOTWOTWOTWOTWO2\", \"AKIAONEONEONEONEONE1\"]")
        #expect(try revoked() == "superseded_not_revoked no")
        try workspace.put("{\"AccessKeyMetadata\": [{\"AccessKeyId\": \"AKIAONEONEONEONEONE1\", \"Status\": \"Active\"}]}", "keys.txt")
        #expect(try revoked() == "superseded_not_revoked no")
        for text in ["", "Unable to locate credentials. You can configure credentials by running a command.\n", "{\"format\": \"rcsops-keys/1\", \"keys\": [{\"id\": \"AKIA…TWO2\", \"existing\": [\"AKIA…TWO2\"]}]}", "rcsops-keys/1"] {
            try workspace.put(text, "keys.txt")
            let made = try workspace.rcsops("exposed", "--recipient", history.b, "--existing-keys", "keys.txt")
            #expect(made.code == 64 && made.messages.contains("RC8621"), "\(text) \(made.messages)")
        }
    }

    @Test("a pair that a journal in the history shows is to be rotated where a file still has it, and is superseded where none has") func journal() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try history.encrypt(one, to: workspace.recipient)
        let text = "{\"format\": \"rcsops-rotation/1\", \"old\": {\"id\": \"AKIAZEROZEROZEROZER0\", \"secret_access_key\": \"GONE\"}, "
            + "\"new\": {\"id\": \"AKIAONEONEONEONEONE1\", \"secret_access_key\": \"FIRSTSECRETfirstsecret\"}}"
        try workspace.put(text, "j.txt")
        let sealed = try workspace.rcsops(
            "encrypt", "--age", workspace.recipient + "," + history.b, "--encrypted-regex", "^secret_", "--input-type", "json", "--filename-override", "j.json", "j.txt")
        #expect(sealed.isSuccess, "\(sealed.messages)")
        try workspace.put(sealed.output, "rclone.enc.ini.rotate-01234567.json")
        try history.commit()
        let (code, report) = try history.exposed()
        #expect(code == 9 && report.journals.map(\.readable) == [true])
        #expect(report.exposures.map { "\($0.path) \($0.key_id ?? "-") \($0.status) \($0.pair) \($0.live_in.map(\.file))" } == [
            "new/secret_access_key AKIAONEONEONEONEONE1 live true [\"rclone.enc.ini\", \"rclone.enc.ini.rotate-01234567.json\"]",
            "old/secret_access_key AKIAZEROZEROZEROZER0 live true [\"rclone.enc.ini.rotate-01234567.json\"]",
        ])
        try FileManager.default.removeItem(atPath: workspace.path("rclone.enc.ini.rotate-01234567.json"))
        try history.commit()
        let later = try history.exposed().report
        #expect(later.exposures.map { "\($0.key_id ?? "-") \($0.status)" } == ["AKIAONEONEONEONEONE1 live", "AKIAZEROZEROZEROZER0 superseded"])
        #expect(try workspace.rcsops("exposed", "--recipient", history.b).text.contains("next: rcsops credentials rotate rclone.enc.ini --remote prod\n"))
    }

    @Test("a PGP key is known by its subkey, by 0x before it and ! behind it, in files and on the command line") func pgpParts() throws {
        let home = try GnuPGHome()
        let key = try home.makeKey("leaver")
        let subkey = try #require(key.subkey)
        for named in [key.fingerprint, subkey + "!", "0x" + key.fingerprint.suffix(16)] {
            let history = try HistoryWorkspace()
            let workspace = history.workspace
            try workspace.put("a: geheim\n", "plain.txt")
            let made = try workspace.peer(
                "sops", "encrypt", "--age", workspace.recipient, "--pgp", named, "--input-type", "yaml", "--output-type", "yaml", "plain.txt", environment: home.environment)
            #expect(made.isSuccess, "\(made.messages)")
            try workspace.put(made.output, "v.yaml")
            try history.commit()
            for asked in [key.fingerprint, subkey, "0x" + subkey.suffix(16)] {
                let found = try history.exposed(recipient: asked, environment: workspace.identity.merging(home.environment) { $1 })
                #expect(found.code == 9 && found.report.exposures.count == 1, "\(named) \(asked)")
            }
        }
    }
}
