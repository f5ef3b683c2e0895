import Foundation
import ObjectStorage
import TestVectors
import Testing

@Suite struct S3ErrorDocumentTests {
    private func read(_ text: String) -> S3ErrorDocument? { S3ErrorDocument(xml: Array(text.utf8)) }

    @Test("harmless parts are kept, and what echoes the request is not")
    func keepsParts() throws {
        let found = try #require(read("""
            <?xml version="1.0" encoding="UTF-8"?>
            <Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Code>SignatureDoesNotMatch</Code><Message>no &amp; no</Message>
            <AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256 secret-token</StringToSign>
            <SignatureProvided>abc</SignatureProvided><CanonicalRequest>x-amz-security-token:secret-token</CanonicalRequest>
            <Token-0>secret-token</Token-0><RequestId>tx0</RequestId><Region> eu-west-1
            </Region><Endpoint>s3.eu-west-1.amazonaws.com</Endpoint><ServerTime>2026-11-23T22:15:00Z</ServerTime>
            <MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds><HostId>h</HostId></Error>
            """))
        #expect(found == S3ErrorDocument(
            code: "SignatureDoesNotMatch", region: "eu-west-1", endpoint: "s3.eu-west-1.amazonaws.com", requestID: "tx0",
            serverTime: "2026-11-23T22:15:00Z", allowedSkew: "900000", wantsV4: false))
        #expect(!"\(found)".contains("token"))
    }

    @Test("a server that wants version 4 says so")
    func wantsV4() {
        let text = "<Error><Code>InvalidRequest</Code><Message>The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.</Message></Error>"
        #expect(read(text)?.wantsV4 == true)
        #expect(read("<s:Error xmlns:s='x'><s:Code>A.B</s:Code></s:Error>")?.code == "A.B")
    }

    @Test("parts of another form are none", arguments: [
        ("<Error><Code>No Such</Code></Error>", nil), ("<Error><Code>\(String(repeating: "A", count: 65))</Code></Error>", nil),
        ("<Error><Code>é</Code></Error>", nil), ("<Error><Code/></Error>", nil), ("<Error/>", nil), ("<Error><Code>A</Code><Code>B</Code></Error>", "A"),
        ("<Error><Code>A<Code>B</Code>C</Code></Error>", "AC"), ("<Error><X><Code>A</Code></X></Error>", nil),
        ("<Error><Code>&lt;script&gt;</Code></Error>", nil), ("<Error><Code>A&#66;</Code></Error>", "AB"), ("<Error><Code><![CDATA[A]]></Code></Error>", "A"),
    ] as [(String, String?)])
    func refusesParts(_ text: String, _ code: String?) throws {
        #expect(try #require(read(text)).code == code)
    }

    @Test("what is no error of S3 is none", arguments: [
        "", "<html><body>Error</body></html>", "<Errors><Code>A</Code></Errors>", "<Error><Code>A</Code>", "{\"Code\":\"A\"}", "<Error>&x;</Error>",
        "<!DOCTYPE Error><Error><Code>A</Code></Error>", "<!DOCTYPE Error [<!ENTITY x \"A\">]><Error><Code>&x;</Code></Error>",
        "<!DOCTYPE Error SYSTEM \"file:///etc/passwd\"><Error><Code>A</Code></Error>", "<Error><Code>A</Code></Error><Error/>", "text",
        "<Error>" + String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40) + "</Error>",
        "<Error><Message>" + String(repeating: "a", count: 65_536) + "</Message></Error>",
    ])
    func refuses(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test("entities that blow up are refused at once")
    func laughs() {
        let entities = (1...9).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }.joined()
        #expect(read("<!DOCTYPE Error [<!ENTITY l0 \"lol\">\(entities)]><Error><Code>&l9;</Code></Error>") == nil)
    }

    @Test("an answer's kind is its outermost element's, also where it was cut")
    func kinds() {
        func kind(_ text: String) -> S3ErrorDocument.Kind { S3ErrorDocument.kind(of: Array(text.utf8)) }
        #expect(kind("<?xml version='1.0'?>\n<ListBucketResult xmlns='x'><Name>b") == .listing)
        #expect(kind("<ListBucketResult>" + String(repeating: "<Contents><Key>k</Key></Contents>", count: 5_000)) == .listing)
        #expect(kind("<Error><Code>") == .error)
        #expect(kind("<LocationConstraint/>") == .location)
        #expect(kind("<html>") == .other)
        #expect(kind("<!DOCTYPE html><html>") == .none)
        #expect(kind("no") == .none)
        #expect(kind("") == .none)
    }

    @Test("any bytes are read or refused", arguments: 0..<4)
    func total(part: Int) {
        var random = SplitMix(seed: TestRun.seed(of: "error documents") &+ UInt64(part))
        let base = Array("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Region>r</Region><![CDATA[x]]>&amp;<a b='c'/></Error>".utf8)
        for _ in 0..<500 {
            var bytes = base
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                switch Int.random(in: 0..<3, using: &random) {
                case 0 where !bytes.isEmpty: bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: Int.random(in: 0...bytes.count, using: &random))
                default: bytes.removeSubrange(Int.random(in: 0...bytes.count, using: &random)...)
                }
            }
            if let found = S3ErrorDocument(xml: bytes), let code = found.code { #expect(code.utf8.count <= 64) }
            _ = S3ErrorDocument.kind(of: bytes)
        }
    }
}
