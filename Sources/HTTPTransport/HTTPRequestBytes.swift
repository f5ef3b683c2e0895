internal import NIOCore
internal import SecretMemory

/// A request as it goes on the wire: these bytes, in this order.
struct HTTPRequestBytes: Sendable {
    let method: String
    let bodyLimit: Int
    let isAnswerSecret: Bool
    private let buffer: ByteBuffer

    var bytes: ByteBuffer { buffer }

    /// RFC 9110 §9.2.1: asking twice does no more than asking once.
    var isSafe: Bool { method == "GET" || method == "HEAD" }

    /// - Parameters:
    ///   - target: Another one than the request's own, for a proxy.
    ///   - proxyAuthorization: Added as `Proxy-Authorization`.
    /// - Throws: ``HTTPFailure/local(_:)`` with EINVAL for parts that would end their line early: nothing is sent then.
    init(_ request: HTTPRequest, target: String? = nil, proxyAuthorization: borrowing SecretBytes? = nil) throws(HTTPFailure) {
        let target = target ?? request.target
        guard !request.method.isEmpty, request.method.utf8.allSatisfy(Self.isToken), !target.isEmpty,
            target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            request.fields.allSatisfy({ field in
                !field.name.isEmpty && field.name.utf8.allSatisfy(Self.isToken)
                    && field.value.utf8.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }
            })
        else { throw .invalidRequest }
        method = request.method
        bodyLimit = request.bodyLimit
        isAnswerSecret = request.isAnswerSecret
        var buffer = ByteBuffer()
        buffer.writeString("\(request.method) \(target) HTTP/1.1\r\n")
        for field in request.fields { buffer.writeString("\(field.name): \(field.value)\r\n") }
        // RFC 9110 §8.6: also of an empty body where the method has a meaning for one; radosgw refuses a PUT without it (411).
        let wantsLength = !request.body.isEmpty || ["PUT", "POST", "PATCH"].contains(method)
        if wantsLength, request.fields["content-length"] == nil { buffer.writeString("Content-Length: \(request.body.count)\r\n") }
        switch proxyAuthorization {
        case .some(let secret):
            buffer.writeString("Proxy-Authorization: ")
            _ = secret.withBytes { buffer.writeBytes($0) }
            buffer.writeString("\r\n")
        case .none: break
        }
        buffer.writeString("\r\n")
        buffer.writeBytes(request.body)
        self.buffer = buffer
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
