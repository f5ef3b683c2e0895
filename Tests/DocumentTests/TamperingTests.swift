import CommandDriver
import Foundation
import Testing

/// Encrypted documents that somebody changed who has no key.
@Suite struct TamperingTests {
    private static let secrets = ["first-of-the-secrets", "second-of-the-secrets", "third-of-the-secrets"]

    private static func plain(_ format: SampleFormat) -> Sample {
        let pairs = [("alpha", secrets[0]), ("beta", secrets[1]), ("gamma", secrets[2]), ("seen_unencrypted", "readable")]
        return switch format {
        case .yaml: Sample(format, pairs.map { $0.0 + ": " + $0.1 + "\n" }.joined() + "number: 12345\n")
        case .json: Sample(format, "{" + pairs.map { "\"\($0.0)\": \"\($0.1)\"" }.joined(separator: ", ") + "}")
        case .ini: Sample(format, "[s]\n" + pairs.map { $0.0 + " = " + $0.1 + "\n" }.joined())
        case .dotenv: Sample(format, pairs.map { $0.0 + "=" + $0.1 + "\n" }.joined())
        case .binary: Sample(format, secrets[0])
        }
    }

    @Test func eachChangeIsRefusedWithSopsExitCode() async throws { try await check(Tampering.refused, "refused") }
    @Test func whatSopsTakesIsTakenOrRefusedAsTheTableSays() async throws { try await check(Tampering.taken, "accepted by sops") }

    private struct Case: Sendable {
        let tampering: Tampering
        let format: SampleFormat
        let writer: ToolPair.Tool
        let document: Data
    }

    private func check(_ tamperings: [Tampering], _ title: String) async throws {
        let tools = try ToolPair()
        var cases: [Case] = []
        for format in SampleFormat.allCases {
            for writer in ToolPair.Tool.allCases {
                let folder = try tools.makeFolder()
                let made = try tools.encrypt(Self.plain(format), with: writer, in: folder)
                guard made.isSuccess else {
                    Issue.record("\(format.rawValue) by \(writer): \(made.messages)")
                    continue
                }
                let text = EncryptedText(made.output, format)
                for tampering in tamperings where tampering.formats.contains(format) {
                    let changed = try #require(tampering.change(text), "\(tampering.name) can't be done in \(format.rawValue) by \(writer)")
                    try #require(changed.data != made.output, "\(tampering.name) changes nothing in \(format.rawValue)")
                    cases.append(Case(tampering: tampering, format: format, writer: writer, document: changed.data))
                }
            }
        }
        let problems = try await Trials.map(cases) { try Self.problems(of: $0, tools) }
        for (place, found) in problems.enumerated() where !found.isEmpty {
            let one = cases[place]
            Issue.record("\(one.tampering.name), \(one.format.rawValue) by \(one.writer):\n    \(found.joined(separator: "\n    "))\n\(Sample.shown([UInt8](one.document), limit: 700))")
        }
        print("tampering, \(title): \(problems.filter(\.isEmpty).count) of \(cases.count) changed documents")
    }

    private static func problems(of one: Case, _ tools: ToolPair) throws -> [String] {
        let folder = try tools.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var problems: [String] = []
        let their = try tools.decrypt(one.document, one.format, with: .sops, in: folder)
        if their.code != one.tampering.theirs { problems.append("sops: exit code \(their.code), and \(one.tampering.theirs) was expected: " + their.messages) }
        let our = try tools.decrypt(one.document, one.format, with: .rcsops, in: folder)
        if our.ending != .exit || our.code != one.tampering.ours {
            problems.append("rcsops: \(our.endingText), and \(one.tampering.ours) was expected: " + our.messages)
        }
        if our.isSuccess, their.isSuccess, our.output != their.output { problems.append("rcsops prints \(our.text), and sops \(their.text)") }
        if !our.isSuccess, !our.output.isEmpty { problems.append("rcsops printed something though it refused") }
        for secret in secrets + ["12345"] where our.messages.contains(secret) || (!our.isSuccess && our.text.contains(secret)) {
            problems.append("rcsops shows a value in a message")
        }
        return problems
    }
}
