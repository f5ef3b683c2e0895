import CommandDriver
import Foundation
import TestVectors
import Testing

/// docs/deploy.md: its commands run, and what it says of Flux holds.
@Suite struct DeployDocsTests {
    /// The blocks of the page that the shell runs, in order.
    private func blocks() throws -> [String] {
        let page = try String(contentsOf: VectorFolder.packageRoot.appendingPathComponent("docs/deploy.md"), encoding: .utf8)
        var blocks: [String] = []
        var isInside = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if isInside, line == "```" { isInside = false } else if isInside { blocks[blocks.count - 1] += line + "\n" } else if line == "```sh" {
                isInside = true
                blocks.append("")
            }
        }
        return blocks
    }

    @Test func everyCommandOfThePageRuns() throws {
        let workspace = try Workspace()
        for (name, target) in [
            ("rcsops", Program.rcsops), ("ksops", Program.rcsops), ("kubectl", Program.peer("kubectl")), ("sops", Program.peer("sops")),
        ] {
            try FileManager.default.createDirectory(atPath: workspace.path("bin"), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: workspace.path("bin/" + name), withDestinationPath: target.path)
        }
        try FileManager.default.createDirectory(atPath: workspace.path("run"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: workspace.path("work"), withIntermediateDirectories: true)
        let blocks = try blocks()
        #expect(blocks.count >= 9)
        let outcome = try Program.run(
            URL(fileURLWithPath: "/bin/bash"), ["-euxo", "pipefail", "-c", "cd work\n" + blocks.joined(separator: "\n")], in: workspace.folder,
            environment: ["PATH": workspace.path("bin") + ":/usr/bin:/bin", "XDG_RUNTIME_DIR": workspace.path("run")])
        #expect(outcome.code == 0, "\(outcome.text)\(outcome.messages)")
        #expect(outcome.text.contains("::add-mask::TOPSECRET#with;marks\n") && outcome.text.contains("encrypted_regex: ^(data|stringData)$"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.path("run")) == ["secret.yaml"])
    }

    /// kustomize-controller 1.9.4 makes JSON of the object after the build, and decrypts with sops' JSON store in and out,
    /// without a look at the MAC.
    @Test(arguments: ["rcsops", "sops"], ["data", "stringData"])
    func theRecommendedFormDecryptsAsFluxDoesIt(tool: String, form: String) throws {
        let workspace = try Workspace()
        let encoded = Data(Workspace.config.utf8).base64EncodedString()
        let text = Workspace.config.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
        // Keys in an order that is neither kubectl's nor the alphabet's.
        try workspace.put(
            "kind: Secret\ntype: Opaque\nmetadata:\n  namespace: sync\n  name: rclone\n  labels: {z: \"1\", a: \"2\"}\napiVersion: v1\n"
                + (form == "data" ? "data:\n  z: eA==\n  rclone.conf: \(encoded)\n" : "stringData:\n  z: x\n  rclone.conf: |\n\(text)\n"), "secret.enc.yaml")
        let rule = ["--age", workspace.recipient] + (tool == "sops" ? ["--encrypted-regex", "^(data|stringData)$"] : [])
        let made = tool == "sops"
            ? try workspace.peer("sops", ["encrypt", "-i"] + rule + ["secret.enc.yaml"])
            : try workspace.rcsops(["encrypt", "-i"] + rule + ["secret.enc.yaml"])
        #expect(made.code == 0, "\(made.messages)")
        #expect(try workspace.text("secret.enc.yaml").contains("encrypted_regex: ^(data|stringData)$"))

        try workspace.put("resources: [secret.enc.yaml]\ncommonAnnotations: {from: build}\n", "kustomization.yaml")
        let built = try workspace.peer("kubectl", "kustomize", ".")
        #expect(built.code == 0, "\(built.messages)")
        let object = try #require(try KubectlReading.objects(built.output, in: workspace).first)
        #expect((object["metadata"] as? [String: Any])?["name"] as? String == "rclone")
        try workspace.put(try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]), "object.json")

        let strict = try workspace.peer("sops", "decrypt", "--input-type", "json", "--output-type", "json", "object.json")
        #expect(strict.code != 0, "the order counts for the MAC, which is why Flux leaves it alone")
        for decrypted in [
            try workspace.peer("sops", "decrypt", "--input-type", "json", "--output-type", "json", "--ignore-mac", "object.json"),
            try workspace.rcsops("decrypt", "--input-type", "json", "--output-type", "json", "--ignore-mac", "object.json"),
        ] {
            #expect(decrypted.code == 0, "\(decrypted.messages)")
            let secret = try #require(try JSONSerialization.jsonObject(with: decrypted.output) as? [String: Any])
            #expect(secret["sops"] == nil && secret["kind"] as? String == "Secret")
            let values = secret[form] as? [String: String]
            #expect(values == (form == "data" ? ["z": "eA==", "rclone.conf": encoded] : ["z": "x", "rclone.conf": Workspace.config]))
        }
        #expect(try workspace.rcsops(["unrender", "--plain", "--output", "plain.conf", "secret.enc.yaml"]).code == 0)
        #expect(try workspace.text("plain.conf") == Workspace.config)
    }

    /// The release runs in the image; what it is made of is looked at in scripts/check-image, which needs the release.
    @Test func theContainerfileHoldsTheProgramAndNothingElse() throws {
        let lines = try String(contentsOf: VectorFolder.packageRoot.appendingPathComponent("deploy/Containerfile"), encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.first == "FROM scratch" && lines.contains("USER 65532:65532") && lines.contains("COPY . /usr/local/bin/"))
        #expect(lines.count { $0.hasPrefix("COPY") } == 1 && !lines.contains { $0.hasPrefix("RUN") })
    }
}
