import CommandDriver
import Foundation
import Testing

/// `rcsops doctor --kustomize`: what a build in this place would lack. What kustomize does is asked of the real kubectl.
@Suite struct DoctorKustomizeTests {
    private struct Line {
        let subject: String
        let status: String
        let code: String
        let text: String
    }

    private static let plugin = "kustomize/plugin/viaduct.ai/v1/ksops/ksops"
    private static let head = "apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata:\n  name: g\n"
    private static let function = "  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ksops\n"
    private static let secret = "secretFrom:\n- metadata:\n    name: rclone-config\n  files:\n  - rclone.conf=./rclone.enc.ini\n"

    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        try workspace.encrypt()
        try workspace.put("generators: [gen.yaml]\n", "kustomization.yaml")
        try workspace.put(Self.head + Self.secret, "gen.yaml")
        try link("rcsops", Program.rcsops)
        try link("bin/kubectl", Program.peer("kubectl"))
    }

    private func link(_ name: String, _ target: URL) throws {
        let path = workspace.folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: path, withDestinationURL: target)
    }

    private func installPlugin(_ folder: String = "config/") throws { try link(folder + Self.plugin, Program.rcsops) }

    private var environment: [String: String] {
        workspace.identity.merging(["PATH": workspace.path("bin") + ":/usr/bin:/bin", "XDG_CONFIG_HOME": workspace.path("config")]) { $1 }
    }

    private func lines(_ folder: String? = nil, _ more: [String: String] = [:], code: Int32) throws -> [Line] {
        let outcome = try workspace.rcsops(["doctor", "--json", "--kustomize"] + (folder.map { [$0] } ?? []), environment: environment.merging(more) { $1 })
        #expect(outcome.code == code, "\(outcome.text)\(outcome.messages)")
        #expect(!outcome.text.contains("TOPSECRET") && !outcome.text.contains("AGE-SECRET-KEY-1"))
        let found = try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]])
        for line in found where line["code"] as? String != nil { #expect((line["fix"] as? String)?.isEmpty == false) }
        return found.map {
            Line(subject: $0["subject"] as? String ?? "", status: $0["status"] as? String ?? "", code: $0["code"] as? String ?? "", text: $0["text"] as? String ?? "")
        }
    }

    private func codes(_ folder: String? = nil, _ more: [String: String] = [:], code: Int32) throws -> [String] {
        try lines(folder, more, code: code).map(\.code).filter { $0.hasPrefix("RC73") }
    }

    private func build(_ more: [String: String] = [:]) throws -> Outcome {
        try Program.run(
            Program.peer("kubectl"), ["kustomize", "--enable-alpha-plugins", "."], in: workspace.folder, environment: environment.merging(more) { $1 })
    }

    @Test func aSoundPlaceIsExitZero() throws {
        try installPlugin()
        let found = try lines(code: 0)
        #expect(found.filter { $0.code.hasPrefix("RC73") }.isEmpty)
        #expect(found.contains { $0.subject == "kubectl" && $0.text.contains("Kustomize Version") })
        #expect(found.contains { $0.subject.hasSuffix(Self.plugin) && $0.status == "ok" && $0.text.hasPrefix("rcsops ") })
        #expect(found.contains { $0.subject == "./rclone.enc.ini" && $0.status == "ok" })
        #expect(found.contains { $0.subject == "build" && $0.text.contains("kubectl kustomize --enable-alpha-plugins .") })
    }

    @Test func whatIsCalledSoundBuilds() throws {
        try installPlugin()
        _ = try lines(code: 0)
        let built = try build()
        #expect(built.code == 0 && built.text.contains("TOPSECRET#with;marks"), "\(built.messages)")
    }

    @Test(arguments: ["KSOPS_CONCURRENCY_LIMIT", "RCSOPS_KSOPS_LOAD_RESTRICTOR"]) func aVariableThatKsopsRefusesIsTold(name: String) throws {
        try installPlugin()
        #expect(try lines(nil, [name: "0"], code: 1).contains { $0.subject == "environment" && $0.code.hasPrefix("RC71") && $0.text.contains(name) })
        #expect(try build([name: "0"]).messages.contains(name))
    }

    @Test func aFIFOIsToldAndHangsNothing() throws {
        try installPlugin()
        try FileManager.default.removeItem(atPath: workspace.path("rclone.enc.ini"))
        #expect(mkfifo(workspace.path("rclone.enc.ini"), 0o600) == 0)
        #expect(try codes(code: 1) == ["RC7336"])
        for name in ["gen.yaml", "kustomization.yaml"] {
            try FileManager.default.removeItem(atPath: workspace.path(name))
            #expect(mkfifo(workspace.path(name), 0o600) == 0)
            #expect(try codes(code: 1) == ["RC7325"])
        }
    }

    @Test func aFolderMayBeNamedBehindAnEqualsSign() throws {
        try installPlugin()
        let elsewhere = FileManager.default.temporaryDirectory
        func run(_ arguments: String...) throws -> Outcome {
            try Program.run(Program.rcsops, ["doctor"] + arguments, in: elsewhere, environment: environment)
        }
        let apart = try run("--kustomize", workspace.folder.path)
        let joined = try run("--kustomize=" + workspace.folder.path)
        #expect(joined.code == 0 && joined.text == apart.text && joined.text.contains("rclone.enc.ini"), "\(joined.text)\(joined.messages)")
        // ArgumentParser 1.8.2 drops the value where another option follows.
        let followed = try run("--kustomize=" + workspace.folder.path, "--json")
        let apartAsList = try run("--json", "--kustomize", workspace.folder.path)
        #expect(followed.code == 0 && followed.text == apartAsList.text, "\(followed.text)\(followed.messages)")
        // Without a folder it is the one where we are, which holds no kustomization.
        #expect(try run("--kustomize").code == 1)
    }

    @Test func aFolderMayBeNamed() throws {
        try installPlugin()
        let outcome = try workspace.rcsops("doctor", "--kustomize", workspace.folder.path, environment: environment)
        #expect(outcome.code == 0 && outcome.text.contains("plugin\n") && !outcome.text.contains("memory\n"), "\(outcome.text)\(outcome.messages)")
        #expect(try codes("nowhere", code: 1) == ["RC7324"])
    }

    @Test func withoutKubectlNothingIsBuilt() throws {
        try installPlugin()
        #expect(try codes(nil, ["PATH": workspace.path("config")], code: 1) == ["RC7320"])
    }

    @Test func aMissingPluginIsWhatKustomizeMisses() throws {
        #expect(try codes(code: 1) == ["RC7321"])
        let built = try build()
        #expect(built.code != 0 && built.messages.contains("plugin"), "\(built.messages)")
    }

    @Test func thePluginFolderThatCountsIsKustomizesFirst() throws {
        try FileManager.default.createDirectory(atPath: workspace.path("config/kustomize/plugin"), withIntermediateDirectories: true)
        try installPlugin("")
        let home = ["HOME": workspace.folder.path]
        #expect(try codes(nil, home, code: 1) == ["RC7323"])
        #expect(try build(home).messages.contains("expected file with Go object code"))
        try FileManager.default.removeItem(atPath: workspace.path("config"))
        #expect(try codes(nil, home, code: 0) == [])
        #expect(try !build(home).messages.contains("Go object code"))
    }

    @Test(arguments: [("#!/bin/sh\n", 0o644, "RC7322"), ("#!/bin/sh\n", 0o755, "RC7343")])
    func aProgramThatIsNoneOfOurs(text: String, mode: Int, expected: String) throws {
        try FileManager.default.createDirectory(atPath: workspace.path("config/kustomize/plugin/viaduct.ai/v1/ksops"), withIntermediateDirectories: true)
        try workspace.put(text, "config/" + Self.plugin)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: workspace.path("config/" + Self.plugin))
        #expect(try codes(code: expected == "RC7322" ? 1 : 0) == [expected])
    }

    @Test func kubectlLeavesAFunctionOutWithoutAWordAndThatIsTold() throws {
        try workspace.put(Self.head + Self.function + Self.secret, "gen.yaml")
        try link("bin/ksops", Program.rcsops)
        let built = try build()
        #expect(built.code == 0 && built.output.isEmpty && built.messages.isEmpty, "kubectl has learnt it: \(built.text)\(built.messages)")
        #expect(try codes(code: 1) == ["RC7326"])
        try workspace.put("#!/bin/sh\necho v5.8.1\n", "bin/kustomize")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.path("bin/kustomize"))
        let found = try lines(code: 0)
        #expect(found.contains { $0.code == "RC7326" && $0.status == "warning" } && found.contains { $0.subject == "kustomize" && $0.text.hasSuffix("v5.8.1") })
        #expect(found.contains { $0.subject == "build" && $0.text.contains("--enable-exec") })
        try FileManager.default.removeItem(atPath: workspace.path("bin/ksops"))
        #expect(try codes(code: 1).contains("RC7327"))
        try workspace.put(Self.head + Self.function.replacingOccurrences(of: "path: ksops", with: "path: ./rcsops") + Self.secret, "gen.yaml")
        #expect(try !codes(code: 0).contains("RC7327"))
    }

    @Test(arguments: [
        ("  annotations:\n    config.kubernetes.io/function:\n      exec: {path: ksops}\n", "RC7329"),
        ("  annotations:\n    config.kubernetes.io/function: |\n      exec: [\n", "RC7329"),
        ("  annotations:\n    config.kubernetes.io/function: |\n      starlark: {}\n", "RC7329"),
        ("  annotations:\n    config.kubernetes.io/function: |\n      container:\n        image: rcsops\n", "RC7330"),
        ("argsOneLiner: a b\n", "RC7328"),
        ("immutable: true\n", "RC7334"),
        ("files: [x=y=z, nothing.yaml]\n", "RC7336"),
        ("files: {a: b}\n", "RC7336"),
        ("files: [rclone.conf]\n", "RC7337"),
        ("files: [/etc/hostname]\n", "RC7335"),
        ("files: [../x/../outside.yaml]\n", "RC7336"),
    ])
    func aManifestsFaults(more: String, expected: String) throws {
        try installPlugin()
        try workspace.put(Self.head + more + Self.secret, "gen.yaml")
        let outcome = try workspace.rcsops("doctor", "--kustomize", environment: environment)
        #expect(outcome.text.contains(expected), "\(outcome.text)")
    }

    @Test(arguments: [
        ("  files:\n  - a=./rclone.enc.ini\n  - a=./rclone.enc.ini\n", "RC7341"),
        ("  files:\n  - a=b=c\n", "RC7336"),
        ("  stringData: {a: b}\n  files: [./rclone.enc.ini]\n", "RC7334"),
        ("  annotations: {}\n", "RC7336"),
    ])
    func aSecretsFaults(text: String, expected: String) throws {
        try installPlugin()
        try workspace.put(Self.head + "secretFrom:\n- metadata: {name: a}\n" + text, "gen.yaml")
        #expect(try workspace.rcsops("doctor", "--kustomize", environment: environment).text.contains(expected))
    }

    @Test(arguments: [
        ("kustomize.config.k8s.io/needs-hash: maybe", "RC7339", 1), ("kustomize.config.k8s.io/behavior: maybe", "RC7339", 0),
        ("kustomize.config.k8s.io/behavior: merge", "RC7339", 0), ("kustomize.config.k8s.io/needs-hash: \"true\"", "", 0),
    ])
    func annotationsForKustomize(annotation: String, expected: String, code: Int) throws {
        try installPlugin()
        try workspace.put(
            Self.head + "secretFrom:\n- metadata:\n    name: a\n    annotations:\n      \(annotation)\n  files: [./rclone.enc.ini]\n", "gen.yaml")
        #expect(try codes(code: Int32(code)) == (expected.isEmpty ? [] : [expected]))
    }

    @Test func namesThatAreMissingOrWrong() throws {
        try installPlugin()
        try workspace.put(Self.head + "secretFrom:\n- files: [./rclone.enc.ini]\n- metadata: {name: Bad_Name}\n  files: [./rclone.enc.ini]\n", "gen.yaml")
        #expect(try codes(code: 1) == ["RC7340", "RC7340"])
    }

    @Test func aFileForSomebodyElseDoesNotOpen() throws {
        try installPlugin()
        let outcome = try lines(nil, ["SOPS_AGE_KEY_FILE": ""], code: 1)
        #expect(outcome.contains { $0.code == "RC7338" && $0.status == "error" } && outcome.contains { $0.code == "RC6422" })
    }

    @Test func aLinkThatLeadsOutIsTold() throws {
        try installPlugin()
        try FileManager.default.createDirectory(atPath: workspace.path("app"), withIntermediateDirectories: true)
        try workspace.put("generators: [gen.yaml]\n", "app/kustomization.yaml")
        try workspace.put(Self.head + "files: [./link.ini]\n", "app/gen.yaml")
        try link("app/link.ini", workspace.folder.appendingPathComponent("rclone.enc.ini"))
        #expect(try codes("app", code: 1).contains("RC7335"))
        #expect(try codes("app", ["RCSOPS_KSOPS_LOAD_RESTRICTOR": "none"], code: 0) == [])
    }

    @Test func whatOnlyFluxDecryptsIsTold() throws {
        try installPlugin()
        let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: TOPSECRET}\n"
        try workspace.put(secret, "secret.enc.yaml")
        _ = try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, "secret.enc.yaml")
        try workspace.put("resources: [secret.enc.yaml]\nsecretGenerator:\n- name: x\n  files: [rclone.conf=rclone.enc.ini]\n", "kustomization.yaml")
        #expect(try codes(code: 1) == ["RC7332", "RC7333"])
        // kustomize hands both on as they are.
        #expect(try build().text.contains("ENC[AES256_GCM"))
    }

    @Test func ksopsAsATransformerIsTold() throws {
        try installPlugin()
        try workspace.put("transformers: [gen.yaml]\n", "kustomization.yaml")
        #expect(try codes(code: 1) == ["RC7331"])
    }

    @Test func generatorsOfFoldersBelowAndWrittenInPlaceAreFound() throws {
        try installPlugin()
        try FileManager.default.createDirectory(atPath: workspace.path("base/d"), withIntermediateDirectories: true)
        try workspace.put("generators: [d/gen.yaml]\n", "base/kustomization.yaml")
        // Seen from base, not from d.
        try workspace.put(Self.head + "files: [./rclone.enc.ini]\n", "base/d/gen.yaml")
        try workspace.put(
            "resources: [base]\ngenerators:\n- |-\n  " + (Self.head + "files: [./rclone.conf]").replacingOccurrences(of: "\n", with: "\n  ") + "\n", "kustomization.yaml")
        let found = try lines(code: 1)
        #expect(found.contains { $0.subject.hasPrefix("base/./rclone.enc.ini") && $0.code == "RC7336" }, "\(found)")
        #expect(found.contains { $0.code == "RC7337" })
        try workspace.put("generators: [nothing.yaml]\n", "kustomization.yaml")
        #expect(try codes(code: 1) == ["RC7325"])
        try workspace.put("resources: []\n", "kustomization.yaml")
        #expect(try lines(code: 0).contains { $0.text.contains("no generator here is ksops") })
    }
}
