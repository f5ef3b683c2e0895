import CommandDriver
import Foundation
import TestVectors
import Testing

/// `exposed`: what a recipient could read in the history, beside the real git and sops.
@Suite struct ExposedTests {
    private let one = HistoryWorkspace.config(id: "AKIAONEONEONEONEONE1", secret: "FIRSTSECRETfirstsecret")
    private let two = HistoryWorkspace.config(id: "AKIATWOTWOTWOTWOTWO2", secret: "SECONDSECRETsecondsecret")

    @Test("the pair that a removed recipient could read is live, until it is another: then it is superseded and all is well") func leaver() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try history.encrypt(one, to: workspace.recipient + "," + history.b)
        let first = try history.commit()
        // Only the recipients change: the same pair stays.
        try history.encrypt(one, to: workspace.recipient)
        let closed = try history.commit()
        var (code, report) = try history.exposed()
        #expect(code == 9 && report.exit == 9 && report.complete)
        var found = try #require(report.exposures.first)
        #expect(report.exposures.count == 1)
        #expect(found.status == "live" && found.path == "prod/secret_access_key" && found.key_id == "AKIAONEONEONEONEONE1" && found.pair)
        #expect(found.first?.id == first && found.last?.id == first && found.removed?.id == closed && !found.still_recipient)
        #expect(found.live_in.map(\.file) == ["rclone.enc.ini"] && found.live_in.first?.remote == "prod")
        let text = try workspace.rcsops("exposed", "--recipient", history.b)
        #expect(text.code == 9)
        #expect(text.text.contains("EXPOSED, STILL LIVE  rclone.enc.ini  prod/secret_access_key  key AKIA…ONE1"))
        #expect(text.text.contains("rcsops credentials rotate rclone.enc.ini --remote prod"))
        #expect(!text.text.contains("FIRSTSECRET") && !text.messages.contains("FIRSTSECRET"))
        // §6, case 50.
        try history.encrypt(two, to: workspace.recipient)
        try history.commit()
        (code, report) = try history.exposed()
        found = try #require(report.exposures.first)
        #expect(code == 0 && found.status == "superseded" && found.revoked == "unknown")
        // What the back end says.
        try workspace.put("AKIAONEONEONEONEONE1\n", "keys.txt")
        #expect(try history.exposed("--existing-keys", workspace.path("keys.txt")).code == 9)
        #expect(try history.exposed("--existing-keys", workspace.path("keys.txt")).report.exposures.first?.status == "superseded_not_revoked")
        try workspace.put("[\"AKIATWOTWOTWOTWOTWO2\"]\n", "keys.txt")
        #expect(try history.exposed("--existing-keys", workspace.path("keys.txt")).report.exposures.first?.revoked == "yes")
        // Who has never been in the file.
        let other = try workspace.rcsops("key", "generate", "--output", "c.txt").text.trimmingCharacters(in: .newlines)
        #expect(try history.exposed(recipient: other).report.exposures.isEmpty)
        // Only since the recipient went.
        #expect(try history.exposed("--since", closed).report.exposures.isEmpty)
        #expect(try history.exposed("--since", first).report.exposures.count == 1)
    }

    @Test("a value that has moved to another file, under another name, is found there; a file keeps its history through a rename") func moved() throws {
        let history = try HistoryWorkspace()
        try history.encrypt(one, to: history.workspace.recipient + "," + history.b, "old.ini")
        try history.commit()
        try history.git("mv", "old.ini", "new.ini")
        try history.commit()
        try history.encrypt(two, to: history.workspace.recipient, "new.ini")
        try history.encrypt(one.replacingOccurrences(of: "[prod]", with: "[copy]"), to: history.workspace.recipient, "deep.ini")
        try history.commit()
        let (code, report) = try history.exposed("new.ini")
        let found = try #require(report.exposures.first)
        #expect(code == 9 && found.file == "new.ini" && found.former_files == ["old.ini"] && found.status == "live")
        #expect(found.live_in.map(\.file) == ["deep.ini"] && found.live_in.map(\.path) == ["copy/secret_access_key"])
        #expect(try history.exposed("deep.ini").report.exposures.isEmpty)
    }

    @Test("one command a key, whatever files have it, and not for a plain one that it would refuse") func commands() throws {
        let history = try HistoryWorkspace()
        let both = history.workspace.recipient + "," + history.b
        let second = two.replacingOccurrences(of: "[prod]", with: "[backup]")
        for name in ["a.ini", "b.ini"] { try history.encrypt(one + second, to: both, name) }
        try history.workspace.put(one, "a.conf")
        try history.commit()
        let made = try history.workspace.rcsops("exposed", "--recipient", history.b)
        let next = made.text.split(separator: "\n").filter { $0.hasPrefix("next: rcsops credentials rotate") }
        #expect(next == ["next: rcsops credentials rotate a.ini --remote backup", "next: rcsops credentials rotate a.ini --remote prod"], "\(made.text)")
    }

    @Test("a path that neither the tree nor any version has is refused, and one that was there once is not") func misspelt() throws {
        let history = try HistoryWorkspace()
        try history.encrypt(one, to: history.workspace.recipient + "," + history.b, "old.ini")
        try history.commit()
        try history.git("rm", "-q", "old.ini")
        let gone = try history.commit()
        for more in [[], ["--deep"], ["--since", gone]] {
            let made = try history.workspace.rcsops(["exposed", "--recipient", history.b, "nosuch.ini"] + more)
            #expect(made.code == 3 && made.messages.contains("RC8622") && made.messages.contains("\"nosuch.ini\"") && made.output.isEmpty, "\(made.code) \(made.messages)")
        }
        #expect(try history.exposed("old.ini").report.exposures.map(\.reason) == ["not_replaced"])
        #expect(try history.exposed("old.ini", "--since", gone).report.exposures.isEmpty)
        // It is there, and Git has not heard of it yet.
        try history.workspace.put(one, "new.txt")
        #expect(try history.exposed("new.txt").code == 0)
    }

    @Test("without a key for the version: the same ciphertext is the same value, and another may be") func unopened() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try history.encrypt(one, to: workspace.recipient + "," + history.b)
        try history.commit()
        let none = try history.exposed(environment: [:])
        #expect(none.code == 9 && none.report.exposures.map(\.status) == ["live"] && none.report.exposures.first?.key_id == nil)
        try history.encrypt(two, to: workspace.recipient)
        try history.commit()
        let changed = try history.exposed(environment: [:])
        #expect(changed.code == 9 && changed.report.exposures.map(\.status) == ["assume_live"] && changed.report.exposures.first?.reason == "unopened")
        // The key that is there now does not open the former version; that of B did.
        try history.encrypt(one, to: history.b, "other.ini")
        try history.commit()
        try history.encrypt(one, to: workspace.recipient, "other.ini")
        try history.commit()
        #expect(try history.exposed("other.ini").report.exposures.map(\.status) == ["assume_live"])
        try FileManager.default.removeItem(atPath: workspace.path("other.ini"))
        try history.commit()
        let gone = try history.exposed("other.ini", environment: ["SOPS_AGE_KEY_FILE": workspace.path("b.txt")])
        #expect(gone.report.exposures.map(\.reason) == ["not_replaced"] && gone.code == 9)
    }

    @Test("key groups: one of two is shared, and what the threshold asks for is exposed") func groups() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        let c = try workspace.rcsops("key", "generate", "--output", "c.txt").text.trimmingCharacters(in: .newlines)
        func rule(_ groups: String, _ threshold: Int) throws {
            try workspace.put("creation_rules:\n  - key_groups: \(groups)\n    shamir_threshold: \(threshold)\n", ".sops.yaml")
        }
        func encrypt(_ name: String) throws {
            try workspace.put(one, "plain.conf.txt")
            let made = try workspace.peer("sops", "encrypt", "--input-type", "ini", "--output-type", "ini", "--filename-override", name, "plain.conf.txt", environment: [:])
            #expect(made.isSuccess, "\(made.messages)")
            try workspace.put(made.output, name)
            try history.commit()
        }
        try rule("[{age: [\(workspace.recipient)]}, {age: [\(history.b)]}, {age: [\(c)]}]", 2)
        try encrypt("shared.ini")
        try rule("[{age: [\(workspace.recipient), \(history.b)]}, {age: [\(history.b)]}, {age: [\(c)]}]", 2)
        try encrypt("alone.ini")
        let keys = try workspace.text("key.txt") + workspace.text("c.txt")
        try workspace.put(keys, "both.txt")
        let (code, report) = try history.exposed(environment: ["SOPS_AGE_KEY_FILE": workspace.path("both.txt")])
        #expect(report.shared.map(\.file) == ["shared.ini"] && report.shared.first?.audience == "shared")
        #expect(report.exposures.map(\.file) == ["alone.ini"] && report.exposures.first?.status == "live" && code == 9)
    }

    @Test("a PGP recipient, in a document of the real sops, by its fingerprint with and without blanks") func pgp() throws {
        let home = try GnuPGHome()
        let key = try home.makeKey("leaver")
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try workspace.put("a: geheim\nb:\n  - zwei\n", "plain.txt")
        let made = try workspace.peer(
            "sops", "encrypt", "--age", workspace.recipient, "--pgp", key.fingerprint, "--input-type", "yaml", "--output-type", "yaml", "plain.txt", environment: home.environment)
        #expect(made.isSuccess, "\(made.messages)")
        try workspace.put(made.output, "values.yaml")
        try history.commit()
        let spaced = stride(from: 0, to: 40, by: 4).map { String(key.fingerprint.dropFirst($0).prefix(4)) }.joined(separator: " ")
        for name in [key.fingerprint, spaced.lowercased(), String(key.fingerprint.suffix(16))] {
            let (code, report) = try history.exposed(recipient: name)
            #expect(code == 9 && report.exposures.map(\.path) == ["a", "b/0"] && report.exposures.allSatisfy { $0.still_recipient && !$0.pair }, "\(name)")
        }
    }

    @Test("a Secret manifest with an rclone.conf: its remotes are compared, and no word of base64") func manifest() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        func manifest(_ config: String, to recipients: String) throws {
            let text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: r\ndata:\n  rclone.conf: \(Data(config.utf8).base64EncodedString())\n"
            try history.encrypt(text, to: recipients, "secret.yaml", ["--encrypted-regex", "^(data|stringData)$", "--input-type", "yaml"])
        }
        try manifest(one, to: workspace.recipient + "," + history.b)
        try history.commit()
        // The file is another, and the pair the same.
        try manifest("# a comment\n" + one, to: workspace.recipient)
        try history.commit()
        let (code, report) = try history.exposed()
        #expect(code == 9 && report.exposures.map(\.path) == ["prod/secret_access_key"] && report.exposures.first?.status == "live")
        #expect(report.exposures.first?.remote == "prod" && report.exposures.first?.key_id == "AKIAONEONEONEONEONE1")
    }

    @Test("what stood in clear was open to everybody; a rotation's journal is named") func leaks() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try workspace.put(one, "leaked.conf")
        try workspace.put("apiVersion: v1\nkind: Secret\nmetadata:\n  name: r\ndata:\n  rclone.conf: \(Data(two.utf8).base64EncodedString())\n", "leaked.yaml")
        try history.commit()
        try FileManager.default.removeItem(atPath: workspace.path("leaked.conf"))
        try history.encrypt(one, to: workspace.recipient)
        try workspace.put("{\"format\": \"rcsops-rotation/1\", \"secret_new\": \"x\"}", "plain.txt")
        try workspace.put(
            try workspace.rcsops("encrypt", "--age", history.b, "--encrypted-regex", "^secret_", "--input-type", "json", "--filename-override", "j.json", "plain.txt").output,
            "rclone.enc.ini.rotate-01234567.json")
        try history.commit()
        let (code, report) = try history.exposed()
        let clear = report.exposures.filter { $0.audience == "everyone" }
        #expect(code == 9 && clear.map(\.file) == ["leaked.conf", "leaked.yaml"] && clear.allSatisfy { $0.status == "live" })
        #expect(clear.first?.live_in.map(\.file) == ["rclone.enc.ini"])
        #expect(report.journals.map(\.file) == ["rclone.enc.ini.rotate-01234567.json"] && report.journals.first?.readable == true)
        let other = try workspace.rcsops("key", "generate", "--output", "c.txt").text.trimmingCharacters(in: .newlines)
        #expect(try history.exposed(recipient: other).report.exposures.allSatisfy { $0.audience == "everyone" })
    }

    @Test("a shallow clone is incomplete: 8 where nothing live was found; a bare one is read by its HEAD") func incomplete() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try history.encrypt(one, to: workspace.recipient + "," + history.b)
        try history.commit()
        try history.encrypt(two, to: workspace.recipient)
        try history.commit()
        try history.git("-c", "protocol.file.allow=always", "clone", "-q", "--depth", "1", "file://" + workspace.folder.path, "shallow.txt")
        let shallow = try history.exposed("shallow.txt")
        #expect(shallow.code == 8 && shallow.report.incomplete == ["shallow"] && shallow.report.exposures.isEmpty)
        try history.git("clone", "-q", "--bare", workspace.folder.path, "bare.txt")
        let bare = try Program.run(
            Program.rcsops, ["exposed", "--recipient", history.b, "--json"], in: URL(fileURLWithPath: workspace.path("bare.txt")), environment: workspace.identity)
        #expect(bare.code == 0 && bare.text.contains("\"status\": \"superseded\""))
    }

    @Test("deep finds what was reset away; a damaged document is told") func deep() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try history.encrypt(two, to: workspace.recipient)
        try history.commit()
        try history.encrypt(one, to: workspace.recipient + "," + history.b)
        try history.commit()
        try history.git("reset", "-q", "--hard", "HEAD~1")
        #expect(try history.exposed().report.exposures.isEmpty)
        let found = try history.exposed("--deep").report
        #expect(found.exposures.map(\.status) == ["superseded"])
        let text = try workspace.text("rclone.enc.ini").replacingOccurrences(of: "lastmodified", with: "lastmodified=x\nlastmodified")
            .replacingOccurrences(of: "lastmodified ", with: "lastmodified = never ;")
        try workspace.put(text, "broken.ini")
        try history.commit()
        #expect(try history.exposed().report.incomplete.contains("unreadable"))
    }

    @Test("the report has the members of docs/exposed.schema.json, and words that it knows") func schema() throws {
        let history = try HistoryWorkspace()
        try history.workspace.put(one, "leaked.conf")
        try history.encrypt(one, to: history.workspace.recipient + "," + history.b)
        try history.commit()
        let made = try history.workspace.rcsops("exposed", "--recipient", history.b, "--json")
        let report = try #require(try JSONSerialization.jsonObject(with: made.output) as? [String: Any])
        #expect(try SchemaCheck("exposed").faults(of: report) == [])
        #expect(report["recipient_found"] as? Bool == true)
        let exposures = try #require(report["exposures"] as? [[String: Any]])
        #expect(exposures.count == 2 && exposures.allSatisfy { $0["first"] is [String: Any] })
    }

    @Test("wrong input is refused: no repository, no recipient, no commit, two repositories") func refused() throws {
        let workspace = try Workspace()
        func code(_ arguments: String...) throws -> String {
            let made = try workspace.rcsops(["exposed"] + arguments)
            return "\(made.code) " + (made.messages.firstRange(of: "RC86").map { String(made.messages[$0.lowerBound...].prefix(6)) } ?? made.messages)
        }
        #expect(try code("--recipient", workspace.recipient) == "3 RC8603")
        #expect(try code("--recipient", "somebody") == "64 RC8601")
        let history = try HistoryWorkspace()
        #expect(try code("--recipient", workspace.recipient, history.workspace.folder.path, "--since", "x") == "64 RC8605")
        #expect(try code("--recipient", workspace.recipient, history.workspace.folder.path, workspace.path("key.txt")) == "64 RC8606")
    }
}
