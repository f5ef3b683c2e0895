import CommandDriver
import Foundation
import Testing

/// The audit log of a real rotation.
@Suite(.enabled(if: RotationTrial.isBuilt)) struct AuditChainTests {
    private func hash(_ line: String) throws -> String {
        try Program.run(URL(fileURLWithPath: "/usr/bin/sha256sum"), [], in: FileManager.default.temporaryDirectory, input: Data(line.utf8)).text
    }

    @Test func eachTransitionIsALineThatNamesTheOneBefore() throws {
        let trial = try RotationTrial()
        #expect(try trial.rotate().code == 0)
        let lines = try trial.workspace.text("audit.log").split(separator: "\n").map(String.init)
        #expect(lines.first?.contains("from=planned to=creating") ?? false, "\(lines.first ?? "")")
        #expect(lines.last?.contains("to=done") ?? false, "\(lines.last ?? "")")
        #expect(lines.first?.hasSuffix("prev=0000000000000000") ?? false)
        for (line, next) in zip(lines, lines.dropFirst()) { #expect(next.hasSuffix("prev=" + (try hash(line).prefix(16)))) }
        let mode = try FileManager.default.attributesOfItem(atPath: trial.workspace.path("audit.log"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }
}
