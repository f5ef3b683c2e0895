import CommandDriver
import Foundation
import Testing

/// `exec-env`, beside the real sops.
@Suite struct ExecEnvTests {
    private static let yaml = """
        # head
        text: hello
        lines: |
          a
          b
        quoted: "x y'z\\"$HOME `id`"
        integer: 12
        negative: -7
        yes: true
        no: false
        float: 1.5
        large: 1e21
        whole: 2.0
        small: 0.0000001
        infinite: .inf
        nothing: null
        empty: ""
        time: 2020-01-02T03:04:05.678Z
        date: 2020-01-02
        "a b": c
        ünï: é
        """

    @Test("each type of value has sops' text, in each format")
    func valuesOfEachType() throws {
        let both = try SideBySide()
        try both.encrypt(Self.yaml + "\n---\nother: document\n", as: "a.yaml")
        try both.encrypt("{\"text\": \"b\", \"n\": 1, \"f\": 1.5, \"t\": true, \"z\": null, \"u\": \"\\u00fc\"}", as: "a.json")
        try both.encrypt("# comment\nA=b\nM=x\\ny\nQ=\"q\"\nE=\n", as: "a.env")
        try both.encrypt("bytes\nof a file", as: "a.bin")
        for name in ["a.yaml", "a.json", "a.env", "a.bin"] {
            let printed = try both.expectSame(["exec-env", "--pristine", name, "env -0 | sort -z"])
            #expect(printed.isSuccess && printed.output.count > 20)
        }
    }

    @Test("what can't be a variable is refused, with sops' exit code")
    func refusals() throws {
        let both = try SideBySide()
        let documents = [
            "map.yaml": "a: {b: c}\n", "list.yaml": "x: y\na: [1]\n", "equals.json": "{\"a=b\": \"c\"}", "nul.yaml": "a: \"x\\0y\"\n",
            "section.ini": "[s]\na = b\n",
        ]
        for (name, text) in documents {
            try both.encrypt(text, as: name)
            let refused = try both.expectSame(["exec-env", name, "echo ran"])
            #expect(refused.code == 1 && refused.text.isEmpty && refused.messages.contains("RC630"), "\(name): \(refused.messages)")
        }
        try both.encrypt("a: b\n", as: "a.yaml")
        #expect(try both.expectSame(["exec-env", "missing.yaml", "true"]).code == 2)
        #expect(try both.expectSame(["exec-env", "plain-a.yaml", "true"]).code == 1)
        #expect(try both.expectSame(["exec-env", "--user", "nosuchuser", "a.yaml", "true"]).code == 1)
        #expect(try both.expectSame(["exec-env", "--same-process", "--background", "a.yaml", "true"]).code == 8)
        #expect(try both.expectSame(["exec-env", "--decryption-order", "age,pgp,age", "a.yaml", "true"]).code == 112)
        #expect(try both.expectSame(["exec-env", "a.yaml", "true"], environment: ["SOPS_AGE_KEY_FILE": "/dev/null"]).code == 128)
        try both.workspace.put(try both.workspace.text("a.yaml").replacingOccurrences(of: "a: ENC", with: "b: ENC"), "moved.yaml")
        #expect(try both.expectSame(["exec-env", "moved.yaml", "true"]).code == 25)
    }

    @Test("a value that no environment can hold is told")
    func tooLarge() throws {
        let both = try SideBySide()
        try both.encrypt(String(repeating: "x", count: 200_000), as: "a.bin")
        let refused = try both.expectSame(["exec-env", "a.bin", "true"])
        #expect(refused.code == 1 && refused.messages.contains("RC6305"))
    }

    @Test("the command's exit code is ours; 255 when a signal ended it", arguments: [
        "true", "exit 3", "exit 255", "nosuchcommand", "kill -9 $$", "cat; echo $0 $#; echo e >&2",
    ])
    func exitCodes(_ command: String) throws {
        let both = try SideBySide()
        try both.encrypt("a: b\n", as: "a.yaml")
        try both.expectSame(["exec-env", "a.yaml", command], input: Data("from stdin\n".utf8))
        try both.expectSame(["exec-env", "--same-process", "a.yaml", command], input: Data("from stdin\n".utf8))
    }

