import CommandDriver
import Foundation
import RotationFiles
import SecretMemory
import Testing

/// The report of `exposed` as `credentials rotate --from-report` reads it: what the program prints is what this takes.
@Suite struct ReportedExposureTests {
    private func read(_ text: String) -> ReportedExposure.Report? {
        let arena = SecretArena()
        return ReportedExposure.report(in: arena.store(Array(text.utf8)), arena)
    }

    @Test("the pairs that are in use come out of the program's own report, with file, remote and key id") func own() throws {
        let workspace = try Workspace()
        func git(_ arguments: String...) throws {
            let made = try Program.run(
                URL(fileURLWithPath: "/usr/bin/git"), ["-c", "user.name=T", "-c", "user.email=t@example.com"] + arguments, in: workspace.folder)
            #expect(made.isSuccess, "\(made.messages)")
        }
        try git("init", "-q")
        try workspace.encrypt()
        try git("add", "rclone.enc.ini")
        try git("commit", "-q", "-m", "x")
        let report = try workspace.rcsops("exposed", "--recipient", workspace.recipient, "--json")
        #expect(report.code == 9)
        let found = try #require(read(report.text))
        let pairs = found.pairs
        #expect(found.recipient == workspace.recipient && pairs.map(\.remote) == ["destination", "source"])
        #expect(pairs.map(\.keyIDs) == [["DESTINATIONKEY"], ["AKIAINVENTED00000000"]])
        #expect(pairs.allSatisfy { FileManager.default.fileExists(atPath: found.repository + "/" + $0.file) })
    }

    @Test("what is superseded, gone, shared or no pair is not rotated; a pair in two files is each of them once") func chosen() throws {
        func item(_ file: String, _ status: String, pair: Bool = true, places: String = "[]", reason: String = "null", id: String = "null") -> String {
            "{\"file\":\"\(file)\",\"remote\":\"r\",\"pair\":\(pair),\"key_id\":\(id),\"status\":\"\(status)\",\"reason\":\(reason),\"live_in\":\(places)}"
        }
        let two = "[{\"file\":\"x\",\"path\":\"p\",\"remote\":\"one\"},{\"file\":\"y\",\"path\":\"p\",\"remote\":\"two\"},{\"file\":\"z\",\"path\":\"p\",\"remote\":null}]"
        let items = [
            item("a", "superseded"), item("b", "live", pair: false), item("c", "assume_live", reason: "\"not_replaced\""), item("d", "assume_live", reason: "\"unopened\""),
            item("e", "live", places: two), item("f", "live", places: two), item("g", "superseded_not_revoked"),
            item("h", "live", id: "\"A\""), item("h", "assume_live", reason: "\"unopened\"", id: "\"B\""), item("i", "live", id: "\"A\""), item("i", "live"),
        ]
        let found = read("{\"format\":\"rcsops-exposed/1\",\"repository\":\"/r\",\"recipient\":\"age1\",\"exposures\":[\(items.joined(separator: ","))],\"shared\":[\(item("s", "live"))]}")
        #expect(found?.repository == "/r" && found?.pairs.map { $0.file + ":" + $0.remote } == ["d:r", "x:one", "y:two", "h:r", "i:r"])
        // With one id that is not known, none is.
        #expect(found?.pairs.map(\.keyIDs) == [nil, nil, nil, ["A", "B"], nil])
    }

    @Test("anything else is no report", arguments: [
        "", "[]", "{}", "x", "{\"format\":\"rcsops-exposed/2\",\"repository\":\"/\",\"recipient\":\"a\",\"exposures\":[]}", "{\"format\":\"rcsops-exposed/1\",\"repository\":\"/\",\"exposures\":[]}", "{\"format\":\"rcsops-exposed/1\",\"recipient\":\"a\",\"exposures\":[]}",
        "{\"format\":\"rcsops-exposed/1\",\"repository\":\"/\",\"recipient\":\"a\",\"exposures\":[1]}", "{\"format\":\"rcsops-exposed/1\",\"repository\":\"/\",\"recipient\":\"a\",\"exposures\":{}}",
    ]) func malformed(text: String) { #expect(read(text) == nil) }
}
