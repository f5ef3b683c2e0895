import CommandDriver
import Foundation
import TestVectors
import Testing

/// `edit` with real editors on a real terminal, whose users have every kind of copy switched on.
@Suite struct EditorTerminalTests {
    private struct Session: Decodable {
        let shown: String
        let code: Int32
        let unasked: Int
    }

    private static let document = "first: very-secret\n"
    /// What was typed is looked for in HOME and in the working folder while the editor runs, by the editor itself.
    private static let search = "sh -c 'grep -rlE \"very-secret|typed-secret\" . > during.txt; echo sear$((1))ched'"

    private func workspace() throws -> Workspace {
        let workspace = try Workspace()
        for folder in ["home/swap", "home/undo", "home/backup", "home/.config/nvim"] {
            try FileManager.default.createDirectory(atPath: workspace.path(folder), withIntermediateDirectories: true)
        }
        let vim = """
            autocmd!
            set nocompatible directory=~/swap updatecount=1 swapfile undofile undodir=~/undo backup writebackup backupdir=~/backup history=50

            """
        try workspace.put(vim + "set viminfo='100,<50,f1\n", "home/.vimrc")
        try workspace.put(vim + "set shada='100,<50,f1\nsyntax off\n", "home/.config/nvim/init.vim")
        try workspace.put("set backup\nset backupdir \"\(workspace.path("home/backup"))\"\nset historylog\nset positionlog\nset locking\n", "home/.nanorc")
        try workspace.put(Self.document, "plain.yaml")
        let made = try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", "a.yaml", "plain.yaml")
        try #require(made.isSuccess)
        try FileManager.default.removeItem(atPath: workspace.path("plain.yaml"))
        return workspace
    }

    private func session(_ workspace: Workspace, _ program: URL, editor: String, _ steps: [(String, String)]) throws -> Session {
        let helper = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/terminal.py").path
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"),
            [helper] + steps.flatMap { [$0.0, $0.1] } + ["--", program.path, "edit", "a.yaml"], in: workspace.folder,
            environment: workspace.identity.merging(["EDITOR": editor, "HOME": workspace.path("home"), "TERM": "xterm", "LANG": "C.UTF-8"]) { $1 })
        return try JSONDecoder().decode(Session.self, from: outcome.output)
    }

    /// Files below the workspace that hold what was typed or shown.
    private func leaks(_ workspace: Workspace) throws -> [String] {
        let files = FileManager.default.enumerator(atPath: workspace.folder.path)?.compactMap { $0 as? String } ?? []
        return files.filter { name in
            guard let data = try? workspace.data(name) else { return false }
            return data.range(of: Data("very-secret".utf8)) != nil || data.range(of: Data("typed-secret".utf8)) != nil
        }
    }

    private static let inVim = [
        ("very-secret", "osecond: typed-secret\\x1b:w\\r"), ("written", "osecond_again: typed-secret\\x1b/typed-secret\\ryy:!\(search)\\r"),
        ("sear1ched", "\\r:wq\\r"),
    ]

    @Test("vim and Neovim leave nothing, whatever their user has set", arguments: ["vim", "nvim"])
    func vimLeavesNothing(_ editor: String) throws {
        let workspace = try workspace()
        let session = try session(workspace, Program.rcsops, editor: editor, Self.inVim)
        #expect(session.code == 0 && session.unasked == 0, "\(session.shown)")
        #expect(try workspace.text("during.txt").isEmpty)
        #expect(try leaks(workspace).isEmpty)
        #expect(try workspace.rcsops("decrypt", "a.yaml").text == Self.document + "second: typed-secret\nsecond_again: typed-secret\n")
    }

    @Test("the same keys under the real sops do leave copies: the test can see them")
    func theTestSeesCopies() throws {
        let workspace = try workspace()
        let session = try session(workspace, Program.peer("sops"), editor: "vim", Self.inVim)
        #expect(session.code == 0 && session.unasked == 0, "\(session.shown)")
        #expect(try !workspace.text("during.txt").isEmpty)
        #expect(try !leaks(workspace).isEmpty)
    }

    @Test("nano leaves nothing, whatever its user has set")
    func nanoLeavesNothing() throws {
        let workspace = try workspace()
        let session = try session(
            workspace, Program.rcsops, editor: "nano",
            [("very-secret", "second: typed-secret\\r\\x0f"), ("Write", "\\r"), ("Wrote", "\\x17"), ("Search", "typed-secret\\r"), ("", "\\x18")])
        #expect(session.code == 0 && session.unasked == 0, "\(session.shown)")
        #expect(try leaks(workspace).isEmpty)
        #expect(try workspace.rcsops("decrypt", "a.yaml").text == "second: typed-secret\n" + Self.document)
    }

    @Test("a text that can't be read brings vim back after Enter, with all that was typed")
    func invalidTextComesBack() throws {
        let workspace = try workspace()
        let session = try session(
            workspace, Program.rcsops, editor: "vim",
            [("very-secret", "obroken: [\\x1b:wq\\r"), ("Press Enter", "\\r"), ("broken: [", "Gdd:wq\\r")])
        #expect(session.code == 200 && session.unasked == 0 && session.shown.contains("a.yaml:3:1: RC4020"), "\(session.shown)")
    }

    @Test("Ctrl-C at that question ends it, the file is as it was, and what was typed is kept encrypted")
    func controlCEndsIt() throws {
        let workspace = try workspace()
        let before = try workspace.data("a.yaml")
        let session = try session(
            workspace, Program.rcsops, editor: "vim", [("very-secret", "obroken: [ typed-secret\\x1b:wq\\r"), ("Press Enter", "\\x03")])
        #expect(session.code == -SIGINT && session.unasked == 0, "\(session.shown)")
        #expect(try workspace.data("a.yaml") == before)
        #expect(try leaks(workspace).isEmpty)
        #expect(try workspace.peer("sops", "decrypt", "a.yaml.unsaved").text == Self.document + "broken: [ typed-secret\n")
    }

    @Test("Ctrl-C in the editor is the editor's")
    func controlCInTheEditor() throws {
        let workspace = try workspace()
        let session = try session(
            workspace, Program.rcsops, editor: "vim", 
            [("very-secret", "otyped: x\\x1b:!echo st''art; sleep 20\\r"), ("start", "\\x03"), ("ENTER", "\\r:wq\\r")])
        #expect(session.code == 0 && session.unasked == 0, "\(session.shown)")
        #expect(try workspace.rcsops("decrypt", "a.yaml").text == Self.document + "typed: x\n")
    }

    @Test("an editor that is left with an error saves nothing: vim's :cq")
    func leavingWithAnError() throws {
        let workspace = try workspace()
        let before = try workspace.data("a.yaml")
        let session = try session(workspace, Program.rcsops, editor: "vim", [("very-secret", "otyped: x\\x1b:w\\r"), ("written", ":cq\\r")])
        #expect(session.code == 201, "\(session.shown)")
        #expect(try workspace.data("a.yaml") == before)
        #expect(!FileManager.default.fileExists(atPath: workspace.path("a.yaml.unsaved")))
    }
}
