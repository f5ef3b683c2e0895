import Foundation
import GitHistory
import SecretMemory
import Testing

/// Commits of some files only, against the real git.
@Suite struct PrivateIndexCommitTests {
    /// `doc` is committed; `other` has a staged and an unstaged change, and `new` is in no commit.
    private func busyFolder() throws -> GitFolder {
        let folder = try GitFolder()
        try folder.git("config", "user.name", "Own Name")
        try folder.git("config", "user.email", "own@example.com")
        try folder.put("old\n", "doc")
        try folder.put("old\n", "other")
        try folder.commit()
        try folder.put("staged\n", "other")
        try folder.git("add", "other")
        try folder.put("unstaged\n", "other")
        try folder.put("new\n", "new")
        return folder
    }

    private func tool(_ folder: GitFolder, program: String = "git") throws -> PrivateIndexCommit {
        try PrivateIndexCommit(in: GitRepository(holding: folder.folder.path, program: program))
    }

    private func commit(_ folder: GitFolder, program: String = "git", runsHooks: Bool = true, _ names: [String] = ["doc"]) throws -> String {
        try tool(folder, program: program).commit(names.map(folder.path), message: "New keys\n\nWhy.\n", runsHooks: runsHooks) { _, content in
            content.withBytes { Data($0) } == Data("ours\n".utf8)
        }
    }

    @Test("our file is committed, and what the user has staged or changed stays so") func onlyOurs() throws {
        let folder = try busyFolder()
        try tool(folder).check([folder.path("doc")])
        try folder.put("ours\n", "doc")
        let id = try commit(folder)
        #expect(try folder.git("rev-parse", "HEAD") == id)
        #expect(try folder.git("show", "--format=%an <%ae>|%B", "--name-only", id) == "Own Name <own@example.com>|New keys\n\nWhy.\n\n\ndoc")
        #expect(try folder.git("status", "--porcelain") == "MM other\n?? new")
        #expect(try folder.git("show", ":other") == "staged")
        #expect(try folder.text("other") == "unstaged\n")
        // Once more, as after a crash: nothing is left to do.
        #expect(try commit(folder) == id)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(".git")).allSatisfy { !$0.hasPrefix("rcsops") })
    }

    @Test("a file that somebody has committed with more in it is done where ours is in there, and not before it is committed") func committedByAnother() throws {
        let folder = try busyFolder()
        try folder.put("ours and more\n", "doc")
        func commit(isDone: Bool) throws -> String {
            try tool(folder).commit([folder.path("doc")], message: "x\n", isDone: { _ in isDone }) { _, _ in false }
        }
        #expect(throws: GitError.foreignChange(path: "doc", isStaged: false)) { try commit(isDone: true) }
        try folder.git("commit", "-q", "-m", "by hand", "--", "doc")
        #expect(throws: GitError.foreignChange(path: "doc", isStaged: false)) { try commit(isDone: false) }
        let head = try folder.git("rev-parse", "HEAD")
        #expect(try commit(isDone: true) == head)
    }

