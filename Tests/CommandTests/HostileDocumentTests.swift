import CommandDriver
import Foundation
import Testing

/// What somebody who may write the repository, and holds no identity, tries with an encrypted file.
@Suite struct HostileDocumentTests {
    private func refused(_ outcome: Outcome, _ code: Int32, _ words: String) {
        #expect(outcome.code == code, "\(outcome.messages)")
        #expect(outcome.messages.contains(words), "\(outcome.messages)")
        #expect(outcome.output.isEmpty)
    }

    private func adding(_ text: String, to workspace: Workspace) throws {
        try workspace.encrypt()
        let changed = try workspace.text("rclone.enc.ini").replacingOccurrences(of: "[sops]", with: text + "\n[sops]")
        try workspace.put(changed, "rclone.enc.ini")
    }

    @Test func anEscapedLineBreakInANameMakesNoLine() throws {
        let workspace = try Workspace()
        try adding("[~x%5D%0A[destination%5D%0Aendpoint%20=%20https://evil.example/%0A[y]\n", to: workspace)
        let decrypted = try workspace.rcsops("decrypt", "rclone.enc.ini")
        #expect(decrypted.text.hasPrefix(Workspace.config))
        #expect(!decrypted.text.contains("\nendpoint = https://evil.example/"))
        #expect(decrypted.messages.contains("changed since"))
    }

    @Test func anEmptyValueInARepeatedSectionTakesNoValuesPlace() throws {
        let workspace = try Workspace()
        try adding("[destination]\nsecret_access_key =\n", to: workspace)
        refused(try workspace.rcsops("decrypt", "rclone.enc.ini"), 51, "takes the place of a value")
        refused(try workspace.rcsops("render", "secret", "rclone.enc.ini", "--name", "x"), 51, "RC3007")
        try adding("[~destination]\nsecret_access_key =\n", to: workspace)
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text.contains("secret_access_key = TOPSECRETTOO"))
    }

    @Test func aLayoutInClearIsNoLayout() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let lines = try workspace.text("rclone.enc.ini").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].hasPrefix("; ENC["))
        // The layout of `[source]` with a key of the attacker's before it.
        let forged = ["; rclone-layout:1:eJyLNtRRMk5OMVNKSlYqUdKJVoqOVqpQ0lGKjlaqBHIrlGJjYwEGVQkA"] + lines.dropFirst()
        try workspace.put(forged.joined(separator: "\n"), "rclone.enc.ini")
        let decrypted = try workspace.rcsops("decrypt", "rclone.enc.ini")
        #expect(decrypted.code == 0 && decrypted.text.contains("rclone-layout:1:"), "\(decrypted.messages)")
        #expect(decrypted.text.contains("\nsecret_access_key = `TOPSECRET#with;marks`\n"))
    }

    @Test func ciphertextWithoutItsMetadataIsNeverTakenForPlaintext() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let document = try workspace.text("rclone.enc.ini")
        let cut = try #require(document.range(of: "\n[sops]")).lowerBound
        // Without the layout's comment too, which gives it away to go-ini's readers only.
        try workspace.put(document[..<cut].split(separator: "\n").dropFirst().joined(separator: "\n") + "\n", "cut.ini")
        refused(try workspace.rcsops("decrypt", "cut.ini"), 1, "RC4002")
        refused(try workspace.rcsops("check", "cut.ini"), 1, "RC4002")
        refused(try workspace.rcsops("render", "secret", "cut.ini", "--name", "x"), 1, "RC4002")
        refused(try workspace.rcsops("encrypt", "--age", workspace.recipient, "cut.ini"), 203, "RC4006")
    }

    @Test func marksOfAMergeAreToldWithTheirLine() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let document = try workspace.text("rclone.enc.ini")
        try workspace.put(document.replacingOccurrences(of: "[destination]", with: "<<<<<<< HEAD\n[destination]"), "merge.ini")
        let outcome = try workspace.rcsops("decrypt", "merge.ini")
        refused(outcome, 1, "RC4005")
        #expect(outcome.messages.contains("merge.ini:9:1"))
    }

    @Test func metadataNestedWithoutEndAreAnError() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let deep = "z" + String(repeating: "__map_a", count: 300_000) + " = 1\n"
        try workspace.put(try workspace.text("rclone.enc.ini") + "\n" + deep, "deep.ini")
        refused(try workspace.rcsops("decrypt", "deep.ini"), 1, "nested too deeply")
    }

    @Test func namesDoNotDriveTheTerminal() throws {
        let workspace = try Workspace()
        try workspace.put("[a\u{1B}[31mb]\ntype = nothing\n", "rclone.conf")
        let check = try workspace.rcsops("check", "rclone.conf")
        #expect(check.code == 1 && !check.text.contains("\u{1B}") && check.text.contains("RC1007"))
    }
}
