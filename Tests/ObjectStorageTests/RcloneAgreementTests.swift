import AWSSigning
import Foundation
import HTTPTransport
import ObjectStorage
import SecretMemory
import Testing

/// Where the real rclone sends its requests is where we send ours.
@Suite struct RcloneAgreementTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var options: [String: String] = [:]
        var bucket = "bkt"
        /// rclone sends something that we don't: what can't be probed, or is refused for its meaning.
        var isRefusedByUsAlone = false

        var testDescription: String { options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ") + " [\(bucket)]" }
    }

    private func check(_ cases: [Case]) throws {
        let recording = try RcloneRecording()
        for one in cases {
            let options = one.options.merging(keys) { $1 }
            let (sent, messages) = try recording.listing(one.bucket, of: options)
            let endpoint: S3Endpoint
            do {
                endpoint = try S3Endpoint(of: S3Options(lookup(options)), bucket: one.bucket.isEmpty ? nil : one.bucket)
            } catch {
                if one.isRefusedByUsAlone {
                    #expect(sent != nil, "rclone refuses too: \(one.testDescription)")
                } else {
                    #expect(sent == nil, "\(error) and rclone sends: \(one.testDescription)")
                }
                continue
            }
            #expect(!one.isRefusedByUsAlone, "not refused: \(one.testDescription)")
            guard let sent else {
                Issue.record("rclone sends nothing: \(one.testDescription): \(messages)")
                continue
            }
            try compare(sent, endpoint, one)
        }
    }

    private func compare(_ sent: RcloneRecording.Request, _ endpoint: S3Endpoint, _ one: Case) throws {
        let target = endpoint.target
        let credentials = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: SecretBytes(copying: Array(keys["secret_access_key"]!.utf8)))
        let (origin, request) = S3RequestSigner(for: target, userAgent: "test").wireRequest(S3Request("GET"), credentials: credentials, time: 0)
        if origin.scheme == .https {
            #expect(sent.method == "CONNECT", "\(one.testDescription)")
            #expect(sent.target.lowercased() == "\(origin.authority.hasPrefix("[") ? "[\(origin.host)]" : origin.host):\(origin.port)", "\(one.testDescription)")
            return
        }
        let rest = sent.target.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" }
        #expect(sent.value("Host")?.lowercased() == origin.authority, "\(one.testDescription)")
        #expect(
            PercentEncoding.decode((path.isEmpty ? "/" : path).utf8) == PercentEncoding.decode(request.target.utf8), "\(one.testDescription)")
        let authorization = try #require(sent.value("Authorization"))
        switch target.signer {
        case .v2: #expect(authorization.hasPrefix("AWS AKIDEXAMPLE:"), "\(one.testDescription)")
        case .v4: #expect(authorization.contains("/\(target.region)/s3/aws4_request, "), "\(one.testDescription)")
        }
        #expect((sent.value("x-amz-request-payer") == "requester") == target.isRequesterPays, "\(one.testDescription)")
        #expect(sent.target.contains("list-type=2") == (endpoint.listVersion == 2) || one.bucket.isEmpty, "\(one.testDescription)")
    }

    @Test("for every provider, in both styles and with a prefix")
    func providers() throws {
        #expect(S3Quirks.providers.count == 53)
        var cases: [Case] = []
        for provider in S3Quirks.providers + ["US3", "aws", "Neon", "unknown", "ceph"] {
            cases.append(Case(options: ["provider": provider, "endpoint": "http://gw.example.test"]))
            cases.append(Case(options: ["provider": provider, "endpoint": "http://gw.example.test:8000/x/y/", "force_path_style": "false"]))
            cases.append(Case(options: ["provider": provider, "region": "eu-west-1"]))
        }
        cases.append(Case(options: ["endpoint": "http://gw.example.test"]))
        try check(cases)
    }

    @Test("for every spelling of an endpoint")
    func endpoints() throws {
        let same = [
            "http://gw.example.test/", "http://gw.example.test//", "http://gw.example.test/x", "http://gw.example.test/x//", "gw.example.test",
            "https://gw.example.test:443", "https://gw.example.test:8443/", "http://GW.Example.TEST:80", "http://10.1.2.3:9000",
            "http://[2001:db8::1]:9000", "https://[2001:DB8::1]", "http://gw.example.test.", "http://gw.example.test/a%20b/c", "HTTPBIN.example",
            "http://bücher.example", "http://under_score.example", "http://gw", "http://gw.example.test/a/../b",
        ]
        let refusedByBoth = ["httpbin.example", "2001:db8::1", "http://2001:db8::1", "gw.example:abc", "http://gw.example/?x=1", "http://gw.example/%zz"]
        // What rclone makes of these is not what was meant: another host, or none.
        let refusedByUs = [
            "HTTPS://gw.example", "ftp://gw.example", "http://u:p@gw.example", "http://gw.example/#f", "http://gw.example/a b", "http://gw.example:0",
            "http://gw.example:70000", "http://gw.example:", "http://gw.example:0443", "http://127.1:9000", "http://gw..example",
        ]
        try check([Case(options: ["provider": "Ceph", "endpoint": "//gw.example"])])
        try check([Case(options: ["provider": "AWS", "endpoint": "//gw.example"], isRefusedByUsAlone: true)])
        try check([Case(options: ["provider": "Ceph", "endpoint": "http://gw.example.test/x/"], bucket: "")])
        try check([Case(options: ["provider": "AWS", "endpoint": "http://gw.example.test/x/"], bucket: "")])
        for provider in ["Ceph", "AWS"] {
            try check((same + refusedByBoth).map { Case(options: ["provider": provider, "endpoint": $0]) })
            try check(refusedByUs.map { Case(options: ["provider": provider, "endpoint": $0], isRefusedByUsAlone: true) })
        }
    }

    @Test("for every kind of region, with and without Amazon's own endpoints")
    func regions() throws {
        let regions = [
            "us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1",
            "eusc-de-east-1", "mars-1", "aws-global", "aws-cn-global", "fips-us-east-1", "us-east-1-fips", "fips-cn-north-1", "fips-aws-global",
            "us_east", "a/b", "a.b", "-a", "a-", "US-EAST-1", "il-central-1", "mx-central-1", String(repeating: "a", count: 63),
            String(repeating: "a", count: 64),
        ]
        var cases: [Case] = []
        for region in regions {
            for options in [["provider": "AWS"], ["provider": "AWS", "use_dual_stack": "true"], ["provider": "AWS", "use_accelerate_endpoint": "true"],
                ["provider": "Ceph", "endpoint": "http://gw.example.test"], ["provider": "AWS", "endpoint": "http://gw.example.test"],
            ] {
                cases.append(Case(options: options.merging(["region": region]) { $1 }))
            }
        }
        cases += [
            Case(options: ["provider": "AWS", "region": "us-east-1"], bucket: ""),
            Case(options: ["provider": "AWS", "use_accelerate_endpoint": "true"], bucket: ""),
            Case(options: ["provider": "AWS", "use_accelerate_endpoint": "true", "use_dual_stack": "true"]),
            Case(options: ["provider": "Ceph", "endpoint": "http://gw.example.test", "use_dual_stack": "true"]),
            Case(options: ["provider": "Ceph", "endpoint": "http://gw.example.test", "use_accelerate_endpoint": "true"]),
            Case(options: ["provider": "Ceph", "endpoint": "http://gw.example.test", "region": ""]),
            Case(options: ["provider": "AWS", "region": "aws-global"], bucket: "my.bkt"),
        ]
        try check(cases)
    }

    @Test("for every kind of bucket")
    func buckets() throws {
        let names = [
            "", "ab", "abc", "a-b", "-abc", "abc-", "a..b", "1.2.3.4", "1234", "my.bkt", "Abc", "a_b", "xn--abc", "abc-s3alias", "a b", "b%41", "bü", "a~b",
            "b'(x)!*", "a+b&c=d;e", "a@b", "a#b?c", String(repeating: "a", count: 63), String(repeating: "a", count: 64),
        ]
        var cases: [Case] = []
        for name in names {
            for options in [
                ["provider": "AWS", "endpoint": "http://gw.example.test"], ["provider": "Ceph", "endpoint": "http://gw.example.test/x"],
                ["provider": "AWS", "endpoint": "http://gw.example.test/x/y"], ["provider": "AWS", "region": "eu-west-1"],
                ["provider": "AWS", "use_accelerate_endpoint": "true"],
            ] {
                cases.append(Case(options: options, bucket: name))
            }
        }
        cases.append(Case(options: ["provider": "AWS", "endpoint": "http://gw.example.test"], bucket: "abc--x-s3", isRefusedByUsAlone: true))
        cases.append(Case(options: ["provider": "AWS", "directory_bucket": "true"], isRefusedByUsAlone: true))
        cases.append(Case(options: ["provider": "AWS"], bucket: "abc--x-s3"))
        try check(cases)
    }

    @Test("for what else changes a request")
    func others() throws {
        let gateway = ["endpoint": "http://gw.example.test"]
        func with(_ options: [String: String]) -> Case { Case(options: gateway.merging(options) { $1 }) }
        var cases: [Case] = [
            with(["provider": "Ceph", "v2_auth": "true"]), with(["provider": "Ceph", "region": "other-v2-signature"]),
            with(["provider": "Ceph", "requester_pays": "true"]), with(["provider": "IBMCOS", "v2_auth": "true"]),
            with(["provider": "Ceph", "list_version": "2"]), with(["provider": "AWS", "list_version": "1"]), with(["provider": "Ceph", "list_version": "0"]),
            with(["provider": "Ceph", "sts_endpoint": "x"]), with(["provider": "AWS", "v2_auth": "1", "endpoint": "http://10.0.0.1"]),
        ]
        for word in ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False", "yes", "no", "on", "tRue", "2", ""] {
            cases.append(with(["provider": "Ceph", "force_path_style": word]))
        }
        try check(cases)
        var refused = with(["provider": "AWS", "v2_auth": "true"])
        refused.isRefusedByUsAlone = true
        try check([refused])
    }

    @Test("rclone's own signatures are what we would have computed, for odd names too")
    func signatures() throws {
        let recording = try RcloneRecording()
        let secret = SecretBytes(copying: Array(keys["secret_access_key"]!.utf8))
        for path in ["bkt", "b%41 c/ä ü/x+y&z=1;", "b'(x)!*", "a~b/#?;:@,$[]", "bü/\u{1F600}\"\\"] {
            for token in [nil, "AQoD//EXAMPLE+=="] {
                var options = keys.merging(["provider": "Ceph", "endpoint": "http://gw.example.test/pre%20fix", "region": "eu-west-1"]) { $1 }
                options["session_token"] = token
                let sent = try #require(try recording.listing(path, of: options).request)
                let authorization = try #require(sent.value("Authorization"))
                let names = try #require(authorization.components(separatedBy: "SignedHeaders=").last?.prefix { $0 != "," }).split(separator: ";")
                let rest = sent.target.dropFirst("http://gw.example.test".count)
                let wirePath = rest.prefix { $0 != "?" }
                let request = SigningRequest(
                    method: sent.method, path: String(wirePath), query: String(rest.dropFirst(wirePath.count + 1)),
                    fields: names.map { (String($0), sent.value(String($0)) ?? "") })
                let signer = SigV4.s3(region: "eu-west-1")
                let stamp = try #require(sent.value("X-Amz-Date"))
                let form = DateFormatter()
                form.locale = Locale(identifier: "en_US_POSIX")
                form.timeZone = TimeZone(identifier: "UTC")
                form.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
                let time = SigningTime(Int64(try #require(form.date(from: stamp)).timeIntervalSince1970))
                let canonical = signer.canonicalRequest(of: request, payloadHash: try #require(sent.value("X-Amz-Content-Sha256")))
                let signature = SigV4.signature(of: signer.stringToSign(canonical, time: time), key: signer.signingKey(of: secret, time: time))
                #expect(authorization.hasSuffix("Signature=" + signature), "\(path)")
            }
        }
    }
}
