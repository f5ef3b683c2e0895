package import Foundation

/// A program that serves on loopback until its standard input is closed, which the end of the value or of the tests does, and tells in one
/// line that it is ready.
package final class LoopbackServer: Sendable {
    /// The line that it told.
    package let ready: Data
    private let program: StartedProgram
    private let input: Pipe

    package init(_ program: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        input = Pipe()
        let output = Pipe()
        self.program = try StartedProgram(
            program, arguments, environment: ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/nonexistent"].merging(environment) { $1 },
            input: input.fileHandleForReading.fileDescriptor, output: output.fileHandleForWriting.fileDescriptor,
            errors: FileHandle.standardError.fileDescriptor)
        try output.fileHandleForWriting.close()
        try input.fileHandleForReading.close()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte[byte.startIndex] != 0x0A { line += byte }
        guard !line.isEmpty else { throw CocoaError(.executableLoad, userInfo: ["arguments": arguments]) }
        ready = line
    }

    deinit {
        try? input.fileHandleForWriting.close()
        _ = program.wait(seconds: 5)
    }

    package func told<Ready: Decodable>(_ type: Ready.Type) throws -> Ready { try JSONDecoder().decode(type, from: ready) }
}
