import CommandDriver
import Foundation
import TestVectors
import Testing

@Suite struct CheckCommandTests {
    private func workspace() throws -> Workspace {
        let workspace = try Workspace()
        try protect("rclone.conf", workspace)
        return workspace
    }

    private func protect(_ name: String, _ workspace: Workspace, mode: Int = 0o600) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: workspace.path(name))
    }

    private func findings(_ outcome: Outcome) throws -> [[String: Any]] {
        try JSONSerialization.jsonObject(with: outcome.output) as! [[String: Any]]
    }

    private func codes(_ outcome: Outcome) throws -> [String] { try findings(outcome).map { $0["code"] as! String } }

    @Test func theTwoRemotesOfASyncJobHaveNoFindings() throws {
        let workspace = try workspace()
        let check = try workspace.rcsops("check", "--strict", "rclone.conf")
        #expect(check.code == 0 && check.output.isEmpty)
        #expect(check.messages == "rclone.conf: 2 remotes, 0 errors, 0 warnings\n")
        try workspace.encrypt()
        let encrypted = try workspace.rcsops("check", "--strict", "rclone.enc.ini")
        #expect(encrypted.code == 0 && encrypted.output.isEmpty)
    }

    @Test func severalFilesAreCheckedAndTheWorstCounts() throws {
        let workspace = try workspace()
        try workspace.put("[a]\ntype = local\nnoesuch = 1\n", "warned.conf")
        try workspace.put("[a]\ntype = locl\n", "wrong.conf")
        let check = try workspace.rcsops("check", "rclone.conf", "warned.conf", "wrong.conf")
        #expect(check.code == 1)
        #expect(check.text.contains("warned.conf:3:1: RC1017 warning: ") && check.text.contains("wrong.conf:2:1: RC1007 "))
        #expect(check.messages.split(separator: "\n").count == 3)
        #expect(try workspace.rcsops("check", "rclone.conf", "warned.conf").code == 0)
        #expect(try workspace.rcsops("check", "--strict", "rclone.conf", "warned.conf").code == 1)
    }

    @Test func aMissingFileAmongOthersIsToldAfterTheirFindings() throws {
        let workspace = try workspace()
        try workspace.put("[a]\ntype = locl\n", "wrong.conf")
        let check = try workspace.rcsops("check", "nothing.conf", "wrong.conf")
        #expect(check.code == 100 && check.text.contains("RC1007") && check.messages.contains("nothing.conf"))
    }

    @Test func aPlainFileForEverybodyIsAFinding() throws {
        let workspace = try workspace()
        try protect("rclone.conf", workspace, mode: 0o644)
        #expect(try codes(try workspace.rcsops("check", "--json", "rclone.conf")) == ["RC1047"])
        try workspace.put("[a]\ntype = local\n", "harmless.conf")
        try protect("harmless.conf", workspace, mode: 0o644)
        #expect(try codes(try workspace.rcsops("check", "--json", "harmless.conf")) == [])
        try workspace.encrypt()
        try protect("rclone.enc.ini", workspace, mode: 0o644)
        #expect(try codes(try workspace.rcsops("check", "--json", "rclone.enc.ini")) == [])
    }

    @Test func withoutTheKeyWhatCanBeSeenIsChecked() throws {
        let workspace = try workspace()
        try workspace.put(
            "[s]\ntype = s3\nprovider = Ceph\nendpoint = HTTP://h\nenv_auth = yes\nsecret_acces_key = TOPSECRET\n[sops]\ntype = local\n",
            "rclone.conf")
        try workspace.encrypt()
        let seen = try workspace.rcsops("check", "--json", "rclone.enc.ini", environment: [:])
        #expect(seen.code == 1)
        let expected: Set = ["RC1014", "RC1016", "RC1017", "RC1011", "RC1053"]
        #expect(Set(try codes(seen)) == expected)
        let lines = try workspace.text("rclone.enc.ini").split(separator: "\n", omittingEmptySubsequences: false)
        for finding in try findings(seen) where finding["code"] as? String == "RC1014" {
            #expect(lines[(finding["line"] as! Int) - 1].hasPrefix("endpoint"))
        }
        let opened = try workspace.rcsops("check", "--json", "rclone.enc.ini")
        #expect(Set(try codes(opened)) == expected.subtracting(["RC1053"]))
    }

    @Test func aFileOfThisKindWithoutTheKeyHasNoErrors() throws {
        let workspace = try workspace()
        try workspace.encrypt()
        let check = try workspace.rcsops("check", "--strict", "rclone.enc.ini", environment: [:])
        #expect(check.code == 0 && check.text.contains("RC1053 note: "))
        #expect(check.messages == "rclone.enc.ini: 2 remotes, 0 errors, 0 warnings\n")
    }

    /// What a rule of somebody else's leaves readable.
    @Test(arguments: ["^type$", "^secret_access_key$"]) func aSecretInClearIsAnError(selected: String) throws {
        let workspace = try workspace()
        // Without what the INI dialect of sops cuts off.
        try workspace.put("[s]\ntype = s3\nprovider = AWS\naccess_key_id = AKIAINVENTED00000000\nsecret_access_key = TOPSECRET\n", "plain.ini")
        let made = try workspace.peer(
            "sops", "encrypt", "--age", workspace.recipient, "--encrypted-regex", selected, "--output", "made.enc.ini", "plain.ini")
        #expect(made.code == 0, "\(made.messages)")
        for environment in [workspace.identity, [:]] {
            let check = try workspace.rcsops("check", "--json", "made.enc.ini", environment: environment)
            #expect(check.code == 1)
            let secrets = try codes(check).filter { $0 == "RC1052" }.count
            #expect(secrets == (selected == "^type$" ? 2 : 1), "\(check.text)")
            #expect(!check.text.contains("TOPSECRET"))
        }
    }

    /// sops holds the expression against the remote's name too.
    @Test func aRemoteWhoseNameLeavesItsSecretsInClearIsAnError() throws {
        let workspace = try workspace()
        try workspace.put("[region]\ntype = s3\nprovider = AWS\naccess_key_id = AKIAINVENTED00000000\nsecret_access_key = TOPSECRET\n", "plain.ini")
        #expect(try workspace.peer(
            "sops", "encrypt", "--age", workspace.recipient, "--unencrypted-regex", "^(type|region)$", "--output", "made.enc.ini",
            "plain.ini").code == 0)
        #expect(try codes(try workspace.rcsops("check", "--json", "made.enc.ini")).filter { $0 == "RC1052" }.count == 2)
    }

    @Test func sarifNamesRulesAndPlaces() throws {
        let workspace = try workspace()
        try workspace.put("[a]\ntype = locl\n[b]\ntype = local\nnoesuch = 1\n", "a wrong file.conf")
        try protect("a wrong file.conf", workspace)
        let check = try workspace.rcsops("check", "--sarif", "a wrong file.conf")
        #expect(check.code == 1)
        let log = try JSONSerialization.jsonObject(with: check.output) as! [String: Any]
        #expect(log["version"] as? String == "2.1.0")
        let run = (log["runs"] as! [[String: Any]])[0]
        let driver = (run["tool"] as! [String: Any])["driver"] as! [String: Any]
        let rules = (driver["rules"] as! [[String: Any]]).map { $0["id"] as! String }
        let results = run["results"] as! [[String: Any]]
        #expect(results.map { $0["ruleId"] as! String } == ["RC1007", "RC1017"])
        #expect(results.map { $0["level"] as! String } == ["error", "warning"])
        #expect(Set(rules) == ["RC1007", "RC1017"])
        let location = ((results[1]["locations"] as! [[String: Any]])[0]["physicalLocation"] as! [String: Any])
        #expect((location["artifactLocation"] as! [String: Any])["uri"] as? String == "a%20wrong%20file.conf")
        #expect((location["region"] as! [String: Any])["startLine"] as? Int == 5)
        let clean = try workspace.rcsops("check", "--sarif", "rclone.conf")
        #expect(clean.code == 0)
        #expect(((try JSONSerialization.jsonObject(with: clean.output) as! [String: Any])["runs"] as! [[String: Any]]).count == 1)
    }

    @Test func quietLeavesNotesAndSummaryOut() throws {
        let workspace = try workspace()
        try workspace.encrypt()
        let check = try workspace.rcsops("check", "--quiet", "rclone.enc.ini", environment: [:])
        #expect(check.code == 0 && check.output.isEmpty && check.messages.isEmpty)
    }

    @Test func aCodeIsExplained() throws {
        let workspace = try workspace()
        let explained = try workspace.rcsops("check", "--explain", "rc1017")
        #expect(explained.code == 0 && explained.text.hasPrefix("RC1017: ") && explained.text.contains("\nRemedy: "))
        let unknown = try workspace.rcsops("check", "--explain", "RC1999")
        #expect(unknown.code == 64 && unknown.messages.contains("\n  fix: "))
    }

    @Test(arguments: [[:], ["RCLONE_CONFIG_PASS": "other"]]) func aLockedFileThatDoesNotOpenIsAResult(environment: [String: String]) throws {
        let workspace = try workspace()
        let password = ["RCLONE_CONFIG_PASS": "a long password"]
        #expect(try workspace.rcsops("config", "lock", "--output", "locked.conf", "rclone.conf", environment: password).code == 0)
        try workspace.put("[a]\ntype = locl\n", "wrong.conf")
        let code = environment.isEmpty ? "RC9104" : "RC9101"
        let environment = environment.merging(["RCLONE_ASK_PASSWORD": "false"]) { $1 }
        let made = try workspace.rcsops("check", "--json", "locked.conf", "wrong.conf", environment: environment)
        #expect(made.code == 1 && made.messages.contains(code))
        #expect(try findings(made).contains { $0["code"] as? String == code && $0["file"] as? String == "locked.conf" && $0["severity"] as? String == "error" })
        // The other file is looked at all the same.
        #expect(try codes(made).contains("RC1007"))
        let sarif = try workspace.rcsops("check", "--sarif", "locked.conf", environment: environment)
        let runs = (try JSONSerialization.jsonObject(with: sarif.output) as! [String: Any])["runs"] as! [[String: Any]]
        let rules = ((runs[0]["tool"] as! [String: Any])["driver"] as! [String: Any])["rules"] as! [[String: Any]]
        #expect(sarif.code == 1 && rules.map { $0["id"] as! String } == [code])
    }

    @Test(arguments: [
        (["config", "sett"], "rcsops config set?"), (["config", "ser", "f"], "rcsops config set?"), (["chek", "f"], "rcsops check?"),
        (["help", "config", "unlok"], "rcsops help config unlock?"), (["config", "zzzzzz"], "rcsops config -h"),
    ]) func aMisspeltCommandIsAnsweredWithTheNearest(arguments: [String], words: String) throws {
        let made = try Workspace().rcsops(arguments)
        #expect(made.code == 64 && made.output.isEmpty && made.messages.contains("RC6010") && made.messages.contains(words), "\(made.messages)")
    }

    @Test func usageErrors() throws {
        let workspace = try workspace()
        #expect(try workspace.rcsops("check").code == 64)
        #expect(try workspace.rcsops("check", "--json", "--sarif", "rclone.conf").code == 64)
    }

    @Test func everyCodeInTheSourcesIsExplained() throws {
        let workspace = try workspace()
        var codes: Set<String> = []
        let sources = VectorFolder.packageRoot.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)!.compactMap { $0 as? URL }
        for file in files where ["swift", "c", "cpp", "h"].contains(file.pathExtension) && !file.lastPathComponent.hasPrefix("FailurePage") {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /\bRC\d{4}\b/) { codes.insert(String(match.output)) }
        }
        #expect(codes.count >= 170)
        for code in codes.sorted() {
            let page = try workspace.rcsops("check", "--explain", code.lowercased())
            #expect(page.code == 0, "\(code) has no page: FailurePageText, FindingExplanation")
            let lines = page.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 7 && lines[0].hasPrefix(code + ": ") && lines[4].hasPrefix("Harm: ") && lines[5].hasPrefix("Remedy: "), "\(page.text)")
            #expect(page.text.utf8.count > 80)
        }
    }
}
