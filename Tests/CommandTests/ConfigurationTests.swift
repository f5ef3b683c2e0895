import CommandDriver
import Foundation
import Testing

/// `.sops.yaml` read as the real sops reads it: the same refusals, and the same recipients, selector, threshold.
@Suite struct ConfigurationTests {
    static let first = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    static let second = "age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z"

    static func filled(_ yaml: String) -> String {
        yaml.replacingOccurrences(of: "R1", with: first).replacingOccurrences(of: "R2", with: second)
    }

    /// What the metadata say, but for what is different in each run.
    private func settings(_ document: String) -> [String] {
        document.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { line in
            ["- recipient:", "recipient:", "shamir_threshold:", "mac_only_encrypted:", "encrypted_", "unencrypted_", "a:"].contains { line.hasPrefix($0) }
        }.map { $0.hasPrefix("a: ENC") ? "a: ENC" : $0 }
    }

    private static let readings: [String] = [
        "creation_rules:\n  - age: null\n", "creation_rules:\n  - age: R1\n    shamir_threshold: 2.0\n",
        "creation_rules:\n  - age: R1\n    shamir_threshold: 0x2\n", "creation_rules:\n  - age: R1\n    shamir_threshold: 2.5\n",
        "creation_rules:\n  - age: R1\n    shamir_threshold: 1_0\n", "creation_rules:\n  - age: R1\n    shamir_threshold: 010\n",
        "creation_rules:\n  - age: R1\n    shamir_threshold: 1e0\n", "creation_rules:\n  - age: R1\n    shamir_threshold: !!int \"2\"\n",
        "creation_rules:\n  - age: R1\n    path_regex: 3\n", "creation_rules:\n  - age: R1\n    encrypted_regex: true\n",
        "creation_rules:\n  - age: R1\n    mac_only_encrypted: yes\n", "creation_rules:\n  - age: R1\n    mac_only_encrypted: y\n",
        "creation_rules:\n  - age: R1\n    mac_only_encrypted: \"yes\"\n", "creation_rules:\n  - age: R1\n    mac_only_encrypted: Yes\n",
        "creation_rules:\n  - age: R1\n    mac_only_encrypted: off\n", "creation_rules:\n  - age: R1\n    mac_only_encrypted: TRUE\n",
        "creation_rules:\n  - null\n", "creation_rules: null\n", "stores:\n  ini: {a: b}\n  json_binary: {indent: -1}\n",
        "destination_rules:\n  - recreation_rule: {age: 3}\ncreation_rules:\n  - age: R1\n",
        "creation_rules:\n  - key_groups: [{age: [\"R1,R2\"]}]\n", "creation_rules:\n  - path_regex: null\n    age: R1\n",
        "creation_rules:\n  - key_groups: [null]\n", "creation_rules:\n  - key_groups: [{age: null}, {age: [R1]}]\n",
        "creation_rules:\n  - key_groups: [{age: [R1]}, {}]\n", "creation_rules:\n  - key_groups: [{age: [R1]}]\n    age: 3\n",
        "creation_rules:\n  - key_groups: []\n    age: R1\n", "creation_rules:\n  - key_groups: [{age: [\"\", \"R1\"]}]\n",
        "x: &a\n  age: R1\ncreation_rules:\n  - <<: *a\n    path_regex: f\n",
        "x: &a {age: R1}\ny: &b {age: R2, mac_only_encrypted: true}\ncreation_rules:\n  - <<: [*a, *b]\n",
        "x: &a {age: R1}\ncreation_rules:\n  - <<: *a\n    age: R2\n", "x: &a {age: R1}\ncreation_rules:\n  - \"<<\": *a\n",
        "creation_rules:\n  - age: R1\n    1: x\n", "creation_rules:\n  - age: R1\n---\n- x\n",
        "creation_rules:\n  - age: R1\n    path_regex: 2024-01-01\n", "creation_rules:\n  - age: R1\n    path_regex: !foo f\n",
        "creation_rules:\n  - path_regex: x\n    encrypted_regex: a\n    encrypted_suffix: b\n  - age: R1\n",
        "creation_rules:\n  - path_regex: x\n    age: 3\n  - age: R1\n", "creation_rules:\n  - path_regex: ^f\n    age: R1\n  - path_regex: (\n",
        "creation_rules:\n  - age: R1\n    unencrypted_suffix: a\n    encrypted_suffix: \"\"\n",
        "creation_rules:\n  - age: \"R1,,R2\"\n", "creation_rules:\n  - age: [R1]\n    kms: [\"\"]\n    pgp: \"\"\n",
        "\u{FEFF}creation_rules:\n  - age: R1\n", "creation_rules:\n  - Age: R1\n    age: R2\n",
        "creation_rules:\n  - age: R1\n    encrypted_regx: a\n", "keys:\n  - &one R1\n  - &two R2\ncreation_rules:\n  - age: [*one, *two]\n",
        "creation_rules:\n  - key_groups:\n      - age: [R1]\n        merge: [{age: [R2], merge: [{age: [R1]}]}]\n",
        "creation_rules:\n  - shamir_threshold: 2\n    key_groups: [{age: [R1]}, {age: [R2, R2]}]\n",
        "creation_rules:\n  - key_groups: [{age: [R1]}, {age: [R2]}]\n", "creation_rules:\n  - shamir_threshold: 1\n    key_groups: [{age: [R1]}, {age: [R2]}]\n",
        "creation_rules:\n  - age: R1\n    encrypted_suffix: a\n", "creation_rules:\n  - age: R1\n    unencrypted_regex: ^a$\n",
        "creation_rules:\n  - age: R1\n    unencrypted_comment_regex: x\n", "creation_rules:\n  - age: R1\n    encrypted_comment_regex: x\n",
        "creation_rules:\n  - age: >-\n      R1,\n      R2\n", "", "x: 1\n",
        // Refused.
        "creation_rules:\n  - age: 3\n", "creation_rules:\n  - age: [3]\n", "creation_rules:\n  - age: {a: b}\n", "creation_rules:\n  - age: true\n",
        "creation_rules:\n  - age: [R1, null]\n", "creation_rules:\n  - age: R1\n    shamir_threshold: \"2\"\n",
        "creation_rules:\n  - age: R1\n    shamir_threshold: true\n", "creation_rules:\n  - age: R1\n    shamir_threshold: 99999999999999999999\n",
        "creation_rules:\n  - age: R1\n    path_regex: [a]\n", "creation_rules:\n  - age: R1\n    mac_only_encrypted: \"true\"\n",
        "creation_rules:\n  - age: R1\n    mac_only_encrypted: maybe\n", "creation_rules:\n  age: R1\n", "creation_rules:\n  - R1\n",
        "creation_rules: \"\"\n", "creation_rules: {}\n", "stores:\n  json:\n    indent: x\n", "stores: 3\n", "stores: []\n", "stores:\n  yaml: 3\n",
        "destination_rules: 3\ncreation_rules:\n  - age: R1\n", "destination_rules:\n  - s3_bucket: [a]\ncreation_rules:\n  - age: R1\n",
        "destination_rules:\n  - vault_kv_version: x\ncreation_rules:\n  - age: R1\n",
        "destination_rules:\n  - omit_extensions: 3\ncreation_rules:\n  - age: R1\n",
        "destination_rules:\n  - recreation_rule: [1]\ncreation_rules:\n  - age: R1\n", "creation_rules:\n  - key_groups: [{age: R1}]\n",
        "creation_rules:\n  - key_groups: {age: [R1]}\n", "creation_rules:\n  - key_groups: [{age: [3]}]\n",
        "creation_rules:\n  - key_groups: [{kms: [R1]}]\n", "creation_rules:\n  - key_groups: [{merge: {age: [R1]}}]\n",
        "creation_rules:\n  - key_groups: [{hc_vault: [3]}]\n", "creation_rules:\n  - hc_vault_transit_uri: nope\n",
        "creation_rules:\n  - age: R1\n    age: R2\n", "- a\n", "creation_rules: [\n", "x", "a: *nope\n", "creation_rules:\n  - age: [\"R1,,R2\"]\n",
        "creation_rules:\n  - age: [\"\"]\n", "creation_rules:\n  - key_groups: [{age: [\"R1,\"]}]\n", "creation_rules:\n  - azure_keyvault: x\n",
        "creation_rules:\n  - hckms: x\n", "creation_rules:\n  - hckms: [x]\n", "creation_rules:\n  - gcp_kms: 3\n", "creation_rules:\n  - pgp: [3]\n",
        "creation_rules:\n  - age: R1\n    kms: R1\n    aws_profile: [x]\n", "creation_rules:\n  - key_groups: [{kms: [{arn: a, context: [x]}]}]\n",
        "creation_rules:\n  - key_groups: [{kms: [{arn: a, context: {x: [1]}}]}]\n", "x: &a [1]\ncreation_rules:\n  - <<: *a\n    age: R1\n",
        "x: &a 3\ncreation_rules:\n  - <<: *a\n    age: R1\n", "creation_rules:\n  - age: R1\n    [a]: x\n",
        "creation_rules:\n  - age: R1\n    path_regex: \"(?=a)\"\n", "creation_rules:\n  - encrypted_regex: a\n    unencrypted_regex: b\n    age: R1\n",
        "creation_rules: []\n", "creation_rules:\n  - path_regex: nothing\n    age: R1\n", "%YAML 1.3\n---\ncreation_rules: []\n",
    ]

