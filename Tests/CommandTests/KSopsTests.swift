import CommandDriver
import Foundation
import Testing

/// A folder with the program under KSops' name, where kustomize looks for it, and files that the real sops has encrypted.
final class KSopsFolder {
    let workspace: Workspace
    static let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: mysecret\ndata:\n  password: MWYyZDFlMmU2N2Rm\n  username: YWRtaW4=\n"
        + "stringData:\n  application: kustomize-sops\ntype: Opaque\n"

    init() throws {
        workspace = try Workspace()
        let folder = workspace.folder.appendingPathComponent("plugins/viaduct.ai/v1/ksops")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: folder.appendingPathComponent("ksops"), withDestinationURL: Program.rcsops)
        try FileManager.default.createDirectory(at: workspace.folder.appendingPathComponent("bin"), withIntermediateDirectories: true)
        try workspace.put("#!/bin/sh\nexec \(program.path)\n", "bin/docker")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.path("bin/docker"))
    }

    var program: URL { workspace.folder.appendingPathComponent("plugins/viaduct.ai/v1/ksops/ksops") }

    /// Encrypts with the real sops, in the format that the name says.
    func encrypt(_ data: Data, _ name: String) throws {
        let format = name.hasSuffix(".yaml") ? "yaml" : name.hasSuffix(".json") ? "json" : name.hasSuffix(".env") ? "dotenv" : name.hasSuffix(".ini") ? "ini" : "binary"
        try workspace.put(data, "plain")
        let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--input-type", format, "--output-type", format, "plain")
        guard made.isSuccess else { throw CocoaError(.fileWriteUnknown, userInfo: ["messages": made.messages]) }
        try FileManager.default.removeItem(atPath: workspace.path("plain"))
        try workspace.put(made.output, name)
    }

    func encrypt(_ text: String, _ name: String) throws { try encrypt(Data(text.utf8), name) }

    func run(_ arguments: String..., environment: [String: String] = [:], input: Data = Data()) throws -> Outcome {
        try Program.run(program, arguments, in: workspace.folder, environment: workspace.identity.merging(environment) { $1 }, input: input, seconds: 20)
    }

    /// As a function that may have so many descriptors.
    func run(limit: Int, input: Data) throws -> Outcome {
        try Program.run(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "ulimit -n \(limit); exec \(program.path)"], in: workspace.folder, environment: workspace.identity,
            input: input, seconds: 20)
    }

    /// The legacy form, of a manifest's text.
    func generate(_ manifest: String, environment: [String: String] = [:]) throws -> Outcome {
        try workspace.put(manifest, "gen.yaml")
        return try run("gen.yaml", environment: environment)
    }

    /// The real kustomize over the folder.
    func kustomize() throws -> Outcome {
        try Program.run(
            Program.peer("kubectl"), ["kustomize", "--enable-alpha-plugins", "."], in: workspace.folder,
            environment: workspace.identity.merging([
                "KUSTOMIZE_PLUGIN_HOME": workspace.path("plugins"), "PATH": workspace.path("bin") + ":/usr/bin:/bin",
            ]) { $1 })
    }

    static func list(_ items: String...) -> Data {
        Data(
            ("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"
                + items.map { "- " + $0.split(separator: "\n").joined(separator: "\n  ") + "\n" }.joined()).utf8)
    }
}

@Suite struct KSopsTests {
    private static let head = "apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata:\n  name: g\n"
    private static let encryptedSecret = "username: admin\npassword: 1f2d1e2e67df\n"

