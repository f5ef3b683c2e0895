import CommandDriver
import Foundation
import Testing
import TestVectors

/// `set` and `unset` against the real sops: the same arguments to both, on copies of one file.
@Suite struct ValueChangeTests {
    struct Change: Sendable, CustomTestStringConvertible {
        let sample: ValueSample
        let arguments: [String]
        let end: End

        enum End: Sendable {
            /// Both do it, and give the same.
            case same
            /// Both refuse, with this code.
            case refused(Int32)
            /// sops crashes (2), or writes what nobody can read (0); we refuse.
            case ours(Int32, sops: Int32)
        }

        var testDescription: String { sample.rawValue + " " + arguments.joined(separator: " ") }
    }

    static func set(_ sample: ValueSample, _ path: String, _ value: String, _ end: Change.End = .same) -> Change {
        Change(sample: sample, arguments: ["set", sample.name, path, value], end: end)
    }

    static func unset(_ sample: ValueSample, _ path: String, _ end: Change.End = .same) -> Change {
        Change(sample: sample, arguments: ["unset", sample.name, path], end: end)
    }

    static let changes: [Change] = [
        // Scalars of all types, over each other.
        set(.yaml, #"["a"]"#, #""two""#), set(.yaml, #"['a']"#, #""""#), set(.yaml, #"["a"]"#, "7"), set(.yaml, #"["a"]"#, "-7.25"),
        set(.yaml, #"["a"]"#, "-0"), set(.yaml, #"["a"]"#, "1e21"), set(.yaml, #"["a"]"#, "1e-7"), set(.yaml, #"["a"]"#, "12345678901234567890"),
        set(.yaml, #"["a"]"#, "true"), set(.yaml, #"["a"]"#, "null"), set(.yaml, #"["n"]"#, "5"), set(.yaml, #"["f"]"#, "1.5"),
        set(.yaml, #"["t"]"#, #""2024-01-01T00:00:00Z""#), set(.yaml, #"["z"]"#, #""null""#), set(.yaml, #"["a"]"#, " \n \"padded\" \n"),
        set(.yaml, #"["a"]"#, #""\u00e9\ud83d\ude00\n\ttext""#), set(.yaml, #"["a"]"#, #""\u0000\ud800""#), set(.yaml, #"["m"]["s"]"#, #""one\nother\n""#),
        set(.yaml, #"["a"]"#, ##""# comment: no""##), set(.yaml, #"["plain_unencrypted"]"#, #""in clear""#),
        // Structure.
        set(.yaml, #"["a"]"#, "{}"), set(.yaml, #"["a"]"#, #"{"z": 1, "a": [1, {"b": []}], "z2": "x"}"#), set(.yaml, #"["m"]"#, #"{"i": 1}"#),
        set(.yaml, #"["l"]"#, #"{"now": "a mapping"}"#), set(.yaml, #"["l"][1]"#, #""first""#), set(.yaml, #"["l"][3]["m"]"#, #""deep""#),
        set(.yaml, #"["l"][3]["new"]["er"]"#, #""deeper""#), set(.yaml, #"["l"][0]"#, #""in the place of a comment""#),
        set(.yaml, #"["l"][5]"#, #""next""#), set(.yaml, #"["l"][99]"#, #""appended""#), set(.yaml, #"["l"][99]["x"]"#, "1"),
        set(.yaml, #"["l"][99][7]"#, "1"), set(.yaml, #"["el"][0]"#, "1"), set(.yaml, #"["el"][3]["x"][2]"#, "1"), set(.yaml, #"["e"]["x"]"#, "1"),
        set(.yaml, #"["new"]["x"][0]["y"]"#, "null"), set(.yaml, #"["a"]["x"]"#, "1"), set(.yaml, #"["a"][3]["q"]"#, #"{"b": [1, 2, null, true]}"#),
        set(.yaml, #"["z"]["q"]"#, "true"), set(.yaml, #"["x.y"]"#, #""a point""#), set(.yaml, #"["with space"]"#, #""1""#), set(.yaml, #"["1"]"#, #""1""#),
        set(.yaml, #"["a"]]"#, #""odd name""#), set(.yaml, #"["new_unencrypted"]"#, #"{"x": 1, "y": "z"}"#), set(.yaml, #"["m"][0]"#, #""nothing""#),
        set(.yaml, "[0]", "1"), set(.documents, #"["q"]"#, #""in the first document""#), set(.documents, #"["m"]["i"]"#, "2"),
        // What is no value, and no path.
        set(.yaml, #"["a"]"#, "[1]", .refused(7)), set(.yaml, #"["a"]"#, "nope", .refused(7)), set(.yaml, #"["a"]"#, "", .refused(7)),
        set(.yaml, #"["a"]"#, "1e400", .refused(7)), set(.yaml, #"["a"]"#, #"1, "b": 2"#, .refused(7)), set(.yaml, #"["a"]"#, "{} {}", .refused(7)),
        set(.yaml, #"["a"]"#, "'single'", .refused(7)), set(.yaml, #"["a"#, "1", .refused(7)), set(.yaml, "a", "1", .refused(7)),
        set(.yaml, "[a]", "1", .refused(7)), set(.yaml, #"["a"].b"#, "1", .refused(7)), set(.yaml, "[1_0]", "1", .refused(7)),
        set(.yaml, "[99999999999999999999]", "1", .refused(7)),
        set(.yaml, "[]", "1", .ours(7, sops: 2)), set(.yaml, "[\"]", "1", .ours(7, sops: 2)), set(.yaml, "", "1", .ours(1, sops: 2)),
        set(.yaml, #"["l"][-1]"#, "1", .ours(1, sops: 2)), set(.yaml, #"["l"]["x"]"#, "1", .ours(1, sops: 2)),
        set(.yaml, #"["sops"]"#, #""x""#, .ours(203, sops: 0)), set(.yaml, #"["sops"]["mac"]"#, #""x""#, .ours(203, sops: 0)),
        // The other formats.
        set(.json, #"["a"]"#, "7"), set(.json, #"["l"][2]["k"]"#, #"{"a": [{"b": 1}]}"#), set(.json, #"["l"][1]"#, "null"),
        set(.json, #"["a"]"#, "12345678901234567890"), set(.json, #"["a"]"#, #""<&>""#), set(.json, #"["new"][0][1]"#, "false"),
        set(.json, #"["sops"]"#, "1", .ours(203, sops: 0)),
        set(.ini, #"["s"]["a"]"#, #""2""#), set(.ini, #"["s"]["n"]"#, "5"), set(.ini, #"["s"]["n"]"#, "true"), set(.ini, #"["u"]"#, #"{"a": "1"}"#),
        set(.ini, #"["u"]["x"]"#, #""1""#), set(.ini, #"["s"]["m"]"#, #""a\nb""#), set(.ini, #"["DEFAULT"]["d"]"#, #""x""#),
        set(.ini, #"["s"]["n"]"#, "null", .ours(4, sops: 0)), set(.ini, #"["s"]["n"]"#, #"{"a": 1}"#, .ours(4, sops: 0)),
        set(.ini, #"["s"]["a"][0]"#, #""x""#, .ours(4, sops: 0)), set(.ini, #"["k"]"#, #""v""#, .refused(4)),
        set(.dotenv, #"["A"]"#, #""2""#), set(.dotenv, #"["A"]"#, "2"), set(.dotenv, #"["N"]"#, #""a\nb""#), set(.dotenv, #"["A B"]"#, #""x""#),
        set(.dotenv, #"["N"]"#, #"{"a": 1}"#, .refused(4)), set(.dotenv, #"["N"][0]"#, "1", .refused(4)), set(.dotenv, #"["N"]"#, "null", .ours(4, sops: 0)),
        set(.dotenv, #"["sops_mac"]"#, #""x""#, .ours(203, sops: 0)),
        set(.binary, #"["data"]"#, #""changed""#), set(.binary, #"["other"]"#, #""x""#), set(.binary, #"["data"]"#, "5", .ours(4, sops: 0)),
        set(.binary, #"["data"]["x"]"#, #""x""#, .ours(4, sops: 0)),
        // Removing.
        unset(.yaml, #"["a"]"#), unset(.yaml, #"["t"]"#), unset(.yaml, #"["l"]"#), unset(.yaml, #"["l"][0]"#), unset(.yaml, #"["l"][3]["m"]"#),
        unset(.yaml, #"["m"]["s"]"#), unset(.yaml, #"["e"]"#), unset(.documents, #"["l"][1]"#), unset(.json, #"["l"][0]"#), unset(.json, #"["m"]["s"]"#),
        unset(.json, #"["l"]"#), unset(.ini, #"["s"]"#), unset(.ini, #"["s"]["a"]"#), unset(.dotenv, #"["A"]"#), unset(.dotenv, #"["B"]"#),
        unset(.yaml, #"["nope"]"#, .refused(1)), unset(.yaml, #"["l"][77]"#, .refused(1)), unset(.yaml, #"["a"]["x"]"#, .refused(1)),
        unset(.json, #"["z"]["x"]"#, .refused(1)), unset(.json, "[0]", .refused(1)), unset(.json, #"["m"][0]"#, .refused(1)),
        unset(.documents, #"["q"]"#, .refused(1)), unset(.yaml, "x", .refused(7)), unset(.yaml, "", .ours(1, sops: 2)),
        unset(.json, #"["l"]["x"]"#, .ours(1, sops: 2)), unset(.json, #"["l"][-1]"#, .ours(1, sops: 2)), unset(.binary, #"["data"]"#, .ours(4, sops: 0)),
    ]

    @Test("both tools set and unset the same, or refuse with the same code", arguments: changes)
    func bothDoTheSame(change: Change) throws {
        let workspace = try Workspace()
        let name = change.sample.name
        let old = try change.sample.encrypt(in: workspace)
        let oldTexts = try workspace.ciphertexts(name)
        let sops = try workspace.peer("sops", change.arguments)
        let bySops = try workspace.decrypted(name)
        let (sopsMetadata, sopsTexts) = (try workspace.metadata(name), try workspace.ciphertexts(name))
        try workspace.put(old, name)
        let ours = try workspace.rcsops(change.arguments)
        switch change.end {
        case .same:
            #expect(sops.code == 0 && ours.code == 0, "\(sops.messages)\(ours.messages)")
            #expect(bySops != nil)
            #expect(try workspace.decrypted(name) == bySops)
            // sops writes its default rule into a document without one.
            let rule = "\n\"unencrypted_suffix\": \"_unencrypted\","
            #expect(try workspace.metadata(name) == (change.sample == .binary ? sopsMetadata.replacingOccurrences(of: rule, with: "") : sopsMetadata))
            // Of equal values in one list sops keeps one ciphertext; we keep all.
            #expect(try workspace.ciphertexts(name).intersection(oldTexts).isSuperset(of: sopsTexts.intersection(oldTexts)))
            #expect(try workspace.data(name) != old && ours.output.isEmpty && ours.messages.isEmpty)
        case .refused(let code):
            #expect(sops.code == code && ours.code == code, "\(sops.messages)\(ours.messages)")
            #expect(try workspace.data(name) == old)
        case .ours(let code, let other):
            #expect(sops.code == other && ours.code == code, "\(sops.messages)\(ours.messages)")
            #expect(other != 0 || bySops == nil, "sops' file is of use")
            #expect(try workspace.data(name) == old)
        }
        #expect(change.end.isDone || ours.messages.contains("fix: "))
    }

    static let wrong: [([String], Int32)] = [
        (["set", "sample.yaml"], 100), (["set", "sample.yaml", "[\"a\"]"], 100), (["set", "sample.yaml", "[\"a\"]", "1", "2"], 100),
        (["set", "--value-stdin", "sample.yaml", "[\"a\"]", "1"], 100), (["set", "--value-file", "--value-stdin", "sample.yaml", "[\"a\"]"], 1),
        (["set", "--value-file", "sample.yaml", "[\"a\"]", "missing"], 1), (["set", "missing.yaml", "[\"a\"]", "1"], 2),
        (["unset", "sample.yaml"], 100), (["unset", "sample.yaml", "[\"a\"]", "b"], 100), (["unset", "missing.yaml", "[\"a\"]"], 2),
        (["set", "--decryption-order", "age,age", "sample.yaml", "[\"a\"]", "1"], 112), (["set", "rclone.conf", "[\"a\"]", "1"], 1),
        (["set", "plain.yaml", "[\"a\"]", "1"], 1), (["unset", "plain.yaml", "[\"a\"]"], 1),
    ]

    @Test("what is given in the wrong number is told with sops' code", arguments: wrong)
    func wrongArguments(arguments: [String], code: Int32) throws {
        let workspace = try Workspace()
        let old = try ValueSample.yaml.encrypt(in: workspace)
        try workspace.put("a: 1\n", "plain.yaml")
        #expect(try workspace.peer("sops", arguments).code == code)
        let ours = try workspace.rcsops(arguments)
        #expect(ours.code == code && ours.messages.contains("fix: "), "\(ours.messages)")
        #expect(try workspace.data("sample.yaml") == old)
    }

    @Test func theValueComesFromAFileOrFromStandardInput() throws {
        let workspace = try Workspace()
        _ = try ValueSample.yaml.encrypt(in: workspace)
        try workspace.put("\"of a file\"\n", "value.json")
        #expect(try workspace.rcsops("set", "--value-file", "sample.yaml", "[\"a\"]", "value.json").code == 0)
        #expect(try workspace.peer("sops", "decrypt", "--extract", "[\"a\"]", "sample.yaml").text == "of a file")
        #expect(try workspace.rcsops("set", "--value-stdin", "sample.yaml", "[\"a\"]", input: Data("{\"b\": \"of a pipe\"}\n".utf8)).code == 0)
        #expect(try workspace.peer("sops", "decrypt", "--extract", "[\"a\"][\"b\"]", "sample.yaml").text == "of a pipe")
    }

    @Test("with --idempotent an equal value writes nothing, and another does", arguments: ValueSample.allCases)
    func idempotent(sample: ValueSample) throws {
        let (path, same, other) =
            switch sample {
            case .yaml, .documents: ("[\"l\"][3]", "{\"k\": \"v\"}", "{\"k\": \"w\"}")
            case .json: ("[\"l\"][2]", "{\"k\": null}", "{\"k\": 1}")
            case .ini: ("[\"s\"][\"b\"]", "\"x y\"", "\"x\"")
            case .dotenv: ("[\"B\"]", "\"two\"", "\"2\"")
            case .binary: ("[\"data\"]", "\"any\\u0000bytes\\n\"", "\"\"")
            }
        let workspace = try Workspace()
        _ = try sample.encrypt(in: workspace)
        // So that the value has the type that JSON gives it.
        #expect(try workspace.rcsops("set", sample.name, path, same).code == 0)
        let old = try workspace.data(sample.name)
        #expect(try workspace.rcsops("set", "--idempotent", sample.name, path, same).code == 0)
        #expect(try workspace.data(sample.name) == old)
        #expect(try workspace.peer("sops", "set", "--idempotent", sample.name, path, same).code == 0)
        #expect(try workspace.data(sample.name) == old)
        #expect(try workspace.rcsops("unset", "--idempotent", sample.name, "[\"nope\"]").code == 0)
        #expect(try workspace.data(sample.name) == old)
        #expect(try workspace.rcsops("set", "--idempotent", sample.name, path, other).code == 0)
        #expect(try workspace.data(sample.name) != old)
        #expect(try workspace.decrypted(sample.name) != nil)
    }

    @Test func aDamagedFileIsChangedOnlyWhereTheMACIsToBeIgnored() throws {
        let workspace = try Workspace()
        _ = try ValueSample.yaml.encrypt(in: workspace)
        try workspace.put(try workspace.text("sample.yaml").replacingOccurrences(of: "left alone", with: "changed"), "sample.yaml")
        for arguments in [["set", "sample.yaml", "[\"a\"]", "1"], ["unset", "sample.yaml", "[\"a\"]"]] {
            #expect(try workspace.peer("sops", arguments).code == 51)
            #expect(try workspace.rcsops(arguments).code == 51)
        }
        #expect(try workspace.rcsops("set", "--ignore-mac", "sample.yaml", "[\"a\"]", "1").code == 0)
        #expect(try workspace.decrypted("sample.yaml") != nil)
    }

    @Test func theOutputTypeMakesAnotherFormatOfTheFile() throws {
        let workspace = try Workspace()
        _ = try ValueSample.json.encrypt(in: workspace)
        #expect(try workspace.rcsops("set", "--output-type", "yaml", "sample.json", "[\"a\"]", "\"ba\"").code == 0)
        #expect(try workspace.text("sample.json").hasPrefix("a: ENC["))
        let plain = try workspace.peer("sops", "decrypt", "--input-type", "yaml", "--output-type", "yaml", "sample.json")
        #expect(plain.text.hasPrefix("a: ba\n"))
    }

    @Test("random changes of random documents end the same in both tools", arguments: 0..<40) func randomChanges(trial: Int) throws {
        let seed = TestRun.seed(of: "changes, of trial \(trial)")
        var random = RandomChange(seed: seed &+ UInt64(trial))
        let workspace = try Workspace()
        try workspace.put(random.document(), "x.json")
        let format = ["yaml", "json"][trial % 2]
        let name = "x." + format
        let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output-type", format, "--output", name, "x.json")
        try #require(made.code == 0, "\(made.messages)")
        // Changes upon changes, each tool on its own file.
        for tool in ["a", "b"] { try workspace.put(try workspace.data(name), tool + "." + format) }
        for _ in 0..<6 {
            let arguments = random.arguments()
            let old = try workspace.data("b." + format)
            let sops = try workspace.peer("sops", [arguments[0], "a." + format] + arguments.dropFirst())
            let ours = try workspace.rcsops([arguments[0], "b." + format] + arguments.dropFirst())
            #expect(sops.code == ours.code || sops.code == 2 && ours.code == 1, "seed \(seed) \(arguments) \(ours.messages)")
            if ours.code != 0 { #expect(try workspace.data("b." + format) == old, "seed \(seed) \(arguments)") }
            #expect(try workspace.decrypted("a." + format) == workspace.decrypted("b." + format), "seed \(seed) \(arguments)")
            #expect(try workspace.decrypted("b." + format) != nil, "seed \(seed) \(arguments)")
        }
    }

    @Test("what somebody else writes between reading and writing is not lost", arguments: [
        ["set", "sample.yaml", "[\"a\"]", "1"], ["unset", "sample.yaml", "[\"a\"]"], ["rotate", "-i", "sample.yaml"],
        ["groups", "delete", "-i", "-f", "sample.yaml", "--shamir-secret-sharing-threshold", "1", "1"],
    ]) func changedInBetween(arguments: [String]) throws {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - key_groups:\n      - age: [\(workspace.recipient)]\n      - age: [\(workspace.recipient)]\n", ".sops.yaml")
        try workspace.put(ValueSample.yaml.text, "sample.yaml")
        #expect(try workspace.peer("sops", "encrypt", "-i", "sample.yaml").code == 0)
        // The identity comes once the file has been changed: the program has read the file by then, and waits.
        let script = """
            mkfifo key.fifo && { "$0" "$@" & } && sleep 0.5 && echo '# by somebody else' >> sample.yaml && cat key.txt > key.fifo; wait $!
            """
        let outcome = try Program.run(
            URL(fileURLWithPath: "/bin/sh"), ["-c", script, Program.rcsops.path] + arguments, in: workspace.folder,
            environment: ["SOPS_AGE_KEY_FILE": workspace.path("key.fifo")], seconds: 20)
        #expect(outcome.code == 3 && outcome.messages.contains("RC2011"), "\(outcome.code) \(outcome.messages)")
        #expect(try workspace.text("sample.yaml").hasSuffix("# by somebody else\n"))
    }

    @Test("a secret of an rclone.conf is not put there in clear", arguments: [
        (["--unencrypted-regex", "^(type|region)$"], "[\"region\"]", "{\"type\": \"s3\", \"secret_access_key\": \"TOPSECRET\"}"),
        (["--encrypted-regex", "^(access_key_id|secret_access_key)$"], "[\"source\"][\"session_token\"]", "\"TOPSECRET\""),
    ]) func secretInClear(rule: [String], path: String, value: String) throws {
        let workspace = try Workspace()
        let made = try workspace.rcsops(["encrypt", "--age", workspace.recipient, "--output", "rclone.enc.ini"] + rule + ["rclone.conf"])
        try #require(made.code == 0, "\(made.messages)")
        let old = try workspace.data("rclone.enc.ini")
        let ours = try workspace.rcsops("set", "rclone.enc.ini", path, value)
        #expect(ours.code == 23 && ours.messages.contains("RC3001") && !ours.messages.contains("TOPSECRET"), "\(ours.messages)")
        #expect(try workspace.data("rclone.enc.ini") == old)
        #expect(try workspace.rcsops("set", "rclone.enc.ini", "[\"source\"][\"region\"]", "\"eu-west-3\"").code == 0)
        #expect(try workspace.rcsops("set", "rclone.enc.ini", "[\"source\"][\"secret_access_key\"]", "\"OTHER\"").code == 0)
        #expect(try !workspace.text("rclone.enc.ini").contains("OTHER"))
    }

    @Test("without an identity nothing is written") func withoutIdentity() throws {
        let workspace = try Workspace()
        let old = try ValueSample.yaml.encrypt(in: workspace)
        #expect(try workspace.rcsops("set", "sample.yaml", "[\"a\"]", "1", environment: [:]).code == 128)
        #expect(try workspace.rcsops("rotate", "-i", "sample.yaml", environment: [:]).code == 128)
        #expect(try workspace.data("sample.yaml") == old)
    }

    @Test("a value is in no message", arguments: ["TOPSECRET", "[\"TOPSECRET\"]", "{\"a\": \"TOPSECRET", "\"TOPSECRET\""]) func noSecret(value: String) throws {
        let workspace = try Workspace()
        _ = try ValueSample.yaml.encrypt(in: workspace)
        #expect(try !workspace.rcsops("set", "sample.yaml", "[\"l\"][\"x\"]", value).messages.contains("TOPSECRET"))
        #expect(try !workspace.rcsops("set", "sample.yaml", "[\"a\"]", value).messages.contains("TOPSECRET"))
    }
}

extension ValueChangeTests.Change.End {
    var isDone: Bool { if case .same = self { true } else { false } }
}
