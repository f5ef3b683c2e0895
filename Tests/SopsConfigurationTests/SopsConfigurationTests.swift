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

    @Test func aLookAheadIsNoRegularExpressionOfSops() {
        #expect(throws: SopsError.self) { try RegularExpression("(?=x)") }
        #expect(throws: Never.self) { try RegularExpression("^(a|b)$") }
    }

    @Test(arguments: [("a/../b", "/w/b"), ("/x//y/.", "/x/y"), ("../..", "/"), ("f", "/w/f")])
    func pathsAreCleanedAsGoDoes(path: String, expected: String) {
        #expect(PathText.absolute(path, in: "/w") == expected)
    }
}
