import CommandDriver
import Foundation

/// The real sops, and rcsops called as sops, with one key and the same arguments.
final class ToolPair: Sendable {
    enum Tool: String, CaseIterable, Sendable {
        case sops, rcsops

        var other: Tool { self == .sops ? .rcsops : .sops }
    }

    let folder: URL
    let recipient: String
    private let link: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-documents-\(UUID().uuidString)")
        link = folder.appendingPathComponent("bin/sops")
        try FileManager.default.createDirectory(at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
        let made = try Program.run(Program.rcsops, ["key", "generate", "--output", "key.txt"], in: folder)
        recipient = made.text.trimmingCharacters(in: .newlines)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A folder below, for one document; the caller removes it.
    func makeFolder() throws -> URL {
        let made = folder.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        return made
    }

    func run(_ tool: Tool, _ arguments: [String], in folder: URL, input: Data = Data(), seconds: Int = 60) throws -> Outcome {
        try Program.run(
            tool == .sops ? Program.peer("sops") : link, arguments, in: folder,
            environment: ["SOPS_AGE_KEY_FILE": self.folder.appendingPathComponent("key.txt").path], input: input, seconds: seconds)
    }

    /// Encrypts a sample that lies in `folder`, into the file `TOOL.SUFFIX`.
    func encrypt(_ sample: Sample, with tool: Tool, in folder: URL) throws -> Outcome {
        let file = folder.appendingPathComponent(sample.format.fileName)
        try Data(sample.bytes).write(to: file)
        if sample.rule.isEmpty {
            return try run(tool, ["encrypt", "--age", recipient] + sample.flags + [sample.format.fileName], in: folder)
        }
        let rule = (["creation_rules:", "  - age: " + recipient] + sample.rule.map { "    " + $0 }).joined(separator: "\n") + "\n"
        try Data(rule.utf8).write(to: folder.appendingPathComponent(".sops.yaml"))
        return try run(tool, ["encrypt"] + sample.flags + [sample.format.fileName], in: folder)
    }

    /// Decrypts an encrypted document.
    func decrypt(_ document: Data, _ format: SampleFormat, with tool: Tool, in folder: URL, flags: [String] = []) throws -> Outcome {
        let file = folder.appendingPathComponent(tool.rawValue + "-reads-" + format.fileName)
        try document.write(to: file)
        return try run(tool, ["decrypt"] + flags + [file.lastPathComponent], in: folder)
    }
}
