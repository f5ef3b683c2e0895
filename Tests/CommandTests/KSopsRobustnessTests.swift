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
                #expect(try folder.run(name).code == 1)
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
    }

    @Test func killedItHasPutOutNothing() throws {
        let folder = try KSopsFolder()
        // An identity that takes its time.
        try folder.encrypt("t", "t")
        try folder.workspace.put("files: [t]\n", "m")
        let outcome = try shell("unset SOPS_AGE_KEY_FILE; SOPS_AGE_KEY_CMD='sleep 20' timeout -s TERM 1 @ksops m; echo $?", in: folder)
        #expect(outcome.text == "124\n", "\(outcome.text)")
    }

    @Test func installCopiesTheProgramThatRuns() throws {
        let folder = try KSopsFolder()
        let first = try shell("mkdir d; umask 022; cd d; @ksops install . ; stat -c %a ksops; ls -A", in: folder)
        #expect(first.text == "755\nksops\n" && first.messages == "installed ./ksops\n", "\(first.messages)")
        #expect(FileManager.default.contentsEqual(atPath: folder.workspace.path("d/ksops"), andPath: Program.rcsops.path))
        let again = try shell("chmod 700 d/ksops; @ksops install d surplus; stat -c %a d/ksops", in: folder)
        #expect(again.text == "700\n" && again.messages == "installed d/ksops\n", "\(again.messages)")
        expectFailure(try shell("d/ksops install d", in: folder), "error installing ksops to d/ksops: ")
        #expect(FileManager.default.contentsEqual(atPath: folder.workspace.path("d/ksops"), andPath: Program.rcsops.path))
        expectFailure(try shell("@ksops install", in: folder), "install requires a destination directory\nusage: ksops install [--with-kustomize] <dest-dir>\n")
        expectFailure(try shell("@ksops install --with-kustomize", in: folder), "install requires a destination directory")
        expectFailure(try shell("@ksops install nowhere", in: folder), "error installing ksops to nowhere/ksops: ")
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
