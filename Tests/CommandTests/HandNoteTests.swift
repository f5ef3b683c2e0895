import CommandDriver
import Foundation
import Testing

/// Notes that a person writes above the layout of an encrypted file: go-ini joins them with it, and sops then encrypts the two
/// as one comment.
@Suite struct HandNoteTests {
    private func noted() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.encrypt()
        try workspace.put("# by hand\n#\n" + workspace.text("rclone.enc.ini"), "rclone.enc.ini")
        return workspace
    }

    private static let changed = Workspace.config.replacingOccurrences(of: "eu-west-1", with: "eu-west-2")

    /// The note stands above the remote that the layout stood above.
    private static func noted(_ config: String) -> String {
        config.replacingOccurrences(of: "[source]", with: "# by hand\n#\n[source]")
    }

    @Test("the layout comes back from a comment that sops set has encrypted once more, and stays after a change of ours")
    func afterSet() throws {
        let workspace = try noted()
        #expect(try workspace.peer("sops", "set", "rclone.enc.ini", #"["source"]["region"]"#, #""eu-west-2""#).code == 0)
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == Self.noted(Self.changed))
        #expect(try workspace.rcsops("config", "set", "rclone.enc.ini", "source", "region", "eu-west-1").code == 0)
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == Self.noted(Workspace.config))
    }

    @Test("a layout that sops rotate has buried under the former data key is told, and no ciphertext comes out")
    func afterRotate() throws {
        let workspace = try noted()
        #expect(try workspace.peer("sops", "rotate", "-i", "rclone.enc.ini").code == 0)
        let made = try workspace.rcsops("decrypt", "rclone.enc.ini")
        #expect(made.code == 0 && made.messages.contains("comments and spacing are lost"), "\(made.messages)")
        #expect(!made.text.contains("ENC[") && made.text.contains("by hand") && made.text.contains("TOPSECRET#with;marks"))
    }
}
