import CommandDriver
import Foundation

/// An rcsops that runs while the test does something to it, or to its files.
final class RunningCommand {
    private let program: StartedProgram
    private let streams: URL
    private let tell: (Outcome) -> Void
    private var hasEnded = false

    /// - Parameters:
    ///   - launcher: The words of a program that starts it.
    ///   - tell: Gets the outcome as well.
    init(_ arguments: [String], in folder: URL, environment: [String: String], through launcher: [String] = [], tell: @escaping (Outcome) -> Void = { _ in }) throws {
        let streams = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-streams-\(UUID().uuidString)")
        (self.streams, self.tell) = (streams, tell)
        try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
        let descriptors = ["out", "err"].map { open(streams.appendingPathComponent($0).path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) }
        defer { for descriptor in descriptors { close(descriptor) } }
        let words = launcher + [Program.rcsops.path] + arguments
        program = try StartedProgram(
            URL(fileURLWithPath: words[0]), Array(words.dropFirst()), environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }, folder: folder, output: descriptors[0],
            errors: descriptors[1])
    }

    deinit {
        if !hasEnded {
            program.send(SIGKILL)
            _ = program.wait(seconds: 5)
        }
        try? FileManager.default.removeItem(at: streams)
    }

    func send(_ signal: Int32) { program.send(signal) }

    /// Until it has come to a point where `RCSOPS_FAULT=POINT:stop` has it stand still.
    func waitUntilStopped() throws { try RotationTrial.wait("the point is not reached") { program.isStopped } }

    /// Waits for its end; true where that signal was it.
    func isKilled(by signal: Int32) throws -> Bool {
        let made = try outcome(seconds: 60)
        return made.ending == .signal && made.code == signal
    }

    /// Waits for its end.
    func outcome(seconds: Int = 120) throws -> Outcome {
        let (end, isTooLate) = program.wait(seconds: seconds)
        hasEnded = true
        let (code, ending): (Int32, Outcome.Ending) =
            switch end {
            case .exit(let code): (code, isTooLate ? .timeLimit : .exit)
            case .signal(let number): (number, isTooLate ? .timeLimit : .signal)
            }
        let made = Outcome(
            code: code, ending: ending, output: try Data(contentsOf: streams.appendingPathComponent("out")),
            messages: String(decoding: try Data(contentsOf: streams.appendingPathComponent("err")), as: UTF8.self))
        tell(made)
        return made
    }
}
