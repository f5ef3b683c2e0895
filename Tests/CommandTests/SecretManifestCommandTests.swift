import CommandDriver
import Foundation
import Testing

@Suite struct SecretManifestCommandTests {
    private func rendered(_ config: String) throws -> (Workspace, Outcome) {
        let workspace = try Workspace()
        try workspace.put(config, "rclone.conf")
        try workspace.encrypt("--quiet")
        let outcome = try workspace.rcsops("render", "secret", "rclone.enc.ini", "--name", "rclone", "--namespace", "sync")
        return (workspace, outcome)
    }

    @Test(arguments: [
        Workspace.config, "[a]\r\ntype = local\r\n", "[a]\ntype = local", "\n\n  [a]\ntype = local\n\n", "\t[a]\ntype = local\n",
        "[日本]\ntype = local\nx = \u{2028}é: 'quoted' \"both\" \\ {}\n",
    ]) func kubectlTakesItAndHoldsTheSameBytes(config: String) throws {
        let (workspace, outcome) = try rendered(config)
        #expect(outcome.code == 0, "\(outcome.messages)")
        let object = try #require(try KubectlReading.created(outcome.output, in: workspace).first)
        let held = (object["stringData"] as? [String: String])?["rclone.conf"].map { Data($0.utf8) }
            ?? (object["data"] as? [String: String])?["rclone.conf"].flatMap { Data(base64Encoded: $0) }
        #expect(held == Data(config.utf8))
        try workspace.put(try #require(held), "held.conf")
        let original = try workspace.peer("rclone", "--config", workspace.path("rclone.conf"), "config", "dump")
        let found = try workspace.peer("rclone", "--config", workspace.path("held.conf"), "config", "dump")
        #expect(found.text == original.text && found.code == 0)
    }

    @Test func thePlainFileGivesTheSameSecret() throws {
        let (workspace, outcome) = try rendered(Workspace.config)
        let plain = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "rclone", "--namespace", "sync", environment: [:])
        #expect(plain.output == outcome.output)
        #expect(plain.text.contains("stringData:\n  rclone.conf: |\n"))
    }
}
