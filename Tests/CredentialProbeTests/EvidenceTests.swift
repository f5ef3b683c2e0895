import HTTPTransport
import Testing

@testable import CredentialProbe

/// What is read from a response's head.
@Suite("Evidence")
struct EvidenceTests {
    private func evidence(_ status: Int = 403, _ fields: (String, String)...) -> ProbeEvidence {
        ProbeEvidence(
            HTTPResponse(status: status, fields: fields.map { HTTPField($0.0, $0.1) }), hiding: SecretFilter([]), now: Scenario.now)
    }

    @Test("an announced length counts unless it is zero, chunked, doubled or no number")
    func lengthsAreRead() {
        #expect(evidence(403, ("Content-Length", "213")).announcedLength == 213)
        #expect(evidence(403, ("content-length", "0")).announcedLength == nil)
        #expect(evidence(403, ("Content-Length", "213"), ("Transfer-Encoding", "chunked")).announcedLength == nil)
        #expect(!evidence(403, ("Content-Length", "213"), ("Content-Length", "213")).hasBrokenLength)
        for text in ["-1", "+5", "2147483649", "99999999999", "0x10", "", "1 2"] { #expect(evidence(403, ("Content-Length", text)).hasBrokenLength, "\(text)") }
        #expect(evidence(403, ("Content-Length", "213"), ("Content-Length", "214")).hasBrokenLength)
    }

    @Test("request ids of all servers show that S3 answers")
    func requestIDsAreRead() {
        for name in ["x-amz-request-id", "X-Amz-Request-Id", "x-amzn-requestid", "x-amzn-RequestId"] { #expect(evidence(403, (name, "A1")).isS3, "\(name)") }
        #expect(evidence(403, ("x-amz-id-2", "x")).isS3 && evidence(403, ("x-amz-bucket-region", "eu-west-1")).isS3 && evidence(403, ("X-RGW-Object-Count", "1")).isS3)
        #expect(!evidence(403, ("Server", "nginx")).isS3 && !evidence(403, ("x-amz-request-id", "a b")).isS3)
    }

    @Test("kinds of servers are told by their own signs")
    func kindsAreTold() {
        #expect(evidence(403, ("x-amz-request-id", "tx00000a1b2c3d4e5f60718-0065a1b2c3-1034-default")).kind == .radosgw)
        #expect(evidence(200, ("X-Rgw-Bytes-Used", "5")).kind == .radosgw)
        #expect(evidence(403, ("Server", "SeaweedFS 30GB 4.48")).kind == .seaweedfs)
        #expect(evidence(403, ("Server", "AmazonS3")).kind == .aws && evidence(403, ("Server", "MinIO")).kind == .minio)
        #expect(evidence(403, ("Server", "nginx")).kind == nil && evidence(403, ("x-amz-request-id", "text-is-no-hex")).kind == nil)
    }

    @Test("dates are read in HTTP's one form, unless a cache answered")
    func datesAreRead() {
        #expect(evidence(200, ("Date", "Fri, 15 Jan 2027 08:00:00 GMT")).date == Scenario.now)
        #expect(evidence(200, ("Date", "Fri, 15 Jan 2027 08:00:00 GMT"), ("Age", "1")).date == nil)
        #expect(evidence(200, ("Date", "Fri, 15 Jan 2027 08:00:00 GMT"), ("Age", "0")).date == Scenario.now)
        for text in ["2027-01-15T08:00:00Z", "Fri, 15 Xan 2027 08:00:00 GMT", "Fri, 15 Jan 2027 28:00:00 GMT", "Fri, 15 Jan 2027 08:00:00 UTC", ""] {
            #expect(evidence(200, ("Date", text)).date == nil, "\(text)")
        }
        #expect(evidence(503, ("Retry-After", "7")).retryAfter == 7)
        #expect(evidence(503, ("Retry-After", "Fri, 15 Jan 2027 08:00:09 GMT")).retryAfter == 9)
        #expect(evidence(503, ("Retry-After", "soon")).retryAfter == nil)
        for seconds in [0, 951_782_400, 951_868_799, 1_709_164_800, Scenario.now, 4_107_542_399] as [Int64] {
            let text = CalendarDate.text(seconds)
            #expect(text.count == 20 && text.hasSuffix("Z"))
        }
        #expect(CalendarDate.text(951_782_400) == "2000-02-29T00:00:00Z" && CalendarDate.text(4_107_542_399) == "2100-02-28T23:59:59Z")
        #expect(CalendarDate.text(-1) == "1969-12-31T23:59:59Z")
    }

    @Test("of a redirect only the host is kept")
    func locationHostsAreRead() {
        func host(_ text: String) -> String? { evidence(302, ("Location", text)).locationHost }
        #expect(host("https://Login.Test:8443/a?b#c") == "login.test" && host("//a.test/x") == "a.test")
        #expect(host("https://user:pw@b.test/") == "b.test" && host("http://[2001:db8::1]:80/") == "2001:db8::1")
        #expect(host("/elsewhere") == nil && host("x//y") == nil && host("") == nil && host("https:///x") == nil && host("https://a b/") == nil)
    }

    @Test("a server's text is cut and made printable")
    func textIsCleaned() {
        #expect(evidence(200, ("Server", "a\u{1B}[31m\r\né")).software == "a\\x1B[31m\\x0D\\x0A\\xC3\\xA9")
        #expect(evidence(200, ("Server", String(repeating: "s", count: 5_000))).software?.count == 128)
        #expect(evidence(301, ("x-amz-bucket-region", "x.evil.test/")).bucketRegion == nil)
        #expect(evidence(200, ("x-amz-version-id", "null")).versionID == nil)
    }

    @Test("AWS' hosts change their region within the partition, and nothing else is one")
    func regionHostsAreRead() {
        for (host, region, expected) in [
            ("s3.us-east-1.amazonaws.com", "eu-west-1", "s3.eu-west-1.amazonaws.com"), ("bkt.s3.us-east-1.amazonaws.com", "eu-west-1", "bkt.s3.eu-west-1.amazonaws.com"),
            ("a.b.s3.dualstack.us-east-1.amazonaws.com", "eu-west-1", "a.b.s3.dualstack.eu-west-1.amazonaws.com"), ("s3.amazonaws.com", "eu-west-1", "s3.eu-west-1.amazonaws.com"),
            ("s3-eu-west-1.amazonaws.com", "us-east-2", "s3.us-east-2.amazonaws.com"), ("s3-fips.us-gov-west-1.amazonaws.com", "us-gov-east-1", "s3-fips.us-gov-east-1.amazonaws.com"),
            ("s3.cn-north-1.amazonaws.com.cn", "cn-northwest-1", "s3.cn-northwest-1.amazonaws.com.cn"), ("s3.s3.us-east-1.amazonaws.com", "eu-west-1", "s3.s3.eu-west-1.amazonaws.com"),
            ("s3.eusc-de-east-1.amazonaws.eu", "eusc-de-east-2", "s3.eusc-de-east-2.amazonaws.eu"),
        ] { #expect(AWSRegionHost(host)?.host(in: region) == expected, "\(host)") }
        for host in ["s3.example.test", "s3.us-east-1.amazonaws.com.evil.test", "amazonaws.com", "bkt.s3-accelerate.amazonaws.com", "ec2.us-east-1.amazonaws.com"] {
            #expect(AWSRegionHost(host) == nil, "\(host)")
        }
        for region in ["cn-north-1", "us-gov-west-1", "eu-isoe-west-1", "eusc-de-east-1", "elb", "mars-1", "a.evil.test/", ""] {
            #expect(AWSRegionHost("s3.us-east-1.amazonaws.com")?.host(in: region) == nil, "\(region)")
        }
    }
}
