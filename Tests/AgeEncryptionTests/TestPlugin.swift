import AgeEncryption
import CommandDriver
import Foundation
import SecretMemory
import TestVectors

/// The plugin of the tests, `Tests/Peers/age-plugin-rcsopstest`, whose behaviour a mode chooses.
enum TestPlugin {
    static let folder = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers").path

    static func recipientText(_ mode: String, name: String = "rcsopstest") throws -> String {
        try text(["--name", name, "--recipient", mode])
    }

    static func identityText(_ mode: String, name: String = "rcsopstest") throws -> String {
        try text(["--name", name, "--identity", mode])
    }

    private static func text(_ arguments: [String]) throws -> String {
        let outcome = try run(folder + "/age-plugin-rcsopstest", arguments)
        return outcome.output.trimmingCharacters(in: .newlines)
    }

    /// Nobody at the terminal, and the plugin found.
    static func alone(seconds: Int = 20, path: String = folder) -> AgeSurroundings {
        AgeSurroundings(environment: { ["PATH": path, "RCSOPS_PLUGIN_TIMEOUT": String(seconds)][$0] })
    }

    static func recipient(_ mode: String, _ surroundings: AgeSurroundings = alone()) throws -> any AgeRecipient {
        try AgeKeyReader(surroundings).recipient(try recipientText(mode))
    }

    static func identity(_ mode: String, _ surroundings: AgeSurroundings = alone()) throws -> any AgeIdentity {
        try identity(text: try identityText(mode), surroundings)
    }

    static func identity(text: String, _ surroundings: AgeSurroundings = alone()) throws(AgeError) -> any AgeIdentity {
        try Array(text.utf8).withRawBytes { (text) throws(AgeError) in try AgeKeyReader(surroundings).identity(text, line: 1) }
    }

    static func seal(_ text: String, _ recipients: [any AgeRecipient]) throws(AgeError) -> [UInt8] {
        try Array(text.utf8).withRawBytes { (text) throws(AgeError) in try AgeFile.seal(text, to: recipients, armored: false) }
    }

    static func open(_ file: [UInt8], _ identities: [any AgeIdentity]) throws(AgeError) -> String {
        try file.withRawBytes { (file) throws(AgeError) in
            try AgeFile.open(file, with: identities, into: SecretArena()).withBytes { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// A program's whole run, with the plugin on its PATH.
    static func run(_ program: String, _ arguments: [String]) throws -> (output: String, errors: String, code: Int32) {
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = folder + ":" + (environment["PATH"] ?? "")
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/env"), [program] + arguments, in: FileManager.default.temporaryDirectory, environment: environment)
        return (outcome.text, outcome.messages, outcome.code)
    }

    /// A folder for one test, which removes it.
    static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("age-plugin-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
