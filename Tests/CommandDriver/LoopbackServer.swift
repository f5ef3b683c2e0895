package import Foundation

/// A program that serves on loopback until its standard input is closed, and tells in one line of JSON that it is ready.
package enum LoopbackServer {
    /// What it told, and its standard input, to be kept as long as it is to live.
    package static func start<Ready: Decodable>(
        _ type: Ready.Type, program: URL, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (ready: Ready, input: Pipe) {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/nonexistent"].merging(environment) { $1 }
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // Ours must not keep the server alive in other children, nor theirs keep it from ending.
        _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        try? output.fileHandleForWriting.close()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte[byte.startIndex] != 0x0A { line += byte }
        guard !line.isEmpty else { throw CocoaError(.executableLoad, userInfo: ["arguments": arguments]) }
        return (try JSONDecoder().decode(type, from: line), input)
    }
}
