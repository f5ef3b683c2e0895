import CommandDriver
import Foundation
import Testing

/// What goes wrong around a generator: a clear error, exit code 1, nothing half done, and an end.
@Suite struct KSopsRobustnessTests {
    private func shell(_ command: String, in folder: KSopsFolder) throws -> Outcome {
        try Program.run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", command.replacing("@ksops", with: folder.program.path)], in: folder.workspace.folder,
            environment: folder.workspace.identity, seconds: 30)
    }

    private func expectFailure(_ outcome: Outcome, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(outcome.ending == .exit && outcome.code == 1, "\(outcome.endingText)", sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        #expect(outcome.messages.contains(words) && outcome.messages.contains("fix: "), "\(outcome.messages)", sourceLocation: sourceLocation)
    }

    @Test func oddFilesAreRefused() throws {
        let folder = try KSopsFolder()
        let made = try shell("mkfifo fifo; mkdir folder; ln -s loop2 loop1; ln -s loop1 loop2; truncate -s 1G huge; ln -s /etc/passwd link; touch none", in: folder)
        #expect(made.code == 0)
        for (name, words) in [
            ("fifo", "FIFO"), ("folder", "is a folder"), ("loop1", "Too many levels of symbolic links"), ("huge", "larger than 32 MiB"),
            ("/dev/zero", "leads out of the kustomization root"), ("link", "leads out of the kustomization root, to \"/etc/passwd\""),
            ("folder/../nothing", "No such file"), ("none", "trouble decrypting file"), ("", "No such file"), ("none/a", "no such file"),
        ] {
            let outcome = try folder.generate("files: ['\(name)']\n")
            #expect(outcome.code == 1 && outcome.output.isEmpty, "\(name): \(outcome.endingText)")
            #expect(outcome.messages.lowercased().contains(words.lowercased()), "\(outcome.messages)")
            if !name.isEmpty, !name.hasPrefix("/"), !name.contains("..") {
                // As a manifest too; a text of nothing has no files.
                let manifest = try folder.run(name)
                switch name {
                case "none": expectFailure(manifest, "missing the required 'files'")
                case "link": expectFailure(manifest, "error unmarshalling manifest content")
                default: expectFailure(manifest, "unable to read in manifest: \(name)\n  RC20")
                }
                let function = try folder.run(input: KSopsFolder.list("files: [\(name)]\n"))
                #expect(function.ending == .exit && function.code == 1 && function.text.contains("severity: error"), "\(function.text)")
            }
        }
        // Bounded: less than the file has.
        #expect(try shell("echo 'files: [huge]' >m; ulimit -v 700000; @ksops m", in: folder).messages.contains("RC2004"))
        expectFailure(try shell("head -c 40M /dev/zero | @ksops", in: folder), "32 MiB")
    }

    @Test func filesOutsideOfTheRootNeedLeave() throws {
        let folder = try KSopsFolder()
        try folder.encrypt("t", "t")
        let made = try shell("mkdir root; cp t root/t; ln -s ../t root/link; ln -s t root/inside", in: folder)
        #expect(made.code == 0)
        for name in ["../t", "link", folder.workspace.path("t")] {
            let manifest = "echo 'files: [\"\(name)\"]' >root/m; cd root; "
            expectFailure(try shell(manifest + "@ksops m", in: folder), "RC7106")
            #expect(try shell(manifest + "RCSOPS_KSOPS_LOAD_RESTRICTOR=none @ksops m", in: folder).text == "t")
        }
        for name in ["t", "./t", "../root/t", "inside", folder.workspace.path("root/t")] {
            #expect(try shell("echo 'files: [\"\(name)\"]' >root/m; cd root; @ksops m", in: folder).text == "t", "\(name)")
        }
    }

    // C ends a path at its first zero byte.
    @Test func aPathWithAZeroByteOpensNoOtherFile() throws {
        let folder = try KSopsFolder()
        try folder.encrypt("t", "t")
        expectFailure(try folder.generate("files: [\"t\\0.yaml\"]\n"), "Invalid argument")
    }

    @Test func namesThatDifferInTheSpellingOfALetterAreTwoFilesAndFolders() throws {
        let folder = try KSopsFolder()
        for (name, text) in [("\u{E9}", "composed"), ("e\u{301}", "decomposed")] { try folder.encrypt(text, name) }
        let both = try folder.generate("files: [\"\u{E9}\", \"e\u{301}\"]\n")
        #expect(both.text == "composed\n---\ndecomposed", "\(both.messages)")
        let made = try shell("mkdir r\u{E9} re\u{301}; cp \u{E9} re\u{301}/t; echo 'files: [../re\u{301}/t]' >r\u{E9}/m", in: folder)
        #expect(made.code == 0)
        expectFailure(try shell("cd r\u{E9}; @ksops m", in: folder), "RC7106")
    }

    @Test func anUnreadableFileIsNamed() throws {
        let folder = try KSopsFolder()
        try folder.encrypt("t", "t")
        try folder.workspace.put("files: [t]\n", "m")
        let outcome = try shell(
            "cp $(readlink -f @ksops) ksops; chmod 000 t; chmod 755 . ; chmod 644 m key.txt; if [ $(id -u) = 0 ]; then "
                + "setpriv --reuid=65534 --regid=65534 --clear-groups ./ksops m; else ./ksops m; fi", in: folder)
        expectFailure(outcome, "Permission denied")
    }

    @Test func whereDescriptorsEndTheCommandEndsOrCopes() throws {
        let folder = try KSopsFolder()
        for name in 0..<30 { try folder.workspace.put(name == 0 ? { try folder.encrypt("t", "f0"); return try folder.workspace.data("f0") }() : folder.workspace.data("f0"), "f\(name)") }
        try folder.workspace.put("files: [\((0..<30).map { "f\($0)" }.joined(separator: ", "))]\n", "m")
        #expect(try shell("ulimit -n 20; @ksops m", in: folder).text == Array(repeating: "t", count: 30).joined(separator: "\n---\n"))
        let none = try shell("ulimit -n 3; exec @ksops m", in: folder)
        #expect(none.code != 0 && none.output.isEmpty, "\(none.messages)")
        try folder.workspace.put(KSopsFolder.list("files: [s.yaml]\n"), "list")
        try folder.encrypt("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n", "s.yaml")
        var succeeded = 0
        for count in 4...12 {
            let legacy = try shell("ulimit -n \(count); exec @ksops m", in: folder)
            if legacy.code == 0 {
                succeeded += 1
                #expect(legacy.text == Array(repeating: "t", count: 30).joined(separator: "\n---\n"), "\(count)")
            } else {
                expectFailure(legacy, "Too many open files")
            }
            let function = try folder.run(limit: count, input: folder.workspace.data("list"))
            #expect(function.ending == .exit && function.code < 2, "\(count): \(function.endingText)")
            if function.code == 1 { #expect(function.messages.contains("Too many open files") && !function.text.contains("kind: Secret"), "\(function.messages)") }
            expectCopyOrFailure(try shell("rm -rf in; mkdir in; ulimit -n \(count); exec @ksops install in", in: folder), in: folder)
        }
        #expect(succeeded > 0)
    }

    /// Half a program would be started by the next build.
    private func expectCopyOrFailure(_ outcome: Outcome, in folder: KSopsFolder, sourceLocation: SourceLocation = #_sourceLocation) {
        let path = folder.workspace.path("in/ksops")
        if outcome.code == 0 {
            #expect(FileManager.default.contentsEqual(atPath: path, andPath: Program.rcsops.path), sourceLocation: sourceLocation)
        } else {
            expectFailure(outcome, "Too many open files", sourceLocation: sourceLocation)
            #expect(!FileManager.default.fileExists(atPath: path), sourceLocation: sourceLocation)
        }
    }

    @Test func aReaderThatHasGoneIsAnError() throws {
        let folder = try KSopsFolder()
        try folder.encrypt(String(repeating: "0123456789abcde\n", count: 40_000), "t")
        try folder.workspace.put("files: [t]\n", "m")
        let outcome = try shell("{ sleep 0.3; @ksops m; echo $? >code; } | true; cat code", in: folder)
        #expect(outcome.text == "1\n" && outcome.messages.contains("RC7115"), "\(outcome.messages)")
        let closed = try shell("@ksops m >&-", in: folder)
        #expect(closed.code == 1 && closed.messages.contains("RC7115"), "\(closed.messages)")
        let full = try shell("@ksops m >/dev/full", in: folder)
        #expect(full.code == 1 && full.messages.contains("No space left"), "\(full.messages)")
        let head = try shell("{ @ksops m; echo $? >code; } | head -c 10; cat code", in: folder)
        #expect(head.text == "0123456789" + "1\n", "\(head.text.prefix(80))")
        // As a function too, and where what is put out is the failure.
        try folder.encrypt("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n", "s.yaml")
        for files in ["s.yaml", "gone"] {
            try folder.workspace.put(KSopsFolder.list("files: [\(files)]\n"), "list")
            for target in [">&-", ">/dev/full"] {
                let function = try shell("@ksops <list " + target, in: folder)
                #expect(function.ending == .exit && function.code == 1 && function.messages.contains(files == "gone" ? "RC2001" : "RC7115"), "\(function.messages)")
            }
        }
        for command in ["@ksops <&-", "@ksops m <&- >&-", "@ksops m 2>&- >&-", "@ksops <.", "@ksops install 2>&-"] {
            let outcome = try shell(command, in: folder)
            #expect(outcome.ending == .exit && outcome.code == 1 && outcome.output.isEmpty, "\(command): \(outcome.endingText)")
        }
        #expect(try shell("@ksops m <&- 2>&-", in: folder).output.count == 640_000)
    }

    @Test(arguments: [("TERM", 143), ("INT", 130), ("HUP", 129)], ["m", "<list"])
    func killedItEndsAtOnceAndHasPutOutNothing(signal: (String, Int), arguments: String) throws {
        let folder = try KSopsFolder()
        // An identity that takes its time, and longer than the program.
        try folder.encrypt("t", "t")
        try folder.workspace.put("files: [t]\n", "m")
        try folder.workspace.put(KSopsFolder.list("files: [t]\n"), "list")
        // The test runner's children have signals blocked, those that a shell starts in the background
        // ignore SIGINT, and Foundation waits for whoever holds its socket.
        let outcome = try shell(
            "exec python3 -c 'import os, signal, sys\nsignal.pthread_sigmask(signal.SIG_SETMASK, [])\nos.closerange(3, 256)\n"
                + "os.execv(\"/bin/bash\", [\"bash\", \"-c\", sys.argv[1]])' 'set -m; unset SOPS_AGE_KEY_FILE; export SOPS_AGE_KEY_CMD=\"sleep 20\"; "
                + "@ksops \(arguments) >out 2>err & sleep 0.5; kill -\(signal.0) $!; wait $!; echo $? $SECONDS; cat out'", in: folder)
        let words = outcome.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        #expect(words.count == 2 && words[0] == signal.1 && words[1] < 10, "\(outcome.text)\(outcome.messages)")
    }

    @Test func installCopiesTheProgramThatRuns() throws {
        let folder = try KSopsFolder()
        let first = try shell("mkdir d; umask 022; cd d; @ksops install . ; stat -c %a ksops; ls -A", in: folder)
        #expect(first.text == "755\nksops\n" && first.messages == "installed ksops\n", "\(first.messages)")
        #expect(FileManager.default.contentsEqual(atPath: folder.workspace.path("d/ksops"), andPath: Program.rcsops.path))
        let again = try shell("chmod 700 d/ksops; @ksops install d surplus; stat -c %a d/ksops", in: folder)
        #expect(again.text == "700\n" && again.messages == "installed d/ksops\n", "\(again.messages)")
        expectFailure(try shell("d/ksops install d", in: folder), "error installing ksops to d/ksops: ")
        #expect(FileManager.default.contentsEqual(atPath: folder.workspace.path("d/ksops"), andPath: Program.rcsops.path))
        expectFailure(try shell("@ksops install", in: folder), "install requires a destination directory\nusage: ksops install [--with-kustomize] <dest-dir>\n")
        expectFailure(try shell("@ksops install --with-kustomize", in: folder), "install requires a destination directory")
        expectFailure(try shell("@ksops install nowhere", in: folder), "error installing ksops to nowhere/ksops: ")
        // Go's filepath.Join.
        let joined = try shell("mkdir -p j/k; @ksops install j//k/.././k/; cd j; @ksops install ''; ls -A . k", in: folder)
        #expect(joined.messages == "installed j/k/ksops\ninstalled ksops\n" && joined.text == ".:\nk\nksops\n\nk:\nksops\n", "\(joined.messages)\(joined.text)")
        expectFailure(try shell("@ksops install --unknown d", in: folder), "error installing ksops to --unknown/ksops: ")
        expectFailure(try shell("mkdir -p e/ksops; @ksops install e", in: folder), "error installing ksops to e/ksops: ")
        guard !FileManager.default.fileExists(atPath: "/usr/local/bin/kustomize") else { return }
        let half = try shell("mkdir h; @ksops install h --with-kustomize; code=$?; ls -A h; exit $code", in: folder)
        #expect(half.code == 1 && half.text == "ksops\n" && half.messages.contains("installed h/ksops\nerror installing kustomize to h/kustomize: "), "\(half.messages)")
    }

    @Test func aRunningProgramIsReplacedWithoutHarm() throws {
        let folder = try KSopsFolder()
        let outcome = try shell("mkdir d; @ksops install d; (sleep 1 | d/ksops; echo $?) & sleep 0.2; @ksops install d; wait", in: folder)
        #expect(outcome.text == "1\n", "\(outcome.messages)")
    }
}
