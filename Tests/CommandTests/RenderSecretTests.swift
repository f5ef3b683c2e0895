import CommandDriver
import Foundation
import TestVectors
import Testing

/// `render secret` and `render list` beside the real kubectl, and read back by kubectl, kustomize and PyYAML.
@Suite struct RenderSecretTests {
    private func create(_ workspace: Workspace, _ arguments: String...) throws -> Outcome {
        try workspace.peer(
            "kubectl", ["create", "secret", "generic"] + arguments + ["--dry-run=client", "-o", "yaml"],
            environment: ["HOME": workspace.folder.path, "KUBECONFIG": "/dev/null"])
    }

    private func held(_ object: [String: Any]) -> [String: Data] {
        var held: [String: Data] = [:]
        for (key, text) in object["data"] as? [String: String] ?? [:] { held[key] = Data(base64Encoded: text) }
        for (key, text) in object["stringData"] as? [String: String] ?? [:] { held[key] = Data(text.utf8) }
        return held
    }

    private func readByPyYAML(_ workspace: Workspace, _ name: String) throws -> [[String: Any]] {
        let read = try workspace.peer("python-with-pyrage", VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/yaml-secret.py").path, name)
        #expect(read.code == 0, "\(read.messages)")
        return try #require(try JSONSerialization.jsonObject(with: read.output) as? [[String: Any]])
    }

    @Test func dataHasTheBytesOfKubectl() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        try workspace.put("x\n", "other.txt")
        let plain = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "sync-config", "--data", "--quiet")
        #expect(try plain.output == create(workspace, "sync-config", "--from-file=rclone.conf").output && plain.messages.isEmpty)
        let encrypted = try workspace.rcsops("render", "secret", "rclone.enc.ini", "--name", "sync-config", "--data", "--quiet")
        #expect(encrypted.output == plain.output)
        let many = try workspace.rcsops(
            "render", "secret", "z=rclone.conf", "other.txt", "A=other.txt", "--name", "n", "-n", "sync", "--type", "example.com/x", "--data", "--quiet")
        #expect(try many.output == create(
            workspace, "n", "--from-file=z=rclone.conf", "--from-file=other.txt", "--from-file=A=other.txt", "-n", "sync", "--type", "example.com/x").output)
        let hashed = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "n", "--data", "--append-hash", "--quiet")
        #expect(try hashed.output == create(workspace, "n", "--from-file=rclone.conf", "--append-hash").output)
        let typed = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "n", "--data", "--append-hash", "--type", "Opaque", "--quiet")
        #expect(try typed.output == create(workspace, "n", "--from-file=rclone.conf", "--append-hash", "--type", "Opaque").output)
    }

    // Base64 may look like a number, a word or nothing at all, and so may keys and names.
    @Test func whatYAMLTakesForAnotherTypeIsQuotedAsKubectlDoes() throws {
        let workspace = try Workspace()
        var generator = SplitMix(seed: 72)
        var values: [Data] = ["", "true", "null", "True", "NULL", "1234", "1e10", "+123", "0x1F", "0b11", "12e3", "1E99", "0123", "0899", "12345678", "1e999999", "/abc", "y+n/"]
            .map { Data(base64Encoded: $0)! }
        for size in 0..<40 { values.append(Data((0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) })) }
        var keys = ["y", "n", "on", "No", "1", "1.5", ".5", "1e3", "0x1f", "0o7", "0b1", "true", "null", ".inf", ".nan", "-1", "1_000", "-", "---", "--", "2001-01-01", "a", "_1", "1a", "1.2.3", "Y", "08", "0x", "0xg", "1e", "-.inf", "...a", "-a"].filter { !$0.hasPrefix("..") }
        while keys.count < values.count { keys.append("k\(keys.count)") }
        func same(_ range: Range<Int>, name: String, namespace: String) throws {
            var ours = ["render", "secret", "--name", name, "--namespace", namespace, "--data", "--quiet", "--"]
            var theirs = ["create", "secret", "generic", name, "-n", namespace]
            for index in range {
                try workspace.put(values[index], "v\(index)")
                ours.append(keys[index] + "=v\(index)")
                theirs.append("--from-file=" + keys[index] + "=v\(index)")
            }
            let rendered = try workspace.rcsops(ours)
            let made = try workspace.peer("kubectl", theirs + ["--dry-run=client", "-o", "yaml"], environment: ["HOME": workspace.folder.path])
            #expect(rendered.code == 0 && rendered.text == made.text, "\(keys[range]) \(rendered.messages)\(made.messages)")
        }
        // One at a time: for such keys kubectl's order is another in each run.
        for index in 0..<36 { try same(index..<(index + 1), name: "1", namespace: "1e3") }
        try same(36..<values.count, name: "true", namespace: "on")
        keys = ["a10", "a9", "a2b", "a2-b", "A", "a", "b.conf", "b-a.conf", "b_a", "ca.crt", "ca1.crt", "a01", "a1"]
        try same(0..<keys.count, name: "a", namespace: "n")
    }

    // What it can't be told at once it is told by label and annotate.
    @Test func namesLabelsAndAnnotationsStandAsKubectlWritesThem() throws {
        let workspace = try Workspace()
        let environment = ["HOME": workspace.folder.path, "KUBECONFIG": "/dev/null"]
        var generator = SplitMix(seed: 7_201)
        let alphabet = Array("abyzABYZ0129-_.").map(String.init)
        func word(_ length: Int, of letters: [String]) -> String { (0..<length).map { _ in letters.randomElement(using: &generator)! }.joined() }
        func name(_ most: Int, of letters: [String], ends: String = "y1") -> String {
            let end = Array(ends).map(String.init)
            return word(1, of: end) + word(Int.random(in: 0...most, using: &generator), of: letters) + word(1, of: end)
        }
        let pieces = ["a", " ", "\n", "\t", ":", "#", "-", "'", "\"", "\\", "é", "日", "%", "{", "~", "yes", "word ", "longer words to be folded ", "1", "=", "."]
        for round in 0..<24 {
            let (title, namespace) = (name(6, of: Array("a1-").map(String.init)), name(4, of: Array("n0-").map(String.init)))
            let type = round % 3 == 0 ? "example.com/" + word(3, of: ["a b", "x:", "'y'", " #", "<&>"]) + "z" : nil
            var ours = ["render", "secret", "--name", title, "-n", namespace, "--data", "--quiet"]
            var theirs = ["create", "secret", "generic", title, "-n", namespace, "--dry-run=client", "-o", "yaml"]
            if let type {
                ours += ["--type", type]
                theirs += ["--type", type]
            }
            if round % 4 < 2 {
                ours.append("--append-hash")
                theirs.append("--append-hash")
            }
            for length in [3, 40, 127, 128, 129, 253].prefix(round % 6 + 1) {
                let key = "k\(length)" + String(repeating: "x", count: max(0, length - 3 - (length > 99 ? 1 : 0)))
                try workspace.put(Data((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }), "v\(length)")
                ours.append(key + "=v\(length)")
                theirs.append("--from-file=" + key + "=v\(length)")
            }
            var (labels, annotations): ([String: String], [String: String]) = ([:], [:])
            for index in 0..<4 {
                labels[(index % 2 == 0 ? "example.com/" : "") + name(9, of: alphabet)] = index == 3 ? "" : name(9, of: alphabet)
                annotations["note\(Int.random(in: 0...99, using: &generator))"] = (0..<Int.random(in: 0...12, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }.joined()
            }
            for (key, value) in labels { ours += ["--label", key + "=" + value] }
            for (key, value) in annotations { ours += ["--annotation", key + "=" + value] }
            try workspace.put(workspace.peer("kubectl", theirs, environment: environment).output, "made.yaml")
            let labelled = try workspace.peer("kubectl", ["label", "--local", "-f", "made.yaml", "-o", "yaml"] + labels.map { $0 + "=" + $1 }, environment: environment)
            try workspace.put(labelled.output, "made.yaml")
            let made = try workspace.peer("kubectl", ["annotate", "--local", "-f", "made.yaml", "-o", "yaml"] + annotations.map { $0 + "=" + $1 }, environment: environment)
            let rendered = try workspace.rcsops(ours)
            #expect(rendered.code == 0 && made.code == 0 && rendered.text == made.text, "\(rendered.messages)\(labelled.messages)\(made.messages)\(difference(rendered, made))")
        }
    }

    private func difference(_ one: Outcome, _ other: Outcome) -> [String] {
        Set(one.text.split(separator: "\n")).symmetricDifference(other.text.split(separator: "\n")).sorted().map { String($0.prefix(300)) }
    }

    @Test func everyLayoutHoldsAllBytes() throws {
        let workspace = try Workspace()
        var generator = SplitMix(seed: 7_202)
        var values: [String: Data] = ["all": Data(0...255), "empty": Data()]
        for index in 0..<60 { values["v\(index)"] = Data((0..<Int.random(in: 0...90, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }) }
        for (name, value) in values { try workspace.put(value, name) }
        let note = ["--annotation", "note=two lines\n\n  and a blank one\n", "--quiet"]
        let commands = [["secret", "--name", "n"], ["secret", "--name", "n", "--data"], ["list"], ["list", "--stream"]]
        for command in commands {
            let files = values.keys.sorted()
            let rendered = try workspace.rcsops(["render"] + command + note + (command[0] == "list" ? files.map { "n." + $0 + "=" + $0 } : files))
            #expect(rendered.code == 0, "\(rendered.messages)")
            try workspace.put(rendered.output, "object.yaml")
            let read = try readByPyYAML(workspace, "object.yaml")
            for objects in [read.count == 1 ? read[0]["items"] as? [[String: Any]] ?? read : read, try KubectlReading.objects(rendered.output, in: workspace)] {
                let all = objects.map(held).reduce(into: [:]) { $0.merge($1) { first, _ in first } }
                #expect(all == values, "\(command)")
                for object in objects {
                    #expect(((object["metadata"] as? [String: Any])?["annotations"] as? [String: String])?["note"] == "two lines\n\n  and a blank one\n")
                }
            }
        }
    }

    @Test func randomValuesOfAllBytesSurvive() throws {
        let workspace = try Workspace()
        var generator = SplitMix(seed: 7_200)
        let pieces = ["a", " ", "\n", "\t", "\r", ":", "#", "-", "'", "\"", "\\", "é", "\u{85}", "\u{2028}", "\u{FEFF}", "日", "😀", "%", "|", ">", "{", "[a]", "\u{7}", "0", "~", "yes", "\u{7F}", "---", "..."]
        var words = ["render", "secret", "--name", "n", "--quiet"]
        var texts: [String: Data] = [:]
        for index in 0..<300 {
            let size = Int.random(in: 0...12, using: &generator)
            let text = (0..<size).map { _ in pieces.randomElement(using: &generator)! }.joined()
            texts["t\(index)"] = Data(text.utf8)
            try workspace.put(text, "t\(index)")
            words.append("t\(index)=t\(index)")
        }
        // They may look like anything; nothing of it may be taken for more than a file.
        for form in ["--string-data", "--data"] {
            var rendered = try workspace.rcsops(words + [form])
            #expect(rendered.code == 0, "\(rendered.messages)")
            try workspace.put(rendered.output, "secret.yaml")
            #expect(try held(readByPyYAML(workspace, "secret.yaml")[0]) == texts)
            if form == "--string-data" {
                // kustomize's own emitter loses these two in text.
                texts = texts.filter { $0.value.firstIndex(of: 0x7F) == nil && $0.value.range(of: Data([0xC2, 0x85])) == nil }
                words = words.filter { !$0.contains("=") || texts[String($0.split(separator: "=")[0])] != nil }
                rendered = try workspace.rcsops(words + [form])
                try workspace.put(rendered.output, "secret.yaml")
            }
            try workspace.put("resources: [secret.yaml]\n", "kustomization.yaml")
            let built = try workspace.peer("kubectl", "kustomize", ".", environment: ["HOME": workspace.folder.path])
            #expect(built.code == 0, "\(built.messages)")
            try workspace.put(built.output, "built.yaml")
            #expect(try readByPyYAML(workspace, "built.yaml").first.map(held) == texts)
        }
        let bytes = Data((0..<65_536).map { _ in UInt8.random(in: 0...255, using: &generator) })
        try workspace.put(bytes, "bytes")
        let rendered = try workspace.rcsops("render", "secret", "--name", "n", "bytes")
        try workspace.put(rendered.output, "secret.yaml")
        #expect(try held(readByPyYAML(workspace, "secret.yaml")[0]) == ["bytes": bytes])
    }

    // kustomize hashes what a generator gives it: here one that prints a file.
    @Test(arguments: ["--data", "--string-data"]) func theHashIsThatOfKustomize(form: String) throws {
        let workspace = try Workspace()
        let bare = try workspace.rcsops(
            "render", "secret", "rclone.conf", "--name", "n1", form, "--annotation", "kustomize.config.k8s.io/needs-hash=true", "--quiet")
        try workspace.put(bare.output, "secret.yaml")
        let folder = workspace.path("plugins/example.com/v1/printer")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try workspace.put("#!/bin/sh\nexec cat secret.yaml\n", "plugins/example.com/v1/printer/Printer")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/Printer")
        try workspace.put("apiVersion: example.com/v1\nkind: Printer\nmetadata: {name: p}\n", "generator.yaml")
        try workspace.put("generators: [generator.yaml]\n", "kustomization.yaml")
        let built = try workspace.peer(
            "kubectl", "kustomize", "--enable-alpha-plugins", ".",
            environment: ["HOME": workspace.folder.path, "KUSTOMIZE_PLUGIN_HOME": workspace.path("plugins")])
        let name = try #require(built.text.split(separator: "\n").first { $0.hasPrefix("  name: ") }, "\(built.messages)")
        #expect(name.hasPrefix("  name: n1-"))
        let rendered = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "n1", form, "--hash-suffix", "--quiet")
        #expect(rendered.text.contains(name + "\n"), "\(name)")
    }

    @Test(arguments: ["a\u{7F}", "a\u{85}b", "\u{9B}1m", "\u{FFFE}"]) func textThatKustomizeLosesGoesInAsData(text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, "value")
        try workspace.put(workspace.rcsops("render", "secret", "value", "--name", "n").output, "secret.yaml")
        try workspace.put("resources: [secret.yaml]\n", "kustomization.yaml")
        let built = try workspace.peer("kubectl", "kustomize", ".", environment: ["HOME": workspace.folder.path])
        try workspace.put(built.output, "built.yaml")
        #expect(try readByPyYAML(workspace, "built.yaml").first.map(held) == ["value": Data(text.utf8)], "\(built.messages)")
    }

    @Test func labelsAnnotationsTypeAndImmutableGoIn() throws {
        let workspace = try Workspace()
        let rendered = try workspace.rcsops(
            "render", "secret", "rclone.conf", "--name", "n", "--label", "app.kubernetes.io/name=rclone", "--annotation", "note=a: \"b\"\n#é",
            "--immutable", "--quiet")
        try workspace.put(rendered.output, "secret.yaml")
        let object = try readByPyYAML(workspace, "secret.yaml")[0]
        let metadata = try #require(object["metadata"] as? [String: Any])
        #expect(metadata["labels"] as? [String: String] == ["app.kubernetes.io/name": "rclone"])
        #expect(metadata["annotations"] as? [String: String] == ["note": "a: \"b\"\n#é"])
        #expect(object["immutable"] as? Bool == true && object["type"] as? String == "Opaque")
    }

    @Test func theChecksumIsOfEncryptedFilesAlone() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let sum = try workspace.peer("python-with-pyrage", "-c", "import hashlib; print(hashlib.sha256(open('rclone.enc.ini','rb').read()).hexdigest())")
        let rendered = try workspace.rcsops("render", "secret", "rclone.enc.ini", "--name", "n", "--checksum-annotation", "--quiet")
        #expect(rendered.text.contains("    rcsops/encrypted-checksum: " ) && rendered.text.contains(sum.text.trimmingCharacters(in: .newlines)))
        refused(try workspace.rcsops("render", "secret", "rclone.conf", "--name", "n", "--checksum-annotation", "--quiet"), 1, "RC7214")
    }

    @Test func anySopsDocumentGoesInDecrypted() throws {
        let workspace = try Workspace()
        for (name, text) in [("a.yaml", "a: 1\n"), ("b.json", "{\n\t\"a\": 1\n}\n"), ("c.env", "A=1\n"), ("d.ini", "[a]\nb = c\n"), ("e.bin", "\u{1}\u{2}")] {
            try workspace.put(text, name)
            let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "enc." + name, name)
            #expect(made.code == 0, "\(made.messages)")
            let clear = try workspace.peer("sops", "decrypt", "enc." + name)
            let rendered = try workspace.rcsops("render", "secret", "enc." + name, "--name", "n", "--data")
            #expect(rendered.text.contains("  enc.\(name): \(clear.output.base64EncodedString())\n"), "\(rendered.text)\(rendered.messages)")
        }
    }

    @Test func aManifestGivesItsConfigOrAllItsKeys() throws {
        let workspace = try Workspace()
        try workspace.put("x", "other")
        let source = try workspace.rcsops("render", "secret", "rclone.conf", "other", "--name", "a", "--data")
        try workspace.put(source.output, "secret.yaml")
        let one = try workspace.rcsops("render", "secret", "secret.yaml", "--name", "a", "--data")
        #expect(try one.output == create(workspace, "a", "--from-file=rclone.conf").output && one.messages.contains("--all-keys"))
        let all = try workspace.rcsops("render", "secret", "secret.yaml", "--name", "a", "--data", "--all-keys")
        #expect(all.output == source.output)
        #expect(try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", "enc.yaml", "secret.yaml").isSuccess)
        #expect(try workspace.rcsops("render", "secret", "enc.yaml", "--name", "a", "--data", "--all-keys").output == source.output)
    }

    @Test func theRemotesThatGoInAreNamed() throws {
        let workspace = try Workspace()
        let all = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "n")
        #expect(all.messages.contains("all remotes go in: source, destination"))
        let one = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "n", "--remote", "source")
        #expect(one.messages.isEmpty && one.text.contains("[source]") && !one.text.contains("[destination]"))
        refused(try workspace.rcsops("render", "secret", "rclone.conf", "--name", "n", "--remote", "sorce"), 1, "RC8103")
    }

    @Test func aRemoteIsChosenInTheConfigsAlone() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        try workspace.put("certificate\n", "ca.pem")
        let both = try workspace.rcsops("render", "secret", "rclone.enc.ini", "ca.crt=ca.pem", "--name", "n", "--remote", "source")
        #expect(both.isSuccess && both.text.contains("ca.crt: |\n    certificate\n") && !both.text.contains("[destination]"), "\(both.messages)")
        refused(try workspace.rcsops("render", "secret", "ca.pem", "--name", "n", "--remote", "source"), 2, "RC8205")
        // rclone would refuse it, so it may hold anybody's remotes.
        try workspace.put(Workspace.config + "no option\n", "broken.conf")
        refused(try workspace.rcsops("render", "secret", "rclone.enc.ini", "b=broken.conf", "--name", "n", "--remote", "source"), 2, "RC1")
        let near = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "n", "--remote", "sorce")
        #expect(near.messages.contains("source"), "\(near.messages)")
    }

    @Test func aListHoldsManyAndSoDoesAStream() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        try workspace.put("x", "other")
        let list = try workspace.rcsops("render", "list", "a=rclone.enc.ini", "b=other", "--namespace", "n", "--quiet")
        try workspace.put(list.output, "list.yaml")
        let object = try readByPyYAML(workspace, "list.yaml")[0]
        let items = try #require(object["items"] as? [[String: Any]])
        #expect(object["kind"] as? String == "List" && items.count == 2)
        #expect(held(items[0]) == ["rclone.conf": Data(Workspace.config.utf8)] && held(items[1]) == ["other": Data("x".utf8)])
        let stream = try workspace.rcsops("render", "list", "a=rclone.enc.ini", "b=other", "--namespace", "n", "--quiet", "--stream")
        try workspace.put(stream.output, "stream.yaml")
        #expect(try readByPyYAML(workspace, "stream.yaml").map(held) == items.map(held))
        for name in ["list", "stream"] {
            try workspace.put("resources: [\(name).yaml]\n", "kustomization.yaml")
            let built = try workspace.peer("kubectl", "kustomize", ".", environment: ["HOME": workspace.folder.path])
            #expect(built.code == 0 && built.text.components(separatedBy: "kind: Secret\n").count == 3, "\(built.messages)")
        }
        refused(try workspace.rcsops("render", "list", "a=other", "a=rclone.conf"), 64, "RC7215")
        refused(try workspace.rcsops("render", "list", "other"), 64, "RC7202")
        refused(try workspace.rcsops("render", "list", "A=other"), 64, "RC7001")
        refused(try workspace.rcsops("render", "list", "a=other", "b=missing"), 100, "RC2")
    }

    @Test func anOutputFileIsPrivateAndNoneAppearsOnFailure() throws {
        let workspace = try Workspace()
        #expect(try workspace.rcsops("render", "secret", "rclone.conf", "--name", "n", "--output", "out.yaml").isSuccess)
        let mode = try FileManager.default.attributesOfItem(atPath: workspace.path("out.yaml"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try workspace.rcsops("render", "secret", "rclone.conf", "--name", "N", "--output", "none.yaml").code == 64)
        #expect(!FileManager.default.fileExists(atPath: workspace.path("none.yaml")))
    }
}
