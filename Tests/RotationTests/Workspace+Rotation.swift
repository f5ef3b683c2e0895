import CommandDriver
import Foundation

extension Workspace {
    /// Git as a person of the tests uses it, in the workspace or a folder of it.
    @discardableResult func git(_ words: [String], in folder: String = "") throws -> String {
        let made = try Program.run(
            URL(fileURLWithPath: "/usr/bin/git"), ["-c", "user.name=T", "-c", "user.email=t@example.com"] + words, in: URL(fileURLWithPath: path(folder)))
        guard made.isSuccess else { throw CocoaError(.fileWriteUnknown, userInfo: ["arguments": words, "messages": made.messages]) }
        return made.text
    }

    /// The pair in a file by the real sops, so that nothing of ours vouches for ours.
    func pair(in file: String) throws -> S3Server.Key {
        let opened = try peer("sops", "decrypt", file)
        func value(_ name: String) -> String {
            opened.text.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: "=", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces) ?? ""
        }
        return S3Server.Key(id: value("access_key_id"), secret: value("secret_access_key"))
    }
}
