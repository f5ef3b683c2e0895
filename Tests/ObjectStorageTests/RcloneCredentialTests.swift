import Foundation
import HTTPTransport
import ObjectStorage
import RcloneConfig
import SecretMemory
import Testing

/// The keys that the real rclone signs with are those that we find.
@Suite struct RcloneCredentialTests {
    private static let gateway = ["provider": "Ceph", "endpoint": "http://gw.example.test", "env_auth": "true"]

    private static let configuration = """
        [default]
        aws_access_key_id = CONFDEFAULT
        aws_secret_access_key = s
        [profile conf]
        aws_access_key_id = CONFKEY
        aws_secret_access_key = s
        [both]
        aws_access_key_id=BARE
        aws_secret_access_key=s
        [profile both]
        aws_access_key_id=BOTHCONF
        aws_secret_access_key=s
        aws_session_token=conftoken
        [profile mix2]
        aws_access_key_id=MIXCONF
        [profile mix]
        aws_access_key_id=MIXCONF
        aws_secret_access_key=s
        """
    private static let credentials = """
        # comment
        [other] ; comment
        aws_access_key_id=OTHKEY
        aws_secret_access_key=s2
        aws_session_token=othtok
        [profile pp]
        aws_access_key_id=PPKEY
        aws_secret_access_key=s2
        [both]
        aws_access_key_id=BOTHCRED
        aws_secret_access_key=s2
        [mix2]
        aws_access_key_id=MIXCRED
        aws_secret_access_key=s
        [mix]
        aws_access_key_id=MIXCRED
        [half]
        aws_access_key_id=HALF
        [  sp  ace  ]
        aws_access_key_id : SPACE
        aws_secret_access_key = "quoted"
        [q]
        AWS_Access_Key_ID = "QUOTED"
        aws_secret_access_key = s
        [sub]
        aws_access_key_id =
          k = v
        aws_secret_access_key = s
        [dup]
        aws_access_key_id = ONE
        aws_secret_access_key = s
        [dup]
        aws_access_key_id = TWO
        [semi]
        aws_access_key_id = A;B#C
        aws_secret_access_key = s
        [hash]
        aws_access_key_id = A #B
        aws_secret_access_key = s
        [tab]
        \taws_access_key_id = IND
        aws_access_key_id = TAB\t;B
        aws_secret_access_key = s
        [escapes]
        aws_access_key_id = A\\"B\\'C
        aws_secret_access_key = s
        [notok]
        garbage line
        aws_access_key_id = NOTOK
        aws_secret_access_key = s
        [crlf]\r
        aws_access_key_id = CRLF\r
        aws_secret_access_key = s\r
        [empty]
        aws_access_key_id =
        aws_secret_access_key =
        [cont]
        aws_access_key_id = CONT
          more
        aws_secret_access_key = s
        """

