import AWSSigning
import CommandDriver
import CredentialRotation
import Foundation
import RotationFiles
import Synchronization
import Testing

@Suite struct KeyUseSearchTests {
    private let desk: RotationDesk
    private let key = KeyUseSearch.Key(id: RotationDesk.oldPair.0, place: "aws", pair: RotationDesk.old)

    init() throws {
        desk = try RotationDesk()
        try git("init", "-q", "-b", "main")
        try FileManager.default.createDirectory(atPath: desk.workspace.path("deep/er"), withIntermediateDirectories: true)
    }

    @discardableResult private func git(_ words: String...) throws -> String {
        let done = try Program.run(
            URL(fileURLWithPath: "/usr/bin/git"), ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always"] + words,
            in: desk.workspace.folder)
        #expect(done.isSuccess, "\(words) \(done.messages)")
        return done.text
    }

    /// A config in INI encrypted by rcsops, with other texts in it.
    private func put(_ name: String, recipient: String? = nil, _ changes: (String, String)...) throws {
        var text = Workspace.config
        for change in changes { text = text.replacingOccurrences(of: change.0, with: change.1) }
        try desk.workspace.put(text, "made.conf")
        let made = try desk.workspace.rcsops("encrypt", "--age", recipient ?? desk.workspace.recipient, "--output", name, "made.conf")
        #expect(made.isSuccess, "\(made.messages)")
        try FileManager.default.removeItem(atPath: desk.workspace.path("made.conf"))
    }

    private func search(untracked: Bool = false, _ change: (inout PairDocument.Access) -> Void = { _ in }) throws -> KeyUses {
        var access = desk.access
        change(&access)
        let search = KeyUseSearch(.repository(folder: desk.workspace.path("deep"), includesUntracked: untracked), access: access)
        return try search.uses(of: key)
    }

    private func relative(_ uses: [KeyUses.Use]) -> [String] {
        let root = desk.workspace.folder.resolvingSymlinksInPath().path + "/"
        return uses.map { $0.path.replacingOccurrences(of: root, with: "") + " " + $0.remote }
    }

    private func texts(_ uses: KeyUses) -> [String] {
        let root = desk.workspace.folder.resolvingSymlinksInPath().path + "/"
        return uses.blindSpots.map { $0.text.replacingOccurrences(of: root, with: "") }
    }

