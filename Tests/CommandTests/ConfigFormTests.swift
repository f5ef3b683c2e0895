import CommandDriver
import Foundation
import TestVectors
import Testing

/// `config show`, `redacted`, `convert`, and `--remote`.
@Suite struct ConfigFormTests {
    private static let corpus: [String] = {
        guard let folder = VectorFolder.root?.appendingPathComponent("rclone/corpus").path else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".conf") }.sorted()
    }()

    private static let chain = """
        # head

        [top]
        type = alias
        remote = enc:x
        # about enc
        [enc]
        type = crypt
        remote = s3.eu:bucket
        password = TOPSECRET
        [s3]
        type = s3
        secret_access_key = TOPSECRET%(salt)s
        [s3.eu]
        region = eu
        [other]
        type = local
        [DEFAULT]
        salt = TOPSECRET

        """

    @Test func whatIsShownIsMaskedUntilRevealed() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        for file in ["rclone.conf", "rclone.enc.ini"] {
            let shown = try workspace.rcsops("config", "show", file)
            #expect(shown.code == 0 && shown.text.contains("secret_access_key = ********\n") && shown.text.contains("region = eu-west-1"))
            #expect(!shown.text.contains("TOPSECRET") && !shown.text.contains("AKIA"))
            #expect(try workspace.rcsops("config", "show", file, "--reveal").text.contains("secret_access_key = TOPSECRET#with;marks\n"))
            let one = try workspace.rcsops("config", "show", file, "--remote", "destination")
            #expect(one.text.hasPrefix("[destination]\ntype = s3\n") && !one.text.contains("[source]"))
        }
    }

    @Test(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"), arguments: corpus)
    func redactedIsRclonesTextOrShowsLess(name: String) throws {
        let workspace = try Workspace()
        try workspace.put(Data(try VectorFolder.bytes("rclone/corpus/" + name)), "c.conf")
        let theirs = try workspace.peer("rclone", "--config", "c.conf", "config", "redacted")
        let ours = try workspace.rcsops("config", "redacted", "c.conf")
        guard theirs.code == 0, theirs.output.allSatisfy({ $0 == 0x0A || $0 >= 0x20 && $0 != 0x7F }), String(data: theirs.output, encoding: .utf8) != nil else { return }
        #expect(ours.code == 0, "\(ours.messages)")
        let (left, right) = (ours.text.components(separatedBy: "\n"), theirs.text.components(separatedBy: "\n"))
        #expect(left.count == right.count)
        for (mine, other) in zip(left, right) where mine != other {
            #expect(mine.hasSuffix(" = XXX") && other.hasPrefix(mine.dropLast(3)) && !other.hasSuffix(" = XXX"), "\(mine)")
        }
    }

    @Test func anS3RemoteIsRedactedAsByRclone() throws {
        let workspace = try Workspace()
        let ours = try workspace.rcsops("config", "redacted", "rclone.conf")
        #expect(try ours.output == workspace.peer("rclone", "--config", "rclone.conf", "config", "redacted").output)
    }

    @Test(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"), arguments: corpus)
    func theJSONIsRclonesDump(name: String) throws {
        let workspace = try Workspace()
        let bytes = Data(try VectorFolder.bytes("rclone/corpus/" + name))
        try workspace.put(bytes, "c.conf")
        let theirs = try workspace.peer("rclone", "--config", "c.conf", "config", "dump")
        let ours = try workspace.rcsops("config", "convert", "c.conf", "--to", "json")
        if theirs.code != 0 || String(data: bytes, encoding: .utf8) == nil {
            #expect(ours.code != 0 && ours.output.isEmpty)
        } else {
            #expect(ours.code == 0 && ours.output == theirs.output + Data("\n".utf8), "\(ours.messages)")
        }
    }

    @Test func theJSONHasWhatRcloneListsWithoutKeysAndEscapesAsGoDoes() throws {
        let workspace = try Workspace()
        try workspace.put("[DEFAULT]\n[z]\n[a]\nk = <&>\u{2028}\u{2029}é\u{200A}x\u{1}\u{7F}\"\\\tend\n", "c.conf")
        let theirs = try workspace.peer("rclone", "--config", "c.conf", "config", "dump")
        #expect(theirs.text.contains("DEFAULT"))
        #expect(try workspace.rcsops("config", "convert", "c.conf", "--to", "json").output == theirs.output + Data("\n".utf8))
        let redacted = try workspace.peer("rclone", "--config", "c.conf", "config", "redacted")
        #expect(try workspace.rcsops("config", "redacted", "c.conf").text.components(separatedBy: "\n").count == redacted.text.components(separatedBy: "\n").count)
    }

    /// What rclone reads from the variables that a form gives: a file with the same options, which the variables override.
    private func readBack(_ workspace: Workspace, _ form: String, _ options: [String]) throws -> [String: String] {
        try workspace.put("[r]\n" + options.map { $0 + " = file\n" }.joined(), "skeleton.conf")
        let rclone = Program.peer("rclone").path
        let made: Outcome
        if form == "env-docker" {
            // As Docker reads the file (docker/cli `opts/file.go`): the line behind the first =, as it stands.
            var environment: [String: String] = [:]
            for line in try workspace.text("out.env").components(separatedBy: "\n") where !line.isEmpty {
                let split = try #require(line.firstIndex(of: "="))
                environment[String(line[..<split])] = String(line[line.index(after: split)...])
            }
            made = try workspace.peer("rclone", "--config", "skeleton.conf", "config", "dump", environment: environment)
        } else {
            let script = "set -a; . ./out.env; set +a; exec \"$0\" --config skeleton.conf config dump"
            made = try Program.run(URL(fileURLWithPath: "/bin/sh"), ["-c", script, rclone], in: workspace.folder)
        }
        #expect(made.isSuccess, "\(made.messages)")
        return (try JSONSerialization.jsonObject(with: made.output) as? [String: [String: String]])?["r"] ?? [:]
    }

    @Test(arguments: ["env-shell", "env-dotenv", "env-systemd", "env-docker"])
    func variablesHoldTheValuesThatTheFileHas(form: String) throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of values for \(form): \(seed)")
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let marks = " \"#;$%()=:[]{},/<>&!*?~|`é\u{a0}aZ0\t" + (form == "env-dotenv" ? "" : "'\\")
        let alphabet = Array(marks).map(String.init)
        let values = (0..<400).map { _ in (0...next(14)).map { _ in alphabet[next(alphabet.count)] }.joined() }
            .filter { !$0.contains("%(") } + ["it's", "\"quoted\"", " both "]
        let workspace = try Workspace()
        let lines = values.enumerated().map { "k\($0) = `\($1)`\n" }.joined()
        try workspace.put("[r]\ntype = s3\n" + lines, "c.conf")
        let made = try workspace.rcsops("config", "convert", "c.conf", "--to", form, "--output", "out.env")
        #expect(made.code == 0 && made.messages.isEmpty, "\(made.messages)")
        let read = try readBack(workspace, form, ["type"] + values.indices.map { "k\($0)" })
        #expect(read["type"] == "s3")
        for (index, value) in values.enumerated() { #expect(read["k\(index)"] == value, "seed \(seed)") }
    }

    @Test func rcloneUsesTheRemotesOfTheVariablesWithoutAFile() throws {
        let workspace = try Workspace()
        try workspace.put("[Top]\ntype = alias\nremote = low:\n[low]\ntype = alias\nremote = \(workspace.folder.path)\n", "c.conf")
        #expect(try workspace.rcsops("config", "convert", "c.conf", "--to", "env-shell", "--output", "out.env").code == 0)
        let made = try Program.run(
            URL(fileURLWithPath: "/bin/sh"), ["-c", ". ./out.env; exec \"$0\" --config /dev/null lsf Top:", Program.peer("rclone").path],
            in: workspace.folder)
        #expect(made.text.contains("rclone.conf\n"), "\(made.messages)")
    }

    @Test func remotesThatAreNoneAreTold() throws {
        let workspace = try Workspace()
        try workspace.put("[r]\ntype = sftp\nshell_type = unix\n[none]\nx = y\n", "c.conf")
        let made = try workspace.rcsops("config", "convert", "c.conf", "--to", "env-docker")
        #expect(made.code == 0 && made.messages.contains("no type: none") && made.messages.contains("that are none: r_shell"))
        let variables = made.text.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        let environment = Dictionary(uniqueKeysWithValues: variables.map { ($0[0], $0[1]) })
        let listed = try workspace.peer("rclone", "--config", "/dev/null", "listremotes", environment: environment)
        #expect(Set(listed.text.split(separator: "\n")) == ["r:", "r_shell:"])
    }

    @Test func inheritedAndInterpolatedValuesStandInTheVariables() throws {
        let workspace = try Workspace()
        try workspace.put(Self.chain, "c.conf")
        let made = try workspace.rcsops("config", "convert", "c.conf", "--to", "env-docker", "--remote", "top")
        #expect(made.text.contains("RCLONE_CONFIG_S3.EU_SECRET_ACCESS_KEY=TOPSECRETTOPSECRET\n"))
        #expect(!made.text.contains("OTHER") && !made.text.contains("SALT"))
        #expect(made.messages.isEmpty)
    }

    @Test(arguments: [
        ("[a-b]\ntype = s3\n", "env-shell", "RC8302"), ("[a.b]\ntype = s3\n", "env-systemd", "RC8302"),
        ("[a b]\ntype = s3\n", "env-docker", "RC8302"), ("[a]\ntype = s3\nRegion = x\n", "env-shell", "RC8303"),
        ("[a]\ntype = s3\n[A]\ntype = s3\n", "env-shell", "RC8304"), ("[a]\ntype = s3\nb_c = x\n[a_b]\ntype = s3\nc = x\n", "env-docker", "RC8304"),
        ("[a]\ntype = s3\nk = TOPSECRET\u{1}\n", "env-systemd", "RC8305"), ("[a]\ntype = s3\nk = TOPSECRET'\\\n", "env-dotenv", "RC8305"),
        ("[a]\ntype = s3\nk = TOPSECRET_TYPE=x\n", "env-shell", "RC8305"), ("a = %(a)s\n[r]\ntype = s3\nk = %(a)s\n", "json", "RC8203"),
    ]) func whatAFormCannotCarryIsRefused(text: String, form: String, code: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, "c.conf")
        let made = try workspace.rcsops("config", "convert", "c.conf", "--to", form)
        #expect(made.code == 1 && made.output.isEmpty && made.messages.contains(code), "\(made.messages)")
        #expect(!made.messages.contains("TOPSECRET"))
    }

    @Test func everyCommandTakesARemoteWithWhatItRefersTo() throws {
        let workspace = try Workspace()
        try workspace.put(Self.chain, "c.conf")
        let expected = Self.chain.replacingOccurrences(of: "# head\n\n", with: "").replacingOccurrences(of: "[other]\ntype = local\n", with: "")
        #expect(try workspace.rcsops("config", "convert", "c.conf", "--to", "conf", "--remote", "top").text == expected)
        #expect(try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", "all.enc.ini", "c.conf").code == 0)
        #expect(try workspace.rcsops("decrypt", "all.enc.ini", "--remote", "top").text == expected)
        let part = try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", "part.enc.ini", "--remote", "top", "c.conf")
        #expect(part.code == 0, "\(part.messages)")
        #expect(try workspace.rcsops("decrypt", "part.enc.ini").text == expected)
        let secret = try workspace.rcsops("render", "secret", "all.enc.ini", "--name", "x", "--remote", "s3", "--remote", "other")
        #expect(secret.code == 0 && secret.text.contains("[other]") && !secret.text.contains("[enc]"))
        try workspace.put(Self.chain + "[broken]\ntype = nosuch\n", "d.conf")
        #expect(try workspace.rcsops("check", "d.conf").text.contains("RC1007"))
        let checked = try workspace.rcsops("check", "d.conf", "--remote", "other")
        #expect(checked.code == 0 && checked.messages.contains("1 remote,"), "\(checked.text) \(checked.messages)")
    }

    @Test func aRemoteThatIsNotThereOrACircleIsAnError() throws {
        let workspace = try Workspace()
        try workspace.put("[a]\ntype = alias\nremote = b:\n[b]\ntype = alias\nremote = c:\n[c]\ntype = alias\nremote = a:\n[d]\ntype = alias\nremote = e:\n", "c.conf")
        for (remote, code) in [("x", "RC8103"), ("a", "RC8202"), ("d", "RC8201")] {
            let made = try workspace.rcsops("config", "show", "c.conf", "--remote", remote)
            #expect(made.code == 1 && made.output.isEmpty && made.messages.contains(code), "\(made.messages)")
        }
        #expect(try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, "--remote", "a", "c.conf").messages.contains("RC8204"))
    }
}