    @Test("the first commit of a repository, a new file, a mode that stays, a work tree beside") func kinds() throws {
        let fresh = try GitFolder()
        try fresh.git("config", "user.name", "x")
        try fresh.git("config", "user.email", "x@example.com")
        try fresh.put("ours\n", "doc")
        _ = try commit(fresh)
        #expect(try fresh.git("ls-tree", "--name-only", "HEAD") == "doc")
        #expect(try fresh.git("status", "--porcelain") == "")
        let folder = try busyFolder()
        try folder.script("doc", "true")
        try folder.git("commit", "-q", "-m", "mode", "--", "doc")
        try folder.put("ours\n", "doc")
        try folder.put("ours\n", "we ird\n*")
        _ = try commit(folder, ["doc", "we ird\n*"])
        #expect(try folder.git("ls-tree", "-z", "HEAD", "doc").hasPrefix("100755"))
        #expect(try folder.git("show", "HEAD:we ird\n*") == "ours")
        try folder.git("worktree", "add", "-q", "-b", "side", folder.path("tree"))
        try folder.put("ours\nmore\n", "tree/other")
        let beside = try PrivateIndexCommit(in: GitRepository(holding: folder.path("tree")))
        _ = try beside.commit([folder.path("tree/other")], message: "x") { _, _ in true }
        #expect(try folder.git("show", "side:other") == "ours\nmore")
        #expect(try folder.git("-C", "tree", "status", "--porcelain") == "")
        // On no branch; and with a signature that can't be made nothing is committed.
        try folder.git("checkout", "-q", "--detach")
        func back() throws {
            try folder.put("old\n", "doc")
            try folder.git("commit", "-q", "-m", "back", "--", "doc")
            try folder.put("ours\n", "doc")
        }
        try back()
        let detached = try commit(folder)
        #expect(try folder.git("rev-parse", "HEAD") == detached && folder.git("branch", "--contains", detached).contains("detached"))
        try back()
        let former = try folder.git("rev-parse", "HEAD")
        try folder.git("config", "commit.gpgsign", "true")
        try folder.git("config", "gpg.program", "false")
        #expect(throws: GitError.notCommitted(code: 128)) { try commit(folder) }
        #expect(try folder.git("rev-parse", "HEAD") == former)
    }

    @Test("refused: changes that are not ours, staged or not, and merges, rebases and the like that are not finished") func refused() throws {
        let folder = try busyFolder()
        let other = folder.path("other")
        #expect(throws: GitError.foreignChange(path: "other", isStaged: true)) { try tool(folder).check([other]) }
        try folder.put("mine\n", "doc")
        #expect(throws: GitError.foreignChange(path: "doc", isStaged: false)) { try tool(folder).check([folder.path("doc")]) }
        #expect(throws: GitError.foreignChange(path: "doc", isStaged: false)) { try commit(folder) }
        try folder.git("add", "-N", "new")
        #expect(throws: GitError.foreignChange(path: "new", isStaged: true)) { try tool(folder).check([folder.path("new")]) }
        #expect(throws: GitError.outside(path: "/etc/passwd")) { try tool(folder).check(["/etc/passwd"]) }
        try folder.git("reset", "-q", "--hard")
        try folder.git("checkout", "-q", "-b", "side")
        try folder.put("side\n", "doc")
        try folder.commit()
        try folder.git("checkout", "-q", "main")
        try folder.put("main\n", "doc")
        try folder.commit()
        for (command, mark) in [(["merge", "side"], "MERGE_HEAD"), (["cherry-pick", "side"], "CHERRY_PICK_HEAD"), (["rebase", "side"], "rebase-merge")] {
            _ = try? folder.git(command)
            #expect(throws: GitError.inProgress(mark)) { try tool(folder).check([other]) }
            #expect(throws: GitError.inProgress(mark)) { try tool(folder).checkFinished() }
            try folder.git(command[0], "--abort")
        }
        // Unmerged without a merge: a stash that did not fit.
        try folder.put("stashed\n", "doc")
        try folder.git("stash", "-q")
        try folder.put("again\n", "doc")
        try folder.commit()
        _ = try? folder.git("stash", "pop")
        #expect(throws: GitError.unmerged(path: "doc")) { try tool(folder).check([other]) }
        #expect(throws: GitError.unmerged(path: "doc")) { try tool(folder).checkFinished() }
    }

