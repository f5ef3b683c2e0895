package import Foundation
internal import TestVectors

/// Runs rcsops as it was built beside the tests, and the real tools.
package enum Program {
    /// The program under test.
    package static let rcsops: URL = {
        if let named = ProcessInfo.processInfo.environment["RCSOPS_PROGRAM"] { return URL(fileURLWithPath: named) }
        // The test bundle lies in the folder of the build's products.
        return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("rcsops")
    }()

    /// A real tool that scripts/install-peers has installed. A missing one fails the test that wants it.
    package static func peer(_ name: String) -> URL {
        VectorFolder.packageRoot.appendingPathComponent(".build/peers/bin").appendingPathComponent(name)
    }

    /// A program of the tests themselves, in Tests/Peers.
    package static func testPeer(_ name: String) -> URL {
        VectorFolder.packageRoot.appendingPathComponent("Tests/Peers").appendingPathComponent(name)
    }

    /// Runs a program to its end, or to the time limit.
    package static func run(
        _ program: URL, _ arguments: [String], in folder: URL, environment: [String: String] = [:], input: Data = Data(),
        seconds limit: Int = 120
    ) throws -> Outcome {
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
        let handles = [
            try FileHandle(forReadingFrom: stream("stdin", input)), try FileHandle(forWritingTo: output),
            try FileHandle(forWritingTo: messages),
        ]
        defer { for handle in handles { try? handle.close() } }
        let started = try StartedProgram(
            program, arguments,
            // Nothing of the tester's own keys and rules counts.
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path].merging(environment) { $1 }, folder: folder,
            input: handles[0].fileDescriptor, output: handles[1].fileDescriptor, errors: handles[2].fileDescriptor)
        let (end, isTooLate) = started.wait(seconds: limit)
        let (code, ending): (Int32, Outcome.Ending) =
            switch end {
            case .exit(let code): (code, isTooLate ? .timeLimit : .exit)
            case .signal(let number): (number, isTooLate ? .timeLimit : .signal)
            }
        return Outcome(
            code: code, ending: ending, output: try Data(contentsOf: output), messages: String(decoding: try Data(contentsOf: messages), as: UTF8.self))
    }
}
