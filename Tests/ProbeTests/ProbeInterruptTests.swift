import CommandDriver
import Foundation
import Testing

/// Ctrl-C, and what asks to end.
@Suite(.serialized) struct ProbeInterruptTests {
    @Test("a signal ends the probe with what is known, and with 130", arguments: [SIGINT, SIGTERM])
    func aSignalEndsTheProbe(signal: Int32) throws {
        let servers = try OddServers()
        let bench = try ProbeBench(
            OddServers.remote("one", servers.endpoint("plain")) + OddServers.remote("two", servers.endpoint("silent")) + "[three]\ntype = drive\n")
        let output = Pipe()
        let program = try StartedProgram(
            Program.rcsops, ["probe", "--json", "--bucket", "bkt", "rclone.conf"], environment: ["PATH": "/usr/bin:/bin", "HOME": bench.folder.path],
            folder: bench.folder, output: output.fileHandleForWriting.fileDescriptor)
        try output.fileHandleForWriting.close()
        // The first remote takes milliseconds; the second never ends by itself.
        Thread.sleep(forTimeInterval: 2.5)
        let sent = Date()
        program.send(signal)
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        #expect(program.wait(seconds: 10).end == .exit(130))
        #expect(Date().timeIntervalSince(sent) < 2)
        let answers = try JSONDecoder().decode(ProbeAnswers.self, from: text)
        #expect(answers.exitCode == 130)
        #expect(answers["one"]?.diagnosis == "ok", "\(answers["one"]?.trail ?? "")")
        #expect(answers["two"]?.diagnosis == "interrupted" && answers["two"]?.verdict == "error")
        #expect(answers["three"]?.diagnosis == "not_probed")
    }
}