    @Test(arguments: readings) func aConfigurationMeansWhatItMeansToSops(yaml: String) throws {
        let workspace = try Workspace()
        try workspace.put(Self.filled(yaml), ".sops.yaml")
        try workspace.put("# x\na: b\n", "f.yaml")
        let link = workspace.folder.appendingPathComponent("sops")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
        let theirs = try workspace.peer("sops", "encrypt", "f.yaml")
        let ours = try Program.run(link, ["encrypt", "f.yaml"], in: workspace.folder)
        #expect(ours.code == theirs.code, "\(ours.messages)\n\(theirs.messages)")
        #expect(settings(ours.text) == settings(theirs.text))
    }

    @Test("where the file is looked for: from the working folder upwards, or as it is named", arguments: [
        ([".sops.yaml"], "a/b", [:], "f.yaml"), (["a/.sops.yaml", ".sops.yaml"], "a/b", [:], "f.yaml"), (["a/b/.sops.yml", ".sops.yaml"], "a/b", [:], "f.yaml"),
        (["a/b/.sops.yml"], "a/b", [:], "f.yaml"), (["a/b/.sops.yaml"], ".", [:], "a/b/f.yaml"), (["x.yaml"], "a/b", ["SOPS_CONFIG": "../../x.yaml"], "f.yaml"),
        ([".sops.yaml"], "a/b", ["SOPS_CONFIG": "nothing.yaml"], "f.yaml"), (["a/b/.sops.yaml"], "a/b", ["SOPS_CONFIG": ""], "f.yaml"),
    ] as [([String], String, [String: String], String)]) func lookUp(files: [String], folder: String, environment: [String: String], file: String) throws {
        let workspace = try Workspace()
        try FileManager.default.createDirectory(atPath: workspace.path("a/b"), withIntermediateDirectories: true)
        // The first one is the nearest, and has another recipient than the rest.
        for (index, name) in files.enumerated() {
            try workspace.put(Self.filled("creation_rules:\n  - path_regex: ^(a/b/|b/|)f\n    age: R\(index + 1)\n"), name)
        }
        try workspace.put("a: b\n", "a/b/f.yaml")
        let link = workspace.folder.appendingPathComponent("sops")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
        let place = workspace.folder.appendingPathComponent(folder)
        let theirs = try Program.run(Program.peer("sops"), ["encrypt", file], in: place, environment: environment)
        let ours = try Program.run(link, ["encrypt", file], in: place, environment: environment)
        #expect(ours.code == theirs.code && settings(ours.text) == settings(theirs.text), "\(ours.messages) \(theirs.messages)")
        #expect(ours.messages.contains("ignoring \"") == theirs.messages.contains("ignoring \\\""), "\(ours.messages) \(theirs.messages)")
    }

