import CommandDriver
import Diagnostics
import Foundation
import RcloneConfig
import SecretMemory
import Testing

/// Parameters inside `NAME,OPTION=VALUE:PATH` are judged as rclone takes them.
@Suite struct ConnectionStringTests {
    private func findings(_ text: String) -> [Diagnostic] {
        RcloneCheck.findings(in: RcloneDocument(parsing: SecretArena().store(Array(text.utf8))), file: "f")
    }

    @Test(arguments: [
        ("remote = b,copy_links=yes:x", 12), ("  remote=b,acl=private:x", 12), ("remote = `b,acl=private:x`", 13),
        ("remote = :local,acl=private:x", 17), ("remote = :lokal:x", 11), ("remote = b,description='a:b,acl:x", 24),
        ("remote = :alias,remote='b,acl:x':y", 27), ("remote = b,no-such:x", 14),
        // Nested quotes: the place of the option is told.
        ("remote = :alias,remote='b,description=''a'',acl:x':y", 1),
    ])
    func aFindingStandsAtTheParameter(line: String, column: Int) {
        for mark in ["", "\u{FEFF}"] {
            let found = findings(mark + "[b]\ntype = local\n[r]\ntype = alias\n" + line + "\n").filter { $0.severity > .note }
            #expect(found.map { $0.place?.line } == [5], "\(found)")
            #expect(found.map { $0.place?.column } == [column], "\(found)")
        }
    }

    /// What rclone opens has no error, and what it refuses has one.
    @Test(arguments: [
        "b:/", "b,copy_links:/", "b,copy_links=yes:/", "b,copy_links=T:/", "b,copy_links= true:/", "b,copy-links:/", "b,nosuch=1:/", "b,,a:/",
        "b,description='x''y':/", "b,description='x'y:/", "b,description='x:y", "b,description='x:y'", "b,description=x'y:/", "b,description=:/",
        "b,x y=1:/", "b,copy_links =true:/", ":local:/", ":local", ":local,copy_links", ":Local:/", ":nosuch,a=b:/", "b,encoding=slash:/",
        "b,encoding='Slash,Dot':/", "b,time_type=xtime:/", ":alias,remote='b,copy_links=yes:/':", ":alias,remote='b,copy_links=true:/':",
    ])
    func theRealRcloneRefusesWhatHasAnError(path: String) throws {
        let text = "[b]\ntype = local\n[r]\ntype = alias\nremote = " + path + "\n"
        let theirs = try RcloneReadback.run(["lsf", "--max-depth", "1", "--dirs-only", "r:"], on: Data(text.utf8))
        #expect(findings(text).contains { $0.severity == .error } == (theirs.code != 0), "\(theirs.messages)")
    }

    @Test func aSecretParameterInClearIsAKnownSecret() {
        func isKnown(_ backend: String, _ key: String, _ value: String) -> Bool {
            SecretOption.isKnownSecret(backend: backend, key: ConfigName(key), value: SecretArena().store(Array(value.utf8)))
        }
        #expect(isKnown("alias", "remote", "s,secret_access_key=S:bucket"))
        #expect(isKnown("alias", "remote", ":sftp,host=h,pass=P:/x"))
        #expect(isKnown("alias", "remote", ":alias,remote=':sftp,host=h,pass=P:/x':"))
        #expect(isKnown("union", "upstreams", "/x \":sftp,host=h,pass=P:/x\""))
        #expect(isKnown("combine", "upstreams", "a=/x b=s,session_token=T:bucket"))
        #expect(!isKnown("alias", "remote", "s,region=eu-central-1:bucket"))
        #expect(!isKnown("alias", "remote", ":s3,provider=AWS,env_auth=true:bucket"))
        #expect(!isKnown("alias", "remote", "s:secret_access_key=S,x"))
    }

    @Test func noFindingShowsAParametersValue() {
        let found = findings("[r]\ntype = alias\nremote = :s3,provider=TOPSECRET,secret_access_key=TOPSECRET,chunk_size=TOPSECRET,sse='TOPSECRET:x\n"
            + "[q]\ntype = alias\nremote = :sftp,pass=TOPSECRET,port=TOPSECRET:x\n")
        #expect(found.count >= 3)
        #expect(!found.contains { $0.rendered().contains("TOPSECRET") })
    }
}
