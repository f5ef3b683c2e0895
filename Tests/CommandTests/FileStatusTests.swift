import CommandDriver
import Foundation
import Testing

/// `filestatus` against the real sops.
@Suite struct FileStatusTests {
    static let texts: [(String, String)] = [
        ("a.yaml", "a: 1\n"), ("b.yaml", "a: 1\nsops: null\n"), ("c.yaml", "a: 1\nsops: {}\n"), ("d.yaml", "a: 1\nsops: [1]\n"),
        ("e.yaml", "a: 1\nsops: x\n"), ("f.yaml", ""), ("g.yaml", "a: [\n"), ("h.json", "{\"a\": 1}"), ("i.json", "{"), ("j.ini", "[s]\na = 1\n"),
        ("k.ini", "[s]\na = 1\n[sops]\nfoo = bar\n"), ("l.env", "A=1\n"), ("m.bin", "{\"a\": 1}"), ("n.bin", "no JSON"),
        ("o.yaml", "a: 1\nsops:\n    mac: x\n    version: 3.0.0\n    lastmodified: \"2024-01-01T00:00:00Z\"\n"),
    ]

    private func compare(_ arguments: [String], in workspace: Workspace) throws {
        let (sops, ours) = (try workspace.peer("sops", arguments), try workspace.rcsops(arguments))
        #expect(sops.code == ours.code && sops.output == ours.output, "\(arguments) \(sops.text) \(ours.text) \(ours.messages)")
    }

    @Test("both tools say the same of encrypted files, whole and damaged", arguments: ValueSample.allCases) func encrypted(sample: ValueSample) throws {
        let workspace = try Workspace()
        _ = try sample.encrypt(in: workspace)
        try compare(["filestatus", sample.name], in: workspace)
        let whole = try workspace.text(sample.name).split(separator: "\n", omittingEmptySubsequences: false)
        for field in ["version", "mac", "lastmodified"] where sample != .json && sample != .binary {
            try workspace.put(whole.filter { !$0.contains(field) }.joined(separator: "\n"), sample.name)
            try compare(["filestatus", sample.name], in: workspace)
        }
    }

    @Test("both tools say the same of files that are none", arguments: texts) func others(name: String, text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, name)
        try compare(["filestatus", name], in: workspace)
    }

    @Test func whatCanNotBeReadHasSopsCode() throws {
        let workspace = try Workspace()
        try compare(["filestatus"], in: workspace)
        try compare(["filestatus", "missing.yaml"], in: workspace)
        try compare(["filestatus", "."], in: workspace)
        try compare(["filestatus", "--input-type", "yaml", "rclone.conf"], in: workspace)
    }

    @Test func ofSeveralFilesEachLineNamesItsOwn() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        try workspace.put("{\"a\": 1}", "a\"b.json")
        let ours = try workspace.rcsops("filestatus", "rclone.conf", "rclone.enc.ini", "a\"b.json")
        #expect(ours.code == 0)
        #expect(
            ours.text
                == "{\"file\":\"rclone.conf\",\"encrypted\":false}\n{\"file\":\"rclone.enc.ini\",\"encrypted\":true}\n{\"file\":\"a\\\"b.json\",\"encrypted\":false}\n")
    }
}
