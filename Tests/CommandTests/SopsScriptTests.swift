import CommandDriver
import Foundation
import Testing

/// Lines of scripts that call `sops`: with the real one and with ours in its place, the same code, output and files.
@Suite struct SopsScriptTests {
    @Test(arguments: [
        "sops --set '[\"a\"] 7' e.yaml", "sops --set '[\"a\"] 7' --output x.yaml e.yaml", "sops --set '[\"a\"] 7' -i --output x.yaml e.yaml",
        "sops decrypt --output= e.yaml", "sops decrypt -i --output '' e.yaml", "sops encrypt --age $R --output= -i p.yaml",
        "sops decrypt --output /dev/stdout e.yaml | cat", "sops decrypt --output /dev/fd/1 e.yaml | cat", "{ sops decrypt --output /dev/stdout e.yaml; } >> out",
        "sops decrypt --output /dev/stderr e.yaml 2>&1 | cat", "exec 5> gone; rm gone; sops decrypt --output /dev/fd/5 e.yaml",
        "sops decrypt ''  < e.yaml", "sops encrypt --age $R '' < p.yaml", "sops -d '' < e.yaml", "sops ''",
        "sops -d --input-type json e.bin", "sops -d --input-type yaml e.bin", "sops decrypt --input-type yaml < e.yaml",
        "cp e.yaml e.enc; sops decrypt --input-type yaml e.enc", "cp e.yaml e.enc; sops decrypt -i --input-type yaml e.enc",
        "cp p.yaml p.enc; sops encrypt --age $R --input-type yaml p.enc > o && sops decrypt --input-type json --output-type json o",
        "sops encrypt --age $R --input-type yaml --filename-override x.json < p.yaml > o && sops decrypt --input-type json --output-type json o",
        "sops -r nofile.yaml", "sops -r --add-age $R nofile.yaml", "sops rotate nofile.yaml",
        "sops rotate -i --rm-age nonsense e.yaml", "sops rotate -i --rm-age age1nonsense e.yaml", "sops rotate -i --add-age nonsense e.yaml",
        "SOPS_AGE_KEY= sops groups add -i -f e.yaml --age $R", "SOPS_AGE_KEY= sops decrypt e.yaml",
        "sops --indent 0x10 -d e.json", "sops --indent 010 -d e.json", "sops --indent 0_7 -d e.json", "sops --indent 1_0 -d e.json",
        "sops --indent 1__0 -d e.json", "sops --indent _1 -d e.json", "sops --indent +3 -d e.json", "sops --indent -+3 -d e.json",
        "sops --indent 08 -d e.json", "sops --indent 0b11 -d e.json", "sops --indent 0x -d e.json", "sops --indent '' -d e.json", "sops --indent 0 -d e.json",
    ]) func doesTheSame(_ script: String) throws {
        let (theirs, ours) = (try run(script, .sops), try run(script, .rcsops))
        #expect(ours.code == theirs.code, "sops: \(theirs.messages) ours: \(ours.messages)")
        if theirs.code == 0 { #expect(ours.output == theirs.output) }
        #expect(ours.files == theirs.files)
    }

    private struct Result {
        var code: Int32
        var output: Data
        var messages: String
        /// What the files hold, decrypted.
        var files: [String: String]
    }

    private func run(_ script: String, _ tool: SopsTool) throws -> Result {
        let workspace = try Workspace()
        try FileManager.default.createDirectory(atPath: workspace.path("bin"), withIntermediateDirectories: true)
        let program = tool == .sops ? Program.peer("sops") : Program.rcsops
        try FileManager.default.createSymbolicLink(atPath: workspace.path("bin/sops"), withDestinationPath: program.path)
        try workspace.put("a: 1\nb: text\n", "p.yaml")
        try workspace.put("{\"a\":{\"b\":1}}", "p.json")
        try workspace.put(Data([0x62, 0, 0xFF]), "p.bin")
        for form in ["yaml", "json", "bin"] {
            let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "e." + form, "p." + form)
            try #require(made.code == 0, "\(made.messages)")
        }
        let environment = workspace.identity.merging(["R": workspace.recipient]) { $1 }
        let made = try Program.run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", "PATH=\"$PWD/bin:/usr/bin:/bin\"; " + script], in: workspace.folder, environment: environment)
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path) where !["bin", "key.txt"].contains(name) {
            guard let data = try? workspace.data(name) else { continue }
            let isEncrypted = String(decoding: data, as: UTF8.self).contains("lastmodified")
            let opened = isEncrypted ? try workspace.peer("sops", "decrypt", name) : nil
            files[name] = opened.map { "\($0.code) \($0.text)" } ?? String(decoding: data, as: UTF8.self)
        }
        return Result(code: made.code, output: made.output, messages: made.messages, files: files)
    }
}
