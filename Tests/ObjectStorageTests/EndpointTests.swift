import CommandDriver
import Foundation
import HTTPTransport
import ObjectStorage
import SecretMemory
import TestVectors
import Testing

@Suite struct EndpointTests {
    private func endpoint(_ options: [String: String], bucket: String? = "bkt", settings: AWSSettings = .none) throws -> S3Endpoint {
        try S3Endpoint(of: S3Options(lookup(options.merging(keys) { mine, _ in mine })), bucket: bucket, settings: settings)
    }

    private func failure(_ options: [String: String], bucket: String? = "bkt") -> S3ConfigurationError? {
        do {
            _ = try endpoint(options, bucket: bucket)
            return nil
        } catch { return error as? S3ConfigurationError }
    }

    @Test(
        "an endpoint's text becomes scheme, host, port and prefix",
        arguments: [
            ("s3.upshift.redhat.com", "https", "s3.upshift.redhat.com", 443, ""),
            ("https://s3.upshift.redhat.com/", "https", "s3.upshift.redhat.com", 443, ""),
            ("http://10.0.0.5:9000", "http", "10.0.0.5", 9000, ""), ("https://gw/x/y/", "https", "gw", 443, "/x/y"),
            ("[2001:db8::1]:9000", "https", "2001:db8::1", 9000, ""), ("https://GW.Example", "https", "gw.example", 443, ""),
            ("https://bücher.example", "https", "xn--bcher-kva.example", 443, ""),
            ("https://BÜCHER.example", "https", "xn--bcher-kva.example", 443, ""), ("https://gw./x", "https", "gw.", 443, "/x"),
            ("https://gw/a b".replacingOccurrences(of: " ", with: "%20"), "https", "gw", 443, "/a%20b"),
            ("https://gw/ü(", "https", "gw", 443, "/%C3%BC%28"), ("https://gw//", "https", "gw", 443, "/"),
            ("https://gw/\u{301}", "https", "gw", 443, "/%CC%81"), ("https://\u{212B}.example", "https", "xn--5ca.example", 443, ""),
        ] as [(String, String, String, UInt16, String)])
    func readsEndpoint(_ text: String, _ scheme: String, _ host: String, _ port: UInt16, _ prefix: String) throws {
        let target = try endpoint(["provider": "Ceph", "endpoint": text]).target
        #expect(target.origin == HTTPOrigin(scheme: HTTPOrigin.Scheme(rawValue: scheme)!, host: host, port: port))
        #expect(target.pathPrefix == prefix)
        #expect(target.style == .path)
    }

    @Test(
        "what is no endpoint is refused with the reason",
        arguments: [
            ("httpbin.example", .noScheme), ("http", .noScheme), ("HTTPS://h", .upperCaseScheme), ("Http://h", .upperCaseScheme),
            ("2001:db8::1", .bareIPv6), ("https://2001:db8::1", .bareIPv6), ("ftp://h", .scheme), ("//h", .scheme), ("file:///etc/passwd", .scheme),
            ("https://u:p@h", .userInfo), ("https://p@h:1", .userInfo), ("https://h?x", .query), ("https://h/?x", .query), ("https://h#f", .fragment),
            ("https://h /", .character), ("https://h\t", .character), ("https://h\r\nX: y", .character), ("https://h\\x", .character),
            ("https://", .emptyHost), ("https:///x", .emptyHost), ("https://.h", .emptyHost), ("https://h..x", .emptyHost), ("h:abc", .port),
            ("h:", .port), ("h:0", .port), ("h:65536", .port), ("h:-1", .port), ("h:080", .port), ("h:9000x", .port), ("[::1]:", .port),
            ("https://h%20x", .hostCharacter), ("https://h!", .hostCharacter), ("https://[::1", .address), ("https://[gg::1]", .address),
            ("https://[fe80::1%25eth0]", .address), ("https://[::1]x", .address), ("https://1.2.3", .address), ("https://127.1", .address),
            ("https://0x7f.1", .address), ("https://01.2.3.4", .address), ("https://256.1.1.1", .address), ("https://2130706433", .address),
            ("https://bu\u{0308}cher.example", .unusualLetters), ("https://\u{0958}.example", .unusualLetters),
            ("https://\u{200D}.example", .hostCharacter), ("https://\u{FF0E}.example", .hostCharacter), ("https://h@\u{301}x", .userInfo), ("https://h?\u{301}x", .query), ("https://h/%z", .path), ("https://h/%", .path),
            ("https://" + String(repeating: "a", count: 64), .hostTooLong),
            ("https://" + Array(repeating: "abcdefghi", count: 26).joined(separator: "."), .hostTooLong),
        ] as [(String, EndpointURL.Fault)])
    func refusesEndpoint(_ text: String, _ fault: EndpointURL.Fault) throws {
        let error = try #require(failure(["provider": "Ceph", "endpoint": text]))
        #expect(error == .endpoint(fault), "\(text)")
        #expect(error.diagnosis == "config_invalid" && error.option == "endpoint")
        #expect(!(error.cause + error.fix).contains("u:p"))
    }

