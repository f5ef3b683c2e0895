import CommandDriver
import Foundation
import Testing

/// `config obscure` and `reveal`, both ways with the real rclone.
@Suite struct ConfigObscureTests {
    private static let texts = ["hunter2", "", "a", " both ends ", "pässwörd-日本", "with #;=\" `%(x)s", String(repeating: "x", count: 300)]

    @Test(arguments: texts) func rcloneRevealsWhatIsObscuredAndTheOtherWayRound(text: String) throws {
        let workspace = try Workspace()
        let made = try workspace.rcsops("config", "obscure", "-", input: Data((text + "\n").utf8))
        #expect(made.isSuccess && made.messages.isEmpty)
        let revealed = try workspace.peer("rclone", "reveal", "--", made.text.trimmingCharacters(in: .newlines))
        #expect(revealed.text == text + "\n", "\(revealed.messages)")
        let obscured = try Program.run(Program.peer("rclone"), ["obscure", "--", text], in: workspace.folder)
        #expect(try workspace.rcsops("config", "reveal", input: obscured.output).text == text + "\n")
    }

    @Test func anIVMakesItTheSameEachTime() throws {
        let workspace = try Workspace()
        let iv = "cca6175d837627d60e5c08564800f77B"
        #expect(try workspace.rcsops("config", "obscure", "--iv", iv, input: Data("hunter2".utf8)).text == "zKYXXYN2J9YOXAhWSAD3e-qt-hiBfSU\n")
        let once = try workspace.rcsops("config", "obscure", input: Data("hunter2\r\n".utf8))
        #expect(try workspace.rcsops("config", "obscure", input: Data("hunter2".utf8)).text != once.text)
        #expect(try workspace.rcsops("config", "reveal", input: once.output).text == "hunter2\n")
        for wrong in ["00", iv + "0", "g" + iv.dropFirst(), "+" + iv.dropFirst()] {
            let outcome = try workspace.rcsops("config", "obscure", "--iv=" + wrong, input: Data("x".utf8))
            #expect(outcome.code == 64 && outcome.messages.contains("RC9141"))
        }
    }

    @Test func anArgumentIsTakenWithAWarning() throws {
        let outcome = try Workspace().rcsops("config", "reveal", "zKYXXYN2J9YOXAhWSAD3e-qt-hiBfSU")
        #expect(outcome.text == "hunter2\n" && outcome.messages.contains("visible to everybody"))
        #expect(!outcome.messages.contains("hunter2"))
    }

    @Test(arguments: ["", "abc", "!!!!", "YWJj", "AAAAAAAAAAAAAAAAAAAAAA==", "ab+/cd", "AAAAAAAAAAAAAAAAAAAAAAAAA"])
    func whatRcloneDoesNotRevealIsNotRevealed(text: String) throws {
        let workspace = try Workspace()
        let ours = try workspace.rcsops("config", "reveal", input: Data(text.utf8))
        let theirs = try workspace.peer("rclone", "reveal", "--", text)
        #expect(ours.code == 1 && theirs.code == 1 && ours.output.isEmpty)
        let reason = try #require(theirs.messages.firstMatch(of: /input too short|illegal base64 data at input byte \d+/))
        #expect(ours.messages.contains(reason.output), "\(ours.messages) \(theirs.messages)")
    }

    @Test func aClearPasswordThatRevealsIsToldAndSeveralLinesAreRefused() throws {
        let workspace = try Workspace()
        #expect(try workspace.rcsops("config", "reveal", input: Data("ABCDEFGHIJKLMNOPQRSTUVWXYZA".utf8)).messages.contains("perhaps never obscured"))
        let lines = try workspace.rcsops("config", "obscure", input: Data("a\nb\n".utf8))
        #expect(lines.code == 1 && lines.messages.contains("RC9140") && lines.output.isEmpty)
    }
}
