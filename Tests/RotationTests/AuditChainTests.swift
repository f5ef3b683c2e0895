import CommandDriver
import Foundation
import Testing

/// The audit log of a real rotation.
@Suite(.waiting, .enabled(if: RotationTrial.isBuilt)) struct AuditChainTests {
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
        // By which the back end's own log tells the same.
        for state in ["created", "deactivated", "deleted"] { #expect(lines.contains { $0.contains(" to=" + state + " ") && $0.contains(" req=") }, "\(lines)") }
        let mode = try FileManager.default.attributesOfItem(atPath: trial.workspace.path("audit.log"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("a transition whose line was lost with its process is told by the next one, once", arguments: 2...4)
    func afterADeath(save: Int) throws {
        let trial = try RotationTrial(pace: 10)
        #expect(try trial.rotate(environment: ["RCSOPS_FAULT": "journal.saved@\(save):kill"]).ending == .signal)
        _ = try trial.settle()
        let lines = try trial.workspace.text("audit.log").split(separator: "\n")
        func field(_ name: String, _ line: Substring) -> Substring? { line.split(separator: " ").first { $0.hasPrefix(name + "=") }?.dropFirst(name.count + 1) }
        #expect(lines.first.flatMap { field("from", $0) } == "planned" && lines.last.flatMap { field("to", $0) } == "done")
        for (line, next) in zip(lines, lines.dropFirst()) { #expect(field("to", line) == field("from", next), "\(line)\n\(next)") }
        #expect(Set(lines.map { field("seq", $0) }).count == lines.count)
        // Nobody is said to have done what another process did.
        let retold = lines.filter { $0.contains(" retold_by=") }
        #expect(retold.count == 1 && retold.allSatisfy { field("actor", $0) == nil && field("pid", $0) == nil && field("begun_by", $0) != nil }, "\(retold)")
        #expect(lines.allSatisfy { retold.contains($0) || field("actor", $0) != nil && field("pid", $0) != nil })
    }

    @Test func whatWasToldLongAgoIsNotToldOnceMore() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "1h", "--audit-log", "audit.log"]).code == 0)
        let told = try trial.workspace.text("audit.log")
        // What others have done since, more than is read at once.
        let others = String(repeating: told.replacingOccurrences(of: " rotation=", with: " rotation=other-"), count: 3_000_000 / told.utf8.count)
        #expect(others.utf8.count > 2_500_000)
        try trial.workspace.put(told + others, "audit.log")
        #expect(try trial.credentials(["resume", ".", "--audit-log", "audit.log"]).code == 0)
        #expect(try trial.workspace.text("audit.log") == told + others)
        // Another log has none of it, and does not ascribe it to whoever resumes.
        #expect(try trial.credentials(["resume", ".", "--audit-log", "other.log"]).code == 0)
        let lines = try trial.workspace.text("other.log").split(separator: "\n")
        #expect(lines.count == told.split(separator: "\n").count && lines.allSatisfy { $0.contains(" retold_by=") && !$0.contains(" actor=") }, "\(lines)")
        for (line, next) in zip(lines, lines.dropFirst()) { #expect(next.hasSuffix("prev=" + (try hash(String(line)).prefix(16)))) }
    }
}
