import CommandDriver
import Foundation
import Testing

/// What sops' own functional tests expect (sops 3.13 `functional-tests`), of the real sops and of rcsops in its place: documents.
@Suite struct SopsFunctionalTests {
    private func object(_ data: Data) throws -> [String: Any] { try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]) }

    /// A file of the workspace, encrypted in place by the tool.
    private func encrypted(_ tool: SopsTool, _ name: String, _ text: String, _ more: String...) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.put(text, name)
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n", ".sops.yaml")
        let made = try tool.run(["encrypt", "-i"] + more + [name], in: workspace)
        try #require(made.code == 0, "\(made.messages)")
        return workspace
    }

    private func json(_ tool: SopsTool, _ workspace: Workspace, _ name: String, _ more: String...) throws -> [String: Any] {
        let made = try tool.run(["decrypt", "--output-type", "json"] + more + [name], in: workspace)
        try #require(made.code == 0, "\(made.messages)")
        return try object(made.output)
    }

    @Test(arguments: SopsTool.allCases) func aFileIsEncryptedToStandardOutput(_ tool: SopsTool) throws {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n", ".sops.yaml")
        for (name, text) in [("f.json", "{\"foo\": 2, \"bar\": \"baz\"}"), ("f.yaml", "foo: 2\nbar: baz\n")] {
            try workspace.put(text, name)
            let made = try tool.run(["encrypt", "--output-type", "json", name], in: workspace)
            let tree = try object(made.output)
            #expect(tree["sops"] != nil && ["foo", "bar"].allSatisfy { (tree[$0] as? String ?? "").hasPrefix("ENC[") })
            #expect(try workspace.text(name) == text)
        }
        let piped = try tool.run(
            ["encrypt", "--filename-override", "test_encrypt.yaml", "--output-type", "json"], in: workspace, input: Data("foo: 2\nbar: baz\n".utf8))
        let tree = try object(piped.output)
        #expect(tree["sops"] != nil && (tree["foo"] as? String ?? "").hasPrefix("ENC["))
    }

    @Test(arguments: SopsTool.allCases) func scalarsOfYAMLBecomeTextsOfAnINI(_ tool: SopsTool) throws {
        let text = """
            the_section:
              int: 123
              float: 1.23
              bool: true
              date: 2025-01-02
              timestamp: 2025-01-02 03:04:05
              utc_timestamp: 2025-01-02T03:04:05Z
              string: this is a string

            """
        let workspace = try encrypted(tool, "test_ini.yaml", text)
        let made = try tool.run(["decrypt", "--output-type", "ini", "test_ini.yaml"], in: workspace)
        #expect(
            made.text == """
                [the_section]
                int           = 123
                float         = 1.23
                bool          = true
                date          = 2025-01-02T00:00:00Z
                timestamp     = 2025-01-02T03:04:05Z
                utc_timestamp = 2025-01-02T03:04:05Z
                string        = this is a string

                """)
    }

    @Test(arguments: SopsTool.allCases) func timesOfYAMLComeBack(_ tool: SopsTool) throws {
        let workspace = try encrypted(tool, "times.yaml", "a: 2024-01-01\nb: 2006-01-02T15:04:05+07:06\n")
        let made = try tool.run(["decrypt", "times.yaml"], in: workspace)
        #expect(made.text == "a: 2024-01-01T00:00:00Z\nb: 2006-01-02T15:04:05+07:06\n")
    }

    @Test(arguments: SopsTool.allCases) func withoutItsMACAFileOpensOnlyWhenThatIsIgnored(_ tool: SopsTool) throws {
        let workspace = try encrypted(tool, "f.yaml", "a: secret\n")
        let text = try workspace.text("f.yaml").split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains(" mac: ") }
        try workspace.put(text.joined(separator: "\n"), "f.yaml")
        #expect(try tool.run(["decrypt", "f.yaml"], in: workspace).code == 51)
        let made = try tool.run(["decrypt", "--ignore-mac", "f.yaml"], in: workspace)
        #expect(made.code == 0 && made.text == "a: secret\n")
    }

    @Test(arguments: SopsTool.allCases) func aFileIsDecryptedFromStandardInput(_ tool: SopsTool) throws {
        let workspace = try encrypted(tool, "f.yaml", "a: secret\nb: 2\n")
        let made = try tool.run(
            ["decrypt", "--input-type", "yaml", "--output-type", "yaml"], in: workspace, input: workspace.data("f.yaml"))
        #expect(made.code == 0 && made.text == "a: secret\nb: 2\n")
    }

    @Test(arguments: SopsTool.allCases) func commentsAreEncryptedAndComeBack(_ tool: SopsTool) throws {
        let text = "# first comment in file\nlorem: ipsum\n# this-is-a-comment\ndolor:\n    # this-is-another\n    - sit\n    # in-a-list\n    - amet\n"
        let workspace = try encrypted(tool, "comments.yaml", text)
        let stored = try workspace.text("comments.yaml")
        #expect(!["first comment", "this-is-a-comment", "this-is-another", "in-a-list"].contains(where: stored.contains))
        #expect(try tool.run(["decrypt", "comments.yaml"], in: workspace).text == text)
        // One that somebody wrote into the encrypted file is kept.
        try workspace.put("# written by hand\n" + stored, "comments.yaml")
        let made = try tool.run(["decrypt", "comments.yaml"], in: workspace)
        #expect(made.code == 0 && made.text.contains("written by hand") && made.text.contains("this-is-a-comment"))
    }

    @Test(arguments: SopsTool.allCases) func oneValueIsExtractedAsItIs(_ tool: SopsTool) throws {
        let workspace = try encrypted(tool, "f.yaml", "multiline: |-\n  multi\n  line\n")
        let made = try tool.run(["decrypt", "--extract", "[\"multiline\"]", "f.yaml"], in: workspace)
        #expect(made.code == 0 && made.text == "multi\nline")
    }

    @Test(arguments: SopsTool.allCases) func anyBytesComeBack(_ tool: SopsTool) throws {
        let workspace = try encrypted(tool, "test.binary", "\"\"{}this_is_binary_data")
        #expect(try tool.run(["decrypt", "test.binary"], in: workspace).text == "\"\"{}this_is_binary_data")
    }

    @Test(arguments: SopsTool.allCases) func theOutputFlagNamesTheFile(_ tool: SopsTool) throws {
        let workspace = try Workspace()
        try workspace.put("a: secret\n", "f.yaml")
        let made = try tool.run(["encrypt", "--age", workspace.recipient, "--output", "made.yaml", "f.yaml"], in: workspace)
        #expect(try made.code == 0 && made.output.isEmpty && !workspace.data("made.yaml").isEmpty)
    }

    @Test(arguments: SopsTool.allCases) func theFormatOfTheNameDecidesTheOutput(_ tool: SopsTool) throws {
        for (name, plain, expected) in [
            ("f.yaml", "foo: bar\n", "foo: bar\n"), ("f.json", "{\"foo\":\"bar\"}", "{\n\t\"foo\": \"bar\"\n}\n"), ("f.env", "foo = bar\n", "foo = bar\n"),
            ("f.ini", "[foo]\nbar = baz\n", "[foo]\nbar = baz\n"),
        ] {
            let workspace = try encrypted(tool, name, plain)
            #expect(try tool.run(["decrypt", name], in: workspace).text == expected)
        }
    }

    @Test(arguments: SopsTool.allCases) func aRuleWithoutKeysIsRefusedInTheWordsThatScriptsKnow(_ tool: SopsTool) throws {
        let workspace = try Workspace()
        try workspace.put(
            """
            creation_rules:
              - path_regex: test_no_keygroups.yaml
              - path_regex: test_zero_keygroups.yaml
                key_groups: []
              - path_regex: test_empty_keygroup.yaml
                key_groups:
                  - {}

            """, ".sops.yaml")
        for name in ["test_no_keygroups.yaml", "test_zero_keygroups.yaml", "test_empty_keygroup.yaml"] {
            try workspace.put("a: secret\n", name)
            let made = try tool.run(["encrypt", "-i", name], in: workspace)
            #expect(made.code == 1 && made.messages == "Could not generate data key: [empty key group provided]\n", "\(made.messages)")
            #expect(try workspace.text(name) == "a: secret\n")
        }
    }

    @Test(arguments: SopsTool.allCases) func keyGroupsNeedAKeyOfEach(_ tool: SopsTool) throws {
        let (workspace, other, stranger) = (try Workspace(), try Workspace(), try Workspace())
        for (name, second) in [("opens.yaml", other), ("closed.yaml", stranger)] {
            try workspace.put(
                "creation_rules:\n  - key_groups:\n      - age: [\(workspace.recipient)]\n      - age: [\(second.recipient)]\n", ".sops.yaml")
            try workspace.put("a: secret\n", name)
            #expect(try tool.run(["encrypt", "-i", name], in: workspace).code == 0)
        }
        try workspace.put(try workspace.text("key.txt") + other.text("key.txt"), "both.txt")
        let both = ["SOPS_AGE_KEY_FILE": "both.txt"]
        #expect(try tool.run(["decrypt", "opens.yaml"], in: workspace, environment: both).text == "a: secret\n")
        #expect(try tool.run(["decrypt", "closed.yaml"], in: workspace, environment: both).code == 128)
    }

    // MARK: Commands

    @Test(arguments: SopsTool.allCases, ["json", "yaml"]) func aValueIsSetAndUnset(_ tool: SopsTool, _ format: String) throws {
        let text = format == "json" ? "{\"a\": 2, \"b\": \"ba\", \"c\": [1, 2]}" : "a: 2\nb: ba\nc:\n  - 1\n  - 2\n"
        let name = "test." + format
        let workspace = try encrypted(tool, name, text)
        func done(_ arguments: String..., input: String = "") throws {
            let made = try tool.run(arguments, in: workspace, input: Data(input.utf8))
            #expect(made.code == 0 && made.output.isEmpty, "\(arguments) \(made.messages)")
        }
        try done("set", name, "[\"a\"]", "{\"aa\": \"aaa\"}")
        #expect(try (json(tool, workspace, name)["a"] as? [String: String]) == ["aa": "aaa"])
        try done("set", name, "[\"d\"]", "{\"cc\": \"ccc\"}")
        #expect(try (json(tool, workspace, name)["d"] as? [String: String]) == ["cc": "ccc"])
        try workspace.put("{\"cc\": \"from a file\"}", "value.json")
        try done("set", "--value-file", name, "[\"e\"]", "value.json")
        try done("set", "--value-stdin", name, "[\"f\"]", input: "{\"cc\": \"from a pipe\"}\n")
        let tree = try json(tool, workspace, name)
        #expect((tree["e"] as? [String: String]) == ["cc": "from a file"] && (tree["f"] as? [String: String]) == ["cc": "from a pipe"])
        #expect(try !workspace.text(name).contains("from a"))

        let before = try workspace.data(name)
        try done("set", "--idempotent", name, "[\"b\"]", "\"ba\"")
        #expect(try workspace.data(name) == before)
        try done("unset", name, "[\"a\"]")
        let after = try workspace.data(name)
        #expect(try json(tool, workspace, name)["a"] == nil)
        try done("unset", "--idempotent", name, "[\"a\"]")
        #expect(try workspace.data(name) == after)
        #expect(try tool.run(["unset", name, "[\"a\"]"], in: workspace).code == 1)
        try done("unset", name, "[\"c\"][1]")
        #expect(try (json(tool, workspace, name)["c"] as? [Int]) == [1])
        let last = try workspace.data(name)
        try done("unset", "--idempotent", name, "[\"c\"][1]")
        #expect(try workspace.data(name) == last)
    }

    @Test(arguments: SopsTool.allCases) func setWritesInTheFormatThatIsAskedFor(_ tool: SopsTool) throws {
        let workspace = try encrypted(tool, "test.json", "{\"a\": 2, \"b\": \"ba\"}")
        #expect(try tool.run(["set", "--output-type", "yaml", "test.json", "[\"b\"]", "\"ba\""], in: workspace).code == 0)
        #expect(try workspace.text("test.json").hasPrefix("a: "))
        let made = try tool.run(["decrypt", "--input-type", "yaml", "--output-type", "yaml", "test.json"], in: workspace)
        #expect(made.text == "a: 2\nb: ba\n")
    }

    @Test(arguments: SopsTool.allCases) func theFormsWithoutACommandDoTheSame(_ tool: SopsTool) throws {
        let workspace = try Workspace()
        try workspace.put("a: secret\nb: other\n", "f.yaml")
        for arguments in [["-e", "-i", "--age", workspace.recipient, "f.yaml"], ["--set", "[\"a\"] \"aaa\"", "-i", "f.yaml"], ["-r", "-i", "f.yaml"], ["-d", "-i", "f.yaml"]] {
            let made = try tool.run(arguments, in: workspace)
            #expect(made.code == 0 && made.output.isEmpty, "\(arguments) \(made.messages)")
        }
        #expect(try workspace.text("f.yaml") == "a: aaa\nb: other\n")
    }

    @Test(arguments: SopsTool.allCases) func aCommandGetsTheValuesInItsEnvironment(_ tool: SopsTool) throws {
        let workspace = try encrypted(tool, "f.yaml", "foo: bar\nbar: |-\n  baz\n  bam\n")
        let made = try tool.run(["exec-env", "f.yaml", "echo -E \"${foo}\"; printf '%s\\n' \"$bar\""], in: workspace)
        #expect(made.code == 0 && made.text.hasSuffix("bar\nbaz\nbam\n"), "\(made.messages)")
        #expect(try tool.run(["exec-env", "f.yaml", "exit 7"], in: workspace).code == 7)
    }

    @Test(arguments: SopsTool.allCases) func aCommandGetsTheDocumentInAFile(_ tool: SopsTool) throws {
        let workspace = try encrypted(tool, "f.yaml", "foo: bar\nbar: |-\n  baz\n  bam\n")
        let piped = try tool.run(["exec-file", "--output-type", "json", "f.yaml", "cat {}"], in: workspace)
        #expect(piped.text == "{\n\t\"foo\": \"bar\",\n\t\"bar\": \"baz\\nbam\"\n}\n", "\(piped.messages)")
        let named = try tool.run(["exec-file", "--no-fifo", "--filename", "foobar", "f.yaml", "echo {}"], in: workspace)
        #expect(named.text.hasSuffix("foobar\n"))
    }

    @Test(arguments: SopsTool.allCases) func theStatusOfAFileIsToldAsJSON(_ tool: SopsTool) throws {
        let workspace = try encrypted(tool, "f.yaml", "foo: bar\n")
        try workspace.put("foo: bar\n", "plain.yaml")
        #expect(try tool.run(["filestatus", "f.yaml"], in: workspace).text == "{\"encrypted\":true}\n")
        #expect(try tool.run(["filestatus", "plain.yaml"], in: workspace).text == "{\"encrypted\":false}\n")
        #expect(try tool.run(["filestatus"], in: workspace).code == 100)
    }
}
