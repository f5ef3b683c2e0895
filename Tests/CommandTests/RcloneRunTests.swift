import CommandDriver
import Foundation
import Testing

/// `rcsops rclone FILE -- ARGUMENTS`.
@Suite struct RcloneRunTests {
    private func run(
        _ workspace: Workspace, _ arguments: [String], program: String? = nil, more: [String: String] = [:]
    ) throws -> Outcome {
        try RcloneRun.run(workspace, arguments, program: program, more: more)
    }

    private static let withToken = """
        [r]
        type = drive
        token = {"access_token":"OLD"}

        [s]
        type = local

        """

    /// What a token refresh does: rclone writes the file anew.
    private static let refresh = """
        [ "$1" = --config ] || exit 9
        sed -i 's/OLD/NEW/; s/^\\[s\\]$/# saved by rclone\\n[s]/' "$2"

        """

    private func encrypted(_ config: String) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.put(config, "rclone.conf")
        try workspace.encrypt()
        return workspace
    }

    @Test("the real rclone has the remotes, its output and its exit code come through, and no plaintext stays")
    func theRealRcloneRuns() throws {
        let workspace = try encrypted(Workspace.config)
        let memory = "/dev/shm/test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: memory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: memory) }
        let listed = try run(workspace, ["rclone.enc.ini", "--", "listremotes"], more: ["XDG_RUNTIME_DIR": memory])
        #expect(listed.code == 0 && Set(listed.text.split(separator: "\n")) == ["destination:", "source:"], "\(listed.messages)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: memory).isEmpty)
        let one = try run(workspace, ["--remote", "source", "rclone.enc.ini", "--", "config", "dump"])
        #expect(one.text.contains("TOPSECRET#with;marks") && !one.text.contains("DESTINATIONKEY"))
        #expect(try run(workspace, ["rclone.enc.ini", "--", "nosuchcommand"]).code == 2)
    }

    @Test("a refreshed token is encrypted into the file, and nothing else of it changes")
    func aTokenIsWrittenBack() throws {
        let workspace = try encrypted(Self.withToken)
        let old = try workspace.text("rclone.enc.ini")
        let made = try run(workspace, ["rclone.enc.ini", "--", "copy"], program: Self.refresh)
        #expect(made.code == 0 && made.messages.contains("refreshed token"), "\(made.messages)")
        let new = try workspace.text("rclone.enc.ini")
        let changed = zip(old.split(separator: "\n"), new.split(separator: "\n")).filter { $0 != $1 }.map { $1.prefix { $0 != " " } }
        #expect(Set(changed).isSubset(of: ["token", "lastmodified", "mac", ";"]), "\(changed)")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == Self.withToken.replacingOccurrences(of: "OLD", with: "NEW"))
    }

    @Test("with --no-write-back the file stays as it is")
    func withoutWriteBack() throws {
        let workspace = try encrypted(Self.withToken)
        let old = try workspace.data("rclone.enc.ini")
        #expect(try run(workspace, ["--no-write-back", "rclone.enc.ini", "--", "copy"], program: Self.refresh).code == 0)
        #expect(try workspace.data("rclone.enc.ini") == old)
    }

    @Test("an edit that somebody made while rclone ran stays, beside the token")
    func anEditInTheMeantimeStays() throws {
        let workspace = try encrypted(Self.withToken)
        let edit = Self.refresh + "\"$RCSOPS\" config set rclone.enc.ini s description edited\n"
        let made = try run(workspace, ["rclone.enc.ini", "--", "copy"], program: edit, more: ["RCSOPS": Program.rcsops.path])
        #expect(made.code == 0, "\(made.messages)")
        let text = try workspace.rcsops("decrypt", "rclone.enc.ini").text
        #expect(text.contains("NEW") && text.contains("description = edited"))
    }

    @Test("a token that somebody else changed in the meantime is theirs")
    func theirTokenStays() throws {
        let workspace = try encrypted(Self.withToken)
        let edit = Self.refresh + "printf THEIRS | \"$RCSOPS\" config set rclone.enc.ini r token -\n"
        let made = try run(workspace, ["rclone.enc.ini", "--", "copy"], program: edit, more: ["RCSOPS": Program.rcsops.path])
        #expect(made.messages.contains("theirs is kept"), "\(made.messages)")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text.contains("THEIRS"))
    }

    @Test("signals reach rclone, and its end by one is told; a missing rclone is said")
    func signalsPassThrough() throws {
        let workspace = try encrypted(Self.withToken)
        let program = "trap 'exit 42' TERM\nkill -TERM $PPID\nfor i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done\nexit 3\n"
        #expect(try run(workspace, ["rclone.enc.ini", "--", "x"], program: program).code == 42)
        #expect(try run(workspace, ["rclone.enc.ini", "--", "x"], program: "kill -KILL $$\n").code == 137)
        let missing = try Program.run(
            Program.rcsops, ["rclone", "rclone.enc.ini", "--", "x"], in: workspace.folder,
            environment: workspace.identity.merging(["PATH": workspace.path("none")]) { $1 })
        #expect(missing.code == 127 && missing.messages.contains("RC8310"))
    }
}
