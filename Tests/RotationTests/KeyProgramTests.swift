import CommandDriver
import Foundation
import TestVectors
import Testing

/// `--source command`: a program that makes keys, and what it can't do to us.
@Suite(.waiting) struct KeyProgramTests {
    private static let list = """
        describe) echo '{"UserName": "backup", "Arn": "arn:example:user/backup"}';;
        list) echo '{"Keys": [{"AccessKeyId": "AKIAINVENTED00000000", "Status": "Active", "CreateDate": "2020-01-01T00:00:00Z"}]}';;
        """

    private func workspace() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.encrypt()
        return workspace
    }

    @Test func thePlanShowsWhatTheProgramTellsAndMakesNoKey() throws {
        let workspace = try workspace()
        let before = try workspace.data("rclone.enc.ini")
        let program = try KeyProgram(Self.list, in: workspace)
        let plan = try program.plan()
        #expect(plan.code == 0, "\(plan.messages)")
        #expect(plan.text.hasPrefix("identity      arn:example:user/backup\n") && plan.text.hasSuffix("\nNothing was changed.\n"), "\(plan.text)")
        #expect(plan.text.contains("AKIAINVENTED00000000, ") && plan.text.contains("run the program: create"))
        #expect(program.calls.map { $0.prefix { $0 != "|" } } == ["--account a b describe", "--account a b list"])
        #expect(try workspace.data("rclone.enc.ini") == before)
    }

    @Test func itGetsAFewVariablesAndNoSecret() throws {
        let workspace = try workspace()
        let program = try KeyProgram(Self.list, in: workspace, environment: ["PROVIDER_TOKEN"])
        let plan = try program.plan(environment: ["PROVIDER_TOKEN": "t", "AWS_SECRET_ACCESS_KEY": "TOPSECRET", "RCLONE_CONFIG_PASS": "p"])
        #expect(plan.code == 0, "\(plan.messages)")
        for call in program.calls {
            let names = Set(call.split(separator: "|")[2].split(separator: " ").map(String.init))
            #expect(names.isSubset(of: ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PROVIDER_TOKEN", "RCSOPS_ROTATION_ID", "PWD", "_", "SHLVL", "OLDPWD"]), "\(names)")
            #expect(names.isSuperset(of: ["PROVIDER_TOKEN", "RCSOPS_ROTATION_ID"]))
            #expect(!call.contains("TOPSECRET"))
        }
        #expect(Set(program.calls.map { $0.split(separator: "|")[1] }).count == 1, "one rotation has one id")
    }

    @Test(arguments: [
        ("list) exit 11;;", 7, "RC8514"), ("list) exit 12;;", 3, "RC8518"), ("list) exit 10;;", 6, "RC8512"), ("list) exit 1;;", 6, "RC8512"),
        ("list) kill -9 $$;;", 6, "RC8512"), ("list) echo nonsense;;", 6, "RC8512"), ("list) echo '{\"Keys\": [7]}';;", 6, "RC8512"),
        ("list) echo '{\"Keys\": []}';;", 3, "RC8518"), ("list) head -c 70000 /dev/zero | tr '\\\\0' ' ';;", 6, "RC8512"),
    ]) func eachEndOfTheProgramHasItsExitCode(verb: String, code: Int32, words: String) throws {
        let plan = try KeyProgram(verb, in: try workspace()).plan()
        #expect(plan.code == code && plan.messages.contains(words) && plan.output.isEmpty, "\(plan.code) \(plan.messages)")
    }

    @Test func whatHangsIsEnded() throws {
        let program = try KeyProgram("list) while :; do echo; sleep 0.3; done;;", in: try workspace(), more: ", \"seconds\": 2")
        let start = Date()
        let plan = try program.plan()
        #expect(plan.code == 6 && Date().timeIntervalSince(start) < 20, "\(plan.messages)")
    }

    @Test func itsMessagesShowNoSecretThatIsKnown() throws {
        let plan = try KeyProgram("list) echo 'old: TOPSECRET#with;marks and more' >&2; exit 1;;", in: try workspace()).plan()
        #expect(plan.code == 6 && plan.messages.contains("provider: old: ") && plan.messages.contains("and more"), "\(plan.messages)")
        #expect(!plan.messages.contains("TOPSECRET#with;marks"), "\(plan.messages)")
    }

    @Test(arguments: [
        "[]", "{}", "{\"argv\": []}", "{\"argv\": [1]}", "{\"argv\": \"provider\"}", "{\"argv\": [\"/nothing/there\"]}", "{\"argv\": [\"/bin/true\"], \"shell\": true}",
        "{\"argv\": [\"/bin/true\"], \"seconds\": 0}", "{\"argv\": [\"/bin/true\"], \"deactivates\": 1}", "{\"argv\": [\"/bin/true\"], \"repeats\": 1}",
    ]) func aFileThatNamesNoProgramIsRefused(text: String) throws {
        let workspace = try workspace()
        let program = try KeyProgram(Self.list, in: workspace)
        try workspace.put(text, "provider.json")
        let plan = try program.plan()
        #expect(plan.code == 64 && plan.messages.contains("RC8508"), "\(plan.messages)")
    }

    @Test func aProgramIsNotSearchedFor() throws {
        let workspace = try workspace()
        let program = try KeyProgram(Self.list, in: workspace)
        try workspace.put("{\"argv\": [\"provider\", \"--account\", \"a b\"]}", "provider.json")
        let plan = try program.plan(environment: ["PATH": workspace.folder.path + ":/usr/bin:/bin"])
        #expect(plan.code == 64 && plan.messages.contains("RC8508") && plan.messages.contains("\"provider\" has no slash"), "\(plan.messages)")
        #expect(program.calls.isEmpty)
    }

    @Test func noProgramIsFoundWithoutBeingNamed() throws {
        let workspace = try workspace()
        _ = try KeyProgram(Self.list, in: workspace)
        let plan = try workspace.rcsops("credentials", "rotate", "rclone.enc.ini", "--source", "command", "--dry-run")
        #expect(plan.code == 64 && plan.messages.contains("RC8507"), "\(plan.messages)")
        let named = try workspace.rcsops(
            ["credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "command", "--dry-run"],
            environment: workspace.identity.merging(["RCSOPS_KEY_COMMAND": "provider.json"]) { $1 })
        #expect(named.code == 0, "\(named.messages)")
    }

    @Test func aYoungKeyIsNotDueAndOneOfUnknownAgeIsTold() throws {
        let program = try KeyProgram(Self.list, in: try workspace())
        let young = try program.plan("--if-older-than", "3650d")
        #expect(young.code == 0 && young.output.isEmpty && young.messages.contains("is not due"), "\(young.messages)")
        #expect(try program.plan("--if-older-than", "90d").text.hasSuffix("Nothing was changed.\n"))
        let undated = try KeyProgram("list) echo '{\"Keys\": [{\"AccessKeyId\": \"AKIAINVENTED00000000\"}]}';;", in: try workspace())
        let plan = try undated.plan("--if-older-than", "90d")
        #expect(plan.code == 3 && plan.messages.contains("RC8539"), "\(plan.messages)")
    }

    @Test("one key in two regions of AWS is one key, and is tried in both") func oneKeyInTwoRegions() throws {
        let workspace = try workspace()
        func remote(_ name: String, _ region: String) -> String {
            "[\(name)]\ntype = s3\nprovider = AWS\nregion = \(region)\naccess_key_id = AKIAINVENTED00000000\nsecret_access_key = TOPSECRETONE\n"
        }
        try workspace.put(remote("eu", "eu-west-1") + remote("us", "us-east-1"), "both.conf")
        let environment = workspace.identity.merging(["SOPS_AGE_RECIPIENTS": workspace.recipient]) { $1 }
        let plan = try workspace.rcsops("credentials", "rotate", "both.conf", "--allow-plaintext", "--source", "manual", "--dry-run", environment: environment)
        #expect(plan.code == 0, "\(plan.messages)")
        for region in ["eu-west-1", "us-east-1"] { #expect(plan.text.contains("https://s3.\(region).amazonaws.com, region \(region)"), "\(plan.text)") }
        #expect(plan.text.contains("both.conf: eu\n") && plan.text.contains("both.conf: us\n"), "\(plan.text)")
        // A file that was only found has its own region.
        try FileManager.default.createDirectory(atPath: workspace.path("found"), withIntermediateDirectories: true)
        try workspace.put(remote("us", "us-east-1"), "found/rclone.conf")
        try workspace.put(remote("eu", "eu-west-1"), "named.conf")
        let wide = try workspace.rcsops("credentials", "rotate", "named.conf", "--allow-plaintext", "--source", "manual", "--scan", "found", "--dry-run", environment: environment)
        #expect(wide.code == 0 && wide.text.contains("region eu-west-1") && wide.text.contains("region us-east-1"), "\(wide.text) \(wide.messages)")
    }

    @Test func aKeyThatCanNotBeSwitchedOffIsNotEvictedAfterAWait() throws {
        let two = "list) echo '{\"Keys\": [{\"AccessKeyId\": \"AKIAINVENTED00000000\"}, {\"AccessKeyId\": \"AKIAOTHER00000000000\", \"Status\": \"Inactive\"}]}';;"
        let program = try KeyProgram(two, in: try workspace(), more: ", \"deactivates\": false")
        let waiting = try program.plan("--evict", "AKIAOTHER00000000000", "--evict-wait", "1h")
        #expect(waiting.code == 64 && waiting.messages.contains("--evict-wait") && waiting.output.isEmpty, "\(waiting.code) \(waiting.messages)")
        let plan = try program.plan("--evict", "AKIAOTHER00000000000")
        #expect(plan.code == 0 && plan.text.contains("2. delete AKIAOTHER00000000000, which --evict names") && !plan.text.contains("deactivate"), "\(plan.text)\(plan.messages)")
    }

    @Test func aKeyThatCanNotBeSwitchedOffHasNoTimeInWhichItIs() throws {
        let program = try KeyProgram(Self.list, in: try workspace(), more: ", \"deactivates\": false")
        let refused = try program.plan("--grace-inactive", "48h")
        #expect(refused.code == 64 && refused.messages.contains("RC8511") && refused.messages.contains("--grace-inactive"), "\(refused.code) \(refused.messages)")
        #expect(try program.plan("--grace-inactive", "0").code == 0)
        // As the run's report has it.
        let plan = try program.plan("--json")
        let value = try JSONSerialization.jsonObject(with: plan.output) as? [String: Any]
        let times = try #require(value?["retire"] as? [String: Any], "\(plan.messages)")
        #expect(times["deactivate_not_before"] is String && times["delete_not_before"] is NSNull, "\(plan.text)")
    }

    @Test func thePlanAsJSONIsWhatItsSchemaSays() throws {
        let plan = try KeyProgram(Self.list, in: try workspace()).plan("--json")
        let value = try JSONSerialization.jsonObject(with: plan.output)
        #expect(try SchemaCheck("rotation").faults(of: value) == [])
        let report = try #require(value as? [String: Any])
        #expect((report["uses"] as? [[String: Any]])?.first?["remote"] as? String == "source")
        #expect((report["steps"] as? [String])?.count ?? 0 > 4)
        let masked = try KeyProgram(Self.list, in: try workspace()).plan("--json", "--mask-ids")
        #expect(!masked.text.contains("AKIAINVENTED00000000") && masked.text.contains("AKIA…0000"))
    }
}
