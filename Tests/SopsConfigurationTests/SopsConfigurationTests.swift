import Foundation
import SopsConfiguration
import SopsDocument
import Testing

@Suite struct SopsConfigurationTests {
    private func rule(_ yaml: String, for file: String = "/repo/rclone.conf") throws -> CreationRule? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent(".sops.yaml").path
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: path))
        return try SopsConfigurationFile.find(named: path, workingFolder: "/", warn: { _ in })?
            .rule(for: file.replacingOccurrences(of: "/repo", with: folder.path))
    }

    @Test func theFirstRuleThatMatchesWins() throws {
        let yaml = "creation_rules:\n  - path_regex: \\.yaml$\n    age: A\n  - path_regex: ^rclone\n    age: B\n  - age: C\n"
        #expect(try rule(yaml)?.groups == [[.init(kind: .age, text: "B")]])
    }

    @Test func recipientsStandInATextOrAList() throws {
        #expect(try rule("creation_rules:\n  - age: A, B\n")?.groups.first?.map(\.text) == ["A", "B"])
        #expect(try rule("creation_rules:\n  - age: [A, 'B,C']\n")?.groups.first?.map(\.text) == ["A", "B", "C"])
        #expect(try rule("creation_rules:\n  - age: >-\n      A,\n      B\n")?.groups.first?.map(\.text) == ["A", "B"])
    }

    @Test func keyGroupsTakeThePlaceOfFlatKeysAndMerge() throws {
        let yaml = "creation_rules:\n  - age: X\n    shamir_threshold: 2\n    key_groups:\n      - age: [A]\n        merge: [{age: [M]}]\n      - age: [B, B]\n"
        let found = try rule(yaml)
        #expect(found?.groups.map { $0.map(\.text) } == [["M", "A"], ["B"]])
        #expect(found?.shamirThreshold == 2)
    }

    @Test func noRulesAreNoConfiguration() throws {
        #expect(try rule("stores: {}\n") == nil)
        #expect(try rule("") == nil)
    }

    @Test(arguments: [
        "creation_rules: []\n", "creation_rules:\n  - path_regex: nothing\n    age: A\n",
        "creation_rules:\n  - path_regex: '('\n    age: A\n", "creation_rules: 3\n", "- a\n", "a: [\n", "a: 1\na: 2\n",
        "creation_rules:\n  - age: {}\n", "creation_rules:\n  - encrypted_regex: a\n    unencrypted_regex: b\n",
        "creation_rules:\n  - age: A\n    shamir_threshold: x\n", "a: &a [*a]\n",
    ]) func whatSopsRefusesIsAnError(yaml: String) {
        #expect(throws: ConfigurationError.self) { try rule(yaml) }
    }

    private func file(_ yaml: String) throws -> SopsConfigurationFile {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-\(UUID().uuidString).yaml").path
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try #require(try SopsConfigurationFile.find(named: path, workingFolder: "/", warn: { _ in }))
    }

    @Test func destinationsAreTakenByThePathAsItIsGiven() throws {
        let found = try file("""
            destination_rules:
              - {path_regex: "(", s3_bucket: broken}
              - {path_regex: ^a/, s3_bucket: one, s3_prefix: p/, recreation_rule: {age: B, encrypted_regex: x}}
              - {path_regex: ^g, gcs_bucket: two, omit_extensions: true}
              - {path_regex: ^v, vault_path: s/, vault_kv_mount_name: kv/, vault_kv_version: 1, vault_address: "https://v"}
              - {path_regex: ^both, s3_bucket: a, vault_path: b}
              - {path_regex: ^none}
            """)
        let one = try found.destination(for: "a/f.yaml")
        #expect(one.place == .s3(bucket: "one", prefix: "p/") && !one.omitsExtensions && one.line == 3)
        #expect(one.recreation?.groups == [[.init(kind: .age, text: "B")]] && one.recreation?.selector?.text == "x")
        let two = try found.destination(for: "g.yaml")
        #expect(two.place == .gcs(bucket: "two", prefix: "") && two.omitsExtensions && two.recreation == nil)
        #expect(try found.destination(for: "v").place == .vault(address: "https://v", mount: "kv/", path: "s/", version: 1))
        #expect(try found.destination(for: "none").place == nil)
        #expect(throws: ConfigurationError.self) { try found.destination(for: "both") }
        #expect(throws: ConfigurationError.self) { try found.destination(for: "/w/a/f.yaml") }
        #expect(found.survey().faults.count == 1)
    }

    @Test func fieldsThatNobodyKnowsAreFoundAtEveryLevel() throws {
        let found = try file("""
            creation_rules:
              - path_rgex: a
                key_groups:
                  - kms: [{arn: a, profile: p}]
                    azure_keyvault: [{vault_url: u, key: k}]
                    merge: [{pgpp: [x]}]
                    hc_vault_transit_uri: [x]
            stores: {yml: {indent: 2}, ini: {indent: 3}}
            destination_rules: [{vault_kv_versoin: 2, recreation_rule: {gpg: x}}]
            x-mine: 1
            mine: 2
            """)
        #expect(found.unknownFields.map { $0.name + ">" + ($0.nearest ?? "") } == [
            "path_rgex>path_regex", "profile>", "vault_url>vaultUrl", "pgpp>pgp", "hc_vault_transit_uri>hc_vault", "yml>yaml", "indent>",
            "vault_kv_versoin>vault_kv_version", "gpg>pgp", "mine>",
        ])
        #expect(found.unknownFields.map { [$0.line, $0.column] }.prefix(3) == [[2, 5], [4, 24], [5, 27]])
    }

    @Test func aLookAheadIsNoRegularExpressionOfSops() {
        #expect(throws: SopsError.self) { try RegularExpression("(?=x)") }
        #expect(throws: Never.self) { try RegularExpression("^(a|b)$") }
    }

    @Test(arguments: [("a/../b", "/w/b"), ("/x//y/.", "/x/y"), ("../..", "/"), ("f", "/w/f")])
    func pathsAreCleanedAsGoDoes(path: String, expected: String) {
        #expect(PathText.absolute(path, in: "/w") == expected)
    }
}
