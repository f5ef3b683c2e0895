import CommandDriver
import Foundation
import Testing

/// SSE-C on a server that has it: rclone writes the object, and we look at it.
@Suite(.serialized) struct CustomerKeyTests {
    @Test("an object under a customer's key is shown with the key alone, and the write check proves the key") func keysAreProven() throws {
        let server = try S3Server.shared(.seaweedfs)
        let key = "01234567890123456789012345678901"
        let (owner, algorithm) = (try server.key(of: "owner"), "sse_customer_algorithm = AES256")
        let bench = try ProbeBench(
            server.remote("raw", owner, more: [algorithm, "sse_customer_key = " + key])
                + server.remote("coded", owner, more: [algorithm, "sse_customer_key_base64 = MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="])
                + server.remote("other", owner, more: [algorithm, "sse_customer_key = " + String(key.reversed())])
                + server.remote("none", owner)
                + server.remote("twice", owner, more: ["sse_customer_key = " + key, "sse_customer_key_base64 = AAAA"])
                + server.remote("broken", owner, more: ["sse_customer_key_base64 = A"]))
        try bench.put("sealed\n", "sealed")
        func rclone(_ arguments: String...) throws -> Outcome {
            try Program.run(
                Program.peer("rclone"), ["--config", bench.path("rclone.conf"), "--retries", "1", "--low-level-retries", "1"] + arguments, in: bench.folder)
        }
        #expect(try rclone("copyto", "sealed", "raw:bkt/sse/sealed").isSuccess)
        let outcome = try bench.probe("--json", "--bucket", "bkt", "--object", "sse/sealed", "--check-write", "--yes", "rclone.conf")
        #expect(!outcome.text.contains(key) && !outcome.text.contains("MDEyMzQ1Njc4OTAx"))
        let answers = try ProbeAnswers(outcome)
        for (remote, diagnosis, unverified) in [
            ("raw", "ok", ["list"]), ("coded", "ok", ["list"]), ("other", "access_denied", []), ("none", "access_denied", []), ("twice", "config_conflict", []),
            ("broken", "config_invalid", []),
        ] as [(String, String, [String])] {
            let found = answers[remote]
            #expect(found?.diagnosis == diagnosis, "\(remote): \(found?.diagnosis ?? "nothing") \(found?.trail ?? "")")
            #expect(found?.unverified == unverified, "\(remote)")
            // rclone agrees: it reads where we say ok, and nowhere else.
            #expect(try rclone("cat", remote + ":bkt/sse/sealed").isSuccess == (diagnosis == "ok"), "\(remote)")
        }
        #expect(answers["raw"]?.trail.contains("object 200") == true && answers["other"]?.trail.contains("object 403") == true)
        #expect(answers["none"]?.trail.contains("object 400") == true)
        #expect(try rclone("lsf", "-R", "none:bkt/sse").text == "sealed\n")
        _ = try rclone("delete", "none:bkt/sse")
    }
}
