import CommandDriver
import Foundation
import Testing

/// `encrypt --onto OLD`: what hasn't changed keeps its ciphertext.
@Suite struct OntoTests {
    private func changedLines(_ old: String, _ new: String) -> [Substring] {
        let before = Set(old.split(separator: "\n"))
        return new.split(separator: "\n").filter { !before.contains($0) }
    }

    @Test func anUnchangedConfigGivesTheSameBytes() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let made = try workspace.rcsops("encrypt", "--onto", "rclone.enc.ini", "rclone.conf")
        #expect(made.code == 0, "\(made.messages)")
        #expect(try workspace.data("rclone.enc.ini") == made.output)
    }

    @Test(arguments: [
        "l:\n  - a: 1 # c\n", "containers:\n  - name: app # main\n    image: x\n  - name: side\n", "l:\n  - # c\n    a: 1\n", "e:\n- - 1 #\n",
        "a: {} # c\n", "# head\n\na: 1\n# foot\n\nb: 2 # end\n", "a: 1\n---\nb: 2\n",
    ]) func anUnchangedDocumentWithCommentsGivesTheSameBytes(text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, "x.yaml")
        #expect(try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", "old.yaml", "x.yaml").code == 0)
        #expect(try workspace.rcsops("encrypt", "--onto", "old.yaml", "x.yaml").output == workspace.data("old.yaml"))
        try workspace.put(try workspace.rcsops("decrypt", "old.yaml").output, "again.yaml")
        #expect(try workspace.rcsops("encrypt", "--onto", "old.yaml", "again.yaml").output == workspace.data("old.yaml"))
    }

    @Test func aKindOfKeyThatNobodyKnowsStaysInItsGroup() throws {
        let workspace = try Workspace()
        try workspace.put("a: 1\nb: 2\n", "x.yaml")
        try workspace.put(
            "creation_rules:\n  - shamir_threshold: 2\n    key_groups:\n      - age: [\(workspace.recipient)]\n      - age: [\(workspace.recipient)]\n",
            ".sops.yaml")
        #expect(try workspace.rcsops("encrypt", "--output", "old.yaml", "x.yaml").code == 0)
        let old = try workspace.text("old.yaml")
        let known = old.replacingOccurrences(
            of: "key_groups:\n        - ", with: "key_groups:\n        - newkind:\n            - foo: bar\n          ")
        #expect(known != old)
        try workspace.put(known, "old.yaml")
        try workspace.put("a: 1\nb: 3\n", "x.yaml")
        let made = try workspace.rcsops("encrypt", "--onto", "old.yaml", "x.yaml")
        #expect(made.code == 0 && made.text.contains("newkind:") && made.text.contains("foo: bar"), "\(made.messages)")
        try workspace.put(made.output, "new.yaml")
        #expect(try workspace.peer("sops", "decrypt", "new.yaml").text == "a: 1\nb: 3\n")
    }

    @Test func aChangedValueOfAConfigChangesItsLineTheLayoutAndTheMAC() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let old = try workspace.text("rclone.enc.ini")
        let changed = Workspace.config.replacingOccurrences(of: "DESTINATIONKEY", with: "ANOTHERKEY")
        try workspace.put(changed, "rclone.conf")
        let made = try workspace.rcsops("encrypt", "--onto", "rclone.enc.ini", "rclone.conf")
        #expect(made.code == 0)
        let lines = changedLines(old, made.text).filter { !$0.hasPrefix("lastmodified") && !$0.hasPrefix("mac") && !$0.hasPrefix("; ENC") }
        #expect(lines.count == 1 && lines[0].hasPrefix("access_key_id = ENC["))
        try workspace.put(made.output, "new.enc.ini")
        #expect(try workspace.rcsops("decrypt", "new.enc.ini").text == changed)
        #expect(try workspace.peer("sops", "decrypt", "new.enc.ini").code == 0)
    }

    @Test(arguments: [
        ("x.yaml", "a: 1\nl: [x, x, y]\n# c\nb: two\n", "b: two", "b: three", 1),
        ("x.json", "{\"a\": 1, \"b\": \"two\", \"c\": true}", "two", "three", 1),
        ("x.env", "A=1\n#c\nB=two\n", "B=two", "B=three", 1), ("x.ini", "[s]\na = 1\nb = two\n", "b = two", "b = three", 1),
    ]) func aChangedValueChangesItsLineAndTheMAC(name: String, text: String, find: String, replace: String, count: Int) throws {
        let workspace = try Workspace()
        try workspace.put(text, name)
        #expect(try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", "old-" + name, name).code == 0)
        let same = try workspace.rcsops("encrypt", "--onto", "old-" + name, name)
        #expect(same.code == 0, "\(same.messages)")
        #expect(try workspace.data("old-" + name) == same.output)
        try workspace.put(text.replacingOccurrences(of: find, with: replace), name)
        let made = try workspace.rcsops("encrypt", "--onto", "old-" + name, name)
        #expect(made.code == 0, "\(made.messages)")
        let lines = changedLines(try workspace.text("old-" + name), made.text).filter { !$0.contains("lastmodified") && !$0.contains("mac") }
        #expect(lines.count == count, "\(lines)")
        try workspace.put(made.output, "new-" + name)
        let sops = try workspace.peer("sops", "decrypt", "new-" + name)
        #expect(sops.code == 0)
        #expect(try workspace.rcsops("decrypt", "new-" + name).output == sops.output)
    }

    @Test func withoutTheKeyNothingIsWritten() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let outcome = try workspace.rcsops("encrypt", "--onto", "rclone.enc.ini", "rclone.conf", environment: [:])
        #expect(outcome.code == 128 && outcome.output.isEmpty)
    }
}
