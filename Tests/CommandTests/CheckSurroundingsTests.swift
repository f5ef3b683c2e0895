import CommandDriver
import Foundation
import Testing

/// What `check` says of things that are not in the text of the remotes: variables, byte order marks, comments that rclone drops.
@Suite struct CheckSurroundingsTests {
    private func codes(_ outcome: Outcome) throws -> [String] {
        (try JSONSerialization.jsonObject(with: outcome.output) as! [[String: Any]]).map { $0["code"] as! String }
    }

    private func check(_ text: String, _ environment: [String: String] = [:]) throws -> Outcome {
        let workspace = try Workspace()
        try workspace.put(text, "c.conf")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: workspace.path("c.conf"))
        return try workspace.rcsops("check", "--json", "c.conf", environment: environment)
    }

    /// A variable is told when the real rclone takes a value from it: here one that it can't read, or a type that is none.
    @Test(arguments: [
        "RCLONE_CONFIG_SOURCE_COPY_LINKS", "RCLONE_CONFIG_SOURCE_TYPE", "RCLONE_CONFIG_MY-REM.X Y_COPY_LINKS", "RCLONE_CONFIG_É_COPY_LINKS",
        "RCLONE_LOCAL_COPY_LINKS", "RCLONE_CONFIG_SOURCE_B_COPY_LINKS", "RCLONE_CONFIG_CHILD.A_COPY_LINKS", "RCLONE_CONFIG_source_COPY_LINKS",
        "RCLONE_CONFIG_MY_REM_X_Y_COPY_LINKS", "RCLONE_CONFIG_OTHER_COPY_LINKS", "RCLONE_CONFIG_SOURCE_NO_SUCH", "RCLONE_S3_COPY_LINKS",
        "RCLONE_CONFIG_CHILD_COPY_LINKS",
    ])
    func aVariableIsToldForTheRemotesThatItReaches(variable: String) throws {
        let workspace = try Workspace()
        let names = ["source", "source_b", "my-rem.x y", "é", "child", "child.a"]
        try workspace.put(names.map { "[" + $0 + "]\n" + "type = local\n" }.joined(), "c.conf")
        let environment = [variable: "TOPSECRET"]
        let made = try workspace.rcsops("check", "--json", "c.conf", environment: environment)
        #expect(made.code == 0 && !made.text.contains("TOPSECRET"), "\(made.text)")
        let causes = (try JSONSerialization.jsonObject(with: made.output) as! [[String: Any]])
            .filter { $0["code"] as! String == "RC1057" }.map { $0["message"] as? String ?? $0["cause"] as! String }
        for name in names {
            let theirs = try workspace.peer("rclone", "--config", "c.conf", "lsf", "--max-depth", "1", "--dirs-only", name + ":/", environment: environment)
            #expect(causes.contains { $0.contains("[" + name + "]") } == (theirs.code != 0), "\(name) \(theirs.messages)")
        }
    }

    @Test func anEmptyVariableReplacesAValueToo() throws {
        let workspace = try Workspace()
        try workspace.put("[a]\ntype = local\ncopy_links = banana\n", "c.conf")
        let environment = ["RCLONE_CONFIG_A_COPY_LINKS": ""]
        #expect(try workspace.peer("rclone", "--config", "c.conf", "lsf", "--max-depth", "1", "a:/").code != 0)
        #expect(try workspace.peer("rclone", "--config", "c.conf", "lsf", "--max-depth", "1", "a:/", environment: environment).code == 0)
        let made = try workspace.rcsops("check", "c.conf", environment: environment)
        #expect(made.text.contains("c.conf:3:1: RC1057 note: the variable RCLONE_CONFIG_A_COPY_LINKS"), "\(made.text)")
    }

    @Test func variablesAreToldOfAnEncryptedFileWithAndWithoutTheKey() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let variable = ["RCLONE_CONFIG_SOURCE_REGION": "eu"]
        let unseen = try workspace.rcsops("check", "--json", "rclone.enc.ini", environment: variable)
        #expect(try codes(unseen).contains("RC1057"), "\(unseen.text)")
        let seen = try workspace.rcsops("check", "--json", "rclone.enc.ini", environment: workspace.identity.merging(variable) { $1 })
        #expect(try codes(seen) == ["RC1057"], "\(seen.text)")
    }

    @Test func rclonePassesOverOneByteOrderMark() throws {
        let text = "\u{FEFF}[a]\ntype = local\n"
        #expect(try codes(check(text)) == ["RC1058"])
        #expect(try check("\u{FEFF}" + text).code == 1)
        let workspace = try Workspace()
        try workspace.put(text, "one.conf")
        try workspace.put("\u{FEFF}" + text, "two.conf")
        #expect(try workspace.peer("rclone", "--config", "one.conf", "listremotes").text == "a:\n")
        #expect(try workspace.peer("rclone", "--config", "two.conf", "listremotes").code != 0)
    }

    @Test func aMarkBeforeRclonesOwnEncryptionIsAnError() throws {
        let workspace = try Workspace()
        let password = ["RCLONE_CONFIG_PASS": "a long password"]
        #expect(try workspace.rcsops("config", "lock", "--in-place", "rclone.conf", environment: password).code == 0)
        let theirs = try workspace.peer("rclone", "--config", "rclone.conf", "listremotes", environment: password)
        #expect(theirs.text.contains("source:"))
        #expect(try workspace.rcsops("check", "rclone.conf", environment: password).code == 0)
        let bytes = try workspace.data("rclone.conf")
        try (Data([0xEF, 0xBB, 0xBF]) + bytes).write(to: workspace.folder.appendingPathComponent("rclone.conf"))
        let marked = try workspace.peer("rclone", "--config", "rclone.conf", "listremotes", environment: password)
        #expect(!marked.text.contains("source:"))
        let made = try workspace.rcsops("check", "rclone.conf", environment: password)
        #expect(made.code == 1 && made.text.contains("rclone.conf:1:1: RC1058 "), "\(made.text)")
    }

    /// Told for the comments that are gone when the real rclone has saved the file.
    @Test(arguments: [
        "# one\n[a]\ntype = local\n", "[a]\n# one\ntype = local\n", "[a]\ntype = local\n# one\n", "[a]\ntype = local\n# one\n[b]\n",
        "[a]\ntype = local\n\n; one\n\n# two\n", "[a]\ntype = local\n# one\n \" \" = dropped\n", "[a]\ntype = local\n# one\n[b]\ntype = local\n",
    ])
    func aCommentThatRcloneDropsIsANote(text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, "c.conf")
        #expect(try workspace.peer("rclone", "--config", "c.conf", "config", "update", "a", "encoding", "Slash", "--non-interactive").code == 0)
        let isLost = try !workspace.text("c.conf").contains("one")
        #expect(try codes(check(text)).contains("RC1059") == isLost)
    }

    @Test func theFileOfASyncJobHasNoNotes() throws {
        let workspace = try Workspace()
        #expect(try workspace.rcsops("check", "--json", "rclone.conf").text.contains("RC105") == false)
    }
}
