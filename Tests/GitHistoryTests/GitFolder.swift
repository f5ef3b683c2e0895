import CommandDriver
import Foundation

/// A repository of the real git, removed when the test ends.
final class GitFolder {
    let folder: URL
    static let git = URL(fileURLWithPath: "/usr/bin/git")

    init(_ arguments: [String] = ["init", "-q", "-b", "main"]) throws {
        // As git prints it: without links.
        folder = URL(fileURLWithPath: FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/rcsops-git-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if !arguments.isEmpty { try git(arguments) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.path + "/" + name }

    func put(_ text: String, _ name: String) throws {
        let file = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func text(_ name: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self) }

    func script(_ name: String, _ text: String) throws {
        try put("#!/bin/sh\n" + text + "\n", name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
    }

    @discardableResult func git(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> String {
        try git(arguments, input: input, environment: environment)
    }

    @discardableResult func git(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> String {
        let names = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "protocol.file.allow=always"]
        let made = try Program.run(Self.git, names + arguments, in: folder, environment: environment, input: Data(input.utf8))
        guard made.isSuccess else { throw CocoaError(.fileWriteUnknown, userInfo: ["arguments": arguments, "messages": made.messages]) }
        return made.text.trimmingCharacters(in: .newlines)
    }

    /// Stages everything and commits it.
    @discardableResult func commit(_ message: String = "change", at time: Int? = nil) throws -> String {
        try git("add", "-A")
        let clock = time.map { ["GIT_COMMITTER_DATE": "@\($0) +0000", "GIT_AUTHOR_DATE": "@\($0) +0000"] } ?? [:]
        try git("commit", "-q", "-m", message, environment: clock)
        return try git("rev-parse", "HEAD")
    }

    func blob(_ text: String) throws -> String { try git("hash-object", "--stdin", input: text) }
}
