import CommandDriver
import Foundation
import Testing

/// `exec-file`, beside the real sops.
@Suite struct ExecFileTests {
    private static let yaml = "# head\ntext: very-secret\nlist:\n    - 1\n    - true\n"

    private func both() throws -> SideBySide {
        let both = try SideBySide()
        try both.encrypt(Self.yaml, as: "a.yaml")
        return both
    }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test("the command reads what sops would give it, from a FIFO and from a file", arguments: [[], ["--no-fifo"], ["--no-fifo", "--filename", "x.yaml"]])
    func plaintext(_ flags: [String]) throws {
        let both = try both()
        let show = "cat {}; stat -c '%A %F' {}; stat -c %a $(dirname {}); basename {} | sed 's/[0-9]*$//'; ls $(dirname {}) | wc -l"
        let shown = try both.expectSame(["exec-file"] + flags + ["a.yaml", show])
        #expect(shown.isSuccess && shown.text.hasPrefix(Self.yaml))
        try both.expectSame(["exec-file", "--output-type", "json"] + flags + ["a.yaml", "cat {}"])
        try both.expectSame(["exec-file", "--input-type", "yaml", "--output-type", "yaml"] + flags + ["a.yaml", "cat {}; exit 7"])
        try both.encrypt("[s]\na = b\n", as: "a.ini")
        try both.encrypt("# c\nA=b\n", as: "a.env")
        try both.encrypt("bytes\0\u{1}of a file", as: "a.bin")
        for name in ["a.ini", "a.env", "a.bin"] { try both.expectSame(["exec-file"] + flags + [name, "cat {}"]) }
    }

    @Test("every {} is the path; the folder lies in memory and is gone afterwards")
    func thePathIsPutIn() throws {
        let both = try both()
        for flags in [[], ["--no-fifo"]] {
            let shown = try both.workspace.rcsops(["exec-file"] + flags + ["--filename", "name.yaml", "a.yaml", "echo {}:{}; df --output=fstype $(dirname {}) | tail -1; mkdir $(dirname {})/more; touch $(dirname {})/more/file"])
            let lines = shown.text.split(separator: "\n").map(String.init)
            let paths = lines[0].split(separator: ":").map(String.init)
            #expect(paths.count == 2 && paths[0] == paths[1] && paths[0].hasSuffix("/name.yaml"))
            #expect(lines[1] == "tmpfs")
            #expect(!isThere(URL(fileURLWithPath: paths[0]).deletingLastPathComponent().path))
        }
    }

    @Test("an rclone.conf is there byte for byte")
    func rcloneConfiguration() throws {
        let both = try SideBySide()
        try both.workspace.encrypt()
        let shown = try both.workspace.rcsops("exec-file", "--no-fifo", "--filename", "rclone.conf", "rclone.enc.ini", "cat {}; \"$RCLONE\" --config {} listremotes", environment: both.workspace.identity.merging(["RCLONE": Program.peer("rclone").path]) { $1 })
        #expect(shown.text.hasPrefix(Workspace.config) && shown.text.hasSuffix("\nsource:\ndestination:\n"), "\(shown.text)\(shown.messages)")
    }

    @Test("a large text comes through a FIFO; nobody has to read it, or all of it", arguments: [
        "cmp {} plain-a.bin && echo same", "true", "head -c 10 {} > /dev/null", "rm {}", "exec 3<{}; head -c 1 <&3 > /dev/null; exit 5",
    ])
    func largeText(_ command: String) throws {
        let both = try SideBySide()
        try both.encrypt(String(repeating: "0123456789abcde\n", count: 40_000), as: "a.bin")
        try both.expectSame(["exec-file", "a.bin", command])
    }

    @Test("failures have sops' exit codes")
    func failures() throws {
        let both = try both()
        #expect(try both.expectSame(["exec-file", "missing.yaml", "true"]).code == 2)
        #expect(try both.expectSame(["exec-file", "plain-a.yaml", "true"]).code == 1)
        #expect(try both.expectSame(["exec-file", "--output-type", "binary", "a.yaml", "true"]).code == 4)
        #expect(try both.expectSame(["exec-file", "--filename", "no/such/folder", "a.yaml", "true"]).code == 1)
        // Read first: sops fails otherwise when its folder goes before it has opened the FIFO.
        #expect(try both.expectSame(["exec-file", "a.yaml", "cat {} > /dev/null; kill -KILL $$"]).code == 255)
        // sops 3.11 writes there, sops 3.13 does not.
        let outside = try both.workspace.rcsops("exec-file", "--filename", "../x", "a.yaml", "echo ran")
        #expect(outside.code == 1 && outside.text.isEmpty && outside.messages.contains("RC6309"))
    }