    /// A case of KSops' own (4.5.1 `test/`), made anew: the manifest, files, and what kustomize prints.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let manifest: String
        var files: [String: String] = [:]
        var base = ""
        let wanted: String
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "single", manifest: "files:\n- ./secret.enc.yaml\n", files: ["secret.enc.yaml": KSopsFolder.secret],
            wanted: "apiVersion: v1\ndata:\n  password: MWYyZDFlMmU2N2Rm\n  username: YWRtaW4=\nkind: Secret\nmetadata:\n  name: mysecret\nstringData:\n"
                + "  application: kustomize-sops\ntype: Opaque\n"),
        Case(
            name: "multiple", manifest: "files:\n- ./b.enc.yaml\n- a.enc.json\n",
            files: [
                "b.enc.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: b}\ndata: {x: eA==}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: c}\n",
                "a.enc.json": "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"a\"}, \"stringData\": {\"y\": \"yes\"}}",
            ],
            wanted: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  \"y\": \"yes\"\n---\n"
                + "apiVersion: v1\ndata:\n  x: eA==\nkind: Secret\nmetadata:\n  name: b\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: c\n"),
        Case(
            name: "hash", manifest: "files:\n- ./secret.enc.yaml\n",
            files: ["secret.enc.yaml": KSopsFolder.secret.replacing("  name: mysecret\n", with: "  name: mysecret-hash\n  annotations: {kustomize.config.k8s.io/needs-hash: \"true\"}\n")],
            wanted: "apiVersion: v1\ndata:\n  password: MWYyZDFlMmU2N2Rm\n  username: YWRtaW4=\nkind: Secret\nmetadata:\n  name: mysecret-hash-h55dbmfg7b\n"
                + "stringData:\n  application: kustomize-sops\ntype: Opaque\n"),
        Case(
            name: "behaviors", manifest: "files:\n- ./secret.enc.yaml\n",
            files: [
                "secret.enc.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: my-base-secret\n  annotations: {kustomize.config.k8s.io/behavior: merge}\n"
                    + "type: Opaque\ndata: {username: YWRtaW4=}\n"
            ],
            base: "apiVersion: v1\nkind: Secret\nmetadata: {name: my-base-secret}\ndata: {password: MWYyZDFlMmU2N2Rm, username: eA==}\n",
            wanted: "apiVersion: v1\ndata:\n  password: MWYyZDFlMmU2N2Rm\n  username: YWRtaW4=\nkind: Secret\nmetadata:\n  name: my-base-secret\ntype: Opaque\n"),
        Case(
            name: "file", manifest: "secretFrom:\n- metadata: {name: mysecret}\n  type: Opaque\n  files:\n  - ./secret.enc.yaml\n",
            files: ["secret.enc.yaml": encryptedSecret],
            wanted: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: mysecret\nstringData:\n  secret.enc.yaml: |\n    username: admin\n    password: 1f2d1e2e67df\n"
                + "type: Opaque\n"),
        Case(
            name: "override", manifest: "secretFrom:\n- metadata: {name: mysecret}\n  type: Opaque\n  files:\n  - secret.yaml=./secret.enc.yaml\n",
            files: ["secret.enc.yaml": encryptedSecret],
            wanted: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: mysecret\nstringData:\n  secret.yaml: |\n    username: admin\n    password: 1f2d1e2e67df\n"
                + "type: Opaque\n"),
        Case(
            name: "binaryfile", manifest: "secretFrom:\n- metadata: {name: mysecret}\n  binaryFiles:\n  - a=./secret.enc.yaml\n  - ./key.enc\n",
            files: ["secret.enc.yaml": encryptedSecret, "key.enc": "\u{1}\u{2}"],
            wanted: "apiVersion: v1\ndata:\n  a: dXNlcm5hbWU6IGFkbWluCnBhc3N3b3JkOiAxZjJkMWUyZTY3ZGYK\n  key.enc: AQI=\nkind: Secret\nmetadata:\n  name: mysecret\n"),
        Case(
            name: "envs", manifest: "secretFrom:\n- metadata: {name: mysecret}\n  envs:\n  - ./secret.enc.env\n",
            files: ["secret.enc.env": "username=admin\npassword=1f2d1e2e67df\n"],
            wanted: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: mysecret\nstringData:\n  password: 1f2d1e2e67df\n  username: admin\n"),
        Case(
            name: "metadata",
            manifest: "secretFrom:\n- metadata:\n    name: mysecret\n    namespace: test\n    labels: {foo: bar}\n    annotations: {abc: xyz}\n  envs:\n  - ./secret.enc.env\n",
            files: ["secret.enc.env": "username=admin\npassword=1f2d1e2e67df\n"],
            wanted: "apiVersion: v1\nkind: Secret\nmetadata:\n  annotations:\n    abc: xyz\n  labels:\n    foo: bar\n  name: mysecret\n  namespace: test\nstringData:\n"
                + "  password: 1f2d1e2e67df\n  username: admin\n"),
    ]

    private func kustomize(_ test: Case, manifest: String) throws -> Outcome {
        let folder = try KSopsFolder()
        for (name, text) in test.files { try folder.encrypt(text, name) }
        try folder.workspace.put(manifest, "gen.yaml")
        try folder.workspace.put((test.base.isEmpty ? "" : "resources: [base.yaml]\n") + "generators: [gen.yaml]\n", "kustomization.yaml")
        if !test.base.isEmpty {
            // A resource of the same kustomization is no base: merging wants one below.
            try FileManager.default.createDirectory(at: folder.workspace.folder.appendingPathComponent("base"), withIntermediateDirectories: true)
            try folder.workspace.put(test.base, "base/base.yaml")
            try folder.workspace.put("resources: [base.yaml]\n", "base/kustomization.yaml")
            try folder.workspace.put("resources: [base]\ngenerators: [gen.yaml]\n", "kustomization.yaml")
        }
        return try folder.kustomize()
    }

    @Test(arguments: cases) func kustomizeTakesItForKSopsAsALegacyPlugin(test: Case) throws {
        let outcome = try kustomize(test, manifest: Self.head + test.manifest)
        #expect(outcome.code == 0 && outcome.text == test.wanted, "\(outcome.messages) \(outcome.text)")
    }

    @Test(arguments: cases) func kustomizeTakesItForKSopsAsAFunction(test: Case) throws {
        let annotated = Self.head + "  annotations:\n    config.kubernetes.io/function: |\n      container:\n        image: any\n" + test.manifest
        let outcome = try kustomize(test, manifest: annotated)
        // kustomize puts a function's results in the order of their names.
        #expect(outcome.code == 0 && outcome.text == test.wanted, "\(outcome.messages) \(outcome.text)")
    }

    @Test func theLegacyOutputIsKSopsByteForByte() throws {
        let folder = try KSopsFolder()
        try folder.encrypt("kind: A\n", "a.yaml")
        try folder.encrypt("b", "b")
        let outcome = try folder.generate("files: [a.yaml, b]\nsecretFrom: [{files: [b], metadata: {name: 'n'}}, {}]\n")
        #expect(outcome.code == 0, "\(outcome.messages)")
        #expect(
            outcome.text == "kind: A\n\n---\nb\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: \"n\"\nstringData:\n  b: b\n---\n"
                + "apiVersion: v1\nkind: Secret\nmetadata: {}\n")
        #expect(try folder.generate("files: [b]\n").text == "b")
        #expect(try folder.generate("files: [b, a.yaml]\n").text == "b\n---\nkind: A\n")
        let empty = try folder.generate("files: []\n")
        #expect(empty.code == 0 && empty.output.isEmpty && empty.messages.isEmpty)
    }

    @Test func aFunctionSortsItsItemsAndKeepsComments() throws {
        let folder = try KSopsFolder()
        try folder.encrypt("# note\napiVersion: v1\nkind: Secret\nmetadata: {name: z}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: z}\n", "a.yaml")
        let outcome = try folder.run(input: KSopsFolder.list("files: [a.yaml]\n", "secretFrom: [{metadata: {name: a}}]\n"))
        #expect(outcome.code == 0, "\(outcome.messages)")
        let kinds = outcome.text.split(separator: "\n").filter { $0.contains("kind:") || $0.contains("name:") }.map { $0.filter { $0 != " " && $0 != "-" } }
        #expect(kinds == ["kind:ResourceList", "kind:ConfigMap", "name:z", "kind:Secret", "name:a", "kind:Secret", "name:z"])
        #expect(outcome.text.contains("# note"))
        // Without an item no variable counts.
        let none = try folder.run(environment: ["KSOPS_CONCURRENCY_LIMIT": "x"], input: Data("kind: ResourceList\nitems: []\n".utf8))
        #expect(none.code == 0 && none.text == "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n")
    }

    @Test func theNumberOfArgumentsTellsWhatIsToBeDone() throws {
        let folder = try KSopsFolder()
        for arguments in ["'a' 'b'", "</dev/null", "a b c"] {
            let outcome = try Program.run(URL(fileURLWithPath: "/bin/sh"), ["-c", "exec \(folder.program.path) \(arguments)"], in: folder.workspace.folder)
            #expect(outcome.code == 1 && outcome.output.isEmpty && outcome.messages.contains("ksops install [--with-kustomize] DEST"))
        }
        let help = try folder.run("--help")
        #expect(help.code == 1 && help.messages.hasPrefix("unable to read in manifest: --help\n"))
        for name in ["kustomize-sops", "ksops-exec"] {
            let link = folder.workspace.folder.appendingPathComponent(name)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
            try folder.workspace.put("files: []", "gen.yaml")
            #expect(try Program.run(link, ["gen.yaml"], in: folder.workspace.folder).code == 0)
        }
        #expect(try folder.workspace.rcsops("ksops", "gen.yaml").code == 0)
        #expect(try folder.workspace.rcsops("ksops", "a", "b").code == 1)
    }

    @Test func whatScriptsLookForInErrorsIsThere() throws {
        let folder = try KSopsFolder()
        try folder.workspace.put("plain: TOPSECRET\n", "plain.yaml")
        try folder.encrypt("a", "a")
        func expect(_ manifest: String, _ words: String, environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation) throws {
            let outcome = try folder.generate(manifest, environment: environment)
            #expect(outcome.code == 1 && outcome.output.isEmpty && outcome.messages.hasPrefix(words), "\(outcome.messages)", sourceLocation: sourceLocation)
            #expect(outcome.messages.contains("\n  fix: ") && outcome.messages.contains("RC"), "\(outcome.messages)", sourceLocation: sourceLocation)
            #expect(!outcome.messages.contains("TOPSECRET"), sourceLocation: sourceLocation)
            guard words.hasPrefix("unable to generate manifests: ") else { return }
            // As a function the same words stand twice, and the items come back.
            let function = try folder.run(environment: environment, input: KSopsFolder.list(manifest))
            #expect(function.code == 1, sourceLocation: sourceLocation)
            let wanted = words.dropFirst("unable to generate manifests: ".count).prefix { $0 != "\"" }
            #expect(function.messages.hasPrefix("failed to evaluate function: " + wanted), "\(function.messages)", sourceLocation: sourceLocation)
            #expect(function.messages.contains("unable to generate manifests: " + wanted), "\(function.messages)", sourceLocation: sourceLocation)
            #expect(function.text.contains("results:") && function.text.contains("severity: error"), "\(function.text)", sourceLocation: sourceLocation)
        }
        let start = "unable to generate manifests: "
        try expect("name: TOPSECRET\n", start + "missing the required 'files' or 'secretFrom' key in the ksops manifests: ")
        try expect("files: TOPSECRET\n", start + "error unmarshalling manifest content: \"")
        try expect("files: [a]\n", start + "error parsing KSOPS_CONCURRENCY_LIMIT value \"x\": strconv.Atoi: parsing \"x\": invalid syntax", environment: ["KSOPS_CONCURRENCY_LIMIT": "x"])
        try expect("files: [a]\n", start + "error parsing KSOPS_CONCURRENCY_LIMIT value \"0\": must be 1 or more", environment: ["KSOPS_CONCURRENCY_LIMIT": "0"])
        try expect("files: [gone]\n", start + "error decrypting file \"gone\" from manifest.Files: error reading \"gone\": open gone: no such file or directory")
        try expect("secretFrom: [{files: [plain.yaml]}]\n", start + "error decrypting file \"plain.yaml\" from secretFrom.Files: trouble decrypting file: sops metadata not found")
        try expect("secretFrom: [{binaryFiles: [k=gone]}]\n", start + "error decrypting file \"gone\" from secretFrom.BinaryFiles: error reading")
        try expect("secretFrom: [{envs: [gone]}]\n", start + "error decrypting file \"gone\" from secretFrom.Envs: error reading")
        try expect("files: [a]\n", start + "error decrypting file \"a\" from manifest.Files: trouble decrypting file: ", environment: ["SOPS_AGE_KEY_FILE": "/dev/null"])
        try expect("secretFrom: [{files: [k=v=w]}]\n", "invalid format in file generator k=v=w")
        let missing = try folder.run("nothing.yaml")
        #expect(missing.code == 1 && missing.messages.hasPrefix("unable to read in manifest: nothing.yaml\n"))
    }

    @Test func everyFailingFileIsNamedInTheManifestsOrder() throws {
        let folder = try KSopsFolder()
        try folder.workspace.put("a: b\n", "plain.yaml")
        try folder.encrypt(Data([0x61, 0xFF]), "bytes")
        try folder.encrypt("t", "t")
        let manifest = "metadata: {name: gen}\nfiles: [no1, plain.yaml]\nsecretFrom: [{metadata: {name: s}, files: [t, t=t, bytes], envs: [no2]}]\n"
        let outcome = try folder.generate(manifest)
        let places = ["\"no1\"", "\"plain.yaml\"", "\"no2\"", "RC7107", "RC7108"].map { outcome.messages.range(of: $0)?.lowerBound }
        #expect(outcome.code == 1 && places.allSatisfy { $0 != nil }, "\(outcome.messages)")
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
        #expect(outcome.messages.contains("from byte 1 on") && outcome.messages.contains("manifest \"gen\", Secret \"s\""))
        let function = try folder.run(input: KSopsFolder.list("files: [no1]\n", "files: [no3]\n", "files: [t]\n"))
        #expect(function.messages.contains("no1") && function.messages.contains("no3") && function.output.range(of: Data("items:".utf8)) != nil)
    }

    @Test func otherInputThanAResourceListGivesNothing() throws {
        let folder = try KSopsFolder()
        for (text, words) in [
            ("", "expected exactly one object, got 0"), ("a: b\n---\nc: d\n", "expected exactly one object, got 2"),
            ("kind: List\n", "input was of unexpected kind \"List\"; expected ResourceList"), ("a: [", "failed to parse input bytes: "),
        ] {
            let outcome = try folder.run(input: Data(text.utf8))
            #expect(outcome.code == 1 && outcome.output.isEmpty && outcome.messages.hasPrefix("failed to evaluate function: " + words), "\(outcome.messages)")
            #expect(outcome.messages.contains("\nunable to generate manifests: " + words), "\(outcome.messages)")
        }
    }

    @Test func aListOfNoListIsRefused() throws {
        let folder = try KSopsFolder()
        for (text, words) in [
            ("items: a\n", "get items: a text"), ("items: {a: b}\n", "get items: a mapping"), ("items: []\nfunctionConfig: [a]\n", "get functionConfig: a list"),
        ] {
            let outcome = try folder.run(input: Data(("kind: ResourceList\n" + text).utf8))
            #expect(outcome.code == 1 && outcome.output.isEmpty, "\(outcome.text)")
            #expect(outcome.messages.hasPrefix("failed to evaluate function: failed when tried to " + words) && outcome.messages.contains("RC7111"), "\(outcome.messages)")
        }
        #expect(try folder.run(input: Data("kind: ResourceList\nitems:\n".utf8)).code == 0)
    }

    @Test func aFailedFunctionGivesTheItemsBackInOrderWithAllResults() throws {
        let folder = try KSopsFolder()
        let outcome = try folder.run(
            input: Data(
                ("kind: ResourceList\nitems:\n- kind: z\n  files: [gone]\n# note\n- kind: b\n  files: [gone]\nfunctionConfig: {a: b}\nresults:\n- message: former\n").utf8))
        #expect(outcome.code == 1)
        let places = ["kind: ResourceList", "items:", "# note", "kind: b", "kind: z", "functionConfig:", "results:", "message: former", "message: |", "severity: error"]
            .map { outcome.text.range(of: $0)?.lowerBound }
        #expect(places.allSatisfy { $0 != nil } && places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(outcome.text)")
        #expect(outcome.messages.contains("manifest \"items[0]\"") && outcome.messages.contains("manifest \"items[1]\""), "\(outcome.messages)")
    }

    @Test func asAFunctionADocumentOfNothingIsAnError() throws {
        let folder = try KSopsFolder()
        let object = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
        for text in ["---\n" + object + "---\n", object + "---\n# note\n---\n" + object, object + "---\n{}\n", "a"] {
            try folder.encrypt(text, "t")
            let outcome = try folder.run(input: KSopsFolder.list("files: [t]\n"))
            #expect(outcome.code == 1 && outcome.messages.contains("RC7112") && !outcome.text.contains("kind: Secret"), "\(text): \(outcome.text)")
            // kustomize passes over them.
            #expect(try folder.generate("files: [t]\n").text == text)
        }
    }

    // kustomize shows the whole object, values too, when it can't print one of them.
    @Test func textThatKustomizeCanNotPrintIsPutUnderData() throws {
        let folder = try KSopsFolder()
        let values = ["del\u{7F}", "c\u{9B}1", "n\u{85}l", "\u{80}", "\u{FFFE}", "a\u{FFFF}"]
        for (index, value) in values.enumerated() { try folder.encrypt(value, "v\(index)") }
        try folder.encrypt("text", "t")
        let manifest = "secretFrom: [{metadata: {name: s}, files: [t, \(values.indices.map { "v\($0)" }.joined(separator: ", "))]}]\n"
        let outcome = try folder.generate(manifest)
        let lines = values.enumerated().map { "  v\($0.offset): " + Data($0.element.utf8).base64EncodedString() + "\n" }.joined()
        #expect(outcome.text == "apiVersion: v1\ndata:\n\(lines)kind: Secret\nmetadata:\n  name: s\nstringData:\n  t: text\n", "\(outcome.text)")
        #expect(outcome.messages.contains("v0, v1, v2, v3, v4, v5: put under data") && !outcome.messages.contains("del"), "\(outcome.messages)")
        try folder.workspace.put(Self.head + manifest, "gen.yaml")
        try folder.workspace.put("generators: [gen.yaml]\n", "kustomization.yaml")
        let built = try folder.kustomize()
        #expect(built.code == 0 && built.text == outcome.text, "\(built.messages)")
    }

    @Test func valuesOfEnvFilesAreKeptAndTheInterpretationOfKSopsIsThereToo() throws {
        let folder = try KSopsFolder()
        try folder.encrypt("P=plain\nB=\"q\"\nC=x$ABC\nD=1 # c\nE=l1\\nl2\n", "v.env")
        let manifest = "secretFrom: [{metadata: {name: s}, envs: [v.env]}]\n"
        let exact = try folder.generate(manifest)
        #expect(exact.text.hasSuffix("stringData:\n  B: '\"q\"'\n  C: x$ABC\n  D: '1 # c'\n  E: |-\n    l1\n    l2\n  P: plain\n"), "\(exact.text)")
        #expect(exact.messages.contains("B, C, D, E: kept") && !exact.messages.contains("ABC"), "\(exact.messages)")
        let read = try folder.generate(manifest, environment: ["RCSOPS_KSOPS_DOTENV": "godotenv"])
        #expect(read.text.hasSuffix("stringData:\n  B: q\n  C: x\n  D: \"1\"\n  E: l1\\nl2\n  P: plain\n"), "\(read.text)")
        #expect(read.messages.contains("B, C, D, E: changed"), "\(read.messages)")
        #expect(try folder.generate(manifest, environment: ["RCSOPS_KSOPS_DOTENV": "x"]).messages.contains("RC7116"))
        try folder.encrypt("A=1\nB=2\nA=3\n", "v.env")
        for reading in ["exact", "godotenv"] {
            let twice = try folder.generate(manifest, environment: ["RCSOPS_KSOPS_DOTENV": reading])
            #expect(twice.code == 0 && twice.text.hasSuffix("stringData:\n  A: \"3\"\n  B: \"2\"\n") && !twice.messages.contains("KSops"), "\(twice.messages)")
            if reading == "exact" { #expect(twice.messages.contains("\"v.env\": A: given twice")) }
        }
        try folder.encrypt("A=\"open\nB=2\n", "v.env")
        let refused = try folder.generate(manifest)
        #expect(refused.code == 0 && refused.messages.contains("\"v.env\": kept as sops has it; KSops' reading of env files would refuse it"), "\(refused.messages)")
        try folder.encrypt(Data("A=1\nB=".utf8) + Data([0x61, 0xFF]) + Data("\n".utf8), "v.env")
        let bytes = try folder.generate(manifest)
        #expect(bytes.code == 1 && bytes.output.isEmpty && bytes.messages.contains("the value of \"B\" in \"v.env\" is no UTF-8 text, from its byte 1 on"), "\(bytes.messages)")
    }

    @Test func anRcloneConfInAnINIDocumentComesBackByteForByte() throws {
        let folder = try KSopsFolder()
        try folder.workspace.encrypt()
        try folder.workspace.put(try folder.workspace.data("rclone.enc.ini"), "rclone.enc.conf")
        let outcome = try folder.generate("secretFrom: [{metadata: {name: s}, binaryFiles: [a=rclone.enc.ini, b=rclone.enc.conf]}]\n")
        let encoded = Data(Workspace.config.utf8).base64EncodedString()
        #expect(outcome.text.contains("  a: \(encoded)\n  b: \(encoded)\n"), "\(outcome.messages)")
    }

    @Test func whatTheServerWillRefuseIsAWarning() throws {
        let folder = try KSopsFolder()
        try folder.encrypt("t", "t")
        let outcome = try folder.generate("secretFrom: [{metadata: {name: A_b, labels: {'-': x}}, files: ['a b=t', ..x=t]}]\n")
        #expect(outcome.code == 0)
        for words in ["its name is no name", "\"a b\" is no key", "\"..x\" is no key", "\"-\" is no label"] { #expect(outcome.messages.contains(words)) }
        let good = try folder.generate("secretFrom: [{metadata: {name: a, labels: {a.b/c: x}}, files: [t]}]\n")
        #expect(good.code == 0 && good.messages.isEmpty, "\(good.messages)")
    }

    @Test func aDataKeyIsUnwrappedOnceForAllFilesAndThreads() throws {
        let folder = try KSopsFolder()
        let home = try GnuPGHome()
        let recipient = try home.makeKey("a").fingerprint
        // Slow enough for all threads to ask for the same key.
        try home.script("gpg-counted", "echo \"$*\" >>\(home.path("starts"))\nsleep 0.3\nexec gpg \"$@\"")
        var names: [String] = []
        for text in ["one", "two"] {
            try folder.workspace.put(text, "plain")
            let made = try folder.workspace.peer("sops", "encrypt", "--pgp", recipient, "--input-type", "binary", "--output-type", "binary", "plain", environment: home.environment)
            #expect(made.isSuccess, "\(made.messages)")
            for number in 0..<12 {
                names.append("\(text)\(number)")
                try folder.workspace.put(made.output, "\(text)\(number)")
            }
        }
        let items = names.map { "secretFrom: [{metadata: {name: \($0)}, files: [k=\($0)]}]\n" }
        var list = "kind: ResourceList\nitems:\n"
        for item in items { list += "- " + item }
        let outcome = try folder.run(environment: home.counted, input: Data(list.utf8))
        #expect(outcome.code == 0 && outcome.text.components(separatedBy: "kind: Secret").count == 25, "\(outcome.messages)")
        #expect(home.starts.count == 2, "\(home.starts)")
    }

    @Test func encryptedTextNeverLeaves() throws {
        let folder = try KSopsFolder()
        try folder.encrypt("inner: v\n", "inner.yaml")
        try folder.encrypt(try folder.workspace.data("inner.yaml"), "outer")
        let outcome = try folder.generate("files: [outer]\n")
        #expect(outcome.code == 1 && outcome.output.isEmpty && outcome.messages.contains("RC7110"), "\(outcome.messages)")
        try folder.encrypt("t", "t")
        let manifest = try folder.generate("secretFrom: [{metadata: {name: s, annotations: {a: 'ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]'}}, files: [t]}]\n")
        #expect(manifest.code == 1 && manifest.output.isEmpty && manifest.messages.contains("RC7110"), "\(manifest.messages)")
    }
}
