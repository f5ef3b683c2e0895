import AWSSigning
import FileReplacement
import Foundation
import HTTPTransport
import ObjectStorage
import SecretMemory
import Testing

@Suite struct CredentialChainTests {
    private static let now: Int64 = 1_795_472_100

    private func chain(
        _ variables: [String: String] = [:], files: [String: String] = [:], exchange: ScriptedExchange = ScriptedExchange { _, _ in nil },
        metadata: ScriptedExchange? = nil, sts: Bool = false
    ) -> CredentialChain {
        let environment = CredentialEnvironment(
            variable: { name in variables[name].map { Array($0.utf8) } },
            file: { path, limit, arena in
                guard let text = files[path] else { return .failure(.notFound(path: path)) }
                guard text.utf8.count <= limit else { return .failure(.tooLarge(path: path, limit: limit)) }
                return .success(arena.store(Array(text.utf8)))
            }, now: { Self.now })
        return CredentialChain(environment: environment, exchange: exchange, metadata: metadata, allowsSTS: sts, userAgent: "rcsops/test")
    }

    private func options(_ options: [String: String] = ["env_auth": "true"]) throws -> S3Options { try S3Options(lookup(options)) }

    private func error(_ chain: CredentialChain, _ options: S3Options) async -> CredentialError? {
        do {
            _ = try await chain.credentials(for: options)
            return nil
        } catch { return error }
    }

    private func text(_ found: FoundCredentials) -> [String?] {
        guard let keys = found.credentials else { return [nil] }
        var token: String?
        switch keys.sessionToken {
        case .some(let bytes): token = bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        case .none: break
        }
        return [keys.accessKeyID, keys.secretAccessKey.withBytes { String(decoding: $0, as: UTF8.self) }, token]
    }

