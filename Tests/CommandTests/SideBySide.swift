import CommandDriver
import Foundation
import Testing

/// Documents that the real sops has encrypted, for rcsops and sops to do the same with.
struct SideBySide {
    let workspace: Workspace

    init() throws { workspace = try Workspace() }

    /// Encrypts a text by the real sops, into a file of that name.
    func encrypt(_ text: String, as name: String, _ more: String...) throws {
        try workspace.put(text, "plain-" + name)
        let made = try workspace.peer("sops", ["encrypt", "--age", workspace.recipient, "--output", name] + more + ["plain-" + name])
        try #require(made.isSuccess, "\(made.messages)")
    }

    /// Runs both; the real sops first.
    func run(_ arguments: [String], environment: [String: String] = [:], input: Data = Data()) throws -> (sops: Outcome, rcsops: Outcome) {
        let all = workspace.identity.merging(environment) { $1 }
        func run(_ program: URL) throws -> Outcome {
            try Program.run(program, arguments, in: workspace.folder, environment: all, input: input)
        }
        return (try run(Program.peer("sops")), try run(Program.rcsops))
    }

    /// Runs both, and expects that they print the same and end the same.
    @discardableResult
    func expectSame(
        _ arguments: [String], environment: [String: String] = [:], input: Data = Data(), _ place: SourceLocation = #_sourceLocation
    ) throws -> Outcome {
        let (sops, rcsops) = try run(arguments, environment: environment, input: input)
        #expect(sops.code == rcsops.code && sops.ending == rcsops.ending, "\(arguments): \(sops.messages)\(rcsops.messages)", sourceLocation: place)
        #expect(sops.output == rcsops.output, "\(arguments)", sourceLocation: place)
        return rcsops
    }

    /// Runs rcsops with the signals of a terminal as they usually are: the tests' own process may hold some back, and would
    /// hand that down.
    func withUsualSignals(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        let start = """
            import os, signal, sys
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT): signal.signal(number, signal.SIG_DFL)
            os.execv(sys.argv[1], sys.argv[1:])
            """
        return try Program.run(
            Program.peer("python-with-pyrage"), ["-c", start, Program.rcsops.path] + arguments, in: workspace.folder,
            environment: workspace.identity.merging(environment) { $1 })
    }
}
