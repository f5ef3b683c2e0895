import CommandDriver
import Foundation
import Testing
import TestVectors

/// Documents that are cut off, through the command: it ends by itself, and prints nothing when it fails.
@Suite struct PrefixTests {
    private static let documents: [SampleFormat: String] = [
        .yaml: "# c\na: &x {k: [1, \"q\\n\"]}\nb: |\n  l1\n  l2\nd: *x # e\nf:\n  - 'g'\n  - !!str 1\n  - 2001-12-14\n",
        .json: #"{"a":{"b":[1,[true,{"k":"x\u00e9"}]],"f":1e21},"p:q":"z\n","n":null,"e":""}"#,
        .ini: "; c\n[s]\na = \"q\"\nb = `x`\nc = \"\"\"l1\nl2\"\"\"\nd = x\\\n y\n# e\n[t]\nf : g ; h\n",
        .dotenv: "A=1\n#c\nB=a\\nb\nC=\"q\"\n", .binary: "some bytes\n",
    ]

    @Test(arguments: SampleFormat.allCases) func cutOffDocumentsEndTheCommandInOrder(_ format: SampleFormat) async throws {
        let tools = try ToolPair()
        let folder = try tools.makeFolder()
        let plain = Sample(format, Self.documents[format] ?? "")
        let encrypted = try tools.encrypt(plain, with: .sops, in: folder)
        try #require(encrypted.isSuccess)
        // Every seventh, from another one each time in the long run.
        let start = TestRun.isFull ? Int.random(in: 0..<7) : 0
        let step = TestRun.isFull ? 1 : 7
        let cuts = stride(from: start, to: plain.bytes.count, by: step).map { Data(plain.bytes.prefix($0)) }
        let cutsOfEncrypted = stride(from: start, to: encrypted.output.count, by: step).map { encrypted.output.prefix($0) }
        let problems = try await Trials.map(cuts.map { ($0, false) } + cutsOfEncrypted.map { ($0, true) }) { cut, isEncrypted in
            let folder = try tools.makeFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            try cut.write(to: folder.appendingPathComponent(format.fileName))
            let arguments = isEncrypted ? ["decrypt", format.fileName] : ["encrypt", "--age", tools.recipient, format.fileName]
            let outcome = try tools.run(.rcsops, arguments, in: folder, seconds: 10)
            return Self.problem(outcome).map { "\(arguments[0]) of \(cut.count) bytes: " + $0 }
        }
        let found = problems.compactMap(\.self)
        #expect(found.isEmpty, "\(found.prefix(5).joined(separator: "\n"))")
        print("prefixes of \(format.rawValue): \(problems.count - found.count) of \(problems.count)")
    }

    private static func problem(_ outcome: Outcome) -> String? {
        if outcome.ending != .exit { return outcome.endingText }
        if !outcome.isSuccess, !outcome.output.isEmpty { return "printed \(outcome.output.count) bytes and failed" }
        return outcome.isSuccess || !outcome.messages.isEmpty ? nil : "failed without a message"
    }
}