    @Test("a signal reaches the command, and the folder is gone all the same", arguments: ["TERM", "HUP", "INT"])
    func signals(_ name: String) throws {
        let both = try both()
        for flags in [[], ["--no-fifo"]] {
            let command = "echo {}; trap 'exit 42' \(name)\nkill -\(name) $PPID\nfor i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done\nexit 3\n"
            let ended = try both.withUsualSignals(["exec-file"] + flags + ["a.yaml", command])
            let path = ended.text.trimmingCharacters(in: .newlines)
            #expect(ended.code == 42 && path.hasPrefix("/"), "\(ended.messages)")
            #expect(!isThere(URL(fileURLWithPath: path).deletingLastPathComponent().path))
        }
    }

    @Test("after kill -9 nothing is left but a FIFO that nobody else may open")
    func killed() throws {
        let both = try both()
        let ended = try both.workspace.rcsops("exec-file", "a.yaml", "echo {}; kill -KILL $PPID")
        #expect(ended.ending == .signal && ended.code == SIGKILL)
        let file = URL(fileURLWithPath: ended.text.trimmingCharacters(in: .newlines))
        let folder = file.deletingLastPathComponent()
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["tmp-file"])
        var status = stat()
        #expect(stat(file.path, &status) == 0 && status.st_mode == S_IFIFO | 0o600)
        #expect(stat(folder.path, &status) == 0 && status.st_mode == S_IFDIR | 0o700)
    }

    @Test("in the background the command gets the plaintext, and the folder goes when it ends")
    func background() throws {
        let both = try both()
        for (flags, name) in [([], "fifo"), (["--no-fifo"], "file")] {
            let left = try both.workspace.rcsops(
                ["exec-file", "--background"] + flags + ["a.yaml", "sleep 0.2; cat {} > \(name).part; echo {} > path; mv \(name).part \(name).done"])
            #expect(left.isSuccess && left.messages.contains("deprecated"))
            for _ in 0..<100 where !isThere(both.workspace.path(name + ".done")) { usleep(50_000) }
            #expect(try both.workspace.text(name + ".done") == Self.yaml)
            let folder = URL(fileURLWithPath: try both.workspace.text("path").trimmingCharacters(in: .newlines)).deletingLastPathComponent().path
            for _ in 0..<100 where isThere(folder) { usleep(50_000) }
            #expect(!isThere(folder))
        }
    }

    @Test("where no folder is in memory TMPDIR has it, with a warning for a plaintext on a disk")
    func withoutMemory() throws {
        // A mount of our own over /dev/shm: only root can have one.
        guard geteuid() == 0 else { return }
        let both = try both()
        let disk = both.workspace.path("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        for flags in ["", "--no-fifo "] {
            let script = "mount --bind \"$TMPDIR\" /dev/shm && exec \"$RCSOPS\" exec-file \(flags)a.yaml 'cat {}; echo {}'"
            let shown = try Program.run(
                URL(fileURLWithPath: "/usr/bin/unshare"), ["-m", "sh", "-c", script], in: both.workspace.folder,
                environment: both.workspace.identity.merging(["TMPDIR": disk, "RCSOPS": Program.rcsops.path]) { $1 })
            #expect(shown.text.hasPrefix(Self.yaml + disk + "/rcsops-"), "\(shown.text)\(shown.messages)")
            #expect(shown.messages.contains("on a disk") == !flags.isEmpty)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk).isEmpty)
    }

    @Test("--user can read the plaintext")
    func asAnotherUser() throws {
        guard geteuid() == 0 else { return }
        let both = try both()
        for flags in [[], ["--no-fifo"]] {
            let shown = try both.workspace.rcsops(["exec-file", "--user", "nobody"] + flags + ["a.yaml", "cat {}; stat -c %U {}; echo {}"])
            #expect(shown.text.hasPrefix(Self.yaml + "nobody\n"), "\(shown.text)\(shown.messages)")
            #expect(!isThere(URL(fileURLWithPath: String(shown.text.split(separator: "\n").last ?? "/")).deletingLastPathComponent().path))
        }
    }
}
