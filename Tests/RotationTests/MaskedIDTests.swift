import CommandDriver
import Foundation
import Testing

/// `--mask-ids`: what goes wrong names no key whole either, on whatever way it is told.
@Suite(.waiting) struct MaskedIDTests {
    private static let (old, first, second) = ("AKIAINVENTED00000000", "AKIASOMEBODY00000001", "AKIASOMEBODY00000002")

    /// A provider that lists `keys`, and more of them once a key was asked for, which it does not give.
    private func rotated(_ keys: [String], then more: [String] = [], _ arguments: String...) throws -> Outcome {
        let workspace = try Workspace()
        try workspace.encrypt()
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        func list(_ ids: [String]) -> String { "echo '{\"Keys\": [" + ids.map { "{\"AccessKeyId\": \"\($0)\"}" }.joined(separator: ", ") + "]}'" }
        _ = try KeyProgram(
            """
            describe) echo '{"UserName": "backup"}';;
            list) if test -e asked; then \(list(keys + more)); else \(list(keys)); fi;;
            create) touch asked; exit \(more.isEmpty ? 11 : 1);;
            """, in: workspace)
        return try workspace.rcsops(
            ["credentials"] + arguments + ["--source", "command", "--key-command", "provider.json", "--json", "--mask-ids"],
            environment: workspace.identity.merging(["HOME": workspace.folder.path]) { $1 })
    }

    private func expectMasked(_ made: Outcome, _ code: Int32, _ words: String...) {
        #expect(made.code == code, "\(made.code) \(made.messages)")
        for told in [made.text, made.messages] {
            for id in [Self.old, Self.first, Self.second] { #expect(!told.contains(id), "\(told)") }
        }
        for word in words { #expect(made.text.contains(word), "\(made.text) \(made.messages)") }
    }

    @Test func aKeyThatMayHaveBeenMadeIsMasked() throws {
        let made = try rotated([Self.old], then: [Self.first, Self.second], "rotate", "rclone.enc.ini", "--remote", "source", "--yes")
        expectMasked(made, 6, "RC8523", "AKIA…0001, AKIA…0002")
        #expect(made.messages.contains("AKIA…0001, AKIA…0002"), "\(made.messages)")
    }

    @Test func aKeyThatIsNotTheUsersIsMaskedBeforeTheBeginningToo() throws {
        let made = try rotated([Self.first], "rotate", "rclone.enc.ini", "--remote", "source", "--yes")
        #expect(made.messages.contains("RC8518 AKIA…0000 is none of the keys"), "\(made.messages)")
        expectMasked(made, 3)
    }

    @Test func theReasonOfListIsMasked() throws {
        expectMasked(try rotated([Self.first], "list"), 0, "AKIA…0000 is none of the keys")
    }

    @Test func theKeysOfAUserWithoutRoomAreMasked() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        for more in [[], ["--evict", other.id, "--scan", "more"]] {
            try FileManager.default.createDirectory(atPath: trial.workspace.path("more"), withIntermediateDirectories: true)
            try trial.put(other, "more/rclone.enc.ini")
            let made = try trial.begin(["--mask-ids"] + more)
            #expect(made.code == 7 && made.messages.contains("RC8514") && made.messages.contains(String(other.id.prefix(4)) + "…" + other.id.suffix(4)), "\(made.messages)")
            #expect(!made.messages.contains(other.id) && !made.messages.contains(trial.user.first.id), "\(made.messages)")
            if !trial.journals.isEmpty { #expect(try trial.credentials(["abort", "."]).code == 0) }
        }
    }
}
