import CommandDriver
import Foundation

/// A workspace that is a Git repository: key A is the workspace's own, B (b.txt) is a second recipient.
final class HistoryWorkspace {
    let workspace: Workspace
    let b: String
    private static let git = URL(fileURLWithPath: "/usr/bin/git")

    init() throws {
        workspace = try Workspace()
        b = try workspace.rcsops("key", "generate", "--output", "b.txt").text.trimmingCharacters(in: .newlines)
        try git("init", "-q", "-b", "main")
        try workspace.put("*.txt\nrclone.conf\n", ".git/info/exclude")
    }

    static func config(id: String, secret: String, more: String = "") -> String {
        "[prod]\ntype = s3\nprovider = AWS\naccess_key_id = \(id)\nsecret_access_key = \(secret)\n" + more
    }

    @discardableResult func git(_ arguments: String...) throws -> String {
        let made = try Program.run(
            Self.git, ["-c", "user.name=T", "-c", "user.email=t@example.com"] + arguments, in: workspace.folder)
        guard made.isSuccess else { throw CocoaError(.fileWriteUnknown, userInfo: ["arguments": arguments, "messages": made.messages]) }
        return made.text.trimmingCharacters(in: .newlines)
    }

    @discardableResult func commit(_ message: String = "change") throws -> String {
        try git("add", "-A")
        try git("commit", "-q", "-m", message)
        return try git("rev-parse", "HEAD")
    }

    func encrypt(_ text: String, to recipients: String, _ name: String = "rclone.enc.ini", _ more: [String] = []) throws {
        try workspace.put(text, "plain.conf.txt")
        let input = "plain.conf.txt"
        let made = try workspace.rcsops(["encrypt", "--age", recipients, "--output", name, "--filename-override", name] + more + [input], environment: [:])
        guard made.code == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: ["messages": made.messages]) }
    }

    struct Report: Decodable {
        struct Commit: Decodable { let id: String }
        struct Place: Decodable {
            let file: String
            let path: String
            let remote: String?
        }
        struct Exposure: Decodable {
            let file: String
            let former_files: [String]
            let path: String
            let remote: String?
            let pair: Bool
            let key_id: String?
            let status: String
            let reason: String?
            let audience: String
            let journal: Bool
            let first: Commit?
            let last: Commit?
            let removed: Commit?
            let still_recipient: Bool
            let live_in: [Place]
            let revoked: String
        }
        struct Journal: Decodable {
            let file: String
            let readable: Bool
        }
        let format: String
        let complete: Bool
        let incomplete: [String]
        let exit: Int
        let exposures: [Exposure]
        let shared: [Exposure]
        let journals: [Journal]
    }

    func exposed(_ more: String..., recipient: String? = nil, environment: [String: String]? = nil) throws -> (code: Int32, report: Report) {
        let made = try workspace.rcsops(["exposed", "--recipient", recipient ?? b, "--json"] + more, environment: environment)
        do { return (made.code, try JSONDecoder().decode(Report.self, from: made.output)) } catch {
            throw CocoaError(.coderReadCorrupt, userInfo: ["messages": made.messages, "text": made.text, "code": made.code])
        }
    }
}
