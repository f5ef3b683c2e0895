import CommandDriver
import Foundation
import TestVectors
import Testing

/// `render` for what is no plain Secret, opened by the tools that will open it.
@Suite struct RenderTargetTests {
    private func workspace(keySize: Int = 2048, days: Int = 1) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.encrypt()
        try openssl(workspace, "req", "-x509", "-newkey", "rsa:\(keySize)", "-nodes", "-keyout", "private.pem", "-out", "cert.pem", "-subj", "/CN=test", "-days", "\(days)")
        return workspace
    }

    @discardableResult private func openssl(_ workspace: Workspace, _ arguments: String...) throws -> Outcome {
        let outcome = try Program.run(URL(fileURLWithPath: "/usr/bin/openssl"), arguments, in: workspace.folder)
        #expect(outcome.code == 0, "\(outcome.messages)")
        return outcome
    }

    private func object(_ workspace: Workspace, _ outcome: Outcome) throws -> [String: Any] {
        #expect(outcome.code == 0, "\(outcome.messages)")
        try workspace.put(outcome.output, "object.yaml")
        let read = try workspace.peer(
            "python-with-pyrage", VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/yaml-secret.py").path, "object.yaml")
        return try #require((try JSONSerialization.jsonObject(with: read.output) as? [[String: Any]])?.first)
    }

    /// As the controller opens it, by openssl and Python.
    private func open(_ workspace: Workspace, _ sealed: String, label: String) throws -> Data {
        let bytes = try #require(Data(base64Encoded: sealed))
        let size = Int(bytes[0]) << 8 | Int(bytes[1])
        try workspace.put(bytes.subdata(in: 2..<(2 + size)), "wrapped")
        try workspace.put(bytes.subdata(in: (2 + size)..<bytes.count), "text")
        var arguments = ["pkeyutl", "-decrypt", "-inkey", "private.pem", "-in", "wrapped", "-out", "session", "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256", "-pkeyopt", "rsa_mgf1_md:sha256"]
        if !label.isEmpty { arguments += ["-pkeyopt", "rsa_oaep_label:" + label.utf8.map { String(format: "%02x", $0) }.joined()] }
        let unwrapped = try Program.run(URL(fileURLWithPath: "/usr/bin/openssl"), arguments, in: workspace.folder)
        #expect(unwrapped.code == 0, "\(unwrapped.messages)")
        let opened = try workspace.peer("python-with-pyrage", VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/unseal.py").path, "session", "text")
        #expect(opened.code == 0, "\(opened.messages)")
        return opened.output
    }

    @Test(arguments: [("strict", "sync/rclone"), ("namespace-wide", "sync"), ("cluster-wide", "")]) func aSealedSecretOpensWithThePrivateKey(scope: String, label: String) throws {
        let workspace = try workspace()
        try workspace.put(Data(), "empty")
        let outcome = try workspace.rcsops(
            "render", "sealed-secret", "rclone.enc.ini", "empty", "--cert", "cert.pem", "--name", "rclone", "--namespace", "sync", "--scope", scope,
            "--type", "Opaque", "--label", "a=b", "--immutable", "--quiet")
        let object = try object(workspace, outcome)
        #expect(object["kind"] as? String == "SealedSecret" && object["apiVersion"] as? String == "bitnami.com/v1alpha1")
        let spec = try #require(object["spec"] as? [String: Any])
        let data = try #require(spec["encryptedData"] as? [String: String])
        #expect(try open(workspace, try #require(data["rclone.conf"]), label: label) == Data(Workspace.config.utf8))
        #expect(try open(workspace, try #require(data["empty"]), label: label).isEmpty)
        let template = try #require(spec["template"] as? [String: Any])
        #expect(template["immutable"] as? Bool == true && template["type"] as? String == "Opaque")
        for metadata in [object["metadata"], template["metadata"]] {
            let metadata = try #require(metadata as? [String: Any])
            #expect(metadata["name"] as? String == "rclone" && metadata["namespace"] as? String == "sync" && metadata["labels"] as? [String: String] == ["a": "b"])
            let annotations = metadata["annotations"] as? [String: String] ?? [:]
            #expect(annotations == (scope == "strict" ? [:] : ["sealedsecrets.bitnami.com/" + scope: "true"]))
        }
        #expect(!outcome.text.contains("TOPSECRET"))
    }

    @Test func aCertificateThatCannotSealIsRefused() throws {
        let workspace = try workspace()
        func run(_ cert: String, _ more: String...) throws -> Outcome {
            try workspace.rcsops(["render", "sealed-secret", "rclone.enc.ini", "--cert", cert, "--name", "rclone", "--quiet"] + (more.isEmpty ? ["--namespace", "sync"] : more))
        }
        func refused(_ outcome: Outcome, _ code: Int32, _ id: String, _ words: String? = nil) {
            #expect(outcome.code == code && outcome.messages.contains(id) && outcome.messages.contains(words ?? id) && outcome.output.isEmpty, "\(outcome.messages)")
        }
        func certificate(_ first: String, _ last: String) throws -> Data {
            let made = try workspace.peer("python-with-pyrage", VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/certificate.py").path, "private.pem", first, last)
            #expect(made.code == 0, "\(made.messages)")
            return made.output
        }
        refused(try run("rclone.conf"), 1, "RC7212", "no certificate in PEM")
        refused(try run("private.pem"), 1, "RC7212", "no certificate in PEM")
        try workspace.put("-----BEGIN CERTIFICATE-----\nTm9uc2Vuc2U=\n-----END CERTIFICATE-----\n", "garbage.pem")
        refused(try run("garbage.pem"), 1, "RC7212", "no certificate in PEM")
        try workspace.put("", "empty.pem")
        refused(try run("empty.pem"), 1, "RC7212", "no certificate in PEM")
        try openssl(workspace, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ec.key", "-out", "ec.pem", "-subj", "/CN=a")
        refused(try run("ec.pem"), 1, "RC7212", "RSA")
        try openssl(workspace, "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "small.key", "-out", "small.pem", "-subj", "/CN=a")
        refused(try run("small.pem"), 1, "RC7212", "1024 bits")
        try workspace.put(certificate("2001-01-01", "2002-01-01"), "old.pem")
        refused(try run("old.pem"), 1, "RC7217", "no longer valid")
        try workspace.put(certificate("2901-01-01", "2902-01-01"), "new.pem")
        refused(try run("new.pem"), 1, "RC7217", "not valid yet")
        refused(try run("missing.pem"), 100, "RC2001")
        refused(try workspace.rcsops("render", "sealed-secret", "k=-", "--cert", "-", "--name", "n", "-n", "sync"), 64, "RC7202")
        refused(try run("cert.pem", "--scope", "strict"), 64, "RC7216")
        refused(try run("cert.pem", "--namespace", "sync", "--annotation", "sealedsecrets.bitnami.com/cluster-wide=true"), 64, "RC7228")
        #expect(try run("cert.pem", "--scope", "cluster-wide").isSuccess)
        #expect(try run("cert.pem", "--scope", "cluster-wide", "--annotation", "sealedsecrets.bitnami.com/cluster-wide=true").isSuccess)
        #expect(try run("cert.pem", "--scope", "wide").code == 64)
    }

    // As kubeseal, which takes the first (sealed-secrets `ParseKey`); what stands around it counts no more than there.
    @Test func theFirstCertificateSeals() throws {
        let workspace = try workspace()
        try openssl(workspace, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "other.key", "-out", "other.pem", "-subj", "/CN=a")
        try workspace.put("a note\r\n" + workspace.text("cert.pem").replacingOccurrences(of: "\n", with: "\r\n") + workspace.text("other.pem"), "both.pem")
        let outcome = try workspace.rcsops("render", "sealed-secret", "rclone.enc.ini", "--cert", "both.pem", "--name", "rclone", "-n", "sync", "--quiet")
        let spec = try #require(try object(workspace, outcome)["spec"] as? [String: Any])
        let data = try #require(spec["encryptedData"] as? [String: String])
        #expect(try open(workspace, try #require(data["rclone.conf"]), label: "sync/rclone") == Data(Workspace.config.utf8))
    }

    @Test func anExternalSecretHoldsReferencesAlone() throws {
        let workspace = try Workspace()
        let outcome = try workspace.rcsops(
            "render", "external-secret", "teams/sync", "token=teams/sync#api", "--name", "rclone", "--namespace", "sync", "--store", "vault",
            "--store-kind", "ClusterSecretStore", "--refresh-interval", "1h30m", environment: [:])
        let object = try object(workspace, outcome)
        #expect(object["apiVersion"] as? String == "external-secrets.io/v1" && object["kind"] as? String == "ExternalSecret")
        let spec = try #require(object["spec"] as? NSDictionary)
        let expected: NSDictionary = [
            "refreshInterval": "1h30m", "secretStoreRef": ["name": "vault", "kind": "ClusterSecretStore"],
            "target": ["name": "rclone", "creationPolicy": "Owner"],
            "data": [
                ["secretKey": "rclone.conf", "remoteRef": ["key": "teams/sync"]],
                ["secretKey": "token", "remoteRef": ["key": "teams/sync", "property": "api"]],
            ],
        ]
        #expect(spec == expected, "\(outcome.text)")
        for (words, id) in [(["a", "--refresh-interval", "often"], "RC7218"), (["a", "--refresh-interval", "1.5"], "RC7218"), (["a", "--refresh-interval", "1.2.3h"], "RC7218"), ([""], "RC7219"), (["k="], "RC7219"), (["a=#b"], "RC7219"), (["a", "b"], "RC7204"), (["..=b"], "RC7203"), (["a", "--store", "A"], "RC7001")] {
            let refused = try workspace.rcsops(["render", "external-secret", "--name", "n", "--store", "s"] + words)
            #expect(refused.code == 64 && refused.messages.contains(id) && refused.output.isEmpty, "\(words) \(refused.messages)")
        }
        for interval in ["0", "1.5h", "90s", "1h0.5m", ".5h", "100ms", "5us"] {
            #expect(try workspace.rcsops("render", "external-secret", "a", "--name", "n", "--store", "s", "--refresh-interval", interval).isSuccess, "\(interval)")
        }
        // What a provider calls it is any text.
        let odd = try workspace.rcsops("render", "external-secret", "k=a: b #c", "--name", "n", "--store", "s")
        let items = try #require((try self.object(workspace, odd)["spec"] as? [String: Any])?["data"] as? NSArray)
        #expect(items == [["secretKey": "k", "remoteRef": ["key": "a: b ", "property": "c"]]])
    }

    @Test func aFileIsPrivateAndIsTheConfig() throws {
        let workspace = try workspace()
        let outcome = try workspace.rcsops("render", "file", "rclone.enc.ini", "--output", "out.conf")
        #expect(outcome.isSuccess && outcome.output.isEmpty)
        #expect(try workspace.text("out.conf") == Workspace.config)
        #expect(try FileManager.default.attributesOfItem(atPath: workspace.path("out.conf"))[.posixPermissions] as? Int == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: workspace.path("out.conf"))
        let open = try workspace.rcsops("render", "file", "rclone.enc.ini", "--output", "out.conf", "--remote", "source")
        #expect(open.code == 1 && open.messages.contains("RC7220"))
        #expect(try workspace.text("out.conf") == Workspace.config)
        try workspace.put("no config", "none")
        #expect(try workspace.rcsops("render", "file", "none", "--output", "new.conf").code != 0)
        #expect(!FileManager.default.fileExists(atPath: workspace.path("new.conf")))
    }

    @Test func variablesMeanTheSameToRclone() throws {
        let workspace = try workspace()
        let outcome = try workspace.rcsops("render", "env", "rclone.enc.ini", "--quiet")
        #expect(try outcome.isSuccess && outcome.output == workspace.rcsops("config", "convert", "--to", "env-shell", "rclone.conf").output)
        try workspace.put(outcome.text + "exec '\(Program.peer("rclone").path)' --config /notfound listremotes --long --json\n", "run.sh")
        let listed = try Program.run(URL(fileURLWithPath: "/bin/sh"), ["run.sh"], in: workspace.folder)
        #expect(listed.text.contains("source") && listed.text.contains("destination"), "\(listed.text)\(listed.messages)")
        try workspace.put("[a]\ntype = s3\n[A]\ntype = s3\n", "twice.conf")
        let collision = try workspace.rcsops("render", "env", "twice.conf")
        #expect(collision.code == 1 && collision.messages.contains("RC8304") && collision.output.isEmpty)
    }

    @Test func variablesAreOfAnRcloneConfAndSayWhichRemotes() throws {
        let workspace = try workspace()
        #expect(try workspace.rcsops("render", "env", "rclone.enc.ini").messages.contains("all remotes go in: source, destination"))
        try workspace.put("", "empty")
        let empty = try workspace.rcsops("render", "env", "empty")
        #expect(empty.code == 2 && empty.output.isEmpty && empty.messages.contains("RC1024"), "\(empty.messages)")
    }

    /// A program of that name first in PATH; it keeps its arguments and its input.
    private func fake(_ name: String, in workspace: Workspace, _ body: String) throws -> [String: String] {
        let folder = workspace.path("fake")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try workspace.put("#!/bin/sh\necho \"$@\" >'\(workspace.path("arguments"))'\n" + body, "fake/" + name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/" + name)
        return workspace.identity.merging(["PATH": folder + ":/usr/bin:/bin"]) { $1 }
    }

    @Test(arguments: ["podman", "docker"]) func aContainerSecretGoesInByStandardInput(program: String) throws {
        let workspace = try workspace()
        let environment = try fake(program, in: workspace, "cat >'\(workspace.path("input"))'\necho 0123abcd\n")
        let outcome = try workspace.rcsops("render", program, "rclone.enc.ini", "--name", "rclone", environment: environment)
        #expect(outcome.isSuccess && outcome.text == "0123abcd\n", "\(outcome.messages)")
        #expect(try workspace.text("arguments") == "secret create rclone -\n" && workspace.text("input") == Workspace.config)
        let name = try workspace.rcsops("render", program, "rclone.enc.ini", "--name", "-a", environment: environment)
        #expect(name.code == 64)
        let wrong = try workspace.rcsops("render", program, "rclone.enc.ini", "--name", "a/b", environment: environment)
        #expect(wrong.code == 64 && wrong.messages.contains("RC7222"))
        // Both want less than 512,000 bytes.
        let head = "[a]\ntype = local\n#"
        for (size, code) in [(511_999, 0), (512_000, 1)] as [(Int, Int32)] {
            try workspace.put(head + String(repeating: "x", count: size - head.utf8.count), "large.conf")
            let large = try workspace.rcsops("render", program, "large.conf", "--name", "a", environment: environment)
            #expect(large.code == code && large.messages.contains("RC7223") == (code == 1), "\(large.messages)")
        }
        // It may give up before it has read all.
        let deaf = try fake(program, in: workspace, "echo 'no daemon' >&2\nexit 1\n")
        let unheard = try workspace.rcsops("render", program, "rclone.enc.ini", "--name", "rclone", environment: deaf)
        #expect(unheard.code == 1 && unheard.messages.contains("RC7225") && unheard.messages.contains("no daemon"), "\(unheard.messages)")
        let failing = try fake(program, in: workspace, "cat >/dev/null\necho 'name is in use' >&2\nexit 125\n")
        let failed = try workspace.rcsops("render", program, "rclone.enc.ini", "--name", "rclone", environment: failing)
        #expect(failed.code == 1 && failed.messages.contains("RC7225") && failed.messages.contains("name is in use") && failed.output.isEmpty)
        let missing = try workspace.rcsops("render", program, "rclone.enc.ini", "--name", "rclone", environment: workspace.identity.merging(["PATH": "/nowhere"]) { $1 })
        #expect(missing.code == 1 && missing.messages.contains("RC7224"))
    }

    @Test func aCredentialOfSystemdGoesToItsFile() throws {
        let workspace = try workspace()
        let environment = try fake("systemd-creds", in: workspace, "printf 'sealed:'\ncat\n")
        let outcome = try workspace.rcsops("render", "systemd", "rclone.enc.ini", "--output", "rclone.cred", environment: environment)
        #expect(try workspace.text("arguments") == "encrypt --name=rclone.conf - -\n" && workspace.text("rclone.cred") == "sealed:" + Workspace.config, "\(outcome.messages)")
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.count == 3 && lines[0] == "[Service]" && lines[1].hasPrefix("LoadCredentialEncrypted=rclone.conf:/") && lines[1].hasSuffix("/rclone.cred"))
        #expect(lines[2] == "Environment=RCLONE_CONFIG=%d/rclone.conf")
        for (words, id) in [(["--credential", "a:b", "--output", "x"], "RC7221"), (["--credential", "a\"b", "--output", "x"], "RC7221"), (["--credential", "é", "--output", "x"], "RC7221"), (["--output", "a\nb"], "RC7221"), (["--output", "a\\"], "RC7221"), (["--output", "/dev/stdout"], "RC7221")] {
            let refused = try workspace.rcsops(["render", "systemd", "rclone.enc.ini"] + words, environment: environment)
            #expect(refused.code == 64 && refused.messages.contains(id) && refused.output.isEmpty)
        }
        #expect(try workspace.rcsops("render", "systemd", "rclone.enc.ini", "--output", "", environment: environment).code == 64)
        for ending in ["exit 1\n", "exit 0\n"] {
            let failing = try fake("systemd-creds", in: workspace, ending)
            #expect(try workspace.rcsops("render", "systemd", "rclone.enc.ini", "--output", "none.cred", environment: failing).code == 1)
            #expect(!FileManager.default.fileExists(atPath: workspace.path("none.cred")))
        }
    }

    // systemd leaves a line out that it does not take, and starts the service without the credential.
    @Test
    func systemdTakesTheLines() throws {
        let workspace = try workspace()
        try FileManager.default.createDirectory(atPath: workspace.path("100% odd \"folder\""), withIntermediateDirectories: true)
        let environment = try fake("systemd-creds", in: workspace, "cat\n")
        for path in ["a.cred", "100% odd \"folder\"/../a b:c.cred", "100% odd \"folder\"/$x%%y;.cred", "./100% odd \"folder\"//é"] {
            let outcome = try workspace.rcsops("render", "systemd", "rclone.enc.ini", "--output", path, "--quiet", environment: environment)
            #expect(outcome.isSuccess, "\(outcome.messages)")
            try workspace.put(outcome.text + "ExecStart=/bin/true\n", "rclone.service")
            let verified = try Program.run(URL(fileURLWithPath: "/usr/bin/systemd-analyze"), ["verify", "./rclone.service"], in: workspace.folder)
            #expect(!verified.messages.contains("rclone.service:"), "\(path): \(verified.messages)")
        }
    }

    private func masks(_ workspace: Workspace, _ config: String) throws -> Set<String> {
        try workspace.put(config, "rclone.conf")
        let masks = try workspace.rcsops("render", "github-masks", "rclone.conf", "--quiet")
        #expect(masks.isSuccess, "\(masks.messages)")
        return Set(masks.text.split(separator: "\n").map { $0.hasPrefix("::add-mask::") ? String($0.dropFirst(12)) : "not a mask" })
    }

    private func obscured(_ workspace: Workspace, _ password: String) throws -> String {
        try workspace.peer("rclone", "obscure", password).text.trimmingCharacters(in: .newlines)
    }

    @Test func masksHideEverySecretAndItsOtherForms() throws {
        let workspace = try Workspace()
        let obscured = try obscured(workspace, "clear%word")
        let masks = try masks(workspace, "[a]\ntype = sftp\nhost = example.com\npass = \(obscured)\n[b]\ntype = s3\nsecret_access_key = TOP%SECRET\naccess_key_id = abc\n")
        for value in [obscured, "clear%word", "TOP%SECRET"] {
            for form in [value, Data(value.utf8).base64EncodedString()] {
                #expect(masks.contains(form.replacingOccurrences(of: "%", with: "%25")), "\(form)")
            }
        }
        #expect(masks.isDisjoint(with: ["abc", "sftp", "not a mask"]))
    }

    // rclone keeps them as JSON; a log shows what is in there.
    @Test func masksHideTokensAndKeysWithinJSON() throws {
        let workspace = try Workspace()
        let token = #"{"access_token":"ya29.access","token_type":"Bearer","refresh_token":"1//refresh","expiry":"2026-01-02T03:04:05Z"}"#
        let account = #"{"type":"service_account","private_key":"-----BEGIN X-----\na2V5b25l\n-----END X-----\n","client_email":"a@example.com"}"#
        let masks = try masks(workspace, "[a]\ntype = drive\ntoken = \(token)\nservice_account_credentials = \(account)\n")
        #expect(masks.isSuperset(of: [token, "ya29.access", "1//refresh", "a2V5b25l", Data("ya29.access".utf8).base64EncodedString()]))
        #expect(masks.isDisjoint(with: ["Bearer", "service_account", "a@example.com", "not a mask"]))
    }

    // A log is hidden line by line, and short lines would blacken it.
    @Test func masksHideEachLineOfSeveral() throws {
        let workspace = try Workspace()
        let password = "first line\nxyz\nsecond\r\n"
        let key = "-----BEGIN X-----\\na2V5b25l\\na2V5dHdv\\n-----END X-----"
        let masks = try masks(workspace, "[a]\ntype = sftp\nhost = h\npass = \(obscured(workspace, password))\nkey_pem = \(key)\n")
        #expect(masks.isSuperset(of: ["first line", "second", "first line%0Axyz%0Asecond%0D%0A", Data(password.utf8).base64EncodedString()]))
        #expect(masks.isSuperset(of: [key, "a2V5b25l", "a2V5dHdv"]) && masks.isDisjoint(with: ["xyz", "h", "not a mask"]))
    }
}
