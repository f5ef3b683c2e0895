import CommandDriver
import Foundation
import Testing

/// `--check-write` on real servers.
@Suite(.serialized) struct WriteCheckTests {
    @Test("the write check shows the rights and leaves nothing", arguments: [S3Server.Kind.seaweedfs, .moto]) func nothingIsLeft(kind: S3Server.Kind) throws {
        try WriteCheck.leavesNothing(kind)
    }
}

@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["RCSOPS_CEPH"] != nil, "scripts/test --ceph runs it"))
struct CephWriteCheckTests {
    @Test("the write check shows the rights and leaves nothing") func nothingIsLeft() throws { try WriteCheck.leavesNothing(.radosgw) }
}

enum WriteCheck {
    static func leavesNothing(_ kind: S3Server.Kind) throws {
        let server = try S3Server.shared(kind)
        let bench = try ProbeBench(server.remote("owner", try server.key(of: "owner")) + server.remote("reader", try server.key(of: "reader")))
        func listing() throws -> Set<Substring> {
            let made = try Program.run(Program.peer("rclone"), ["lsf", "--config", bench.path("rclone.conf"), "-R", "owner:bkt"], in: bench.folder)
            return Set(made.text.split(separator: "\n"))
        }
        let before = try listing()
        #expect(before.contains("folder/object"))
        let written = try bench.answers("--remote", "owner", "--bucket", "owner:bkt/folder", "--check-write", "--yes", "--as", "source")
        let rights = written["owner"]?.rights ?? [:]
        #expect(written["owner"]?.diagnosis == "ok" && written["owner"]?.residue == nil, "\(written["owner"]?.trail ?? "")")
        #expect(rights["put"] == "yes" && rights["delete"] == "yes" && rights["get"] == "yes", "\(kind): \(rights)")
        let refused = try bench.answers("--remote", "reader", "--bucket", "reader:bkt", "--check-write", "--yes", "--as", "destination")
        #expect(refused["reader"]?.rights["put"] == "no", "\(kind): \(refused["reader"]?.trail ?? "")")
        #expect(refused["reader"]?.diagnosis == "access_denied" && refused.exitCode == 4)
        // Other tests write to this server too, and what is theirs goes soon.
        var left = try listing().subtracting(before)
        for _ in 0..<20 where !left.isEmpty {
            Thread.sleep(forTimeInterval: 1)
            left = try left.intersection(listing())
        }
        let hasOwn = try listing().contains("folder/object")
        #expect(left.isEmpty && hasOwn, "\(left)")
    }
}