    @Test("a repository whose configuration names programs runs none of them")
    func hostile() throws {
        try put("deep/a.ini")
        try git("add", "-A")
        try git("commit", "-q", "-m", "x")
        try git("branch", "other")
        try desk.workspace.put("#!/bin/sh\ntouch \(desk.workspace.path("ran"))\n", ".git/evil")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: desk.workspace.path(".git/evil"))
        for setting in ["core.fsmonitor", "core.pager", "diff.external", "core.sshCommand"] { try git("config", setting, desk.workspace.path(".git/evil")) }
        #expect(relative(try search(untracked: true).uses) == ["deep/a.ini source"])
        #expect(!FileManager.default.fileExists(atPath: desk.workspace.path("ran")))
        // The trap is one.
        try git("ls-files", "--others")
        #expect(FileManager.default.fileExists(atPath: desk.workspace.path("ran")))
    }

    @Test("a folder in a work tree is looked into whole, with what other branches have there, and nothing outside it")
    func folderInATree() throws {
        try put("outside.ini")
        try put("deep/known.ini")
        try git("add", "outside.ini", "deep/known.ini")
        try git("commit", "-q", "-m", "one")
        try git("checkout", "-q", "-b", "other")
        try put("deep/branch.ini")
        try put("branch-outside.ini")
        try git("add", "deep/branch.ini", "branch-outside.ini")
        try git("commit", "-q", "-m", "two")
        try git("checkout", "-q", "main")
        try desk.workspace.put("ignored.ini\n", ".gitignore")
        try put("deep/er/ignored.ini")
        try put("deep/untracked.ini")
        try FileManager.default.createSymbolicLink(atPath: desk.workspace.path("deep/link.ini"), withDestinationPath: "../outside.ini")
        var uses = try KeyUseSearch(.folder(desk.workspace.path("deep/er")), access: desk.access).uses(of: key)
        #expect(relative(uses.uses) == ["deep/er/ignored.ini source"] && uses.blindSpots.isEmpty, "\(texts(uses))")
        try FileManager.default.removeItem(atPath: desk.workspace.path("deep/link.ini"))
        uses = try KeyUseSearch(.folder(desk.workspace.path("deep")), access: desk.access).uses(of: key)
        #expect(relative(uses.uses) == ["deep/er/ignored.ini source", "deep/known.ini source", "deep/untracked.ini source"])
        #expect(texts(uses) == ["branch other: deep/branch.ini: [source] has the key", "branch other: deep/known.ini: [source] has the key"])
    }

    @Test("all forms that hold a key are found, and told apart")
    func forms() throws {
        try put("deep/a.ini")
        try put("other-key.ini", (RotationDesk.oldPair.0, "AKIAANOTHER000000000"))
        try put("stale.ini", (RotationDesk.oldPair.1, "FORMER"))
        try put("elsewhere.ini", ("region = eu-west-1", "endpoint = https://rgw.example.com"), (RotationDesk.oldPair.1, "ANOTHER"))
        try put("same-pair.ini", ("region = eu-west-1", "endpoint = https://other-name.example.com"))
        try put("wrapped.ini", ("[destination]", "[wrap]\ntype = crypt\nremote = source:b\n[destination]"))
        try put("session.ini", ("region = eu-west-1", "session_token = t"))
        try desk.workspace.put(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  rclone.conf: " + Data(Workspace.config.utf8).base64EncodedString() + "\n", "s.yaml")
        let made = try desk.workspace.peer(
            "sops", "encrypt", "--age", desk.workspace.recipient, "--encrypted-regex", "^data$", "--output", "deep/er/s.enc.yaml", "s.yaml")
        #expect(made.isSuccess, "\(made.messages)")
        try FileManager.default.removeItem(atPath: desk.workspace.path("s.yaml"))
        try desk.workspace.put("export AWS_ACCESS_KEY_ID=" + RotationDesk.oldPair.0 + "\n", "env.sh")
        try FileManager.default.createSymbolicLink(atPath: desk.workspace.path("link.ini"), withDestinationPath: "deep/a.ini")
        try git("add", "deep", "other-key.ini", "stale.ini", "elsewhere.ini", "same-pair.ini", "wrapped.ini", "session.ini", "env.sh", "link.ini", "rclone.conf")
        let found = try search()
        // One service may have many names.
        #expect(relative(found.uses) == ["deep/a.ini source", "deep/er/s.enc.yaml source", "same-pair.ini source", "wrapped.ini source"])
        #expect(relative(found.staleCopies) == ["stale.ini source"])
        #expect(relative(found.otherEndpoints) == ["elsewhere.ini source"])
        #expect(texts(found) == [
            "env.sh: the key's id stands in it", "rclone.conf: [source] has the key in a file that is not encrypted",
            "session.ini: [source] has the key, and session_token makes it a temporary pair, which ends by itself",
        ])
        let allowed = try search { $0.allowsPlaintext = true }
        #expect(relative(allowed.uses).contains("rclone.conf source"))
        // As a journal beside one of them holds them.
        #expect(found.rotationUses(in: desk.workspace.path("deep")).map(\.path) == ["a.ini", "er/s.enc.yaml", "../same-pair.ini", "../wrapped.ini"])
    }

    @Test("an encrypted file that is not in Git yet counts, any other when it is asked for")
    func untracked() throws {
        let other = try desk.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        try put("new.ini")
        try put("deep/theirs.ini", recipient: other)
        try put("ignored.ini")
        try desk.workspace.put("ignored.ini\n", ".gitignore")
        try desk.workspace.put("the key is \(RotationDesk.oldPair.0)\n", "notes")
        // As a run that was killed leaves them.
        try desk.workspace.put(try desk.workspace.data("new.ini"), ".new.ini.rcsops-abc123")
        try git("clone", "-q", ".", "inner")
        let found = try search()
        #expect(relative(found.uses) == ["new.ini source"])
        #expect(texts(found) == ["deep/theirs.ini: no identity here opens it"])
        let all = try search(untracked: true)
        #expect(relative(all.uses) == ["new.ini source"])
        let scanned = try KeyUseSearch(.folder(desk.workspace.folder.path), access: desk.access).uses(of: key)
        #expect(relative(scanned.uses).contains("new.ini source") && !relative(scanned.uses).contains { $0.hasPrefix(".new") })
        #expect(texts(all).contains("notes: the key's id stands in it") && texts(all).contains { $0.hasPrefix("rclone.conf: [source] has the key") }, "\(texts(all))")
    }

    @Test("files without Git are looked into by their names")
    func named() throws {
        try put("a.ini")
        let progress = Mutex<[Int]>([])
        let search = KeyUseSearch(.files([desk.workspace.path("a.ini"), desk.workspace.path("none")]), access: desk.access) { done, _ in
            progress.withLock { $0.append(done) }
        }
        let found = try search.uses(of: key)
        #expect(relative(found.uses) == ["a.ini source"])
        #expect(found.blindSpots == [.unreadable(path: desk.workspace.path("none"), reason: "no file has that name")])
        #expect(progress.withLock { $0.sorted() } == [1, 2])
    }

    @Test("what nobody here can read is a blind spot, and a submodule, and another work tree")
    func blindSpots() throws {
        let other = try desk.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        try put("theirs.ini", recipient: other)
        try put("cut.ini")
        try desk.workspace.put(try desk.workspace.text("cut.ini").components(separatedBy: "[sops]")[0], "cut.ini")
        try desk.workspace.put("RCLONE_ENCRYPT_V0:\n" + Data(count: 80).base64EncodedString() + "\n", "own.conf")
        try git("add", "theirs.ini", "cut.ini", "own.conf")
        try git("commit", "-qm", "one")
        try git("clone", "-q", ".", "inner")
        try git("submodule", "--quiet", "add", "./inner", "sub")
        try git("worktree", "add", "-q", "--detach", "tree")
        let found = try search()
        #expect(texts(found) == [
            "cut.ini: its values are encrypted, and its metadata are cut off",
            "own.conf: rclone's own encryption is around it, which only its password opens: rcsops encrypt takes its place",
            "sub: a submodule, which is a repository of its own", "theirs.ini: no identity here opens it", "tree: another work tree of the repository",
        ])
    }

    @Test("another branch that has the key is a blind spot, one without it is none")
    func branches() throws {
        try put("a.ini")
        try git("add", "a.ini")
        try git("commit", "-qm", "old key")
        try git("branch", "release")
        try git("branch", "empty")
        try git("checkout", "-q", "empty")
        try git("rm", "-q", "a.ini")
        try git("commit", "-qm", "none")
        try git("checkout", "-q", "main")
        // What the branch is pushed to follows it.
        try git("init", "-q", "--bare", "origin.git")
        try git("remote", "add", "origin", "./origin.git")
        try git("push", "-q", "-u", "origin", "main", "release")
        #expect(texts(try search()) == ["branch origin/release: a.ini: [source] has the key", "branch release: a.ini: [source] has the key"])
        let other = try desk.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        try git("checkout", "-q", "empty")
        try put("theirs.ini", recipient: other)
        try git("add", "theirs.ini")
        try git("commit", "-qm", "theirs")
        try git("checkout", "-q", "main")
        #expect(texts(try search()).contains("branch empty: theirs.ini: can't be read, or holds the key's id"))
    }

    @Test("an upstream that has commits of its own is a branch as others are")
    func upstreamAhead() throws {
        try put("a.ini")
        try git("add", "a.ini")
        try git("commit", "-qm", "one")
        try git("init", "-q", "--bare", "-b", "main", "origin.git")
        try git("remote", "add", "origin", "./origin.git")
        try git("push", "-q", "-u", "origin", "main")
        try put("b.ini")
        try git("add", "b.ini")
        try git("commit", "-qm", "a colleague's")
        try git("push", "-q")
        #expect(try search().blindSpots.isEmpty)
        try git("reset", "-q", "--hard", "HEAD~1")
        #expect(texts(try search()) == ["branch origin/main: a.ini: [source] has the key", "branch origin/main: b.ini: [source] has the key"])
    }

    @Test("what Git tracks and the work tree lacks is a blind spot where it has the key")
    func notCheckedOut() throws {
        let other = try desk.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        try FileManager.default.createDirectory(atPath: desk.workspace.path("p"), withIntermediateDirectories: true)
        for name in ["deep/a.ini", "p/b.ini", "gone.ini", "removed.ini", "staged.ini"] { try put(name) }
        try put("p/theirs.ini", recipient: other)
        try put("p/other-key.ini", (RotationDesk.oldPair.0, "AKIAANOTHER000000000"))
        try git("add", "deep", "p", "gone.ini", "removed.ini")
        try git("commit", "-qm", "one")
        try git("sparse-checkout", "set", "--no-cone", "/*", "!/p/")
        try git("add", "staged.ini")
        try git("rm", "-q", "removed.ini")
        for name in ["gone.ini", "staged.ini"] { try FileManager.default.removeItem(atPath: desk.workspace.path(name)) }
        #expect(!FileManager.default.fileExists(atPath: desk.workspace.path("p/b.ini")))
        var found = try search()
        #expect(relative(found.uses) == ["deep/a.ini source"])
        #expect(texts(found) == [
            "gone.ini: not in the work tree, and in Git [source] has the key", "p/b.ini: not in the work tree, and in Git [source] has the key",
            "p/theirs.ini: not in the work tree, and in Git it can't be read, or holds the key's id",
            "removed.ini: not in the work tree, and in Git [source] has the key", "staged.ini: not in the work tree, and in Git [source] has the key",
        ])
        #expect(found.blindSpots.count(where: \.namesKey) == 4)
        found = try KeyUseSearch(.folder(desk.workspace.path("deep")), access: desk.access).uses(of: key)
        #expect(found.blindSpots.isEmpty, "of a folder what is in it: \(texts(found))")
    }

    @Test("of a large sparse tree no program is run for each file")
    func fewPrograms() throws {
        try put("a.ini")
        try FileManager.default.createDirectory(atPath: desk.workspace.path("p"), withIntermediateDirectories: true)
        for index in 0..<200 { try desk.workspace.put("# \(index)\n" + Workspace.config, "p/\(index).conf") }
        try git("add", "a.ini", "p")
        try git("commit", "-qm", "one")
        try git("sparse-checkout", "set", "--no-cone", "/*", "!/p/")
        try FileManager.default.removeItem(atPath: desk.workspace.path("rclone.conf"))
        try FileManager.default.createDirectory(atPath: desk.workspace.path("bin"), withIntermediateDirectories: true)
        try desk.workspace.put("#!/bin/sh\necho >> '\(desk.workspace.path("programs"))'\nexec /usr/bin/git \"$@\"\n", "bin/git")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: desk.workspace.path("bin/git"))
        let path = ["PATH": desk.workspace.path("bin") + ":/usr/bin:/bin", "HOME": desk.workspace.folder.path]
        let made = try desk.workspace.rcsops(
            ["credentials", "rotate", "a.ini", "--remote", "source", "--source", "manual", "--dry-run"], environment: desk.workspace.identity.merging(path) { $1 })
        #expect(made.code == 0 && made.text.contains("p/199.conf: not in the work tree"), "\(made.text) \(made.messages)")
        let programs = try desk.workspace.text("programs").utf8.count
        #expect((1..<50).contains(programs), "\(programs)")
    }

    @Test("outside of a repository the search says so")
    func noRepository() throws {
        #expect(throws: RotationFileError.self) {
            try KeyUseSearch(.repository(folder: "/", includesUntracked: false), access: desk.access).uses(of: key)
        }
    }
}