    @Test("the remote's own keys come before the environment's")
    func own() async throws {
        let environment = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]
        let found = try await chain(environment).credentials(
            for: options(["env_auth": "true", "access_key_id": "OWN", "secret_access_key": "k", "session_token": "t"]))
        #expect(text(found) == ["OWN", "k", "t"])
        #expect(found.source == .configuration && !found.isHostDependent)
    }

    @Test("half a pair stops, and none is anonymous")
    func halfPairs() async throws {
        #expect(await error(chain(), try options(["access_key_id": "a"])) == .configuration(.missingKey(option: "secret_access_key")))
        #expect(await error(chain(), try options(["secret_access_key": "a", "env_auth": "true"])) == .configuration(.missingKey(option: "access_key_id")))
        let found = try await chain().credentials(for: options([:]))
        #expect(found.credentials == nil && found.warnings == [.anonymousRemote])
    }

    @Test("keys that would break a header are refused by name", arguments: [
        (["access_key_id": "A/B", "secret_access_key": "k"], S3ConfigurationError.accessKeyID(.slash)),
        (["access_key_id": "AB ", "secret_access_key": "k"], .accessKeyID(.blank)), (["access_key_id": "AB\r", "secret_access_key": "k"], .accessKeyID(.control)),
        (["access_key_id": "AB", "secret_access_key": "k", "session_token": "a b"], .sessionToken),
        (["access_key_id": "A:B", "secret_access_key": "k", "v2_auth": "true"], .accessKeyID(.colon)),
    ])
    func refusesKeys(_ own: [String: String], _ wanted: S3ConfigurationError) async throws {
        #expect(await error(chain(), try options(own)) == .configuration(wanted))
    }

    @Test("nothing found: the instance would be asked, and is not without leave")
    func nothing() async throws {
        let exchange = ScriptedExchange { _, _ in nil }
        let found = await error(chain(["HOME": "/empty"], exchange: exchange), try options())
        #expect(found == .metadataNotAllowed(.instance))
        #expect(found?.diagnosis == "credentials_unavailable" && found?.fix.contains("--allow-metadata") == true)
        #expect(exchange.asked.isEmpty)
        let metadata = ScriptedExchange { _, _ in (200, "") }
        #expect(await error(chain(["AWS_EC2_METADATA_DISABLED": "TRUE"], metadata: metadata), try options()) == .metadataDisabled)
        #expect(await error(chain(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://x"], metadata: metadata), try options()) == .unsupported(.metadataEndpoint))
        #expect(metadata.asked.isEmpty)
    }

    @Test("programs and logins of a profile are never run", arguments: [
        ("credential_process = /bin/sh -c 'touch /tmp/x'", CredentialError.Unsupported.credentialProcess), ("sso_session = x", .sso),
        ("sso_start_url = https://x", .sso), ("login_session = x", .loginSession), ("credential_source = Moon\nrole_arn = arn:aws:iam::1:role/r", .credentialSource),
    ])
    func unsupported(_ lines: String, _ what: CredentialError.Unsupported) async throws {
        let files = ["/h/.aws/config": "[default]\n" + lines + "\n"]
        let found = await error(chain(["HOME": "/h"], files: files, sts: true), try options())
        #expect(found == .unsupported(what) && found?.diagnosis == "unsupported_source")
    }

    @Test("the instance's keys: a token first, then the role's keys")
    func instance() async throws {
        let metadata = ScriptedExchange { origin, request in
            guard origin == HTTPOrigin(scheme: .http, host: "169.254.169.254") else { return nil }
            switch (request.method, request.target) {
            case ("PUT", "/latest/api/token"):
                return request.fields["x-aws-ec2-metadata-token-ttl-seconds"] == "60" ? (200, "TOKEN==") : (400, "")
            case ("GET", "/latest/meta-data/iam/security-credentials/"):
                return request.fields["x-aws-ec2-metadata-token"] == "TOKEN==" ? (200, "my-role\n") : (401, "")
            case ("GET", "/latest/meta-data/iam/security-credentials/my-role"):
                return (200, #"{"Code":"Success","AccessKeyId":"ASIAX","SecretAccessKey":"s\/k","Token":"tok","Expiration":"2026-11-23T23:15:00Z"}"#)
            default: return (404, "")
            }
        }
        let found = try await chain(metadata: metadata).credentials(for: options())
        #expect(text(found) == ["ASIAX", "s/k", "tok"])
        #expect(found.credentials?.expiry == Self.now + 3_600)
        #expect(found.source == .instance && found.isHostDependent)
        #expect(metadata.asked.allSatisfy { $0.deadlines.connect <= .seconds(1) && $0.deadlines.response <= .seconds(1) })
    }

    @Test("an instance that has no version 2, or no role, gives nothing", arguments: [
        (404, "", CredentialError.refused(.instance, status: 404, code: nil)), (200, "", .unusableAnswer(.instance)),
        (200, "a\r\nX: y", .unusableAnswer(.instance)),
    ])
    func noInstance(_ status: Int, _ body: String, _ wanted: CredentialError) async throws {
        let metadata = ScriptedExchange { _, _ in (status, body) }
        #expect(await error(chain(metadata: metadata), try options()) == wanted)
        #expect(metadata.asked.count == 1)
    }

    @Test("a container's keys come from its own addresses alone")
    func container() async throws {
        let body = #"{"AccessKeyId":"ASIAC","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-23T22:15:00+01:00"}"#
        let metadata = ScriptedExchange { _, request in request.fields["Authorization"] == "proof" ? (200, body) : (401, "") }
        let one = chain(
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x?y=1", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "proof"], metadata: metadata)
        let found = try await one.credentials(for: options())
        #expect(text(found) == ["ASIAC", "s", "t"] && found.credentials?.expiry == Self.now - 3_600 && found.source == .container)
        #expect(metadata.asked.map(\.origin) == [HTTPOrigin(scheme: .http, host: "169.254.170.2")])
        #expect(metadata.asked.first?.request.target == "/v2/x?y=1")

        let allowed: [(String, String, String)] = [
            ("http://127.0.0.1:8080/x", "127.0.0.1", "/x"), ("http://localhost", "localhost", "/"), ("http://169.254.170.23/v1/credentials", "169.254.170.23", "/v1/credentials"),
            ("http://[fd00:ec2::23]/v1?a", "fd00:ec2::23", "/v1?a"), ("https://127.0.0.1/x", "127.0.0.1", "/x"),
        ]
        for (uri, host, target) in allowed {
            let metadata = ScriptedExchange { _, _ in (200, body) }
            let files = ["/token": "proof\n"]
            let variables = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": uri, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token"]
            #expect(text(try await chain(variables, files: files, metadata: metadata).credentials(for: options()))[0] == "ASIAC", "\(uri)")
            #expect(metadata.asked.first?.origin.host == host && metadata.asked.first?.request.target == target, "\(uri)")
            #expect(metadata.asked.first?.request.fields["Authorization"] == "proof")
        }
        for uri in [
            "http://169.254.169.254/", "http://evil.test/", "https://evil.test/x", "http://127.0.0.1@evil.test/", "http://127.0.0.1.evil.test", "ftp://localhost/",
            "http://localhost/\r\nX: y", "localhost", "http://127.1/",
        ] {
            let metadata = ScriptedExchange { _, _ in (200, body) }
            #expect(await error(chain(["AWS_CONTAINER_CREDENTIALS_FULL_URI": uri], metadata: metadata), try options()) == .unsupported(.containerAddress), "\(uri)")
            #expect(metadata.asked.isEmpty)
        }
        #expect(await error(chain(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]), try options()) == .metadataNotAllowed(.container))
    }

    @Test("answers without keys are refused", arguments: [
        "", "no", "[]", "{}", #"{"AccessKeyId":"A"}"#, #"{"AccessKeyId":1,"SecretAccessKey":"s"}"#, #"{"AccessKeyId":"","SecretAccessKey":"s"}"#,
    ])
    func unusableAnswer(_ body: String) async throws {
        let metadata = ScriptedExchange { _, _ in (200, body) }
        #expect(await error(chain(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"], metadata: metadata), try options()) == .unusableAnswer(.container))
    }

    private static func answer(_ action: String) -> String {
        "<\(action)Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><\(action)Result><Credentials><AccessKeyId>ASIAR</AccessKeyId>"
            + "<SecretAccessKey>role+secret</SecretAccessKey><SessionToken>role/token=</SessionToken><Expiration>2026-11-23T22:30:00Z</Expiration>"
            + "</Credentials></\(action)Result></\(action)Response>"
    }

    @Test("a role of the remote is taken on with the remote's keys, signed for STS of its region")
    func role() async throws {
        let exchange = ScriptedExchange { _, _ in (200, Self.answer("AssumeRole")) }
        let own = ["access_key_id": "OWN", "secret_access_key": "k", "role_arn": "arn:aws:iam::1:role/a b", "role_external_id": "x&y", "region": "eu-west-1"]
        #expect(await error(chain(exchange: exchange), try options(own)) == .stsNotAllowed(.configuration))
        #expect(exchange.asked.isEmpty)
        let found = try await chain(exchange: exchange, sts: true).credentials(for: options(own))
        #expect(text(found) == ["ASIAR", "role+secret", "role/token="] && found.isRole && found.credentials?.expiry == Self.now + 900)
        let asked = try #require(exchange.asked.first)
        #expect(asked.origin == HTTPOrigin(scheme: .https, host: "sts.eu-west-1.amazonaws.com"))
        #expect(
            String(decoding: asked.request.body, as: UTF8.self)
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa%20b&RoleSessionName=rcsops&DurationSeconds=900&ExternalId=x%26y")
        #expect(asked.request.fields["Authorization"]?.hasPrefix("AWS4-HMAC-SHA256 Credential=OWN/20261123/eu-west-1/sts/aws4_request, ") == true)
    }

    @Test("a web identity's token is sent to STS, and to nobody else")
    func webIdentity() async throws {
        let exchange = ScriptedExchange { _, _ in (200, Self.answer("AssumeRoleWithWebIdentity")) }
        let variables = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:r", "AWS_ROLE_SESSION_NAME": "me", "AWS_REGION": "us-west-2"]
        #expect(await error(chain(variables, files: ["/t": "a.b+c"], exchange: exchange), try options()) == .stsNotAllowed(.webIdentity))
        let found = try await chain(variables, files: ["/t": "a.b+c"], exchange: exchange, sts: true).credentials(for: options())
        #expect(found.source == .webIdentity && text(found)[0] == "ASIAR")
        let asked = try #require(exchange.asked.first)
        #expect(asked.origin.host == "sts.us-west-2.amazonaws.com" && asked.request.fields["Authorization"] == nil)
        #expect(String(decoding: asked.request.body, as: UTF8.self).hasSuffix("&RoleSessionName=me&WebIdentityToken=a.b%2Bc"))
        var rest = variables
        rest["AWS_ROLE_ARN"] = nil
        #expect(await error(chain(rest, files: ["/t": "x"], sts: true), try options()) == .webIdentityIncomplete)
        #expect(await error(chain(variables, sts: true), try options()) == .file(.notFound(path: "/t")))
        #expect(
            await error(chain(variables, files: ["/t": String(repeating: "x", count: 70_000)], sts: true), try options())
                == .file(.tooLarge(path: "/t", limit: 64 << 10)))
        rest = variables
        rest["AWS_REGION"] = nil
        #expect(await error(chain(rest, files: ["/t": "x"], sts: true), try options()) == .regionMissing)
    }

    @Test("an STS that the environment names is asked over TLS, or on this machine")
    func otherService() async throws {
        let variables = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL": "http://other.test"]
        let role = try options(["env_auth": "true", "role_arn": "arn:r"])
        func host(_ url: String) async throws -> String? {
            let exchange = ScriptedExchange { _, _ in (200, Self.answer("AssumeRole")) }
            let all = variables.merging(["AWS_ENDPOINT_URL_STS": url]) { $1 }
            _ = try await chain(all, exchange: exchange, sts: true).credentials(for: role)
            return exchange.asked.first?.request.fields["Host"]
        }
        #expect(try await host("http://127.0.0.1:4566") == "127.0.0.1:4566")
        #expect(try await host("https://sts.test/x/") == "sts.test")
        #expect(await error(chain(variables, sts: true), role) == .unsupported(.plainService))
    }

    @Test("what STS refuses is told by its code alone")
    func refused() async throws {
        let body = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>secret text</Message></Error></ErrorResponse>"
        let own = ["access_key_id": "OWN", "secret_access_key": "k", "role_arn": "arn:r"]
        let found = await error(chain(exchange: ScriptedExchange { _, _ in (403, body) }, sts: true), try options(own))
        #expect(found == .refused(.configuration, status: 403, code: "AccessDenied"))
        #expect(found?.cause.contains("secret text") == false)
        // A service that sends the request's signature back.
        let reflection = ScriptedExchange { _, request in
            let signature = request.fields["authorization"]?.split(separator: "=").last ?? "?"
            return (403, "<ErrorResponse><Error><Code>" + signature + "</Code></Error></ErrorResponse>")
        }
        #expect(await error(chain(exchange: reflection, sts: true), try options(own)) == .refused(.configuration, status: 403, code: nil))
        #expect(await error(chain(exchange: ScriptedExchange { _, _ in nil }, sts: true), try options(own)) == .unreachable(.configuration, .connectionRefused))
        #expect(await error(chain(exchange: ScriptedExchange { _, _ in (200, "<html/>") }, sts: true), try options(own)) == .unusableAnswer(.configuration))
    }

    @Test("a profile's role is taken on with its source's keys")
    func profileRole() async throws {
        let config = """
            [profile role]
            role_arn = arn:r
            source_profile = base
            region = eu-central-1
            [profile env]
            role_arn = arn:r
            credential_source = Environment
            region = eu-central-1
            [profile loop]
            role_arn = arn:r
            source_profile = loop2
            region = eu-central-1
            [profile loop2]
            role_arn = arn:r
            source_profile = loop
            [profile mfa]
            role_arn = arn:r
            source_profile = base
            mfa_serial = x
            [profile none]
            source_profile = base
            """
        let files = ["/h/.aws/config": config, "/h/.aws/credentials": "[base]\naws_access_key_id = BASE\naws_secret_access_key = s\n"]
        let variables = ["HOME": "/h", "AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]
        func signedBy(_ profile: String) async throws -> String? {
            let exchange = ScriptedExchange { _, _ in (200, Self.answer("AssumeRole")) }
            let found = try await chain(variables, files: files, exchange: exchange, sts: true)
                .credentials(for: options(["env_auth": "true", "profile": profile]))
            #expect(text(found)[0] == "ASIAR" && found.isRole)
            #expect(exchange.asked.first?.origin.host == "sts.eu-central-1.amazonaws.com")
            return exchange.asked.first?.request.fields["Authorization"]?.components(separatedBy: "Credential=").last?.components(separatedBy: "/").first
        }
        #expect(try await signedBy("role") == "BASE")
        #expect(try await signedBy("env") == "ENV")
        func failure(_ profile: String) async throws -> CredentialError? {
            await error(chain(variables, files: files, sts: true), try options(["env_auth": "true", "profile": profile]))
        }
        #expect(try await failure("loop") == .profileSource("loop2"))
        #expect(try await failure("mfa") == .unsupported(.mfa))
        #expect(try await failure("none") == .profileSource("none"))
        #expect(try await failure("missing") == .profileMissing("missing"))
    }

    @Test("the environment and the profile may name another endpoint")
    func settings() throws {
        let files = ["/h/.aws/config": "[default]\nendpoint_url = http://profile.test\nuse_fips_endpoint = true\n[profile s]\nservices = x\n"]
        #expect(try chain(["HOME": "/h"], files: files).settings(for: options()) == AWSSettings(isFIPS: true, endpoint: "http://profile.test"))
        #expect(try chain(["HOME": "/h", "AWS_ENDPOINT_URL": "http://e"], files: files).settings(for: options()).endpoint == "http://e")
        #expect(
            try chain(["AWS_ENDPOINT_URL": "http://e", "AWS_ENDPOINT_URL_S3": "http://s3"]).settings(for: options()).endpoint == "http://s3")
        #expect(
            try chain(["AWS_ENDPOINT_URL": "http://e", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]).settings(for: options()) == .none)
        #expect(try chain(["AWS_ENDPOINT_URL": "http://e"]).settings(for: options(keys)) == .none)
        #expect(throws: CredentialError.unsupported(.services)) {
            try chain(["HOME": "/h"], files: files).settings(for: options(["env_auth": "true", "profile": "s"]))
        }
    }

    @Test("no message holds a key")
    func messages() async throws {
        let errors: [CredentialError] = [
            .configuration(.accessKeyID(.slash)), .metadataNotAllowed(.instance), .metadataDisabled, .stsNotAllowed(.profile), .regionMissing, .profileMissing("a\u{1B}[31mb"),
            .file(.notFound(path: "/x\n")), .refused(.container, status: 500, code: nil), .unreachable(.profile, .connectionRefused),
        ]
        for error in errors {
            #expect((error.cause + error.fix).utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
            #expect(!error.cause.isEmpty && !error.fix.isEmpty)
        }
    }
}