    @Test("a binary file is one value, for which no rule for names or for the MAC counts", arguments: [
        "mac_only_encrypted: true", "encrypted_regex: a", "unencrypted_suffix: a", "encrypted_comment_regex: a",
    ]) func binaryFiles(rule: String) throws {
        let workspace = try Workspace()
        try workspace.put(Self.filled("creation_rules:\n  - age: R1\n    " + rule + "\n"), ".sops.yaml")
        try workspace.put("hello\n", "f.bin")
        let link = workspace.folder.appendingPathComponent("sops")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
        let theirs = try workspace.peer("sops", "encrypt", "f.bin")
        let ours = try Program.run(link, ["encrypt", "f.bin"], in: workspace.folder)
        func names(_ outcome: Outcome) throws -> [String] {
            let document = try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
            return try #require(document["sops"] as? [String: Any]).keys.sorted()
        }
        #expect(try names(ours) == names(theirs))
        let warning = theirs.messages.components(separatedBy: "msg=\"").dropFirst().first?.components(separatedBy: "\"\n")[0] ?? ""
        #expect(ours.messages.contains(warning) || warning.isEmpty && ours.messages.isEmpty, "\(ours.messages) \(theirs.messages)")
    }

    @Test("a fault in the file fails decryption too, as in sops; a fault in a rule that isn't reached does not")
    func aBrokenConfigurationFailsEveryCommand() throws {
        let workspace = try Workspace()
        try workspace.put("a: b\n", "f.yaml")
        try workspace.put(try workspace.rcsops("encrypt", "--age", workspace.recipient, "f.yaml").output, "e.yaml")
        for (yaml, code) in [("creation_rules: 3\n", Int32(1)), ("creation_rules:\n  - age: 3\n", 0)] {
            try workspace.put(yaml, ".sops.yaml")
            #expect(try workspace.peer("sops", "decrypt", "e.yaml").code == code)
            #expect(try workspace.rcsops("decrypt", "e.yaml").code == code)
        }
    }

