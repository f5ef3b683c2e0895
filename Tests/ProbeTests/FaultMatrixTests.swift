import CommandDriver
import Foundation
import Testing

/// Every fault on the real servers: the diagnosis that is meant, and rclone working or failing as it says.
@Suite(.serialized) struct FaultMatrixTests {
    @Test("each fault has its diagnosis, and rclone agrees", arguments: [S3Server.Kind.seaweedfs, .moto])
    func eachFaultHasItsDiagnosis(kind: S3Server.Kind) throws { try FaultMatrixRun.check(kind) }
}

/// The same on Ceph, whose packages are large: `scripts/test --ceph`.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["RCSOPS_CEPH"] != nil, "scripts/test --ceph runs it"))
struct CephFaultMatrixTests {
    @Test("each fault has its diagnosis, and rclone agrees") func eachFaultHasItsDiagnosis() throws { try FaultMatrixRun.check(.radosgw) }
}

/// The matrix on one server: a probe and an rclone for each case.
enum FaultMatrixRun {
    static func check(_ kind: S3Server.Kind) throws {
        let server = try S3Server.shared(kind)
        let cases = FaultMatrix.cases.compactMap { one in one.expected[kind].map { (one, $0) } }
        let bench = try ProbeBench(try cases.enumerated().map { try remote("c\($0)", $1.0, server) }.joined())
        var right = 0
        for (index, (one, expected)) in cases.enumerated() {
            let remote = "c\(index)"
            // Each for itself: in one run the remotes of one key share what is known of it.
            let answer = try #require(try probe(remote, one, bench)[remote], "\(kind): nothing about \(one.name)")
            let isDiagnosed = answer.diagnosis == expected.diagnosis
            #expect(isDiagnosed, "\(kind): \(one.name): \(answer.diagnosis) (\(answer.confidence)), not \(expected.diagnosis): \(answer.trail)")
            guard one.clock == nil else {
                if isDiagnosed { right += 1 }
                continue
            }
            let lists = try bench.rcloneLists(remote + ":" + (one.bucket ?? ""))
            #expect(lists == expected.rcloneLists, "\(kind): \(one.name): rclone \(lists ? "lists" : "fails")")
            // What is not proven is said to be neither.
            let agrees = answer.verdict == "unproven" || lists == (answer.verdict == "ok")
            #expect(agrees, "\(kind): \(one.name): \(answer.verdict), and rclone \(lists ? "lists" : "fails")")
            if isDiagnosed, lists == expected.rcloneLists, agrees { right += 1 }
        }
        print("fault matrix: \(right) of \(cases.count), \(kind.rawValue); rclone agrees")
    }

    private static func probe(_ remote: String, _ one: FaultCase, _ bench: ProbeBench) throws -> ProbeAnswers {
        var arguments = ["probe", "--json", "--remote", remote] + one.question.arguments + ["rclone.conf"]
        if let bucket = one.bucket { arguments += ["--bucket", remote + ":" + bucket] }
        guard let clock = one.clock else { return try ProbeAnswers(try Program.run(Program.rcsops, arguments, in: bench.folder)) }
        // Deadlines go by a clock that nobody sets.
        return try ProbeAnswers(
            try Program.run(
                URL(fileURLWithPath: "/usr/bin/faketime"), ["-f", clock, Program.rcsops.path] + arguments, in: bench.folder,
                environment: ["FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"]))
    }

    private static func remote(_ name: String, _ one: FaultCase, _ server: S3Server) throws -> String {
        var key = try server.key(of: one.user)
        one.changesKey(&key)
        if one.isAnonymous { return "[\(name)]\ntype = s3\nprovider = \(server.provider)\nendpoint = \(server.endpoint)\n\n" }
        return server.remote(name, key, more: one.options)
    }
}
