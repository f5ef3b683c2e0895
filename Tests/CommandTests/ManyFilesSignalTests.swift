import CommandDriver
import Foundation
import Testing

/// Many files at once, and signals, and somebody else who changes a file meanwhile: nothing half done is called done.
@Suite struct ManyFilesSignalTests {
    private static let count = 200

    private func run(_ script: String) throws -> (outcome: Outcome, encrypted: Int, others: Int, rest: [String]) {
        let workspace = try Workspace()
        try FileManager.default.createDirectory(atPath: workspace.path("files"), withIntermediateDirectories: true)
        for number in 0..<Self.count { try workspace.put("a: secret\nb: end\n", "files/f\(number).yaml") }
        let environment = workspace.identity.merging(["R": workspace.recipient, "RCSOPS": Program.rcsops.path]) { $1 }
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/env"), ["python3", "-c", Self.withoutIgnoredSignals, script], in: workspace.folder, environment: environment.merging(["PATH": "/usr/bin:/bin"]) { $1 })
        let names = try FileManager.default.contentsOfDirectory(atPath: workspace.path("files"))
        let texts = try names.map { try workspace.text("files/" + $0) }
        return (
            outcome, texts.filter { $0.contains("lastmodified") && !$0.contains("secret") }.count, texts.filter { $0 == "a: secret\nb: end\n" }.count,
            names.filter { !$0.hasSuffix(".yaml") || $0.hasPrefix(".") }
        )
    }

    /// Whoever runs the tests may have some ignored.
    private static let withoutIgnoredSignals =
        "import os, signal, sys\nfor n in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP): signal.signal(n, signal.SIG_DFL)\n"
        + "signal.pthread_sigmask(signal.SIG_SETMASK, [])\nos.execv('/bin/bash', ['bash', '-c', sys.argv[1]])\n"

    private static let start = "\"$RCSOPS\" encrypt -i --jobs 2 --age $R files/*.yaml & p=$!; until grep -q lastmodified files/f0.yaml; do :; done; "

    @Test(arguments: ["TERM", "HUP"]) func aSignalStopsBetweenFilesAndTellsHowManyAreDone(_ signal: String) throws {
        let made = try run(Self.start + "kill -\(signal) $p; wait $p; exit $?")
        #expect(made.outcome.code > 128, "\(made.outcome.code) \(made.encrypted)")
        #expect(made.encrypted + made.others == Self.count && made.rest.isEmpty, "\(made.encrypted) \(made.others)")
        if made.others > 0 { #expect(made.outcome.messages.contains("stopped by a signal in encrypting: \(made.encrypted) of \(Self.count) files are done")) }
    }

    // As under nohup, and as a shell starts what goes to the background.
    @Test(arguments: ["INT", "HUP"]) func aSignalThatIsIgnoredStopsNothing(_ signal: String) throws {
        let made = try run("trap '' \(signal); " + Self.start + "kill -\(signal) $p; wait $p; exit $?")
        #expect(made.outcome.code == 0 && made.encrypted == Self.count && made.rest.isEmpty)
    }

    @Test func afterCtrlZItGoesOn() throws {
        let made = try run(Self.start + "kill -TSTP $p; sleep 0.2; kill -CONT $p; wait $p; exit $?")
        #expect(made.outcome.code == 0 && made.encrypted == Self.count && made.rest.isEmpty)
    }

    @Test func oneFileByTwoNamesIsDoneOnce() throws {
        let made = try run("\"$RCSOPS\" encrypt -i --age $R files/f0.yaml ./files/f0.yaml files/../files/f0.yaml")
        #expect(made.outcome.code == 0 && made.encrypted == 1 && made.rest.isEmpty, "\(made.outcome.messages)")
    }

    @Test func rotateWithABadFileChangesNone() throws {
        let workspace = try many(30)
        try workspace.put("a: [\n", "f7.yaml")
        let names = (0..<30).map { "f\($0).yaml" }
        let before = try names.map { try workspace.text($0) }
        let made = try workspace.rcsops(["rotate", "-i", "--jobs", "3"] + names)
        #expect(made.code != 0 && made.messages.contains("f7.yaml") && made.messages.contains("no file was changed"))
        #expect(try names.map { try workspace.text($0) } == before)
        let good = names.filter { $0 != "f7.yaml" }
        #expect(try workspace.rcsops(["rotate", "-i", "--jobs", "3", "./f1.yaml"] + good).code == 0)
        for (name, text) in zip(names, before) where name != "f7.yaml" {
            #expect(try workspace.text(name) != text)
            #expect(try workspace.peer("sops", "decrypt", name).text == "a: secret\n")
        }
    }

    @Test func filestatusAnswersForEveryFileThatCanBeRead() throws {
        let workspace = try many(12)
        try workspace.put("a: [\n", "f7.yaml")
        try workspace.put("a: 1\n", "f8.yaml")
        let names = (0..<12).map { "f\($0).yaml" }
        let made = try workspace.rcsops(["filestatus", "--jobs", "2"] + names)
        #expect(made.code == 1 && made.messages.contains("f7.yaml"))
        let expected = names.filter { $0 != "f7.yaml" }.map { "{\"file\":\"\($0)\",\"encrypted\":\($0 != "f8.yaml")}\n" }.joined()
        #expect(made.text == expected)
    }

    @Test func checkTellsTheSameWithAnyNumberOfJobs() throws {
        let workspace = try Workspace()
        let names = (0..<12).map { "r\($0).conf" }
        for name in names { try workspace.put("[a]\ntype = s3\nsecret_access_key = x\nnosuch = 1\n", name) }
        let one = try workspace.rcsops(["check", "--jobs", "1"] + names)
        let four = try workspace.rcsops(["check", "--jobs", "4"] + names)
        #expect(one.code == four.code && one.text == four.text && one.messages == four.messages && one.text.contains("r11.conf"))
    }

    private func many(_ count: Int) throws -> Workspace {
        let workspace = try Workspace()
        let names = (0..<count).map { "f\($0).yaml" }
        for name in names { try workspace.put("a: secret\n", name) }
        try #require(try workspace.rcsops(["encrypt", "-i", "--age", workspace.recipient] + names).code == 0)
        return workspace
    }

    @Test func whatSomebodyElseWritesMeanwhileIsNotLost() throws {
        let workspace = try Workspace()
        try workspace.put("a: secret\n", "f.yaml")
        #expect(try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, "f.yaml").code == 0)
        // The key comes late, when the file has been read.
        let script = "mkfifo key; (cat key.txt > key.copy; exec 5> key; echo '# theirs' >> f.yaml; cat key.copy >&5) & SOPS_AGE_KEY_FILE=key \"$RCSOPS\" decrypt -i f.yaml"
        let made = try Program.run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", script], in: workspace.folder, environment: ["RCSOPS": Program.rcsops.path])
        #expect(made.code == 3, "\(made.messages)")
        let text = try workspace.text("f.yaml")
        #expect(text.hasSuffix("# theirs\n") && !text.contains("secret"))
    }
}
