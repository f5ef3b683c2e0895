import CommandDriver
import Foundation
import Testing

/// `decrypt --extract` against the real sops.
@Suite struct ExtractTests {
    enum End: Sendable { case same, refused(Int32), ours(Int32, sops: Int32) }

    struct Extraction: Sendable {
        let sample: ValueSample
        let path: String
        let flags: [String]
        let end: End
    }

    static func take(_ sample: ValueSample, _ path: String, _ flags: [String] = [], _ end: End = .same) -> Extraction {
        Extraction(sample: sample, path: path, flags: flags, end: end)
    }

    static let paths: [Extraction] = [
        take(.yaml, #"["a"]"#), take(.yaml, #"['a']"#), take(.yaml, #"["n"]"#), take(.yaml, #"["f"]"#),
        take(.yaml, #"["b"]"#), take(.yaml, #"["z"]"#), take(.yaml, #"["t"]"#), take(.yaml, #"["l"]"#),
        take(.yaml, #"["l"][1]"#), take(.yaml, #"["l"][3]"#), take(.yaml, #"["l"][3]["m"]"#), take(.yaml, #"["e"]"#),
        take(.yaml, #"["el"]"#), take(.yaml, #"["m"]"#), take(.yaml, #"["m"]["s"]"#), take(.yaml, ""),
        take(.yaml, #"["plain_unencrypted"]"#), take(.yaml, #"["l"]"#, ["--output-type", "json"]),
        take(.yaml, #"["l"][3]"#, ["--output-type", "json"]), take(.yaml, #"["f"]"#, ["--output-type", "json"]),
        take(.yaml, #"["z"]"#, ["--output-type", "json"]), take(.yaml, #"["t"]"#, ["--output-type", "json"]),
        take(.yaml, #"["el"]"#, ["--output-type", "json"]), take(.yaml, #"["m"]"#, ["--output-type", "dotenv"]),
        take(.yaml, #"["n"]"#, ["--output-type", "ini"]), take(.yaml, #"["b"]"#, ["--output-type", "ini"]),
        take(.yaml, #"["m"]"#, ["--output-type", "ini"], .refused(4)), take(.yaml, #"["n"]"#, ["--output-type", "dotenv"], .refused(4)),
        take(.yaml, #"["n"]"#, ["--output-type", "binary"], .refused(4)), take(.yaml, #"["m"]"#, ["--output-type", "binary"], .refused(4)),
        take(.yaml, #"["zz"]"#, [], .refused(1)), take(.yaml, #"["l"][9]"#, [], .refused(1)), take(.yaml, #"["n"][0]"#, [], .refused(1)),
        take(.yaml, #"["a"]]"#, [], .refused(1)), take(.yaml, #"["a"#, [], .refused(91)), take(.yaml, "x", [], .refused(91)), take(.yaml, "[a]", [], .refused(91)),
        take(.yaml, #"["m"] ["s"]"#, [], .refused(91)), take(.yaml, "[]", [], .ours(91, sops: 2)), take(.yaml, "[\"]", [], .ours(91, sops: 2)),
        take(.yaml, #"["l"][-1]"#, [], .ours(1, sops: 2)), take(.yaml, #"["a"]["x"]"#, [], .ours(1, sops: 2)), take(.yaml, #"["l"]["x"]"#, [], .ours(1, sops: 2)),
        take(.yaml, #"["z"]["x"]"#, [], .ours(1, sops: 2)), take(.yaml, #"["m"][0]"#, [], .ours(1, sops: 0)), take(.documents, #"["q"]"#, [], .refused(1)),
        take(.json, #"["a"]"#), take(.json, #"["l"]"#), take(.json, #"["l"][2]"#), take(.json, #"["m"]["s"]"#),
        take(.json, #"["m"]"#, ["--output-type", "yaml"]), take(.json, #"["l"]"#, ["--output-type", "yaml"]), take(.json, #"["b"]"#),
        take(.ini, #"["s"]["a"]"#), take(.ini, #"["s"]"#, ["--output-type", "yaml"]), take(.ini, #"["s"]"#, ["--output-type", "dotenv"]),
        take(.ini, #"["s"]"#, [], .refused(4)), take(.ini, #"["s"]["zz"]"#, [], .refused(1)), take(.dotenv, #"["A"]"#), take(.dotenv, #"["B"]"#),
        take(.binary, #"["data"]"#), take(.binary, #"["x"]"#, [], .refused(1)),
    ]

    @Test("both tools give the same bytes, or refuse with the same code", arguments: paths)
    func bothGiveTheSame(extraction: Extraction) throws {
        let workspace = try Workspace()
        _ = try extraction.sample.encrypt(in: workspace)
        let arguments = ["decrypt", "--extract", extraction.path] + extraction.flags + [extraction.sample.name]
        let (sops, ours) = (try workspace.peer("sops", arguments), try workspace.rcsops(arguments))
        switch extraction.end {
        case .same:
            #expect(sops.code == 0 && ours.code == 0, "\(ours.messages)")
            #expect(sops.output == ours.output, "\(ours.text)")
        case .refused(let code): #expect(sops.code == code && ours.code == code && ours.output.isEmpty, "\(ours.messages)")
        case .ours(let code, let other): #expect(sops.code == other && ours.code == code && ours.output.isEmpty, "\(ours.messages)")
        }
    }

    @Test func aMappingComesAloneOutOfSeveralDocuments() throws {
        let workspace = try Workspace()
        _ = try ValueSample.documents.encrypt(in: workspace)
        let ours = try workspace.rcsops("decrypt", "--extract", "[\"l\"][3]", "documents.yaml")
        #expect(ours.text == "m: 1\nk: v\n")
        // sops prints the other documents behind it.
        #expect(try workspace.peer("sops", "decrypt", "--extract", "[\"l\"][3]", "documents.yaml").text == "m: 1\nk: v\n---\nq: 2\n")
    }

    @Test("called as sops, it prints what sops prints", arguments: ["[\"l\"][3]", "[\"m\"]", "[\"l\"]", "[\"a\"]", "[\"q\"]"]) func asSops(path: String) throws {
        let workspace = try Workspace()
        _ = try ValueSample.documents.encrypt(in: workspace)
        let link = workspace.folder.appendingPathComponent("sops")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
        let arguments = ["decrypt", "--extract", path, "documents.yaml"]
        let (sops, ours) = (
            try workspace.peer("sops", arguments), try Program.run(link, arguments, in: workspace.folder, environment: workspace.identity)
        )
        #expect(sops.code == ours.code && sops.output == ours.output, "\(ours.text)\(ours.messages)")
    }

    @Test func anEncryptedConfigGivesOneOption() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let ours = try workspace.rcsops("decrypt", "--extract", "[\"source\"][\"secret_access_key\"]", "rclone.enc.ini")
        #expect(ours.text == "TOPSECRET#with;marks")
        #expect(try workspace.peer("sops", "decrypt", "--extract", "[\"source\"][\"secret_access_key\"]", "rclone.enc.ini").output == ours.output)
    }

    @Test func theFileIsNotReplacedByAPartOfIt() throws {
        let workspace = try Workspace()
        let old = try ValueSample.yaml.encrypt(in: workspace)
        #expect(try workspace.rcsops("decrypt", "-i", "--extract", "[\"a\"]", "sample.yaml").code == 8)
        #expect(try workspace.data("sample.yaml") == old)
        #expect(try workspace.rcsops("decrypt", "--output", "a.txt", "--extract", "[\"a\"]", "sample.yaml").code == 0)
        #expect(try workspace.text("a.txt") == "one")
    }
}