    @Test("labels that are not ASCII are in Punycode as Python writes it")
    func punycode() throws {
        let seed = TestRun.seed(of: "labels")
        var random = SplitMix(seed: seed)
        let ranges: [ClosedRange<UInt32>] = [0x61...0x7A, 0x30...0x39, 0xDF...0xF6, 0x430...0x44F, 0x4E00...0x9FA5, 0xAC00...0xD7A3, 0x5D0...0x5EA]
        var labels = ["他们为什么不说中文", "3年b組金八先生", "почемужеонинеговорятпорусски", "bücher"]
        for _ in 0..<300 {
            labels.append(String(String.UnicodeScalarView((0..<Int.random(in: 1...9, using: &random)).map { _ in
                Unicode.Scalar(UInt32.random(in: ranges.randomElement(using: &random)!, using: &random))!
            })))
        }
        // A label of ASCII is its own, and one of digits alone is no name.
        labels = labels.filter { !$0.utf8.allSatisfy { $0 < 0x80 } }
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"),
            ["-c", "import sys\nfor line in sys.stdin.buffer.read().decode().split('\\n'): print('xn--' + line.encode('punycode').decode())"],
            in: FileManager.default.temporaryDirectory, environment: ["PYTHONUTF8": "1"], input: Data(labels.joined(separator: "\n").utf8))
        let expected = outcome.text.split(separator: "\n").map(String.init)
        #expect(expected.count == labels.count)
        for (label, encoded) in zip(labels, expected) where encoded.utf8.count <= 63 {
            #expect(try endpoint(["provider": "Ceph", "endpoint": "https://\(label).example"]).target.origin.host == encoded + ".example")
        }
    }

    @Test(
        "what contradicts itself is refused",
        arguments: [
            (["provider": "AWS", "v2_auth": "true"], .v2NeedsPathStyle), (["provider": "AWS", "v2_auth": "true", "endpoint": "https://gw"], .v2NeedsPathStyle),
            (["provider": "Ceph", "v2_auth": "true", "force_path_style": "false", "endpoint": "https://gw"], .v2NeedsPathStyle),
            (["provider": "Ceph", "use_dual_stack": "true", "endpoint": "https://gw"], .endpointWith(option: "use_dual_stack")),
            (["provider": "AWS", "use_accelerate_endpoint": "true", "endpoint": "https://gw"], .endpointWith(option: "use_accelerate_endpoint")),
            (["provider": "AWS", "use_accelerate_endpoint": "true", "region": "cn-north-1"], .accelerateRegion),
            (["provider": "AWS", "region": "a/b"], .region), (["provider": "AWS", "region": "x.evil.test/"], .region),
            (["provider": "AWS", "region": "x.evil.test"], .regionInHost), (["provider": "Ceph", "env_auth": "maybe"], .notBoolean(option: "env_auth")),
            (["provider": "IBMCOS", "v2_auth": "true", "ibm_api_key": "k", "ibm_resource_instance_id": "i", "endpoint": "https://gw"], .unsupported(.ibmIAM)),
            (["provider": "Ceph", "env_auth": "true", "access_key_id": "", "secret_access_key": "", "v2_auth": "true", "endpoint": "https://gw"], .v2WithoutKeys),
            (["provider": "Ceph", "sts_endpoint": "x"], .removedOption("sts_endpoint")), (["provider": "Ceph", "list_version": "x"], .notNumber(option: "list_version")),
        ] as [([String: String], S3ConfigurationError)])
    func refuses(_ options: [String: String], _ error: S3ConfigurationError) {
        #expect(failure(options) == error)
    }

    @Test("buckets that can't be probed are named", arguments: [
        ("arn:aws:s3::123456789012:accesspoint/x.mrap", .unsupported(.accessPoint)), ("b--usw2-az1--x-s3", .unsupported(.directoryBucket)),
        ("a/b", .bucket), ("", .bucket), ("..", .bucket), ("a\nb", .bucket),
    ] as [(String, S3ConfigurationError)])
    func refusesBucket(_ bucket: String, _ error: S3ConfigurationError) {
        #expect(failure(["provider": "AWS"], bucket: bucket) == error)
    }

    @Test(
        "what is odd is warned of",
        arguments: [
            (["provider": "Ceph", "endpoint": "http://gw"], [.plaintextTransport]), (["provider": "Ceph", "endpoint": "https://gw"], []),
            (["provider": "Nobody", "endpoint": "https://gw"], [.unknownProvider]), (["endpoint": "https://gw"], [.unknownProvider]),
            (["provider": "Ceph", "endpoint": "https://gw", "v2_auth": "true"], [.weakSignature]),
            (["provider": "Ceph", "endpoint": "https://gw", "v2_auth": "true", "session_token": "t"], [.weakSignature, .tokenNotSent]),
            (["provider": "Ceph"], [.suspicious(option: "endpoint", .goesToAmazon)]), (["provider": "AWS", "region": "mars-1"], [.unknownRegion]),
            (["provider": "AWS", "force_path_style": "true"], [.suspicious(option: "force_path_style", .ignored)]),
            (["provider": "Ceph", "endpoint": "https://gw//"], [.suspicious(option: "endpoint", .slashes)]),
            (["provider": "Ceph", "endpoint": "https://BÜcher.example"], [.suspicious(option: "endpoint", .letterCase)]),
            (["provider": "Ceph", "endpoint": "https://gw", "secret_access_key": "s\r"], [.suspicious(option: "secret_access_key", .blanks)]),
            (["provider": "Ceph", "endpoint": "https://gw", "secret_access_key": "\"s\""], [.suspicious(option: "secret_access_key", .quotes)]),
            (["provider": "Ceph", "endpoint": "https://gw", "access_key_id": "'AK'"], [.suspicious(option: "access_key_id", .quotes)]),
            (["provider": "Ceph", "endpoint": "https://gw", "secret_access_key": "\u{200B}s"], [.suspicious(option: "secret_access_key", .foreignLetters)]),
            (["provider": "Ceph", "endpoint": "https://gw", "secret_access_key": "\"s"], []),
        ] as [([String: String], [S3Warning])])
    func warns(_ options: [String: String], _ warnings: [S3Warning]) throws {
        #expect(try endpoint(options).warnings == warnings)
    }

    @Test("names of old buckets are warned of", arguments: [("Bkt", true), ("a_b", true), ("ab", true), ("a..b", true), ("1.2.3.4", true), ("my.bkt", false), ("bkt", false)])
    func warnsOfBucket(_ name: String, _ isLegacy: Bool) throws {
        let found = try endpoint(["provider": "Ceph", "endpoint": "https://gw"], bucket: name)
        #expect(found.warnings.contains(.bucketNameLegacy) == isLegacy)
    }

    @Test("the environment's settings count with env_auth alone")
    func settings() throws {
        let settings = AWSSettings(isFIPS: true, endpoint: nil)
        let none = ["access_key_id": "", "secret_access_key": ""]
        let options = ["provider": "AWS", "env_auth": "true", "region": "us-gov-west-1", "use_dual_stack": "true"]
        #expect(try endpoint(options.merging(none) { $1 }, settings: settings).target.origin.host == "bkt.s3-fips.dualstack.us-gov-west-1.amazonaws.com")
        #expect(try endpoint(options, settings: settings).target.origin.host == "bkt.s3.dualstack.us-gov-west-1.amazonaws.com")
        let elsewhere = AWSSettings(isFIPS: false, endpoint: "http://other.test")
        #expect(try endpoint(["provider": "Ceph", "env_auth": "true"].merging(none) { $1 }, settings: elsewhere).target.origin.host == "other.test")
        #expect(try endpoint(["provider": "Ceph"], settings: elsewhere).target.origin.host == "s3.us-east-1.amazonaws.com")
    }

    @Test("another region than the remote's is at its own host")
    func otherRegion() throws {
        let found = try S3Endpoint(of: S3Options(lookup(keys.merging(["provider": "AWS"]) { $1 })), bucket: "bkt", region: "eu-west-1")
        #expect(found.target.origin.host == "bkt.s3.eu-west-1.amazonaws.com")
        #expect(found.partition?.name == "aws" && AWSPartition.of(region: "cn-north-1")?.name == "aws-cn")
    }
}
