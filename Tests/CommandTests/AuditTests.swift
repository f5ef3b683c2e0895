import CommandDriver
import Foundation
import Testing

private enum AnotherEtc {
    static let isPossible: Bool = {
        let made = try? Program.run(
            URL(fileURLWithPath: "/usr/bin/unshare"), ["-m", "mount", "-t", "tmpfs", "none", "/etc"], in: FileManager.default.temporaryDirectory)
        return made?.code == 0
    }()
}

/// `/etc/sops/audit.yaml`: where an administrator wants a row for every use of a secret, nothing is done without one.
@Suite(.enabled(if: AnotherEtc.isPossible, "this machine gives no file system of its own")) struct AuditTests {
    /// Runs a command where `/etc` holds nothing but the audit's file.
    private func run(_ audit: String, _ arguments: [String], in workspace: Workspace) throws -> Outcome {
        try workspace.put(audit, "audit.yaml")
        let script = "mount -t tmpfs none /etc && mkdir /etc/sops && cp audit.yaml /etc/sops/ && exec \"$@\""
        return try Program.run(
            URL(fileURLWithPath: "/usr/bin/unshare"), ["-m", "sh", "-c", script, "sh", Program.rcsops.path] + arguments, in: workspace.folder,
            environment: workspace.identity)
    }

    @Test func rowsThatCannotBeWrittenStopEveryUseOfASecret() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let before = try workspace.data("rclone.enc.ini")
        let asks = "backends:\n  postgres:\n    - connection_string: postgres://user:pass@host/db\n"
        for arguments in [["decrypt", "rclone.enc.ini"], ["encrypt", "--age", workspace.recipient, "rclone.conf"], ["rotate", "-i", "rclone.enc.ini"], ["exec-env", "rclone.enc.ini", "true"]] {
            let made = try run(asks, arguments, in: workspace)
            #expect(made.code == 1 && made.output.isEmpty && made.messages.contains("RC6506") && !made.messages.contains("user:pass"), "\(made.messages)")
        }
        #expect(try workspace.data("rclone.enc.ini") == before)
        // What uses no secret goes on.
        #expect(try run(asks, ["--version"], in: workspace).code == 0)
    }

    @Test(arguments: ["", "backends: {}\n", "backends:\n  postgres: []\n"]) func nothingIsAskedOfAFileWithoutDatabases(_ audit: String) throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let made = try run(audit, ["decrypt", "rclone.enc.ini"], in: workspace)
        #expect(made.code == 0 && made.text == Workspace.config, "\(made.messages)")
    }

    @Test(arguments: ["backends: [\n", "backends: yes\n"]) func aFileThatNobodyUnderstandsMayAskForAnything(_ audit: String) throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let made = try run(audit, ["decrypt", "rclone.enc.ini"], in: workspace)
        #expect(made.code == 1 && made.output.isEmpty && made.messages.contains("audit.yaml"), "\(made.messages)")
    }
}
