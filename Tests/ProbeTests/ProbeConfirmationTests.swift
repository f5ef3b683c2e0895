import CommandDriver
import Foundation
import Testing

/// The question before `--check-write` writes.
@Suite struct ProbeConfirmationTests {
    private struct Session: Decodable {
        let shown: String
        let code: Int32
        let unasked: Int
    }

    @Test("it names each place, spells out what would move the cursor, and n writes and asks nothing") func noIsNo() throws {
        // Nobody listens there: an answer of y would end with 6.
        let bench = try ProbeBench(
            OddServers.remote("s", "http://127.0.0.1:1") + "[a]\ntype = alias\nremote = s:bkt/fol\u{1B}[2Kder\n")
        for (answer, code) in [("n", Int32(1)), ("y", 6)] {
            let outcome = try Program.run(
                URL(fileURLWithPath: "/usr/bin/python3"),
                [Program.testPeer("terminal.py").path, "[y/n] ", answer + "\\n", "--", Program.rcsops.path, "probe", "--check-write", "--bucket", "s:own", "rclone.conf"],
                in: bench.folder)
            let session = try JSONDecoder().decode(Session.self, from: outcome.output)
            #expect(session.unasked == 0 && session.code == code, "\(session.shown)")
            #expect(session.shown.contains("write a test object to s:own, s:bkt/fol\\u{1B}[2Kder, and delete it?") && !session.shown.contains("\u{1B}[2K"))
            #expect(session.shown.contains("RC8407") == (answer == "n"))
        }
    }
}
