import CommandDriver
import Foundation
import Testing

/// What `rcsops probe` reads, takes and refuses, without a server.
@Suite struct ProbeCommandLineTests {
    /// Nobody listens there.
    private static let s3 = "[s]\ntype = s3\nprovider = Ceph\nendpoint = http://127.0.0.1:1\naccess_key_id = AKOFS00000000000\nsecret_access_key = TOPSECRET\n\n"

    @Test("combinations that make no sense end with 64 and say what does", arguments: [
        (["--json", "--jsonl"], "one of --json"), (["--jobs", "0"], "1 to 16"), (["--jobs", "17"], "1 to 16"), (["--ca-only"], "--ca-cert"),
        (["--client-cert", "x"], "go together"), (["--client-key", "x"], "go together"), (["--yes"], "--check-write"),
        (["--check-write=dry", "--yes", "--bucket", "b"], "asks nothing"), (["--timeout", "0"], "--timeout"), (["--deadline", "soon"], "--deadline"),
        (["--as", "other"], "destination"), (["--bucket", "s:"], "it names no bucket"), (["--bucket", ":b"], "no remote stands before"), (["--bucket", "s3://b"], "no URL"), (["--object", "k"], "RC8403"),
        (["--check-write", "--yes"], "RC8403"), (["--check-write=maybe"], "--check-write"), (["--remote", "S"], "did you mean s?"),
        (["--bucket", "nosuch:b"], "RC8401"), (["--check-write", "--bucket", "b"], "RC8404"), (["--no-control", "--strict"], "proof"),
        (["--ca-cert", "rclone.conf"], "RC8405"), (["--client-cert", "rclone.conf", "--client-key", "rclone.conf"], "RC8406"),
    ]) func whatMakesNoSenseIsRefused(arguments: [String], words: String) throws {
        let bench = try ProbeBench(Self.s3)
        let outcome = try bench.probe(arguments + ["rclone.conf"])
        #expect(outcome.code == 64 && outcome.messages.contains(words) && outcome.output.isEmpty, "\(outcome.code) \(outcome.messages)")
        #expect(!outcome.messages.contains("TOPSECRET"))
    }

    @Test("a bucket of a remote that is not asked is refused") func bucketOfAnotherRemoteIsRefused() throws {
        let bench = try ProbeBench(Self.s3 + "[t]\ntype = drive\n")
        let outcome = try bench.probe("--remote", "s", "--bucket", "t:b", "rclone.conf")
        #expect(outcome.code == 64 && outcome.messages.contains("RC8410") && outcome.messages.contains("--remote t"), "\(outcome.messages)")
    }

    @Test("the help shows the limits of time as they are written") func helpShowsTimeLimits() throws {
        let help = try ProbeBench().probe("--help").text
        #expect(help.contains("(default: 30s)") && help.contains("300s)") && !help.contains("Duration"), "\(help)")
    }

    @Test("whoever runs it needs no privilege") func noPrivilegeIsNeeded() throws {
        let bench = try ProbeBench(Self.s3)
        let probe = [Program.rcsops.path, "probe", "--json", "rclone.conf"]
        let outcome = geteuid() == 0
            ? try Program.run(URL(fileURLWithPath: "/usr/bin/setpriv"), ["--bounding-set", "-all"] + probe, in: bench.folder)
            : try bench.probe(Array(probe.dropFirst(2)))
        let answer = try ProbeAnswers(outcome)["s"]
        #expect(answer?.diagnosis == "connection_refused", "\(answer?.message ?? "") \(outcome.messages)")
    }

    @Test("a file that is missing, and one without remotes, are errors") func filesAreLookedAt() throws {
        let bench = try ProbeBench("# nothing\n")
        #expect(try bench.probe("rclone.conf").messages.contains("RC8402"))
        #expect(try bench.probe("nothing.conf").code == 100)
    }

