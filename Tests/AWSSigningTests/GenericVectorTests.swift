import AWSSigning
import Foundation
import SecretMemory
import TestVectors
import Testing

/// A case of the AWS Signature Version 4 test suite (Apache License 2.0, as botocore carries it).
struct GenericVector: Sendable, CustomTestStringConvertible {
    let folder: String
    var testDescription: String { folder }

    static let all: [GenericVector] = {
        guard let root = VectorFolder.root?.appendingPathComponent("sigv4/aws4_testsuite"),
            let files = FileManager.default.enumerator(atPath: root.path)
        else { return [] }
        return files.compactMap { $0 as? String }.filter { $0.hasSuffix(".req") }.sorted().map {
            GenericVector(folder: ($0 as NSString).deletingLastPathComponent)
        }
    }()

    func text(_ kind: String) throws -> String {
        let name = (folder as NSString).lastPathComponent
        return String(decoding: try VectorFolder.bytes("sigv4/aws4_testsuite/\(folder)/\(name).\(kind)"), as: UTF8.self)
            .replacingOccurrences(of: "\r\n", with: "\n")
    }

    /// The request of the file, and its body. A line that begins with a blank goes on with the value before it.
    func request() throws -> (SigningRequest, body: [UInt8]) {
        let text = try text("req")
        let parts = text.components(separatedBy: "\n\n")
        var lines = parts[0].components(separatedBy: "\n").filter { !$0.isEmpty }
        let first = lines.removeFirst()
        let method = first.prefix { $0 != " " }
        let target = first.dropFirst(method.count + 1).dropLast(" HTTP/1.1".count)
        let path = target.prefix { $0 != "?" }
        var fields: [(name: String, value: String)] = []
        for line in lines {
            if line.hasPrefix(" "), let last = fields.popLast() {
                fields.append((last.name, last.value + " " + line))
            } else {
                let colon = try #require(line.firstIndex(of: ":"))
                fields.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        // This case alone gives the token to the signer, and shows it in what was signed.
        if folder == "get-vanilla-with-session-token" {
            let line = try #require(try self.text("creq").components(separatedBy: "\n").first { $0.hasPrefix("x-amz-security-token:") })
            fields.append(("X-Amz-Security-Token", String(line.dropFirst("x-amz-security-token:".count))))
        }
        let request = SigningRequest(
            method: String(method), path: String(path), query: String(target.dropFirst(path.count + 1)), fields: fields)
        return (request, Array(parts.dropFirst().joined(separator: "\n\n").utf8))
    }
}

@Suite("the AWS Signature Version 4 test suite", .enabled(if: VectorFolder.isThere))
struct GenericVectorTests {
    @Test("canonical request, string to sign and Authorization are the suite's", arguments: GenericVector.all)
    func matches(_ vector: GenericVector) throws {
        let signer = SigV4(service: "service", region: "us-east-1", paths: .normalizedAndEncodedAgain)
        let (request, body) = try vector.request()
        let time = SigningTime(1_440_938_160)
        let canonical = signer.canonicalRequest(of: request, payloadHash: SigV4.payloadHash(body))
        #expect(canonical.text == (try vector.text("creq")))
        let stringToSign = signer.stringToSign(canonical, time: time)
        #expect(stringToSign == (try vector.text("sts")))
        let signature = SigV4.signature(
            of: stringToSign, key: signer.signingKey(of: SecretBytes(copying: Array("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".utf8)), time: time))
        let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(signer.scope(time)), SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
        #expect(authorization == (try vector.text("authz")))
    }

    @Test("all of its cases are there") func counts() { #expect(GenericVector.all.count == 34) }
}
