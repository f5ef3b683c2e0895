import CommandDriver
import Foundation
import Testing

/// What people mistype, and what they are told: what, where, and how to put it right. Nothing is asked of any server.
@Suite(.waiting) struct RotationWrongInputTests {
    private static let pair = "access_key_id = AKIAINVENTED00000000\nsecret_access_key = TOPSECRET\n"
    private static let config = "[r]\ntype = s3\nprovider = AWS\n" + pair + "\n[same]\ntype = s3\nprovider = AWS\n" + pair
        + "\n[session]\ntype = s3\nprovider = AWS\n" + pair + "session_token = TOPSECRET\n\n[profiled]\ntype = s3\nprovider = AWS\nprofile = work\n"
        + "\n[wrapped]\ntype = crypt\nremote = r:bucket\n"

    private func workspace() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.put(Self.config, "rclone.conf")
        try workspace.encrypt()
        return workspace
    }

    @Test(arguments: [
        (["rclone.conf", "--allow-plaintext", "--remote", "session"], 3, "rclone.conf:18:1: RC8502 [session]"),
        (["rclone.conf", "--allow-plaintext", "--remote", "profiled"], 3, "rclone.conf:23:1: RC8502 [profiled]"),
        (["rclone.conf", "--allow-plaintext", "--remote", "wrapped"], 3, "rclone.conf:26:1: RC8502 [wrapped] is no S3 remote with a pair of its own: it is of type crypt"),
        // The lines of an encrypted file are others than those of what it holds.
        (["rclone.enc.ini", "--remote", "session"], 3, "rclone.enc.ini: RC8502 [session]"),
        (["rclone.enc.ini", "--remote", "nobody"], 64, "there are r, same, session, profiled, wrapped"),
        (["rclone.enc.ini", "--remote", "sessoin"], 64, "did you mean session?"),
        (["rclone.enc.ini", "--graec", "1h"], 64, "Did you mean '--grace'?"),
        (["rclone.enc.ini", "--scan", "nowhere"], 3, "\"nowhere\""),
        (["nothing.ini"], 3, "\"nothing.ini\""),
        (["rclone.enc.ini", "--remote", "r", "--source", "iam", "--iam-endpoint", "http://192.0.2.1"], 6, "--insecure-http"),
        (["rclone.enc.ini", "--remote", "r", "--source", "iam", "--iam-endpoint", "http://127.0.0.1:1"], 6, "nothing listens there"),
        (["rclone.enc.ini", "--remote", "r", "--admin-remote", "boss"], 64, "--admin-remote names [boss], which is not in \"rclone.enc.ini\""),
        (["rclone.enc.ini", "--remote", "r", "--admin-remote", "boss", "--admin-file", "nothing.ini"], 3, "\"nothing.ini\""),
    ]) func eachMistakeIsNamedWithItsPlaceAndTheWayOut(arguments: [String], code: Int32, words: String) throws {
        let made = try workspace().rcsops(["credentials", "rotate", "--dry-run"] + arguments)
        #expect(made.code == code && made.messages.contains(words), "\(made.code) \(made.messages)")
        #expect(made.output.isEmpty && !made.messages.contains("TOPSECRET"))
    }

    @Test func twoRemotesWithOneKeyAreOneRotationAndTheOthersAreNamed() throws {
        let workspace = try workspace()
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        let plan = try workspace.rcsops("credentials", "rotate", "rclone.enc.ini", "--source", "manual", "--dry-run")
        #expect(plan.code == 0 && plan.text.contains("uses          rclone.enc.ini: r\n              rclone.enc.ini: same\n"), "\(plan.text)")
        #expect(plan.messages.contains("[session]") && plan.messages.contains("[profiled]") && !plan.messages.contains("[wrapped]"), "\(plan.messages)")
        let quiet = try workspace.rcsops("credentials", "rotate", "rclone.enc.ini", "--source", "manual", "--dry-run", "--quiet")
        #expect(quiet.code == 0 && quiet.messages.isEmpty, "\(quiet.messages)")
    }
}
