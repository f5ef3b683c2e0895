import CommandDriver
import Foundation
import GitHistory
import SecretMemory
import Testing

/// What versions of files are found, against the real git.
@Suite struct BlobHistoryTests {
    private func names(_ history: BlobHistory, of blob: String) -> Set<String> {
        Set(history.versions.filter { $0.blob == blob }.map { $0.path?.text ?? "-" })
    }

    @Test("every version of every branch, tag and merge is found, and where a file went") func allRefs() throws {
        let folder = try GitFolder()
        try folder.put("one", "a")
        let first = try folder.commit(at: 1000)
        try folder.put("two", "a")
        try folder.commit(at: 2000)
        try folder.git("checkout", "-q", "-b", "side", first)
        try folder.put("side", "a")
        try folder.commit(at: 3000)
        try folder.git("tag", "kept")
        try folder.git("checkout", "-q", "main")
        _ = try? folder.git("merge", "-q", "side")
        try folder.put("merged by hand", "a")
        try folder.commit("merge", at: 4000)
        try folder.git("branch", "-D", "side")
        try folder.git("rm", "-q", "a")
        try folder.commit("gone", at: 5000)
        let history = try BlobHistory(of: GitRepository(holding: folder.folder.path))
        for text in ["one", "two", "side", "merged by hand"] {
            let blob = try folder.blob(text)
            #expect(names(history, of: blob) == ["a"], "\(text)")
        }
        let gone = try #require(history.versions.first { $0.blob == nil })
        #expect(history.commits[gone.commit!].time == 5000)
        #expect(history.commits.contains { $0.id == first && $0.time == 1000 })
        #expect(history.gaps.isEmpty)
    }

    @Test("a file keeps its former names, also when it changes on the way; names may hold line ends and bytes that are no UTF-8") func renames() throws {
        let folder = try GitFolder()
        let lines = (0..<50).map { "line \($0)\n" }.joined()
        try folder.put(lines, "first")
        try folder.commit()
        try folder.git("mv", "first", "sec\nond")
        try folder.put(lines + "more\n", "sec\nond")
        try folder.commit()
        try FileManager.default.createDirectory(atPath: folder.path("deep"), withIntermediateDirectories: true)
        try folder.git("mv", "sec\nond", "deep/\u{1}third")
        try folder.commit()
        // Made by plumbing: Foundation writes no such name.
        let blob = try folder.git("hash-object", "-w", "--stdin", input: "odd")
        let record = Data("100644 \(blob)\t".utf8) + Data([0xFF, 0x80]) + Data([0])
        try record.write(to: URL(fileURLWithPath: folder.path(".git/record")))
        try folder.script(".git/add", "git update-index --add -z --index-info <.git/record && git -c user.name=x -c user.email=y commit -qm odd")
        // By the shell: a file that was just written may be busy for a moment.
        _ = try Program.run(URL(fileURLWithPath: "/bin/sh"), [folder.path(".git/add")], in: folder.folder)
        let history = try BlobHistory(of: GitRepository(holding: folder.folder.path))
        #expect(Set(history.names(of: GitPath("deep/\u{1}third")).map(\.text)) == ["deep/\u{1}third", "sec\nond", "first"])
        #expect(history.versions.contains { $0.path == GitPath([0xFF, 0x80]) && $0.blob == blob })
    }

