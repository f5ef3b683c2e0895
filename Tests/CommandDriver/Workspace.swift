package import Foundation

/// A folder with a key of its own and an rclone.conf, removed when the test ends.
package final class Workspace {
    package static let config = """
        # head
        [source]
        type = s3
        provider = AWS
        region = eu-west-1
        access_key_id=AKIAINVENTED00000000
        secret_access_key = TOPSECRET#with;marks

        [destination]
        # a note
        type = s3
        provider = Ceph
        endpoint = https://s3.example.com/
        access_key_id = DESTINATIONKEY
        secret_access_key = TOPSECRETTOO

        """

    package let folder: URL
    package let recipient: String

    package init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let made = try Program.run(Program.rcsops, ["key", "generate", "--output", "key.txt"], in: folder)
        recipient = made.text.trimmingCharacters(in: .newlines)
        try put(Self.config, "rclone.conf")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    package var identity: [String: String] { ["SOPS_AGE_KEY_FILE": path("key.txt")] }

    package func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    package func put(_ text: String, _ name: String) throws { try put(Data(text.utf8), name) }
    package func put(_ data: Data, _ name: String) throws { try data.write(to: folder.appendingPathComponent(name)) }
    package func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }
    package func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }

    /// Runs rcsops; with the identity unless another environment is given.
    package func rcsops(_ arguments: String..., environment: [String: String]? = nil, input: Data = Data()) throws -> Outcome {
        try rcsops(arguments, environment: environment, input: input)
    }

    /// The same for a list.
    package func rcsops(_ arguments: [String], environment: [String: String]? = nil, input: Data = Data()) throws -> Outcome {
        try Program.run(Program.rcsops, arguments, in: folder, environment: environment ?? identity, input: input)
    }

    package func peer(_ name: String, _ arguments: String..., environment: [String: String]? = nil) throws -> Outcome {
        try peer(name, arguments, environment: environment)
    }

    /// The same for a list.
    package func peer(
        _ name: String, _ arguments: [String], environment: [String: String]? = nil, seconds limit: Int = 120
    ) throws -> Outcome {
        try Program.run(Program.peer(name), arguments, in: folder, environment: environment ?? identity, seconds: limit)
    }

    /// rclone.enc.ini, made by rcsops of rclone.conf.
    package func encrypt(_ more: String...) throws {
        let made = try Program.run(
            Program.rcsops, ["encrypt", "--age", recipient, "--output", "rclone.enc.ini"] + more + ["rclone.conf"], in: folder)
        guard made.code == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: ["messages": made.messages]) }
    }
}
