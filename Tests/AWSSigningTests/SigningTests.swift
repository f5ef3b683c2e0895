import AWSSigning
import Foundation
import SecretMemory
import TestVectors
import Testing

@Suite struct SigningTests {
    @Test("dates are the calendar's, in all three spellings")
    func dates() {
        var random = SplitMix(seed: TestRun.seed(of: "dates"))
        let stamp = DateFormatter()
        stamp.locale = Locale(identifier: "en_US_POSIX")
        stamp.timeZone = TimeZone(identifier: "UTC")
        stamp.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
        let http = DateFormatter()
        http.locale = stamp.locale
        http.timeZone = stamp.timeZone
        http.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let edges: [Int64] = [0, -1, 951_782_399, 951_782_400, 951_868_799, 951_868_800, 4_107_542_399, 1_709_251_199, 253_402_300_799]
        for second in edges + (0..<2000).map({ _ in Int64.random(in: -2_208_988_800...253_402_300_799, using: &random) }) {
            let date = Date(timeIntervalSince1970: Double(second))
            #expect(SigningTime(second).stamp == stamp.string(from: date))
            #expect(SigningTime(second).httpDate == http.string(from: date))
            #expect(SigningTime(second).date == String(stamp.string(from: date).prefix(8)))
        }
        #expect(SigningTime(.max).stamp == "99991231T235959Z")
        #expect(SigningTime(.min).stamp == "00000101T000000Z")
    }

    @Test(
        "an access key id that would change the header's meaning is refused",
        arguments: [
            ("AK/ID", AccessKeyID.Fault.slash), ("AK ID", .blank), ("AKID ", .blank), ("AK,ID", .comma), ("AKID\r", .control), ("AK\nID", .control),
            ("AK\u{7F}", .control), ("", .empty), ("AKÍD", .foreign), ("\tAK", .control),
        ])
    func refusesAccessKeyID(_ id: String, _ fault: AccessKeyID.Fault) {
        let request = SigningRequest(method: "HEAD", path: "/", fields: [("Host", "h")])
        let keys = credentials(id, "secret")
        #expect(throws: AWSSigningError.accessKeyID(fault)) {
            try SigV4.s3(region: "r").signed(request, payloadHash: SigV4.emptyPayload, credentials: keys, time: 0)
        }
        #expect(throws: AWSSigningError.accessKeyID(fault)) {
            try SigV4.s3(region: "r").presignedQuery(request, credentials: keys, time: 0, validity: 1)
        }
        #expect(throws: AWSSigningError.accessKeyID(fault)) { try SigV2.signed(request, credentials: keys, time: 0) }
        #expect(throws: AWSSigningError.accessKeyID(fault)) { try SigV2.presignedQuery(request, credentials: keys, end: 0) }
    }

    @Test("a colon, which ends the id of version 2, is refused there")
    func refusesColon() throws {
        let request = SigningRequest(method: "HEAD", path: "/", fields: [("Host", "h")])
        #expect(throws: AWSSigningError.accessKeyID(.colon)) { try SigV2.signed(request, credentials: credentials("A:B", "s"), time: 0) }
        _ = try SigV4.s3(region: "r").signed(request, payloadHash: "x", credentials: credentials("A:B", "s"), time: 0)
    }

    @Test(
        "a line break in any part is refused",
        arguments: [
            SigningRequest(method: "HE\r\nAD", path: "/", fields: []), SigningRequest(method: "HEAD", path: "/\r\nX: y", fields: []),
            SigningRequest(method: "HEAD", path: "/", query: "a\nb", fields: []),
            SigningRequest(method: "HEAD", path: "/", fields: [("Host", "h\r\nX: y")]),
            SigningRequest(method: "HEAD", path: "/", fields: [("Ho st", "h")]), SigningRequest(method: "HEAD", path: "/ HTTP/1.1", fields: []),
        ])
    func refusesLineBreaks(_ request: SigningRequest) {
        #expect(throws: AWSSigningError.self) {
            try SigV4.s3(region: "r").signed(request, payloadHash: "x", credentials: credentials("A", "s"), time: 0)
        }
        #expect(throws: AWSSigningError.self) { try SigV2.signed(request, credentials: credentials("A", "s"), time: 0) }
    }

    @Test("a session token with a line break is refused, an empty one is none")
    func tokens() throws {
        let request = SigningRequest(method: "HEAD", path: "/", fields: [("Host", "h")])
        #expect(throws: AWSSigningError.unusableText("session token")) {
            try SigV4.s3(region: "r").signed(request, payloadHash: "x", credentials: credentials("A", "s", token: "a\nb"), time: 0)
        }
        let signed = try SigV4.s3(region: "r").signed(request, payloadHash: "x", credentials: credentials("A", "s", token: ""), time: 0)
        #expect(signed.fields.map(\.name) == ["Host", "X-Amz-Date", "Authorization"])
    }

    @Test("a presigned URL lives from a second to a week", arguments: [0, -1, 604_801, Int64.max])
    func refusesValidity(_ validity: Int64) {
        let request = SigningRequest(method: "HEAD", path: "/", fields: [("Host", "h")])
        #expect(throws: AWSSigningError.validity(validity)) {
            try SigV4.s3(region: "r").presignedQuery(request, credentials: credentials("A", "s"), time: 0, validity: validity)
        }
    }

    @Test("what proxies change is not signed")
    func unsignedHeaders() {
        let names = ["User-Agent", "Accept-Encoding", "Connection", "Expect", "Content-Length", "X-Amzn-Trace-Id", "TE"]
        let fields = [("Host", "h")] + names.map { ($0, "v") }
        let request = SigningRequest(method: "HEAD", path: "/", fields: fields)
        #expect(SigV4.s3(region: "r").canonicalRequest(of: request, payloadHash: "x").signedHeaders == "host")
    }

    @Test("the text that is signed, read as a URL and encoded again, is the same", arguments: 0..<4)
    func roundTrip(part: Int) throws {
        var random = SplitMix(seed: TestRun.seed(of: "keys") &+ UInt64(part))
        for _ in 0..<500 {
            let key = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let path = "/bkt/" + PercentEncoding.encode(bytes: key, keeping: .slashes)
            #expect(Array(PercentEncoding.decode(path.utf8).dropFirst(5)) == key)
            let name = PercentEncoding.encode(bytes: key, keeping: .unreserved)
            let request = SigningRequest(method: "HEAD", path: path, query: "b=1&prefix=\(name)&a&a=0", fields: [("Host", "h")])
            let signer = SigV4.s3(region: "r")
            let text = signer.canonicalRequest(of: request, payloadHash: "x").text
            // A server decodes what came, and encodes it by the rules.
            let decoded = PercentEncoding.decode(request.path.utf8)
            let again = SigningRequest(
                method: "HEAD", path: PercentEncoding.encode(bytes: decoded, keeping: .slashes),
                query: text.split(separator: "\n", omittingEmptySubsequences: false)[2].description, fields: [("hOST", " h ")])
            #expect(signer.canonicalRequest(of: again, payloadHash: "x").text == text)
            #expect(text.hasPrefix("HEAD\n\(path)\na=&a=0&b=1&prefix=\(name)\nhost:h\n"))
        }
    }
}