    @Test("all stashes are read, not the newest only; what only reflogs and objects have is read with depth") func hidden() throws {
        let folder = try GitFolder()
        try folder.put("base", "a")
        try folder.commit()
        for text in ["stash 1", "stash 2"] {
            try folder.put(text, "a")
            try folder.git("stash", "-q")
        }
        try folder.put("reset away", "a")
        try folder.commit()
        try folder.git("reset", "-q", "--hard", "HEAD~1")
        let loose = try folder.git("hash-object", "-w", "--stdin", input: "never committed")
        let repository = try GitRepository(holding: folder.folder.path)
        let plain = try BlobHistory(of: repository)
        let deep = try BlobHistory(of: repository, depth: .all)
        for text in ["stash 1", "stash 2"] { #expect(names(plain, of: try folder.blob(text)) == ["a"], "\(text)") }
        let lost = try folder.blob("reset away")
        #expect(names(plain, of: lost) == [])
        #expect(names(deep, of: lost) == ["a"])
        #expect(names(deep, of: loose) == ["-"])
        // Also when no reflog knows of it any more.
        try folder.git("reflog", "expire", "--expire=now", "--all")
        #expect(names(try BlobHistory(of: repository, depth: .all), of: lost) == ["a"])
    }

    @Test("contents and folders that tags name, also by way of other tags, are versions; since a commit, older contents are none") func tagged() throws {
        let folder = try GitFolder()
        try folder.put("older", "a")
        try folder.commit()
        try folder.put("base", "a")
        let start = try folder.commit()
        let loose = try folder.git("hash-object", "-w", "--stdin", input: "tagged")
        try folder.git("tag", "blob", loose)
        let inner = try folder.git("hash-object", "-w", "--stdin", input: "in a folder")
        try folder.git("tag", "-a", "-m", "x", "tree", try folder.git("mktree", input: "100644 blob \(inner)\tname\n"))
        try folder.git("tag", "-a", "-m", "y", "nested", "tree")
        let repository = try GitRepository(holding: folder.folder.path)
        let history = try BlobHistory(of: repository)
        #expect(names(history, of: loose) == ["-"] && names(history, of: inner) == ["name"] && history.gaps.isEmpty)
        let never = try folder.git("hash-object", "-w", "--stdin", input: "never committed")
        let later = try BlobHistory(of: repository, since: start, depth: .all)
        #expect(names(later, of: never) == ["-"])
        #expect(names(later, of: try folder.blob("older")) == [])
    }

    @Test("since a commit: what came later, and what was there then") func since() throws {
        let folder = try GitFolder()
        try folder.put("old", "a")
        try folder.commit(at: 1000)
        try folder.put("then", "a")
        let start = try folder.commit(at: 2000)
        try folder.put("later", "a")
        try folder.commit(at: 3000)
        let repository = try GitRepository(holding: folder.folder.path)
        let history = try BlobHistory(of: repository, since: start)
        #expect(names(history, of: try folder.blob("old")) == [])
        #expect(names(history, of: try folder.blob("then")) == ["a"])
        #expect(names(history, of: try folder.blob("later")) == ["a"])
        #expect(throws: GitError.unknownRevision("nothing")) { try BlobHistory(of: repository, since: "nothing") }
        #expect(throws: GitError.unknownRevision("--output=x")) { try BlobHistory(of: repository, since: "--output=x") }
    }

    @Test("bare repositories, other work trees and folders below the root are the same repository") func places() throws {
        let folder = try GitFolder()
        try folder.put("one", "deep/a")
        let head = try folder.commit()
        let bare = try GitFolder(["clone", "-q", "--bare", folder.folder.path, "."])
        let tree = try GitFolder([])
        try folder.git("worktree", "add", "-q", "--detach", tree.path("tree"))
        try tree.put("only there", "tree/b")
        try tree.git("-C", "tree", "add", ".")
        try tree.git("-C", "tree", "commit", "-qm", "there")
        for place in [folder.path("deep"), bare.folder.path, tree.path("tree"), folder.folder.path] {
            let repository = try GitRepository(holding: place)
            let history = try BlobHistory(of: repository)
            #expect(history.commits.contains { $0.id == head }, "\(place)")
            if !place.hasPrefix(bare.folder.path) { #expect(names(history, of: try folder.blob("only there")) == ["b"], "\(place)") }
        }
        #expect(try GitRepository(holding: bare.folder.path).workTree == nil)
        #expect(try GitRepository(holding: folder.path("deep")).path(of: folder.path("deep/a")) == GitPath("deep/a"))
        #expect(try GitRepository(holding: tree.path("tree")).gitFolder.hasPrefix(folder.path(".git/worktrees")))
        let none = try GitFolder([])
        #expect(throws: GitError.noRepository(path: none.folder.path)) { try GitRepository(holding: none.folder.path) }
    }

    @Test("shallow and partial clones say that they are not all, and nothing is fetched") func gaps() throws {
        let folder = try GitFolder()
        try folder.git("config", "uploadpack.allowFilter", "true")
        for text in ["one", "two", "three"] {
            try folder.put(text, "a")
            try folder.commit()
        }
        let shallow = try GitFolder(["clone", "-q", "--depth", "1", "file://" + folder.folder.path, "."])
        let partial = try GitFolder(["clone", "-q", "--filter=blob:none", "--no-checkout", "file://" + folder.folder.path, "."])
        #expect(try BlobHistory(of: GitRepository(holding: shallow.folder.path)).gaps == [.shallow])
        let repository = try GitRepository(holding: partial.folder.path)
        let history = try BlobHistory(of: repository)
        #expect(history.gaps == [.partial])
        let blobs = history.versions.compactMap(\.blob)
        #expect(blobs.count == 3)
        var reader = try BlobReader(of: repository, blobs)
        #expect(reader.missing == 3)
        #expect(try reader.read(blobs[0], into: .ofCiphertext()) == nil)
        #expect(try partial.git("count-objects", "-v").contains("packs: 1"))
    }

    @Test("contents come back whole, of any size, and those that are too large are left out") func contents() throws {
        let folder = try GitFolder()
        let texts = ["", "\n", "a\u{0}b", String(repeating: "x", count: 100_000), String(repeating: "y\n", count: 1_000_000)]
        for (number, text) in texts.enumerated() { try folder.put(text, "f\(number)") }
        try folder.commit()
        let repository = try GitRepository(holding: folder.folder.path)
        let blobs = try texts.map { try folder.blob($0) }
        let unknown = String(repeating: "0", count: 39) + "1"
        var reader = try BlobReader(of: repository, blobs + [unknown], limit: 1 << 20)
        #expect(reader.missing == 1)
        #expect(reader.tooLarge == 1)
        for (blob, text) in zip(blobs, texts).dropLast() {
            #expect(try reader.read(blob, into: .ofCiphertext())?.withBytes { Data($0) } == Data(text.utf8))
        }
        #expect(try reader.read(blobs[4], into: .ofCiphertext()) == nil)
        #expect(try reader.read(unknown, into: .ofCiphertext()) == nil)
    }

    @Test("10,000 commits are read within seconds") func many() throws {
        let folder = try GitFolder()
        var stream = ""
        for number in 1...10_000 {
            let text = "secret \(number)\n"
            stream += "commit refs/heads/main\ncommitter T <t@example.com> \(number) +0000\ndata 1\nx\nM 100644 inline f\(number % 50)\ndata \(text.utf8.count)\n\(text)\n"
        }
        try folder.git("fast-import", "--quiet", input: stream)
        let repository = try GitRepository(holding: folder.folder.path)
        let start = ContinuousClock.now
        let history = try BlobHistory(of: repository)
        let blobs = history.versions.compactMap(\.blob)
        #expect(history.commits.count == 10_000)
        #expect(Set(blobs).count == 10_000)
        var reader = try BlobReader(of: repository, blobs)
        var read = 0
        for blob in blobs where try reader.read(blob, into: .ofCiphertext()) != nil { read += 1 }
        #expect(read == 10_000)
        let taken = ContinuousClock.now - start
        print("10,000 commits and as many blobs: \(taken)")
        #expect(taken < .seconds(60))
    }

    @Test("a hostile repository runs nothing") func hostile() throws {
        let folder = try GitFolder()
        try folder.put(String(repeating: "line\n", count: 100), "a.txt")
        try folder.put("*.txt diff=evil filter=evil\n", ".gitattributes")
        try folder.commit()
        try folder.git("mv", "a.txt", "b.txt")
        try folder.put(String(repeating: "line\n", count: 100) + "more\n", "b.txt")
        try folder.commit()
        try folder.script(".git/evil", "touch \(folder.path("ran"))\ncat")
        let evil = folder.path(".git/evil")
        let settings = [
            "core.fsmonitor", "core.hooksPath", "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "filter.evil.smudge",
            "filter.evil.process", "core.pager", "pager.log", "gpg.program", "core.sshCommand", "core.editor", "core.askPass", "credential.helper",
            "core.alternateRefsCommand", "core.gitProxy", "sequence.editor", "uploadpack.packObjectsHook", "interactive.diffFilter",
        ]
        for setting in settings { try folder.git("config", setting, evil) }
        try folder.git("config", "log.showSignature", "true")
        try folder.git("config", "alias.log", "!" + evil)
        try folder.git("config", "alias.cat-file", "!" + evil)
        try folder.git("config", "remote.origin.url", "ext::" + evil)
        try folder.git("config", "remote.origin.promisor", "true")
        try folder.git("config", "protocol.ext.allow", "always")
        for hook in ["post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman", "pre-auto-gc"] {
            try folder.script(".git/hooks/" + hook, "touch \(folder.path("ran"))")
        }
        let repository = try GitRepository(holding: folder.folder.path)
        let history = try BlobHistory(of: repository, depth: .all)
        let blobs = history.versions.compactMap(\.blob)
        var reader = try BlobReader(of: repository, blobs + [String(repeating: "1", count: 40)])
        for blob in blobs { _ = try reader.read(blob, into: .ofCiphertext()) }
        _ = try repository.trackedFiles()
        #expect(!FileManager.default.fileExists(atPath: folder.path("ran")))
        #expect(blobs.count >= 3)
        // The trap is one: git itself falls into it.
        _ = try? folder.git("status")
        #expect(FileManager.default.fileExists(atPath: folder.path("ran")))
    }
}
