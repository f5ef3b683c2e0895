import CommandDriver
import Foundation
import TestVectors
import Testing

/// `recipients`: stopped in the middle, in several repositories, where Git's history can't be asked; and the report of it.
@Suite struct RecipientsHardshipTests {
    private static let names = ["a.ini", "b.ini", "c.ini"]

    private func history() throws -> HistoryWorkspace {
        let history = try HistoryWorkspace()
        for name in Self.names { try history.encrypt(Workspace.config, to: history.workspace.recipient + "," + history.b, name) }
        try history.commit()
        return history
    }

    private func count(_ history: HistoryWorkspace) throws -> Int { try Self.names.count { try history.workspace.text($0).contains(history.b) } }

    @Test("killed before each file is replaced: every file is whole, and a second run does the rest, the rule too", arguments: 1...3) func killed(turn: Int) throws {
        let history = try history()
        let workspace = history.workspace
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient),\(history.b)\n", ".sops.yaml")
        let killed = try Program.run(
            URL(fileURLWithPath: "/usr/bin/strace"),
            [
                "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2", "-e", "inject=rename,renameat,renameat2:signal=KILL:when=\(turn)",
                Program.rcsops.path, "recipients", "remove", history.b, ".", "--yes", "--update-config",
            ], in: workspace.folder, environment: workspace.identity.merging(["PATH": "/usr/bin:/bin"]) { $1 })
        #expect(!killed.isSuccess)
        // The signal comes with the call, which is done or not.
        #expect([3 - turn, 4 - turn].contains(try count(history)))
        for name in Self.names { #expect(try workspace.peer("sops", "decrypt", name, environment: workspace.identity).isSuccess, "\(name)") }
        let rest = try workspace.rcsops("recipients", "remove", history.b, ".", "--yes", "--update-config")
        #expect(rest.code == 0, "\(rest.messages)")
        #expect(try count(history) == 0 && !workspace.text(".sops.yaml").contains(history.b))
        for name in Self.names { #expect(try workspace.peer("sops", "decrypt", name, environment: workspace.identity).isSuccess, "\(name)") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).filter { $0.contains(".rcsops-check") }.isEmpty)
    }

    @Test("the files are done and the rule is not: a further run settles the rule") func ruleAlone() throws {
        let history = try history()
        let workspace = history.workspace
        #expect(try workspace.rcsops("recipients", "remove", history.b, ".", "--yes").code == 0)
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient),\(history.b)\n", ".sops.yaml")
        let told = try workspace.rcsops("recipients", "remove", history.b, ".", "--yes")
        #expect(told.code == 0 && told.messages.contains("RC8618") && told.messages.contains("RC8608"))
        #expect(try workspace.rcsops("recipients", "remove", history.b, ".", "--yes", "--update-config").code == 0)
        #expect(try !workspace.text(".sops.yaml").contains(history.b))
    }

    @Test("where git is missing, or does not trust the repository, that is told, and not that there is no history") func noGit() throws {
        let history = try history()
        let made = try history.workspace.rcsops(
            ["recipients", "remove", history.b, "a.ini", "--yes", "--json"], environment: history.workspace.identity.merging(["PATH": "/nowhere"]) { $1 })
        #expect(made.code == 0 && made.messages.contains("RC8602") && !made.messages.contains("no Git history"), "\(made.messages)")
        #expect(made.text.contains("\"exposure_error\": \"git can't be started\""))
    }

    @Test("files of two repositories: each history is looked through") func twoRepositories() throws {
        let history = try history()
        let workspace = history.workspace
        try FileManager.default.createDirectory(atPath: workspace.path("inner"), withIntermediateDirectories: true)
        try history.encrypt(Workspace.config, to: workspace.recipient + "," + history.b, "inner/d.ini")
        try history.git("init", "-q", "inner")
        try history.git("-C", "inner", "add", "-A")
        try history.git("-C", "inner", "commit", "-q", "-m", "x")
        let made = try workspace.rcsops("recipients", "remove", history.b, "a.ini", "inner/d.ini", "--yes")
        #expect(made.code == 0 && made.messages.components(separatedBy: "in Git's history of ").count == 3, "\(made.messages)")
    }

    @Test("a file of a folder whose name is no UTF-8 is told, for it keeps the recipient") func unnamed() throws {
        let history = try history()
        let made = try Program.run(URL(fileURLWithPath: "/bin/bash"), ["-c", "cp a.ini $'\\xff.ini'"], in: history.workspace.folder)
        #expect(made.isSuccess)
        let removed = try history.workspace.rcsops("recipients", "remove", history.b, ".", "--yes")
        #expect(removed.code == 0 && removed.messages.contains("is not looked at, since its name is no UTF-8"), "\(removed.messages)")
    }

    @Test("the report has the members of docs/recipients.schema.json, and words that it knows") func schema() throws {
        let history = try history()
        let check = try SchemaCheck("recipients")
        for words in [["remove", history.b, ".", "--dry-run"], ["remove", history.b, ".", "--yes"], ["remove", history.b, ".", "--yes"], ["add", history.b, "a.ini", "--yes"]] {
            let made = try history.workspace.rcsops(["recipients"] + words + ["--json"])
            #expect(try check.faults(of: JSONSerialization.jsonObject(with: made.output)) == [], "\(words) \(made.text)")
        }
    }
}