    @Test("plain, encrypted and locked files, and Secrets, are all read") func everyFormIsRead() throws {
        let workspace = try Workspace()
        try workspace.put(Self.s3, "rclone.conf")
        try workspace.encrypt()
        let secret = try workspace.rcsops("render", "secret", "--name", "x", "rclone.conf")
        try workspace.put(secret.output, "secret.yaml")
        let password = ["RCLONE_CONFIG_PASS": "a long password"]
        let locked = try workspace.rcsops("config", "lock", "rclone.conf", environment: password)
        #expect(locked.text.contains("RCLONE_ENCRYPT_V0") && !locked.text.contains("[s]"))
        try workspace.put(locked.output, "locked.conf")
        for file in ["rclone.conf", "rclone.enc.ini", "secret.yaml", "locked.conf"] {
            let outcome = try workspace.rcsops("probe", "--json", file, environment: workspace.identity.merging(password) { $1 })
            #expect(outcome.code == 6, "\(file): \(outcome.messages)")
            #expect(try ProbeAnswers(outcome)["s"]?.diagnosis == "connection_refused", "\(file)")
            // Without the key or the password nothing is asked.
            guard file.hasPrefix("rclone.enc") || file.hasPrefix("locked") else { continue }
            let closed = try workspace.rcsops("probe", "--json", file, environment: ["HOME": "/nonexistent"])
            #expect(closed.code == (file.hasPrefix("locked") ? 1 : 128) && closed.output.isEmpty && !closed.messages.contains("TOPSECRET"), "\(closed.code) \(closed.messages)")
        }
    }

