import CommandDriver
import Foundation
import TestVectors

/// `rcsops rclone` with the real rclone, or with a script in its place.
enum RcloneRun {
    /// `start`: what starts rcsops; else Python does, with signals as they usually are.
    static func run(
        _ workspace: Workspace, _ arguments: [String], program: String? = nil, start: [String] = usualStart,
        more: [String: String] = [:], input: Data = Data()
    ) throws -> Outcome {
        let peers = VectorFolder.packageRoot.appendingPathComponent(".build/peers/bin").path
        var environment = workspace.identity
        environment["PATH"] = (program.map { _ in workspace.path("bin") + ":" } ?? "") + peers + ":/usr/bin:/bin"
        if let program { try put(program, in: workspace) }
        return try Program.run(
            Program.peer("python-with-pyrage"), start + [Program.rcsops.path, "rclone"] + arguments, in: workspace.folder,
            environment: environment.merging(more) { $1 }, input: input)
    }

    /// A script that is called rclone.
    static func put(_ program: String, in workspace: Workspace) throws {
        try FileManager.default.createDirectory(atPath: workspace.path("bin"), withIntermediateDirectories: true)
        try workspace.put("#!/bin/sh\n" + program, "bin/rclone")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.path("bin/rclone"))
    }

    /// The test's own process may hold signals back, and would hand that down.
    static let usualStart = [
        "-c",
        """
        import os, signal, sys
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.execv(sys.argv[1], sys.argv[1:])
        """,
    ]

    /// Starts rcsops where no folder in memory can be used.
    static func withoutMemoryFolder(_ reason: String) -> [String] {
        [VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/without-memory-folder.py").path, reason]
    }
}
