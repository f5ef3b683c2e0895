import CommandDriver
import Foundation
import TestVectors
import Testing

/// Documents that real sops made, and what comes of them.
@Suite struct SopsPrintTests {
    @Test(arguments: [
        "[r]\ntype = s3\nx = a;b\ny = \"q\"\n", "; note\n[a]\n# of the key\ntype = s3\nregion = eu\n\n[b]\nk=v\n",
        "top = 1\n[r]\ntype = s3\nlong_name = x\n", "[r]\ntype = s3\nm = \"\"\"one\ntwo\"\"\"\n",
    ]) func whatSopsMadeIsPrintedAsSopsPrintsIt(text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, "plain.ini")
        let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "made.ini", "plain.ini")
        #expect(made.code == 0, "\(made.messages)")
        let expected = try workspace.peer("sops", "decrypt", "made.ini").output
        #expect(try workspace.rcsops("decrypt", "made.ini").output == expected)
        let link = workspace.folder.appendingPathComponent("sops")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
        #expect(try Program.run(link, ["decrypt", "made.ini"], in: workspace.folder, environment: workspace.identity).output == expected)
    }

    @Test func whereRcloneWouldMisreadThatTheValueWins() throws {
        let workspace = try Workspace()
        try workspace.put("[r]\ntype = s3\nm = \" padded \"\n", "plain.ini")
        _ = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "made.ini", "plain.ini")
        #expect(try workspace.rcsops("decrypt", "made.ini").text.contains("m = ` padded `\n"))
    }

    @Test func aFileThatRcloneSavedNeedsNoMoreThanAMark() throws {
        let workspace = try Workspace()
        let saved = "[r]\ntype = s3\nsecret_access_key = x\n\n"
        try workspace.put(saved, "rclone.conf")
        try workspace.encrypt()
        #expect(try workspace.text("rclone.enc.ini").split(separator: "\n")[0].utf8.count < 200)
        #expect(try workspace.peer("sops", "rotate", "-i", "rclone.enc.ini").code == 0)
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == saved)
    }

    @Test func aTypeTagThatDoesNotFitTheValueIsAnError() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let document = try workspace.text("rclone.enc.ini")
        let value = try #require(document.split(separator: "\n").first { $0.hasPrefix("access_key_id") })
        try workspace.put(document.replacingOccurrences(of: value, with: value.replacingOccurrences(of: "type:str", with: "type:int")), "x.ini")
        #expect(try workspace.rcsops("decrypt", "x.ini").code == 25)
        #expect(try workspace.peer("sops", "decrypt", "x.ini").code == 25)
    }
}