    @Test("a wrapper is asked through to its S3 remote, with the bucket that it names; what is not S3 is named") func wrappersAreAskedThrough() throws {
        let bench = try ProbeBench(
            Self.s3 + """
                [c]
                type = crypt
                remote = s:sealed/folder
                password = xxx

                [u]
                type = union
                upstreams = s:first "s:second one/x" /tmp

                [loop]
                type = alias
                remote = loop2:

                [loop2]
                type = alias
                remote = loop:

                [lost]
                type = alias
                remote = nowhere:x

                [d]
                type = drive

                [inline]
                type = alias
                remote = s,endpoint='ftp://x':y

                """)
        let answers = try bench.answers("--bucket", "general")
        let found = answers.results.map { "\($0.remote) \($0.bucket ?? "-") \($0.diagnosis)" }
        #expect(found == [
            "s general connection_refused", "c sealed connection_refused", "u first connection_refused", "u second one connection_refused", "u - not_probed",
            "loop - config_invalid", "loop2 - config_invalid", "lost - config_invalid", "d - not_probed", "inline - config_invalid",
        ])
        #expect(answers["lost"]?.message.contains("nowhere") ?? false && answers["loop"]?.message.contains("circle") ?? false)
        let union = answers.results.filter { $0.remote == "u" }
        #expect(union.map(\.storage) == ["s", "s", nil] && union.map(\.prefix) == [nil, "x", nil] && union.allSatisfy { $0.via.isEmpty })
        #expect(answers["c"]?.storage == "s" && answers["s"]?.storage == "s" && answers["s"]?.file == "rclone.conf")
        let text = try bench.probe("--bucket", "general", "rclone.conf")
        #expect(text.text.contains("u → s:first ") && text.text.contains("u → s:second one/x "))
        #expect(text.text.contains("drive") && !text.text.contains("\u{1B}") && !text.text.contains("TOPSECRET"))
    }

    @Test("of several files each result names its own") func filesAreNamed() throws {
        let bench = try ProbeBench(Self.s3)
        try bench.put(Self.s3 + "[d]\ntype = drive\n", "other.conf")
        let answers = try ProbeAnswers(try bench.probe("--json", "rclone.conf", "other.conf"))
        #expect(answers.results.map { "\($0.file ?? "-") \($0.remote)" } == ["rclone.conf s", "other.conf s", "other.conf d"])
        let text = try bench.probe("rclone.conf", "other.conf").text
        #expect(text.contains("✗ rclone.conf: s") && text.contains("✗ other.conf: s  ") && text.contains("- other.conf: d"))
        #expect(try bench.probe("--junit", "rclone.conf", "other.conf").text.contains("name=\"s\" file=\"other.conf\""))
    }

    @Test("with too few open files allowed it says so, and never breaks down", arguments: 8...64) func fewDescriptorsAreTold(limit: Int) throws {
        let bench = try ProbeBench(Self.s3.replacing("127.0.0.1", with: "localhost"))
        let outcome = try Program.run(
            URL(fileURLWithPath: "/bin/sh"),
            ["-c", "ulimit -n \(limit) && exec \"$0\" probe --json --bucket bkt rclone.conf", Program.rcsops.path], in: bench.folder)
        if outcome.output.isEmpty {
            #expect(outcome.code == 1 && outcome.messages.contains("RC84") && limit < 40, "\(limit): \(outcome.code) \(outcome.messages)")
        } else {
            // What it does say is true.
            #expect(try ProbeAnswers(outcome)["s"]?.diagnosis == "connection_refused" && outcome.code == 6, "\(limit): \(outcome.text)")
        }
    }

    @Test("rclone's variables count when they are asked for, and the report says so") func variablesCount() throws {
        let bench = try ProbeBench(Self.s3)
        let variables = ["RCLONE_CONFIG_S_ENDPOINT": "ftp://nowhere"]
        #expect(try bench.probe("rclone.conf", environment: variables).code == 6)
        let outcome = try bench.probe(["--json", "--rclone-env", "rclone.conf"], environment: variables)
        let answer = try ProbeAnswers(outcome)["s"]
        #expect(outcome.code == 2 && answer?.diagnosis == "config_invalid" && answer?.warnings.contains { $0.id == "option_overridden" } ?? false)
    }

    @Test("each option that is overridden is named") func allVariablesAreNamed() throws {
        let bench = try ProbeBench(Self.s3)
        let variables = ["RCLONE_CONFIG_S_REGION": "eu-a", "RCLONE_CONFIG_S_PROVIDER": "Minio"]
        let answer = try ProbeAnswers(try bench.probe(["--json", "--rclone-env", "rclone.conf"], environment: variables))["s"]
        let details = answer?.warnings.filter { $0.id == "option_overridden" }.map(\.detail).joined() ?? ""
        #expect(variables.keys.allSatisfy { details.contains($0) }, "\(details)")
    }

    @Test("a key that looks like a paste gone wrong is told with its option and line, and used as rclone reads it (case 55)")
    func pastesAreTold() throws {
        let bench = try ProbeBench(
            "[s]\ntype = s3\nprovider = Ceph\nendpoint = http://127.0.0.1:1\naccess_key_id = \"AKOFS00000000000\"\nsecret_access_key = `TOPSECRET `\n")
        let outcome = try bench.probe("--json", "--bucket", "bkt", "rclone.conf")
        let answer = try ProbeAnswers(outcome)["s"]
        let details = answer?.warnings.filter { $0.id == "config_suspicious" }.map(\.detail) ?? []
        #expect(details.contains { $0.hasPrefix("access_key_id: it has quotes") && $0.hasSuffix(", line 5") }, "\(details)")
        #expect(details.contains { $0.hasPrefix("secret_access_key: it has a blank") && $0.hasSuffix(", line 6") }, "\(details)")
        #expect(answer?.diagnosis == "connection_refused" && !outcome.text.contains("TOPSECRET"))
    }

    @Test("no keys anywhere: the metadata service is named, and not asked") func noPacketToMetadata() throws {
        let bench = try ProbeBench("[s]\ntype = s3\nprovider = AWS\nregion = eu-west-1\nenv_auth = true\n")
        let outcome = try bench.probe(["--json", "--bucket", "bkt", "rclone.conf"], environment: ["HOME": "/nonexistent"])
        #expect(outcome.code == 2)
        let answer = try ProbeAnswers(outcome)["s"]
        #expect(answer?.diagnosis == "credentials_unavailable", "\(answer?.message ?? "")")
    }

    @Test("a report without times is the same twice") func deterministicReportsAreTheSame() throws {
        let bench = try ProbeBench(Self.s3)
        let first = try bench.probe("--json", "--deterministic", "--bucket", "b", "rclone.conf")
        #expect(try bench.probe("--json", "--deterministic", "--bucket", "b", "rclone.conf").text == first.text && !first.text.isEmpty)
    }
}