    @Test("the document's values take the place of ours; --pristine leaves ours out")
    func inheritance() throws {
        let both = try SideBySide()
        try both.encrypt("OURS: theirs\nADDED: x\n", as: "a.yaml")
        let ours = ["OURS": "ours", "KEPT": "kept", "A": "1"]
        let print = "env | grep -E '^(OURS|KEPT|ADDED|A|SWIFT_|SOPS_AGE_KEY_FILE)' | sort; env | grep -c ^OURS="
        let merged = try both.expectSame(["exec-env", "a.yaml", print], environment: ours)
        #expect(merged.text.contains("OURS=theirs\n") && merged.text.contains("KEPT=kept\n") && merged.text.hasSuffix("1\n"))
        let pristine = try both.expectSame(["exec-env", "--pristine", "a.yaml", print], environment: ours)
        #expect(pristine.text == "ADDED=x\nOURS=theirs\n1\n")
        try both.expectSame(["exec-env", "--same-process", "--pristine", "a.yaml", print], environment: ours)
    }

    @Test("no process of ours holds the values on a command line, and SIGPIPE ends the command as usual")
    func commandLineAndSignals() throws {
        let both = try SideBySide()
        try both.encrypt("TOKEN: very-secret\n", as: "a.yaml")
        let seen = try both.workspace.rcsops("exec-env", "a.yaml", "cat /proc/$PPID/cmdline /proc/$$/cmdline | tr '\\0' ' '; echo $TOKEN")
        #expect(seen.text.components(separatedBy: "very-secret").count == 2)
        for more in [[], ["--same-process"]] {
            let ended = try both.workspace.rcsops(["exec-env"] + more + ["a.yaml", "(sleep 0.1; kill -PIPE $$) & wait; sleep 5; exit 3"])
            #expect(ended.code == (more.isEmpty ? 255 : SIGPIPE))
        }
    }

    @Test("a signal that we get goes on to the command")
    func signalsPassThrough() throws {
        let both = try SideBySide()
        try both.encrypt("a: b\n", as: "a.yaml")
        for name in ["TERM", "HUP", "INT", "USR1"] {
            let command = "trap 'exit 42' \(name)\nkill -\(name) $PPID\nfor i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done\nexit 3\n"
            #expect(try both.withUsualSignals(["exec-env", "a.yaml", command]).code == 42, "\(name)")
        }
    }

    @Test("in the background the command goes on alone")
    func background() throws {
        let both = try SideBySide()
        try both.encrypt("TOKEN: value\n", as: "a.yaml")
        let left = try both.workspace.rcsops("exec-env", "--background", "a.yaml", "sleep 0.2; echo $TOKEN > part; mv part done; exit 4")
        #expect(left.isSuccess && left.text.isEmpty && left.messages.contains("deprecated"))
        for _ in 0..<100 where !FileManager.default.fileExists(atPath: both.workspace.path("done")) { usleep(50_000) }
        #expect(try both.workspace.text("done") == "value\n")
    }

    @Test("--user runs the command as that user, or says that it may not")
    func asAnotherUser() throws {
        let both = try SideBySide()
        try both.encrypt("TOKEN: value\n", as: "a.yaml")
        let outcome = try both.workspace.rcsops(
            "exec-env", "--user", "nobody", "a.yaml", "id -un; id -un -r; id -G | wc -w; echo $HOME $USER $LOGNAME $TOKEN")
        guard geteuid() == 0 else {
            #expect(outcome.code == 1 && outcome.messages.contains("RC6307"))
            return
        }
        #expect(outcome.isSuccess && outcome.text.hasPrefix("nobody\nnobody\n1\n") && outcome.text.hasSuffix(" nobody nobody value\n"), "\(outcome.text)\(outcome.messages)")
    }
}
