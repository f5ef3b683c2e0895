import CommandDriver
import Foundation
import Testing

/// Key groups of post-quantum recipients and others: what a quantum computer breaks in one of them is broken for all.
@Suite struct MixedRecipientsTests {
    /// A folder with plain.yaml, and with a post-quantum identity in pq.txt.
    private func workspace() throws -> (workspace: Workspace, hybrid: String) {
        let workspace = try Workspace()
        try workspace.put("a: 1\n", "plain.yaml")
        let made = try workspace.rcsops("key", "generate", "--pq", "--output", "pq.txt")
        try #require(made.isSuccess, "\(made.messages)")
        return (workspace, made.text.trimmingCharacters(in: .newlines))
    }

    @Test("encrypt warns of a group that mixes them, once, and names the other by its text")
    func encrypt() throws {
        let (workspace, hybrid) = try workspace()
        let mixed = try workspace.rcsops("encrypt", "--age", hybrid + "," + workspace.recipient, "plain.yaml")
        #expect(mixed.isSuccess && mixed.messages.contains("RC5106 warning: \"plain.yaml\""), "\(mixed.messages)")
        #expect(mixed.messages.contains("beside " + workspace.recipient) && mixed.messages.contains("\n  fix: "))
        #expect(!mixed.text.contains("RC5106"))
        try workspace.put(mixed.output, "e.yaml")
        for identity in ["key.txt", "pq.txt"] {
            #expect(try workspace.rcsops("decrypt", "e.yaml", environment: ["SOPS_AGE_KEY_FILE": identity]).text == "a: 1\n")
        }
        #expect(try !workspace.rcsops("encrypt", "--age", hybrid, "plain.yaml").messages.contains("RC5106"))
        #expect(try !workspace.rcsops("encrypt", "--quiet", "--age", hybrid + "," + workspace.recipient, "plain.yaml").messages.contains("RC5106"))
        // A script that calls sops may take any word for a failure.
        let asSops = try SopsTool.rcsops.run(["encrypt", "--age", hybrid + "," + workspace.recipient, "plain.yaml"], in: workspace)
        #expect(asSops.isSuccess && asSops.messages.isEmpty, "\(asSops.messages)")
    }

    @Test("rotate, updatekeys, groups add and doctor warn too; groups that are of one kind each don't mix")
    func others() throws {
        let (workspace, hybrid) = try workspace()
        #expect(try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, "plain.yaml").isSuccess)
        let rotated = try workspace.rcsops("rotate", "--add-age", hybrid, "plain.yaml")
        #expect(rotated.isSuccess && rotated.messages.contains("RC5106"), "\(rotated.messages)")
        let grouped = try workspace.rcsops("groups", "add", "--file", "plain.yaml", "--age", hybrid + "," + workspace.recipient)
        #expect(grouped.isSuccess && grouped.messages.contains("RC5106"), "\(grouped.messages)")
        let apart = try workspace.rcsops("groups", "add", "--file", "plain.yaml", "--age", hybrid)
        #expect(apart.isSuccess && !apart.messages.contains("RC5106"), "\(apart.messages)")
        try workspace.put("creation_rules:\n  - age: " + hybrid + "," + workspace.recipient + "\n", ".sops.yaml")
        #expect(try workspace.rcsops("doctor").text.contains("RC5106"))
        let updated = try workspace.rcsops("updatekeys", "--yes", "plain.yaml")
        #expect(updated.isSuccess && updated.messages.contains("RC5106"), "\(updated.messages)")
    }

    @Test("a long recipient is shortened in a sentence, and whole where it is an answer")
    func shortened() throws {
        let (workspace, hybrid) = try workspace()
        let made = try workspace.rcsops("encrypt", "--age", hybrid, "--output", "e.yaml", "plain.yaml")
        #expect(made.messages.contains("RC5105") && made.messages.contains(hybrid.prefix(28) + "…" + hybrid.suffix(20)), "\(made.messages)")
        let failed = try workspace.rcsops("decrypt", "e.yaml")
        #expect(failed.code == 128 && !failed.messages.contains(hybrid) && failed.messages.contains(hybrid.prefix(28) + "…"), "\(failed.messages)")
        #expect(try workspace.rcsops("key", "check", "e.yaml").text.contains(hybrid + ": not mine"))
    }
}