    @Test(arguments: [
        ("creation_rules:\n  - encrypted_regx: ^a$\n    age: R1\n", ".sops.yaml:2:5: RC5101", "encrypted_regex"),
        ("creation_rule:\n  - age: R1\n", ".sops.yaml:1:1: RC5101", "creation_rules"),
        ("creation_rules:\n  - age: R1\n    key_groups:\n      - gpg: [x]\n        age: [R1]\n", ".sops.yaml:4:9: RC5101", "pgp"),
        ("stores:\n  yaml:\n    ident: 2\ncreation_rules:\n  - age: R1\n", ".sops.yaml:3:5: RC5101", "indent"),
        ("destination_rules:\n  - s3_buket: x\ncreation_rules:\n  - age: R1\n", ".sops.yaml:2:5: RC5101", "s3_bucket"),
    ]) func aMisspeltFieldIsToldWithItsPlaceAndTheFieldThatWasMeant(yaml: String, place: String, nearest: String) throws {
        let workspace = try Workspace()
        try workspace.put(Self.filled(yaml), ".sops.yaml")
        try workspace.put("a: b\n", "f.yaml")
        let made = try workspace.rcsops("encrypt", "f.yaml")
        #expect(made.messages.contains(place) && made.messages.contains("\"" + nearest + "\""), "\(made.messages)")
        #expect(try !workspace.rcsops("encrypt", "--quiet", "f.yaml").messages.contains("RC5101"))
    }

    @Test func asSopsItIsToldOnlyWhereTheFileIsEncrypted() throws {
        let workspace = try Workspace()
        let link = workspace.folder.appendingPathComponent("sops")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
        try workspace.put("a: b\n", "f.yaml")
        for (keys, code) in [("age: R1", Int32(0)), ("key_groups: [{}]", 1)] {
            try workspace.put(Self.filled("creation_rules:\n  - encrypted_regx: a\n    " + keys + "\n"), ".sops.yaml")
            let made = try Program.run(link, ["encrypt", "f.yaml"], in: workspace.folder)
            #expect(made.code == code && made.messages.contains("RC5101") == (code == 0), "\(made.messages)")
        }
    }

    @Test func keysWithAnchorsOnTheTopLevelAreNoMistake() throws {
        let workspace = try Workspace()
        try workspace.put(Self.filled("keys:\n  - &one R1\n  - &two R2\ncreation_rules:\n  - age: [*one, *two]\n"), ".sops.yaml")
        try workspace.put("a: b\n", "f.yaml")
        let made = try workspace.rcsops("encrypt", "f.yaml")
        #expect(made.code == 0 && made.messages.isEmpty, "\(made.messages)")
    }
}
