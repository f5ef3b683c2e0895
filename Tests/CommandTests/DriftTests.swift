import CommandDriver
import Foundation
import Testing

/// `check --drift DEPLOYED`.
@Suite struct DriftTests {
    private let config = "[r]\ntype = drive\ntoken = {\"access_token\":\"TOPSECRET\",\"refresh_token\":\"r\"}\nroot_folder_id = a\n\n[s]\ntype = local\n\n"

    private func codes(_ deployed: String, _ more: String...) throws -> [String] {
        let workspace = try Workspace()
        try workspace.put(config, "rclone.conf")
        try workspace.encrypt()
        try workspace.put(deployed, "deployed.conf")
        let outcome = try Program.run(
            Program.rcsops, ["check", "--json", "--drift", "deployed.conf"] + more + ["rclone.enc.ini"], in: workspace.folder,
            environment: workspace.identity)
        #expect(!outcome.text.contains("TOPSECRET"))
        let findings = try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]] ?? []
        let codes = findings.compactMap { $0["code"] as? String }.filter { ["RC1054", "RC1055", "RC1056"].contains($0) }
        #expect((outcome.code == 0) == codes.isEmpty, "\(outcome.messages)")
        return codes.sorted()
    }

    @Test("a copy whose token alone was refreshed has not drifted")
    func tokensDoNotCount() throws {
        #expect(try codes(config) == [])
        #expect(try codes(config.replacingOccurrences(of: "TOPSECRET", with: "TOPSECRETNEW")) == [])
    }

    @Test("changed, missing and added remotes and options are told")
    func differencesAreTold() throws {
        #expect(try codes(config.replacingOccurrences(of: "root_folder_id = a", with: "root_folder_id = b")) == ["RC1056"])
        #expect(try codes(config.replacingOccurrences(of: "root_folder_id = a\n", with: "")) == ["RC1054"])
        #expect(try codes(config + "[t]\ntype = local\n") == ["RC1055"])
        #expect(try codes(config.replacingOccurrences(of: "[s]", with: "[t]")) == ["RC1054", "RC1055"])
        #expect(try codes(config + "[t]\ntype = local\n", "--remote", "s") == [])
    }
}
