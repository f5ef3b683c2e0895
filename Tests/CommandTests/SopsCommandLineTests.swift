import CommandDriver
import Foundation
import TestVectors
import Testing

/// Called as `sops`: the same exit codes as the real one, and the same streams.
@Suite struct SopsCommandLineTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var arguments: [String]
        var environment: [String: String] = [:]
        var input = ""
        /// Where the two differ on purpose: what ours gives.
        var ours: Int32?
        var testDescription: String { (environment.map { $0.key + "=" + $0.value } + arguments).joined(separator: " ") }
    }

    private static let cases: [Case] = [
        .init(arguments: ["--version"]), .init(arguments: ["-v"]), .init(arguments: ["--disable-version-check", "--version"]),
        .init(arguments: ["help"]), .init(arguments: ["h"]), .init(arguments: ["--help"]), .init(arguments: ["-h"]), .init(arguments: ["-help"]),
        .init(arguments: ["help", "decrypt"]), .init(arguments: ["help", "nosuch"]), .init(arguments: ["decrypt", "--help"]),
        .init(arguments: ["decrypt", "help"]), .init(arguments: ["completion"]), .init(arguments: ["completion", "bash"]),
        .init(arguments: ["completion", "fish"]), .init(arguments: ["completion", "help"]),
        .init(arguments: ["--nosuch"]), .init(arguments: ["-d", "--nosuch", "e.yaml"]), .init(arguments: ["decrypt", "--nosuch"]),
        .init(arguments: ["decrypt", "--nosuch", "e.yaml"]), .init(arguments: ["decrypt", "-di", "e.yaml"]), .init(arguments: ["decrypt", "---i", "e.yaml"]),
        .init(arguments: ["--indent", "x", "-d", "e.yaml"]), .init(arguments: ["-d", "e.yaml"]), .init(arguments: ["--decrypt", "e.yaml"]),
        .init(arguments: ["-decrypt", "e.yaml"]), .init(arguments: ["--decrypt=true", "e.yaml"]), .init(arguments: ["-d=T", "e.yaml"]),
        .init(arguments: ["-d=maybe", "e.yaml"]), .init(arguments: ["decrypt", "e.yaml"]), .init(arguments: ["decrypt", "--", "e.yaml"]),
        .init(arguments: ["decrypt", "e.yaml", "--output-type", "json"]), .init(arguments: ["decrypt", "e.yaml", "--output-type=json"]),
        .init(arguments: ["decrypt", "e.yaml", "second"]), .init(arguments: ["decrypt", "e.yaml", "--nosuch"]),
        .init(arguments: ["decrypt", "-i=false", "e.yaml", "--output-type", "json"]), .init(arguments: ["decrypt", "--output-type"]),
        .init(arguments: ["-d"]), .init(arguments: ["-e"]), .init(arguments: ["-d", "nofile.yaml"]), .init(arguments: ["decrypt", "nofile.yaml"]),
        .init(arguments: ["decrypt", "-i"]), .init(arguments: ["encrypt", "-i"]), .init(arguments: ["encrypt"], input: "a: 1\n"),
        .init(arguments: ["encrypt", "--output", "x", "-i", "p.yaml"]), .init(arguments: ["decrypt", "--output", "x", "-i", "e.yaml"]),
        .init(arguments: ["encrypt", "p.yaml"]), .init(arguments: ["encrypt", "nofile.yaml"]), .init(arguments: ["encrypt", "e.yaml"], environment: ["SOPS_AGE_RECIPIENTS": "RECIPIENT"]),
        .init(arguments: ["encrypt", "p.yaml"], environment: ["SOPS_AGE_RECIPIENTS": "RECIPIENT"]),
        .init(arguments: ["-e", "p.yaml"], environment: ["SOPS_AGE_RECIPIENTS": "RECIPIENT"]),
        .init(arguments: ["--encrypt", "--age", "RECIPIENT", "p.yaml"]), .init(arguments: ["encrypt", "-a", "RECIPIENT", "p.yaml"]),
        .init(arguments: ["encrypt", "--age", "RECIPIENT,", "p.yaml"]), .init(arguments: ["encrypt", "--age", "nonsense", "p.yaml"]),
        .init(arguments: ["encrypt", "--age", "RECIPIENT", "--filename-override", "x.yaml"], input: "a: 1\n"),
        .init(arguments: ["encrypt", "--age", "RECIPIENT", "--encrypted-regex", "a", "--encrypted-suffix", "b", "p.yaml"]),
        .init(arguments: ["encrypt", "--age", "RECIPIENT", "--encrypted-regex", "(", "p.yaml"], ours: 1),
        .init(arguments: ["encrypt", "--age", "RECIPIENT", "--encryption-context", "nonsense", "p.yaml"]),
        .init(arguments: ["encrypt", "--age", "RECIPIENT", "--shamir-secret-sharing-threshold", "two", "p.yaml"]),
        .init(arguments: ["encrypt", "--age", "RECIPIENT", "bad.yaml"]), .init(arguments: ["encrypt", "--age", "RECIPIENT", "empty.yaml"]),
        .init(arguments: ["encrypt", "--age", "RECIPIENT", "--output", "no/such/folder", "p.yaml"]),
        .init(arguments: ["decrypt", "--output", "no/such/folder", "e.yaml"]), .init(arguments: ["decrypt", "p.yaml"]),
        .init(arguments: ["decrypt", "--input-type", "yaml", "--output-type", "yaml"], input: "ENCRYPTED"),
        .init(arguments: ["decrypt", "--output-type", "binary", "e.yaml"]), .init(arguments: ["decrypt", "--decryption-order", "age,age", "e.yaml"]),
        .init(arguments: ["decrypt", "--decryption-order", "pgp,unknown", "e.yaml"]), .init(arguments: ["decrypt", "e.yaml"], environment: ["SOPS_AGE_KEY_FILE": ""]),
        .init(arguments: ["decrypt", "e.yaml"], environment: ["SOPS_DECRYPTION_ORDER": "age,age"]),
        .init(arguments: ["decrypt", "--enable-local-keyservice=false", "e.yaml"]),
        .init(arguments: ["--enable-local-keyservice=false", "decrypt", "e.yaml"]),
        .init(arguments: ["encrypt", "--enable-local-keyservice=false", "--age", "RECIPIENT", "p.yaml"]),
        .init(arguments: ["decrypt", "e.yaml"], environment: ["SOPS_ENABLE_LOCAL_KEYSERVICE": ""]),
        .init(arguments: ["decrypt", "e.yaml"], environment: ["SOPS_ENABLE_LOCAL_KEYSERVICE": "nonsense"]),
        .init(arguments: ["--config", "nofile.yaml", "decrypt", "e.yaml"]), .init(arguments: ["--config", "nofile.yaml", "encrypt", "--age", "RECIPIENT", "p.yaml"]),
        .init(arguments: ["decrypt", "e.yaml"], environment: ["SOPS_CONFIG": "bad.yaml"]), .init(arguments: ["-e", "-d", "e.yaml"]),
        .init(arguments: ["-e", "-d", "--age", "RECIPIENT", "e.yaml"]), .init(arguments: ["-e", "-d", "--age", "RECIPIENT", "p.yaml"]),
        .init(arguments: ["--config", "nofile.yaml", "set", "e.yaml", "[\"a\"]", "2"]), .init(arguments: ["--config", "bad.yaml", "rotate", "e.yaml"]),
        .init(arguments: ["set", "e.yaml", "[\"a\"]", "-5"]), .init(arguments: ["set", "e.yaml", "[\"a\"]"]), .init(arguments: ["unset", "e.yaml"]),
        .init(arguments: ["unset", "e.yaml", "[\"zz\"]"]), .init(arguments: ["set", "e.yaml", "a", "1"]), .init(arguments: ["set", "e.yaml", "[\"a\"]", "nonsense"]),
        .init(arguments: ["--set", "[\"a\"] 1", "e.yaml"]), .init(arguments: ["--set", "nonsense", "e.yaml"]), .init(arguments: ["-r", "e.yaml"]),
        .init(arguments: ["rotate"]), .init(arguments: ["rotate", "nofile.yaml"]), .init(arguments: ["rotate", "--add-age", "RECIPIENT", "nofile.yaml"]),
        .init(arguments: ["rotate", "-i", "--rm-age", "RECIPIENT", "e.yaml"]), .init(arguments: ["groups"]), .init(arguments: ["groups", "add"]),
        .init(arguments: ["groups", "add", "-f", "e.yaml", "word"]), .init(arguments: ["groups", "delete", "-f", "e.yaml"]),
        .init(arguments: ["exec-env", "e.yaml"]), .init(arguments: ["exec-env", "e.yaml", "exit 3"]), .init(arguments: ["exec-file", "e.yaml", "cat {}"]),
        .init(arguments: ["exec-file", "--filename", "/x", "e.yaml", "cat {}"], ours: 1), .init(arguments: ["exec-env", "--same-process", "--background", "e.yaml", "true"]),
        .init(arguments: ["edit"]), .init(arguments: ["edit", "e.yaml"], environment: ["EDITOR": "true"]), .init(arguments: ["edit", "e.yaml"], environment: ["EDITOR": "false"]),
        .init(arguments: ["e.yaml"], environment: ["EDITOR": "true"]), .init(arguments: ["p.yaml"], environment: ["EDITOR": "true"]),
        .init(arguments: ["updatekeys"]), .init(arguments: ["updatekeys", "e.yaml"]), .init(arguments: ["filestatus", "folder"]), .init(arguments: ["keyservice", "--nosuch"]),
        .init(arguments: ["publish"]), .init(arguments: ["decrypt", "folder"]), .init(arguments: ["encrypt", "--age", "RECIPIENT", "folder"]),
    ]

    private static func workspace() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.put("a: 1\nb: text\n", "p.yaml")
        try workspace.put("a: [\n", "bad.yaml")
        try workspace.put("", "empty.yaml")
        try FileManager.default.createDirectory(atPath: workspace.path("folder"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: workspace.path("sops"), withDestinationPath: Program.rcsops.path)
        let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "e.yaml", "p.yaml")
        try #require(made.code == 0, "\(made.messages)")
        return workspace
    }

    @Test(arguments: cases) func exitCodeAndStreamsAreThoseOfSops(_ test: Case) throws {
        let (mine, theirs) = (try Self.workspace(), try Self.workspace())
        func run(_ program: URL, _ workspace: Workspace) throws -> Outcome {
            func filled(_ text: String) -> String { text == "ENCRYPTED" ? (try? workspace.text("e.yaml")) ?? "" : text.replacingOccurrences(of: "RECIPIENT", with: workspace.recipient) }
            let environment = workspace.identity.merging(test.environment.mapValues(filled)) { $1 }
            return try Program.run(program, test.arguments.map(filled), in: workspace.folder, environment: environment, input: Data(filled(test.input).utf8))
        }
        let ours = try run(mine.folder.appendingPathComponent("sops"), mine)
        let sops = try run(Program.peer("sops"), theirs)
        #expect(ours.code == test.ours ?? sops.code, "sops: \(sops.code) \(sops.messages) ours: \(ours.messages)")
        if test.ours == nil { #expect(ours.output.isEmpty == sops.output.isEmpty, "sops: \(sops.text) ours: \(ours.text)") }
        // What the command says is enough.
        if ours.code != 0, !test.arguments.contains("exec-env") { #expect(!ours.messages.isEmpty) }
        // What is decrypted is the same text.
        if sops.code == 0, test.arguments.contains(where: { $0.contains("d") }), !sops.text.contains("sops") { #expect(ours.output == sops.output) }
    }
}
