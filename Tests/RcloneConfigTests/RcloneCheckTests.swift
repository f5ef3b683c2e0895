import Diagnostics
import Foundation
import RcloneConfig
import SecretMemory
import TestVectors
import Testing

@Suite struct RcloneCheckTests {
    private func codes(_ text: String, atLeast severity: Diagnostic.Severity = .warning) -> [String] {
        let document = RcloneDocument(parsing: SecretArena().store(Array(text.utf8)))
        return RcloneCheck.findings(in: document, file: "f").filter { $0.severity >= severity }.map(\.code)
    }

    private static let keys = "access_key_id = AKIAINVENTED00000000\nsecret_access_key = S\n"

    @Test func aGoodFileHasNoFindings() {
        #expect(codes("[s]\ntype = s3\nprovider = AWS\nregion = eu-west-1\n" + Self.keys) == [])
    }

    @Test(arguments: [
        ("[s]\nno separator\ntype = local\n", "RC1001"), ("[a]\ntype = local\n[a]\ndescription = y\n", "RC1002"),
        ("[s]\ntype = local\ntype = local\n", "RC1003"), ("key = value\n[s]\ntype = local\n", "RC1004"),
        ("[s]\nregion = x\n", "RC1006"), ("[s]\ntype = s33\n", "RC1007"),
        ("[s]\ntype = s3\nprovider = AWS\naccess_key_id = AKIAINVENTED00000000\n", "RC1010"),
        ("[s]\ntype = s3\nprovider = AWS\nsecret_access_key = A\n", "RC1010"),
        ("[s]\ntype = s3\nprovider = AWS\n", "RC1011"), ("[s]\ntype = s3\nendpoint = https://h\n" + keys, "RC1012"),
        ("[s]\ntype = s3\nprovider = minio\nendpoint = https://h\n" + keys, "RC1012"),
        ("[s]\ntype = s3\nprovider = Ceph\n" + keys, "RC1013"),
        ("[s]\ntype = s3\nprovider = Ceph\nendpoint = HTTP://h\n" + keys, "RC1014"),
        ("[s]\ntype = s3\nprovider = Ceph\nendpoint = ftp://h\n" + keys, "RC1014"),
        ("[s]\ntype = s3\nprovider = Ceph\nendpoint = httpbin.example:9000\n" + keys, "RC1014"),
        ("[s]\ntype = s3\nprovider = AWS\nchunk_size = 1Mi\n" + keys, "RC1015"),
        ("[s]\ntype = s3\nprovider = AWS\nupload_cutoff = 6Gi\n" + keys, "RC1015"),
        ("[s]\ntype = s3\nprovider = AWS\nenv_auth = yes\n" + keys, "RC1016"),
        ("[s]\ntype = s3\nprovider = AWS\nchunk_size = 10X\n" + keys, "RC1016"),
        ("[s]\ntype = s3\nprovider = AWS\nsecret_acces_key = S\n" + keys, "RC1017"),
        ("[s#x]\ntype = local\n", "RC1018"), ("[s]\ntype = local\ndescription = %(y)s\n", "RC1019"),
        ("[s]\ntype = local\ndescription = a`b\n", "RC1021"), ("RCLONE_ENCRYPT_V0:\nabc\n", "RC1023"), ("", "RC1024"),
        ("[s]\ntype = s3\nprovider = AWS\naccess_key_id = AKIAINVENTED00000000\nsecret_access_key = \"S\"\n", "RC1025"),
        ("[s]\ntype = s3\nprovider = AWS\nsts_endpoint = https://h\n" + keys, "RC1026"),
        ("[s]\ntype = s3\nprovider = Ceph\nendpoint = http://h\n" + keys, "RC1027"),
    ]) func eachFaultHasItsCode(text: String, code: String) {
        #expect(codes(text) == [code])
    }

    @Test func aDottedRemoteInheritsItsType() {
        #expect(codes("[p]\ntype = s3\nprovider = AWS\n" + Self.keys + "[p.c]\nregion = eu\n") == [])
    }

    @Test func aFindingShowsNoValue() {
        let text = "[s]\ntype = s3\nprovider = TOPSECRET\naccess_key_id = TOPSECRET\nTOPSECRET\nchunk_size = TOPSECRET\nendpoint = TOPSECRET x\n"
        let document = RcloneDocument(parsing: SecretArena().store(Array(text.utf8)))
        let findings = RcloneCheck.findings(in: document, file: "f")
        #expect(findings.count >= 4)
        #expect(!findings.contains { $0.rendered().contains("TOPSECRET") })
    }

    @Test func aTypoIsAnsweredWithTheNearestName() {
        let document = RcloneDocument(parsing: SecretArena().store(Array("[s]\ntype = s3\nprovider = AWS\nenv-auth = true\n".utf8)))
        let fix = RcloneCheck.findings(in: document, file: "f").first { $0.code == "RC1017" }?.fix
        #expect(fix == "did you mean env_auth?")
    }

    @Test(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"))
    func harmlessOptionsAreSensitiveInNoBackend() throws {
        let data = Data(try VectorFolder.bytes("rclone/providers-1.75.json"))
        for backend in try JSONSerialization.jsonObject(with: data) as! [[String: Any]] {
            for option in backend["Options"] as! [[String: Any]] where HarmlessOptions.names.contains(option["Name"] as! String) {
                #expect(option["Sensitive"] as? Bool != true && option["IsPassword"] as? Bool != true)
            }
        }
        let missed = try JSONSerialization.jsonObject(
            with: Data(try VectorFolder.bytes("rclone/secret-options.json"))) as! [String: [String: [String]]]
        for (_, lists) in missed {
            for name in lists.values.flatMap({ $0 }) { #expect(!HarmlessOptions.names.contains(name), "\(name)") }
        }
    }
}
