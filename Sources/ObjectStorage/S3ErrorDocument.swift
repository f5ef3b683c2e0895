internal import SecretMemory

/// What an S3 error's XML says, of which only harmless parts are kept: never the string to sign, the canonical request, a
/// signature or a token, all of which servers send back.
package struct S3ErrorDocument: Sendable, Equatable {
    /// At most 64 characters of `[A-Za-z0-9.]`, else nil.
    package let code: String?
    package let region: String?
    package let endpoint: String?
    package let requestID: String?
    /// As the server wrote it, printable ASCII.
    package let serverTime: String?
    package let allowedSkew: String?
    /// The message holds "Please use AWS4-HMAC-SHA256" (InvalidRequest of servers that refuse V2).
    package let wantsV4: Bool

    package init(
        code: String?, region: String? = nil, endpoint: String? = nil, requestID: String? = nil, serverTime: String? = nil,
        allowedSkew: String? = nil, wantsV4: Bool = false
    ) {
        self.code = code
        self.region = region
        self.endpoint = endpoint
        self.requestID = requestID
        self.serverTime = serverTime
        self.allowedSkew = allowedSkew
        self.wantsV4 = wantsV4
    }

    /// Nil for what is no error of S3: another root than `Error`, more than 64 KiB, a DTD, no XML.
    package init?(xml: [UInt8]) {
        let paths: Set<String> = [
            "Error/Code", "Error/Region", "Error/Endpoint", "Error/RequestId", "Error/ServerTime", "Error/MaxAllowedSkewMilliseconds",
            "Error/Message",
        ]
        guard let answer = XMLAnswer(xml, keeping: paths, into: SecretArena()), answer.root == "Error" else { return nil }
        func text(_ name: String, atMost limit: Int, where isAllowed: (UInt8) -> Bool = { (0x20..<0x7F).contains($0) }) -> String? {
            guard let bytes = answer["Error/" + name]?.trimmed().bytes, (1...limit).contains(bytes.count), bytes.allSatisfy(isAllowed)
            else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
        func isName(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
        self.init(
            code: text("Code", atMost: 64) { isName($0) || $0 == UInt8(ascii: ".") },
            region: text("Region", atMost: 63) { isName($0) || $0 == UInt8(ascii: "-") },
            endpoint: text("Endpoint", atMost: 253) { isName($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") },
            requestID: text("RequestId", atMost: 128), serverTime: text("ServerTime", atMost: 64),
            allowedSkew: text("MaxAllowedSkewMilliseconds", atMost: 16) { (0x30...0x39).contains($0) },
            wantsV4: answer["Error/Message"]?.firstRange(of: Array("Please use AWS4-HMAC-SHA256".utf8), from: 0) != nil)
    }

    /// The kind of an answer to a GET, by its outermost element.
    package enum Kind: Sendable, Equatable {
        case error
        case listing
        case location
        case other
        /// No XML.
        case none
    }

    package static func kind(of xml: [UInt8]) -> Kind {
        switch XMLAnswer.root(of: xml) {
        case "Error": .error
        case "ListBucketResult", "ListAllMyBucketsResult", "ListVersionsResult": .listing
        case "LocationConstraint": .location
        case nil: .none
        default: .other
        }
    }
}
