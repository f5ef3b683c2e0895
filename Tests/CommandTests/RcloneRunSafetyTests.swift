import CommandDriver
import Foundation
import Testing

/// `rcsops rclone` where something is in the way: no memory, signals, others who write, forms that can't be written.
@Suite struct RcloneRunSafetyTests {
    private static let withToken = "[r]\ntype = drive\ntoken = {\"access_token\":\"OLD\"}\n"
    private static let refresh = "sed -i s/OLD/NEW/ \"$2\"\n"

    private func encrypted(_ config: String) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.put(config, "rclone.conf")
        try workspace.encrypt()
        return workspace
    }

    @Test("without a folder in memory the real rclone gets the remotes in its environment", arguments: ["full", "unwritable"])
    func environmentForm(_ reason: String) throws {
        let folder = try Workspace()
        try folder.put("found", "there.txt")
        let workspace = try encrypted("[Base-1]\ntype = alias\nremote = \(folder.folder.path)\n[over]\ntype = alias\nremote = Base-1:\n")
        let start = RcloneRun.withoutMemoryFolder(reason)
        let read = try RcloneRun.run(workspace, ["rclone.enc.ini", "--", "cat", "over:there.txt"], start: start)
        #expect(read.code == 0 && read.text == "found" && read.messages.contains("in its environment"), "\(read.messages)")
        #expect(try RcloneRun.run(workspace, ["rclone.enc.ini", "--", "nosuchcommand"], start: start).code == 2)
        let one = try RcloneRun.run(workspace, ["--remote", "Base-1", "rclone.enc.ini", "--", "listremotes"], start: start)
        #expect(one.text == "base-1:\n")
    }

    @Test("the environment form refuses what variables can't carry, and tokens that could not be kept")
    func environmentFormRefuses() throws {
        let start = RcloneRun.withoutMemoryFolder("unwritable")
        let named = try RcloneRun.run(try encrypted("[a b]\ntype = local\n"), ["rclone.enc.ini", "--", "listremotes"], start: start)
        #expect(named.code == 1 && named.messages.contains("RC8302"), "\(named.messages)")
        let workspace = try encrypted(Self.withToken)
        let token = try RcloneRun.run(workspace, ["rclone.enc.ini", "--", "listremotes"], start: start)
        #expect(token.code == 1 && token.messages.contains("RC8311") && token.text.isEmpty, "\(token.messages)")
        let lost = try RcloneRun.run(workspace, ["--no-write-back", "rclone.enc.ini", "--", "listremotes"], start: start)
        #expect(lost.code == 0 && lost.text == "r:\n", "\(lost.messages)")
    }

    @Test("a signal that comes when rclone has ended leaves no plaintext behind, and no token is lost by it")
    func signalsLeaveNoPlaintext() throws {
        let workspace = try encrypted(Self.withToken)
        let memory = "/dev/shm/test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: memory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: memory) }
        // While rclone lives they end it, and one comes soon after.
        let program = Self.refresh
            + "(trap '' TERM; for i in $(seq 150); do kill -TERM $PPID; sleep 0.002; done) < /dev/null > /dev/null 2>&1 &\n"
        let made = try RcloneRun.run(workspace, ["rclone.enc.ini", "--", "x"], program: program, more: ["XDG_RUNTIME_DIR": memory])
        #expect(try FileManager.default.contentsOfDirectory(atPath: memory).isEmpty, "\(made.messages)")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text.contains("NEW"), "\(made.messages)")
    }

    @Test("tokens of several that end at the same time are all kept")
    func tokensOfSeveral() throws {
        let names = (0..<6).map { "r\($0)" }
        let config = names.map { "[\($0)]\ntype = drive\ntoken = {\"access_token\":\"OLD\($0)\"}\n" }.joined()
        let workspace = try encrypted(config)
        // All wait for the last.
        let program = """
            : > "started-$3"
            while [ "$(ls | grep -c ^started-)" -lt \(names.count) ]; do sleep 0.01; done
            sed -i "s/OLD$3/NEW$3/" "$2"

            """
        try RcloneRun.put(program, in: workspace)
        let all = "for name in \(names.joined(separator: " ")); do \"$0\" rclone rclone.enc.ini -- $name || echo failed & done; wait"
        let made = try Program.run(
            Program.peer("python-with-pyrage"), RcloneRun.usualStart + ["/bin/sh", "-c", all, Program.rcsops.path], in: workspace.folder,
            environment: workspace.identity.merging(["PATH": workspace.path("bin") + ":/usr/bin:/bin"]) { $1 })
        #expect(made.text.isEmpty, "\(made.messages)")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == config.replacingOccurrences(of: "OLD", with: "NEW"))
    }

    @Test("what other backends keep of a login is written back as well")
    func loginsAreWrittenBack() throws {
        let config = "[p]\ntype = protondrive\nusername = u\nclient_refresh_token = OLD\n[s]\ntype = sftp\nclient_refresh_token = OLD\n"
        let workspace = try encrypted(config)
        let made = try RcloneRun.run(workspace, ["rclone.enc.ini", "--", "x"], program: Self.refresh)
        #expect(made.code == 0 && made.messages.contains("changed 1 options beside"), "\(made.messages)")
        let expected = "[p]\ntype = protondrive\nusername = u\nclient_refresh_token = NEW\n[s]\ntype = sftp\nclient_refresh_token = OLD\n"
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == expected)
    }

    @Test("a token in standard input is refused before rclone runs, since the new one could go nowhere")
    func standardInput() throws {
        let workspace = try Workspace()
        let refused = try RcloneRun.run(workspace, ["-", "--", "x"], program: "echo ran\n", input: Data(Self.withToken.utf8))
        #expect(refused.code == 1 && refused.messages.contains("RC8311") && refused.text.isEmpty, "\(refused.messages)")
        let lost = try RcloneRun.run(workspace, ["--no-write-back", "-", "--", "x"], program: "echo ran\n", input: Data(Self.withToken.utf8))
        #expect(lost.code == 0 && lost.text == "ran\n", "\(lost.messages)")
    }

    @Test("a token is written back into the Secret that holds the rclone.conf")
    func tokenInSecret() throws {
        let workspace = try Workspace()
        let lines = Self.withToken.split(separator: "\n").map { "    " + $0 + "\n" }.joined()
        let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  rclone.conf: |\n" + lines
        try workspace.put(secret, "secret.yaml")
        let made = try RcloneRun.run(workspace, ["secret.yaml", "--", "x"], program: Self.refresh)
        #expect(made.code == 0, "\(made.messages)")
        #expect(try workspace.text("secret.yaml") == secret.replacingOccurrences(of: "OLD", with: "NEW"))
    }

    @Test("the password of a file that rclone encrypted is asked for once, also when a token is written back")
    func passwordOnce() throws {
        let workspace = try Workspace()
        try workspace.put(Self.withToken, "rclone.conf")
        try workspace.put("#!/bin/sh\necho asked >> asked.txt\necho a-good-password\n", "password")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.path("password"))
        #expect(try workspace.rcsops("config", "lock", "--in-place", "--password-command", "./password", "rclone.conf").code == 0)
        try workspace.put("", "asked.txt")
        let made = try RcloneRun.run(
            workspace, ["--password-command", "./password", "rclone.conf", "--", "x"], program: Self.refresh)
        #expect(made.code == 0, "\(made.messages)")
        #expect(try workspace.text("asked.txt") == "asked\n")
        #expect(try workspace.rcsops("config", "unlock", "--password-command", "./password", "rclone.conf").text.contains("NEW"))
    }
}
