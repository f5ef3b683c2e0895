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
        let (output, messages, standardInput) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = messages
        process.standardInput = standardInput
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: input)
        try standardInput.fileHandleForWriting.close()
        // Small outputs only: a pipe holds 64 KiB, and stderr is read after stdout.
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let said = messages.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(code: process.terminationStatus, output: data, messages: String(decoding: said, as: UTF8.self))
    }
}
