import Foundation
import TestVectors

/// A command that was run: what it printed, and how it ended.
struct Outcome {
    let code: Int32
    let output: Data
    let messages: String

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs rcsops as it was built beside the tests, and the real tools.
enum Program {
    /// The program under test.
    static let rcsops: URL = {
        if let named = ProcessInfo.processInfo.environment["RCSOPS_PROGRAM"] { return URL(fileURLWithPath: named) }
        // The test bundle lies in the folder of the build's products.
        return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("rcsops")
    }()

    /// A real tool that scripts/install-peers has installed. A missing one fails the test that wants it.
    static func peer(_ name: String) -> URL {
        VectorFolder.packageRoot.appendingPathComponent(".build/peers/bin").appendingPathComponent(name)
    }

    static func run(
        _ program: URL, _ arguments: [String], in folder: URL, environment: [String: String] = [:], input: Data = Data()
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // Nothing of the tester's own keys and rules counts.
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path].merging(environment) { $1 }
        // Files and not pipes: a pipe holds 64 KiB, and the program would wait for a reader that waits for it.
        let streams = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-streams-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: streams) }
        func stream(_ name: String, _ data: Data) throws -> URL {
            let file = streams.appendingPathComponent(name)
            try data.write(to: file)
            return file
        }
        let output = try stream("stdout", Data())
        let messages = try stream("stderr", Data())
        process.standardInput = try FileHandle(forReadingFrom: stream("stdin", input))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: messages)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            code: process.terminationStatus, output: try Data(contentsOf: output),
            messages: String(decoding: try Data(contentsOf: messages), as: UTF8.self))
    }
}
