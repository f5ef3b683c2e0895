import CommandDriver
import Foundation
import Testing

/// Documents that are encrypted or decrypted into another format.
@Suite struct ConversionTests {
    private struct Conversion: Sendable {
        let sample: Sample
        let target: SampleFormat
    }

    private static let documents: [Sample] = [
        Sample(.yaml, "# c\na: 1\nb: 1.5\nc: true\nd: null\ne: 2001-12-14\nf: \"x\\ny\"\ng: 1e21\nh: -0.25\n"),
        Sample(.yaml, "s:\n  # in\n  a: 1\n  b: x\nt:\n  c: \"q r\"\n  d: true\n  e: 1.0\n  f: 2001-12-14t21:59:43.10-05:00\n  g: null\n  h: 1e21\n"),
        Sample(.yaml, "a: {b: [1, {c: d}]}\n"), Sample(.yaml, "x: .inf\n"), Sample(.yaml, "a: \"\\u2029<&>\"\n\"k \": \"' '\"\n"), Sample(.yaml, "data: text\n"), Sample(.yaml, "sops_a: 1\n"),
        Sample(.json, #"{"a":1,"b":"x\n","c":null,"d":true,"e":1.5,"f":1e21}"#), Sample(.json, #"{"s":{"a":1,"b":"x;y","c":" z "},"t":{}}"#), Sample(.json, #"{"a":{"b":[1,[2]]}}"#),
        Sample(.json, #"{"data":"bytes"}"#), Sample(.json, #"{"a":"a\n\tb","y":"yes","n":"1","é":"~"}"#), Sample(.json, "{}"),
        Sample(.ini, "top=1\n; c\n[s]\na=x\nb=1\n; d\nc=true\n"), Sample(.ini, "[s]\na=`x;y`\nb=\"\"\"l1\nl2\"\"\"\n"), Sample(.ini, ""),
        Sample(.dotenv, "A=1\n#c\nB=a\\nb\nC= x \nD=\nE=true\n"), Sample(.dotenv, "sops=1\n"), Sample(.dotenv, ""), Sample(.binary, "text\n"), Sample(.binary, "{\"a\": 1}"),
    ]

    @Test func documentsAreConvertedAsBySops() async throws {
        let tools = try ToolPair()
        let conversions = Self.documents.flatMap { sample in
            SampleFormat.allCases.filter { $0 != sample.format }.map { Conversion(sample: sample, target: $0) }
        }
        let problems = try await Trials.map(conversions) { try Self.problems(of: $0, tools) }
        for (place, found) in problems.enumerated() where !found.isEmpty {
            let one = conversions[place]
            Issue.record("\(one.sample.format.rawValue) to \(one.target.rawValue): \(one.sample.name)\n    \(found.joined(separator: "\n    "))")
        }
        print("conversions: \(problems.filter(\.isEmpty).count) of \(conversions.count)")
    }

    private static func problems(of one: Conversion, _ tools: ToolPair) throws -> [String] {
        let folder = try tools.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var problems: [String] = []
        func compare(_ what: String, _ their: Outcome, _ our: Outcome) {
            if our.code != their.code || our.ending != .exit {
                problems.append("\(what): sops exit code \(their.code), rcsops \(our.endingText): \(our.messages)")
            } else if their.isSuccess, their.output != our.output {
                problems.append("\(what): sops \(Sample.shown([UInt8](their.output), limit: 600))\n        rcsops \(Sample.shown([UInt8](our.output), limit: 600))")
            }
        }
        let target = ["--output-type", one.target.rawValue]
        // The plaintext in another format.
        let encrypted = try tools.encrypt(one.sample, with: .sops, in: folder)
        let texts = try ToolPair.Tool.allCases.map { try tools.decrypt(encrypted.output, one.sample.format, with: $0, in: folder, flags: target) }
        // sops prints lists in INI as Go does for itself; nothing reads that back.
        let isGoSyntax = one.target == .ini && texts[1].code == 4 && (texts[0].text.contains("[{") || texts[0].text.contains("= ["))
        if !isGoSyntax { compare("decrypt", texts[0], texts[1]) }
        // The ciphertext in another format, read by sops.
        var sample = one.sample
        sample.flags = target
        let made = try ToolPair.Tool.allCases.map { try tools.encrypt(sample, with: $0, in: folder) }
        guard made[0].isSuccess, made[1].isSuccess else {
            // A document that sops itself can't read again is refused: null in INI and dotenv, lists in INI.
            let isLost = try made[0].isSuccess && made[1].code == 4 && !tools.decrypt(made[0].output, one.target, with: .sops, in: folder).isSuccess
            if made[0].code != made[1].code, !isLost { problems.append("encrypt: sops exit code \(made[0].code), rcsops \(made[1].endingText): \(made[1].messages)") }
            return problems
        }
        let read = try made.map { try tools.decrypt($0.output, one.target, with: .sops, in: folder) }
        compare("encrypt, read by sops", read[0], read[1])
        compare("encrypt, read by rcsops", read[0], try tools.decrypt(made[1].output, one.target, with: .rcsops, in: folder))
        return problems
    }
}
