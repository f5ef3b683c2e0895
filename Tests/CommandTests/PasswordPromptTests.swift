import CommandDriver
import Foundation
import TestVectors
import Testing

/// The prompt, on a real terminal.
@Suite struct PasswordPromptTests {
    private struct Session: Decodable {
        let shown: String
        let code: Int32
        let showsAtEnd: Bool
        let showedAtAnswers: [Bool]
        let unasked: Int
    }

    /// Each pair is what is waited for, and what is typed then.
    private func session(_ workspace: Workspace, _ steps: [(String, String)], _ arguments: String...) throws -> Session {
        let helper = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/terminal.py").path
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"),
            [helper] + steps.flatMap { [$0.0, $0.1] } + ["--", Program.rcsops.path] + arguments, in: workspace.folder)
        return try JSONDecoder().decode(Session.self, from: outcome.output)
    }

    private func locked() throws -> Workspace {
        let workspace = try Workspace()
        let made = try workspace.rcsops(
            "config", "lock", "--output", "locked.conf", "rclone.conf", environment: ["RCLONE_CONFIG_PASS": "correct horse"])
        try #require(made.isSuccess)
        return workspace
    }

    @Test func thePasswordIsAskedForAndNotShown() throws {
        let workspace = try locked()
        let session = try session(workspace, [("Enter configuration password", "correct horse\\n")], "config", "unlock", "--output", "out.conf", "locked.conf")
        #expect(session.code == 0, "\(session.shown)")
        #expect(session.showedAtAnswers == [false] && session.showsAtEnd)
        #expect(!session.shown.contains("horse"))
        #expect(try workspace.text("out.conf") == Workspace.config)
    }

    @Test func threeTriesAreGiven() throws {
        let workspace = try locked()
        let wrong = [("password for", "wrong one\\n"), ("two tries are left", ""), ("password for", "\\n"), ("password for", "third wrong\\n")]
        let failed = try session(workspace, wrong, "config", "unlock", "locked.conf")
        #expect(failed.code == 1 && failed.unasked == 0 && failed.showsAtEnd && failed.shown.contains("RC9101"), "\(failed.shown)")
        #expect(!failed.shown.contains("wrong") && !failed.shown.contains("TOPSECRET"))
        let right = try session(workspace, [wrong[0], wrong[1], ("password for", "correct horse\\n")], "check", "locked.conf")
        #expect(right.code == 0, "\(right.shown)")
    }

    @Test func aNewPasswordIsAskedForTwice() throws {
        let workspace = try Workspace()
        let steps = [
            ("Enter NEW", "correct horse\\n"), ("Confirm", "correct hose\\n"), ("not the same", ""), ("Enter NEW", "correct horse\\n"),
            ("Confirm", "correct horse\\n"),
        ]
        let session = try session(workspace, steps, "config", "lock", "-i", "rclone.conf")
        #expect(session.code == 0 && session.unasked == 0 && !session.shown.contains("horse"), "\(session.shown)")
        #expect(try workspace.peer("rclone", "--config", "rclone.conf", "config", "dump", environment: ["RCLONE_CONFIG_PASS": "correct horse"]).isSuccess)
    }

    @Test func controlCEndsItAndTheTerminalShowsAgainWhatIsTyped() throws {
        let workspace = try locked()
        let session = try session(workspace, [("password for", "half\\x03")], "config", "unlock", "-i", "locked.conf")
        #expect(session.code == -SIGINT && session.showedAtAnswers == [false] && session.showsAtEnd, "\(session.shown)")
        #expect(try workspace.text("locked.conf").contains("RCLONE_ENCRYPT_V0"))
    }

    // The terminal's own session has nobody who would wake a stopped job, so the kernel drops the signal.
    @Test func whoeverLivesOnAfterASignalIsAskedAgain() throws {
        let session = try session(
            try locked(), [("password for", "half\\x1a"), ("password for", "correct horse\\n")], "config", "unlock", "--output", "out.conf", "locked.conf")
        #expect(session.code == 0 && session.showedAtAnswers == [false, false] && session.showsAtEnd, "\(session.shown)")
    }

    @Test func theEndOfTheTerminalsInputIsNoPassword() throws {
        let session = try session(try locked(), [("password for", "\\x04")], "config", "unlock", "locked.conf")
        #expect(session.code == 1 && session.shown.contains("RC9106") && session.showsAtEnd)
    }

    @Test func obscureAsksOnATerminal() throws {
        let workspace = try Workspace()
        let session = try session(
            workspace, [("Enter password to obscure", "hunter2\\n")], "config", "obscure", "--iv", "cca6175d837627d60e5c08564800f77b")
        #expect(session.code == 0 && session.shown.contains("zKYXXYN2J9YOXAhWSAD3e-qt-hiBfSU") && !session.shown.contains("hunter2"))
    }
}
