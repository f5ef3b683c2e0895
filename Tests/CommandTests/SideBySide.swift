import CommandDriver
import Foundation
import Testing

/// Documents that the real sops has encrypted, for rcsops and sops to do the same with.
struct SideBySide {
    let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        try FileManager.default.createDirectory(atPath: workspace.path("bin"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: namedSops, withDestinationURL: Program.rcsops)
    }

    /// Encrypts a text by the real sops, into a file of that name.
    func encrypt(_ text: String, as name: String, _ more: String...) throws {
        try workspace.put(text, "plain-" + name)
        let made = try workspace.peer("sops", ["encrypt", "--age", workspace.recipient, "--output", name] + more + ["plain-" + name])
        try #require(made.isSuccess, "\(made.messages)")
    }

    /// rcsops under the name sops.
    var namedSops: URL { workspace.folder.appendingPathComponent("bin/sops") }

    /// Runs both, rcsops under both of its names, and expects that they print the same and end the same.
    @discardableResult
    func expectSame(
        _ arguments: [String], environment: [String: String] = [:], input: Data = Data(), _ place: SourceLocation = #_sourceLocation
    ) throws -> Outcome {
        let all = workspace.identity.merging(environment) { $1 }
        func run(_ program: URL) throws -> Outcome {
            try Program.run(program, arguments, in: workspace.folder, environment: all, input: input)
        }
        let (sops, rcsops, named) = (try run(Program.peer("sops")), try run(Program.rcsops), try run(namedSops))
        for other in [rcsops, named] {
            #expect(sops.code == other.code && sops.ending == other.ending, "\(arguments): \(sops.messages)\(other.messages)", sourceLocation: place)
            #expect(sops.output == other.output, "\(arguments)", sourceLocation: place)
        }
        return rcsops
    }

    /// Runs rcsops with the signals of a terminal as they usually are: the tests' own process may hold some back, and would
    /// hand that down. The ends of children are ignored, as by some parents.
    func withUsualSignals(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        let start = """
            import os, signal, sys
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT): signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            os.execv(sys.argv[1], sys.argv[1:])
            """
        return try Program.run(
            Program.peer("python-with-pyrage"), ["-c", start, Program.rcsops.path] + arguments, in: workspace.folder,
            environment: workspace.identity.merging(environment) { $1 })
    }
}
