import CommandDriver
import Foundation
import Testing

/// The exact calls that other programs make of `sops`: each gives the same with rcsops in its place.
@Suite struct SopsCallersTests {
    struct Call: CustomTestStringConvertible, Sendable {
        var caller: String
        /// FILE, PLAIN and RECIPIENT are filled in.
        var arguments: [String]
        var input: String?
        /// The file that holds the result; nil for standard output.
        var result: String?
        /// The result is ciphertext, which the real sops opens as this type.
        var type: String?
        var testDescription: String { caller + ": sops " + arguments.joined(separator: " ") }
    }

    private static let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n    name: s\nstringData:\n    password: hidden\n"

    static let calls: [Call] = [
        .init(caller: "helm-secrets", arguments: ["--encrypt", "--input-type", "yaml", "--output-type", "yaml", "--output", "made", "PLAIN"], result: "made", type: "yaml"),
        .init(caller: "helm-secrets", arguments: ["--decrypt", "--input-type", "yaml", "--output-type", "yaml", "--output", "made", "FILE"], result: "made"),
        .init(caller: "helm-secrets", arguments: ["--decrypt", "--input-type", "yaml", "--output-type", "yaml", "FILE"]),
        .init(caller: "helm-secrets", arguments: ["decrypt", "--input-type", "yaml", "--output-type", "yaml", "FILE"]),
        .init(caller: "Flux", arguments: ["--age=RECIPIENT", "--encrypt", "--encrypted-regex", "^(data|stringData)$", "--in-place", "PLAIN"], result: "PLAIN", type: "yaml"),
        .init(caller: "Flux", arguments: ["--decrypt", "FILE"]),
        .init(caller: "Flux, kustomize", arguments: ["-e", "--input-type=binary", "--output-type=json", "--age=RECIPIENT", "PLAIN"], type: "json"),
        .init(caller: "VS Code", arguments: ["--output-type", "yaml", "--input-type", "yaml", "-d", "FILE"]),
        .init(caller: "VS Code", arguments: ["--output-type", "yaml", "--input-type", "yaml", "-i", "-e", "PLAIN"], result: "PLAIN", type: "yaml"),
        .init(caller: "VS Code", arguments: ["--ignore-mac", "--decrypt", "FILE"]),
        .init(caller: "vim", arguments: ["--decrypt", "--input-type", "yaml", "--output-type", "yaml", "/dev/stdin"], input: "FILE"),
        .init(caller: "vim", arguments: ["--encrypt", "--input-type", "yaml", "--output-type", "yaml", "--age", "RECIPIENT", "/dev/stdin"], input: "PLAIN", type: "yaml"),
        .init(caller: "terraform, external data", arguments: ["-d", "--output-type", "json", "FILE"]),
        .init(caller: "terraform, external data", arguments: ["decrypt", "--extract", "[\"stringData\"][\"password\"]", "FILE"]),
        .init(caller: "git textconv", arguments: ["-d", "FILE"]), .init(caller: "git textconv", arguments: ["decrypt", "FILE"]),
        .init(caller: "make", arguments: ["-d", "-i", "FILE"], result: "FILE"),
        .init(caller: "make", arguments: ["--input-type", "yaml", "--output-type", "json", "--decrypt", "--output", "made.json", "FILE"], result: "made.json"),
        .init(caller: "Ansible", arguments: ["--decrypt", "--output-type", "json", "FILE"]),
        .init(caller: "Ansible", arguments: ["--age", "RECIPIENT", "--encrypt", "--input-type", "json", "--output-type", "yaml", "/dev/stdin"], input: "{\"a\": \"hidden\"}", type: "yaml"),
        .init(caller: "Ansible", arguments: ["--version", "--disable-version-check"]),
        .init(caller: "pre-commit hook", arguments: ["filestatus", "FILE"]), .init(caller: "pre-commit hook", arguments: ["filestatus", "PLAIN"]),
    ]

    @Test(arguments: calls) func aCallGivesWhatSopsGives(_ call: Call) throws {
        let results = try SopsTool.allCases.map { try result(of: call, by: $0) }
        #expect(results[0].code == results[1].code)
        if call.arguments.contains("--version") {
            // The first line is the reference's; the next says who answers.
            #expect(results[1].text.hasPrefix(results[0].text.split(separator: "\n")[0] + "\n"))
        } else {
            #expect(results[0].text == results[1].text, "\(results[1].text)")
        }
    }

    private func result(of call: Call, by tool: SopsTool) throws -> (code: Int32, text: String) {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - age: AGE\n".replacingOccurrences(of: "AGE", with: workspace.recipient), ".sops.yaml")
        try workspace.put(Self.secret, "plain.yaml")
        let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "file.yaml", "plain.yaml")
        try #require(made.code == 0, "\(made.messages)")
        func name(_ word: String) -> String {
            word.replacingOccurrences(of: "FILE", with: "file.yaml").replacingOccurrences(of: "PLAIN", with: "plain.yaml")
                .replacingOccurrences(of: "RECIPIENT", with: workspace.recipient)
        }
        let input: Data =
            switch call.input {
            case "FILE", "PLAIN": try workspace.data(name(call.input ?? ""))
            case let text?: Data(text.utf8)
            case nil: Data()
            }
        let outcome = try tool.run(call.arguments.map(name), in: workspace, input: input)
        let data = try call.result.map { try workspace.data(name($0)) } ?? outcome.output
        guard let type = call.type else { return (outcome.code, String(decoding: data, as: UTF8.self)) }
        #expect(!String(decoding: data, as: UTF8.self).contains("hidden"))
        try workspace.put(data, "opened")
        let opened = try workspace.peer("sops", "decrypt", "--input-type", type, "--output-type", type, "opened")
        return (outcome.code, opened.text)
    }
}