    @Test("by variables, profiles and files")
    func agrees() async throws {
        let recording = try RcloneRecording()
        let home = recording.folder
        let aws = home.appendingPathComponent(".aws")
        try FileManager.default.createDirectory(at: aws, withIntermediateDirectories: true)
        try Data(Self.configuration.utf8).write(to: aws.appendingPathComponent("config"))
        try Data(Self.credentials.utf8).write(to: aws.appendingPathComponent("credentials"))
        let shared = home.appendingPathComponent("shared").path
        try Data("[default]\naws_access_key_id = SHARED\naws_secret_access_key = s\n[x]\naws_access_key_id = SHAREDX\naws_secret_access_key = s\n[profile y]\naws_access_key_id = SHAREDY\naws_secret_access_key = s\n".utf8)
            .write(to: URL(fileURLWithPath: shared))
        let pair = ["AWS_ACCESS_KEY_ID": "ENVKEY", "AWS_SECRET_ACCESS_KEY": "s"]
        var cases: [(options: [String: String], environment: [String: String])] = [
            ([:], [:]), ([:], pair), ([:], pair.merging(["AWS_SESSION_TOKEN": "tok"]) { $1 }), ([:], ["AWS_ACCESS_KEY": "ENVKEY2", "AWS_SECRET_KEY": "s"]),
            ([:], ["AWS_ACCESS_KEY_ID": "ONLY"]), (["session_token": "own"], pair), ([:], pair.merging(["AWS_PROFILE": "other"]) { $1 }),
            ([:], pair.merging(["AWS_PROFILE": "nosuch"]) { $1 }), ([:], pair.merging(["AWS_PROFILE": "half"]) { $1 }), ([:], ["AWS_DEFAULT_PROFILE": "other"]),
            (["profile": "other"], pair), (["profile": "other"], ["AWS_PROFILE": "conf"]), (["profile": "nosuch"], pair),
            (["shared_credentials_file": shared], [:]), (["shared_credentials_file": shared, "profile": "x"], [:]),
            (["shared_credentials_file": shared, "profile": "y"], [:]), ([:], ["AWS_SHARED_CREDENTIALS_FILE": shared]),
            ([:], ["AWS_SHARED_CREDENTIALS_FILE": shared, "AWS_PROFILE": "y"]), ([:], ["AWS_CONFIG_FILE": shared, "AWS_PROFILE": "y"]),
            ([:], ["AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_CONFIG_FILE": "/nonexistent"]),
            (["access_key_id": "OWN", "secret_access_key": "s"], pair), (["endpoint": ""], pair.merging(["AWS_ENDPOINT_URL_S3": "http://other.example.test"]) { $1 }),
            (["endpoint": ""], pair.merging(["AWS_ENDPOINT_URL": "http://other.example.test/x"]) { $1 }),
            (["endpoint": ""], pair.merging(["AWS_ENDPOINT_URL": "http://other.example.test", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) { $1 }),
            (["endpoint": ""], pair.merging(["AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_REGION": "eu-west-1"]) { $1 }),
        ]
        for profile in ["other", "pp", "conf", "both", "mix", "mix2", "half", "sp ace", "sp  ace", "q", "sub", "dup", "semi", "hash", "tab", "escapes", "notok", "crlf", "empty", "cont", "default"] {
            cases.append(([:], ["AWS_PROFILE": profile]))
        }
        for (more, environment) in cases {
            let own = Self.gateway.merging(more) { $1 }
            let (sent, messages) = try recording.listing("bkt", of: own, environment: environment)
            let variables = ["HOME": home.path, "AWS_EC2_METADATA_DISABLED": "true"].merging(environment) { $1 }
            let chain = CredentialChain(
                environment: CredentialEnvironment(variable: { variables[$0].map { Array($0.utf8) } }, now: { 0 }), exchange: ScriptedExchange { _, _ in nil },
                metadata: ScriptedExchange { _, _ in nil }, allowsSTS: false, userAgent: "test")
            let options = try S3Options(lookup(own))
            let found: FoundCredentials
            let endpoint: S3Endpoint
            do {
                found = try await chain.credentials(for: options)
                endpoint = try S3Endpoint(of: options, bucket: "bkt", settings: chain.settings(for: options))
            } catch {
                #expect(sent == nil, "\(error) and rclone sends: \(more) \(environment)")
                continue
            }
            guard let sent, let keys = found.credentials else {
                Issue.record("rclone sends nothing: \(more) \(environment): \(messages)")
                continue
            }
            if endpoint.target.origin.scheme == .https {
                #expect(sent.target == endpoint.target.origin.host + ":443", "\(more) \(environment)")
                continue
            }
            #expect(sent.value("Host") == endpoint.target.origin.authority, "\(more) \(environment)")
            #expect(sent.value("Authorization")?.contains("Credential=" + keys.accessKeyID + "/") == true, "\(more) \(environment)")
            let request = S3RequestSigner(for: endpoint.target, userAgent: "test").wireRequest(S3Request("GET"), credentials: keys, time: 0).request
            #expect(sent.value("X-Amz-Security-Token") == request.fields["X-Amz-Security-Token"], "\(more) \(environment)")
        }
    }

    @Test("options of the environment win as they do in rclone")
    func environmentOptions() throws {
        let recording = try RcloneRecording()
        let file = ["provider": "Ceph", "endpoint": "http://gw.example.test", "region": "file"].merging(keys) { $1 }
        let cases: [(remote: String, environment: [String: String])] = [
            ("r", [:]), ("r", ["RCLONE_S3_REGION": "s3"]), ("r", ["RCLONE_CONFIG_R_REGION": "own"]), ("r", ["RCLONE_S3_REGION": "s3", "RCLONE_CONFIG_R_REGION": "own"]),
            ("r", ["RCLONE_CONFIG_R_REGION": ""]), ("r", ["RCLONE_S3_REGION": ""]), ("my-rem", ["RCLONE_CONFIG_MY_REM_REGION": "under"]),
            ("my-rem", ["RCLONE_CONFIG_MY-REM_REGION": "dash"]), ("my rem", ["RCLONE_CONFIG_MY REM_REGION": "blank"]), ("mü", ["RCLONE_CONFIG_MÜ_REGION": "umlaut"]),
            ("r", ["RCLONE_CONFIG_r_REGION": "lower"]), ("r", ["RCLONE_REGION": "none"]), ("r", ["RCLONE_S3_FORCE_PATH_STYLE": "false"]),
        ]
        for (remote, environment) in cases {
            let sent = try #require(try recording.listing("bkt", of: file, remote: remote, environment: environment).request)
            let arena = SecretArena()
            let text = "[\(remote)]\ntype = s3\n" + file.map { "\($0.key) = \($0.value)\n" }.joined()
            var places = StoragePlaces(
                in: RcloneDocument(parsing: arena.store(Array(text.utf8))).reading,
                environment: { environment[$0].map { arena.store(Array($0.utf8)) } }, arena: arena)
            let found = try places.places(of: ConfigName(remote))[0].get().options
            let options = try S3Options { found.value($0) }
            let target = try S3Endpoint(of: options, bucket: "bkt").target
            #expect(sent.value("Host") == target.origin.authority, "\(remote) \(environment)")
            #expect(sent.value("Authorization")?.contains("/\(target.region)/s3/") == true, "\(remote) \(environment)")
        }
    }
}
