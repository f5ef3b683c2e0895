import CommandDriver
import Foundation
import Testing

/// Many files in one command: all that can be done is done, each failure is told, and Ctrl-C leaves every file whole.
@Suite struct ManyFilesTests {
    private static let count = 40

    private func workspace() throws -> (Workspace, [String]) {
        let workspace = try Workspace()
        let names = (0..<Self.count).map { "\($0).conf" }
        for name in names { try workspace.put(Workspace.config.replacingOccurrences(of: "# head", with: "# " + name), name) }
        return (workspace, names)
    }

    private func plain(_ name: String) -> Data { Data(Workspace.config.replacingOccurrences(of: "# head", with: "# " + name).utf8) }

    @Test(arguments: ["1", "2", "16"]) func everyFileIsReplacedAndComesBack(jobs: String) throws {
        let (workspace, names) = try workspace()
        let made = try workspace.rcsops(["encrypt", "-q", "-i", "--jobs", jobs, "--age", workspace.recipient] + names)
        #expect(made.code == 0 && made.messages.isEmpty, "\(made.messages)")
        let status = try workspace.rcsops(["filestatus", "--jobs", jobs] + names)
        #expect(status.text == names.map { "{\"file\":\"\($0)\",\"encrypted\":true}\n" }.joined())
        let before = try names.map { try workspace.data($0) }
        #expect(try workspace.rcsops(["rotate", "-q", "-i", "--jobs", jobs] + names).code == 0)
        #expect(try zip(names, before).allSatisfy { try workspace.data($0) != $1 })
        #expect(try workspace.rcsops(["check", "-q", "--jobs", jobs] + names).code == 0)
        #expect(try workspace.rcsops(["decrypt", "-q", "-i", "--jobs", jobs] + names).code == 0)
        for name in names { #expect(try workspace.data(name) == plain(name)) }
    }

    @Test func aFileThatFailsIsNamedAndStopsNoOther() throws {
        let (workspace, names) = try workspace()
        try workspace.put("[broken\n", "7.conf")
        let made = try workspace.rcsops(["encrypt", "-q", "-i", "--age", workspace.recipient] + names + ["nofile.conf"])
        #expect(made.code == 1 && made.messages.contains("7.conf") && made.messages.contains("nofile.conf"), "\(made.messages)")
        #expect(made.messages.contains("RC6509 2 of \(Self.count + 1) files failed"))
        #expect(try workspace.text("7.conf") == "[broken\n")
        for name in names where name != "7.conf" { #expect(try workspace.rcsops("decrypt", name).output == plain(name)) }
    }

    @Test func rotationOfManyIsOfAllOrNone() throws {
        let (workspace, names) = try workspace()
        let other = try Workspace()
        _ = try workspace.rcsops(["encrypt", "-q", "-i", "--age", workspace.recipient] + names)
        try workspace.put(plain("0.conf"), "0.conf")
        _ = try other.rcsops("encrypt", "-q", "-i", "--age", other.recipient, workspace.path("0.conf"))
        let before = try names.map { try workspace.data($0) }
        let made = try workspace.rcsops(["rotate", "-i"] + names)
        #expect(made.code == 128 && made.messages.contains("0.conf") && made.messages.contains("no file was changed"), "\(made.messages)")
        #expect(try names.map { try workspace.data($0) } == before)
    }

    @Test func severalResultsHaveNoOnePlace() throws {
        let (workspace, names) = try workspace()
        for command in ["encrypt", "decrypt"] {
            let made = try workspace.rcsops([command] + names.prefix(2))
            #expect(made.code == 64 && made.messages.contains("RC6507") && made.output.isEmpty)
        }
        #expect(try workspace.rcsops(["encrypt", "-i", "--jobs", "-1"] + names).code == 64)
    }

    /// However far it came: each file is the old one or the new one, and there is nothing beside them.
    @Test(arguments: [0.01, 0.03, 0.06, 0.1, 0.2]) func aSignalLeavesEveryFileWhole(seconds: Double) throws {
        let (workspace, names) = try workspace()
        let script = "trap - INT; \"$0\" encrypt -q -i --age \"$@\" & sleep \(seconds); kill -TERM $!; wait $!; echo $?"
        let made = try Program.run(
            URL(fileURLWithPath: "/bin/sh"), ["-c", script, Program.rcsops.path, workspace.recipient] + names, in: workspace.folder)
        #expect(["0\n", "143\n"].contains(made.text), "\(made.text) \(made.messages)")
        for name in names where try workspace.data(name) != plain(name) {
            #expect(try workspace.rcsops("decrypt", name).output == plain(name))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).filter { $0.contains("rcsops-") } == [])
    }
}