    @Test("hooks run with the index that holds our files only, and --no-verify leaves them out; keys are not in their environment") func hooks() throws {
        let folder = try busyFolder()
        try folder.script(".git/hooks/pre-commit", "git diff --cached --name-only >\(folder.path("seen")); git diff --cached --name-only -- 'd*' >\(folder.path("matched")); env >\(folder.path("environment")); exit 1")
        try folder.put("ours\n", "doc")
        setenv("SOPS_AGE_KEY", "AGE-SECRET-KEY-OF-A-TEST", 1)
        setenv("GIT_DIR", "/nowhere", 1)
        defer {
            unsetenv("SOPS_AGE_KEY")
            unsetenv("GIT_DIR")
        }
        #expect(throws: GitError.notCommitted(code: 1)) { try commit(folder) }
        #expect(try folder.text("seen") == "doc\n")
        // A hook that looks for its files by patterns finds them.
        #expect(try folder.text("matched") == "doc\n")
        let environment = try folder.text("environment")
        #expect(!environment.contains("AGE-SECRET"))
        #expect(environment.contains("GIT_INDEX_FILE="))
        #expect(try folder.git("status", "--porcelain", "-uno") == " M doc\nMM other")
        _ = try commit(folder, runsHooks: false)
        #expect(try folder.git("status", "--porcelain", "-uno") == "MM other")
        try folder.script(".git/hooks/pre-commit", "exit 0")
        try folder.script(".git/hooks/commit-msg", "echo Hooked >>\"$1\"")
        try folder.put("old\n", "doc")
        try folder.git("commit", "-q", "-n", "-m", "back", "--", "doc")
        try folder.put("ours\n", "doc")
        _ = try commit(folder)
        #expect(try folder.git("log", "-1", "--format=%B").contains("Hooked"))
    }

    @Test("stopped at each step: index and work tree of the user are as they were, and a second run ends it") func killed() throws {
        var stops = 0
        for step in 1...60 {
            let folder = try busyFolder()
            try folder.put("ours\n", "doc")
            // The step-th git is killed before it has done anything, or after it has; no other starts then, as when we are killed too.
            for isAfter in [false, true] {
                try? FileManager.default.removeItem(atPath: folder.path(".git/count"))
                let run = isAfter ? "/usr/bin/git \"$@\"" : ":"
                try folder.script(
                    ".git/stopping",
                    "count=$(cat \(folder.path(".git/count")) 2>/dev/null || echo 0); count=$((count + 1)); echo $count >\(folder.path(".git/count"))\n"
                        + "[ $count -gt \(step) ] && kill -9 $$\n[ $count -eq \(step) ] && { \(run); kill -9 $$; }\nexec /usr/bin/git \"$@\"")
                let index = try Data(contentsOf: URL(fileURLWithPath: folder.path(".git/index")))
                let head = try folder.git("rev-parse", "HEAD")
                let made = try? commit(folder, program: folder.path(".git/stopping"))
                let isCommitted = try folder.git("rev-parse", "HEAD") != head
                if made == nil {
                    stops += 1
                    if !isCommitted { #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path(".git/index"))) == index, "step \(step)") }
                    #expect(try folder.git("show", ":other") == "staged")
                    #expect(try folder.text("other") == "unstaged\n")
                    #expect(try folder.text("doc") == "ours\n")
                }
                let id = try commit(folder)
                #expect(try folder.git("rev-parse", "HEAD") == id)
                #expect(try folder.git("rev-list", "--count", "HEAD") == "2", "step \(step)")
                #expect(try folder.git("status", "--porcelain") == "MM other\n?? new", "step \(step)")
                try folder.git("reset", "-q", "--soft", "HEAD~1")
                try folder.git("reset", "-q", "HEAD", "--", "doc")
                if made != nil, !isAfter {
                    print("stopped at \(stops) places, step \(step) is none any more")
                    #expect(stops > 15)
                    return
                }
            }
        }
        Issue.record("no run came to its end")
    }

    @Test("an index that is locked: the commit stands, and that is told") func lockedIndex() throws {
        let folder = try busyFolder()
        try folder.put("ours\n", "doc")
        try folder.put("", ".git/index.lock")
        do {
            _ = try commit(folder)
            Issue.record("the index was not locked")
        } catch GitError.indexNotUpdated(let id) {
            #expect(try folder.git("rev-parse", "HEAD") == id)
        }
        try FileManager.default.removeItem(atPath: folder.path(".git/index.lock"))
        _ = try commit(folder)
        #expect(try folder.git("status", "--porcelain", "-uno") == "MM other")
    }
}
