internal import DocumentTree
internal import HTTPTransport
internal import JSONDocument
internal import SecretMemory

/// A service's answer to a request about keys, in memory that is wiped. All of it is untrusted.
struct AccessKeyAnswer: Sendable {
    let status: Int
    let text: SecretSlice
    /// More came than may be read.
    let isCut: Bool
    /// The server's clock, in seconds since 1970.
    let serverTime: Int64?
    /// Seconds by which the server's clock is ahead.
    let skew: Int64?
    /// By which the server's operator finds the request; printable, so that a report can show it.
    let requestID: String?
    private let location: String?

    /// Beyond it a signature that doesn't match may be the clock's fault, in seconds: Amazon says SignatureDoesNotMatch of both (§1).
    static let skewLimit: Int64 = 240

    init(_ response: HTTPResponse, sent time: Int64) {
        status = response.status
        text = response.body.withRawBytes { SecretArena().store($0) }
        isCut = response.isBodyCut
        // A cache keeps the date of another day (RFC 9111 §5.1).
        let date = response.fields["age"] == nil ? response.fields["date"].flatMap { InternetDate.secondsOfHTTP($0) } : nil
        serverTime = date
        skew = date.map { $0 - (time + response.roundTrip.components.seconds / 2) }
        // S3 and radosgw have the one, Amazon's IAM the other.
        requestID = ["x-amz-request-id", "x-amzn-requestid"].lazy.compactMap { response.fields[$0] }.first { text in
            (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
        }
        location = response.fields["location"]
    }

    func xml(_ paths: Set<String>, repeating record: (path: String, names: [String])? = nil) -> XMLAnswer? {
        isCut ? nil : XMLAnswer(text, keeping: paths, repeating: record, upTo: AccessKeyWire.bodyLimit, into: SecretArena())
    }

    /// The one object that the text is, or has under `name` when it is a list: a document has no list outermost.
    func json(listNamed name: StaticString? = nil) -> DocumentTree? {
        guard !isCut else { return nil }
        let arena = SecretArena()
        var builder = SecretBuilder(in: arena, capacity: text.count + 64)
        if let name {
            builder.append("{\"")
            builder.append(name)
            builder.append("\":")
        }
        builder.append(text)
        if name != nil { builder.append("}") }
        let whole = builder.finish()
        var tree = DocumentTree(arena: arena)
        let isRead = whole.withBytes { bytes in
            do throws(JSONError) {
                try JSONReader.read(TreeText(bytes), into: &tree)
                return true
            } catch { return false }
        }
        return isRead && !tree.roots.isEmpty ? tree : nil
    }

    /// The four shapes of an error (§1), by local names: IAM and STS; moto's own; S3; JSON of radosgw and MinIO. EC2's too, which some
    /// servers use for all.
    private static let places = ["ErrorResponse/Error/", "ErrorResponse/Errors/Error/", "Error/", "Response/Errors/Error/"]

    var code: String? { codeAndMessage.code }

    /// The message is looked at, and never shown.
    private var codeAndMessage: (code: String?, message: SecretSlice?) {
        let first = text.firstIndex { $0 > 0x20 }
        switch first.map({ text[$0] }) {
        case UInt8(ascii: "<"):
            let answer = xml(Set(Self.places.flatMap { [$0 + "Code", $0 + "Message"] }))
            guard let place = Self.places.first(where: { answer?[$0 + "Code"] != nil }) else { return (nil, nil) }
            return (CredentialChain.code(answer?[place + "Code"]?.trimmed()), answer?[place + "Message"])
        case UInt8(ascii: "{"):
            guard let tree = json(), let root = tree.roots.first else { return (nil, nil) }
            return (CredentialChain.code(tree.secret("Code", in: root)), tree.secret("Message", in: root))
        default: return (nil, nil)
        }
    }

    /// True for "… is inactive", "… disabled": of a key that is switched off where the code alone says AccessDenied (§2.7).
    var saysSwitchedOff: Bool {
        guard let message = codeAndMessage.message else { return false }
        return ["inactive", "Inactive", "disabled", "Disabled"].contains { message.firstRange(of: Array($0.utf8), from: 0) != nil }
    }

    /// What an answer other than 2xx means (tables of §1a and §1b).
    /// - Parameter isChange: Of a request that changes something only the service itself can say that it did not. An answer that is in none of the
    ///   shapes of an error (§1) may be a firewall's or a proxy's, in place of the service's own, and what was asked be done by then.
    func error(of action: String, isChange: Bool = false) -> AccessKeyError {
        let code = code
        if isChange, code == nil, status < 500 && status != 429 || status == 501 { return .unusableAnswer(status: status) }
        if (300..<400).contains(status) { return .redirected(host: redirectHost) }
        if status == 405 || status == 501 { return .unsupported(action: action) }
        switch code {
        case "LimitExceeded", "LimitExceededException", "TooManyAccessKeys": return .limitReached
        case "InvalidClientTokenId", "InvalidAccessKeyId", "UserSuspended", "AccessKeyDisabled", "InvalidToken", "ExpiredToken", "ExpiredTokenException",
            "UnrecognizedClientException", "XMinioInvalidAccessKeyId":
            return .unknownSigner(code: code ?? "")
        case "SignatureDoesNotMatch":
            return abs(skew ?? 0) > Self.skewLimit ? .clockSkew(seconds: skew) : .wrongSecret
        case "RequestExpired", "RequestTimeTooSkewed": return .clockSkew(seconds: skew)
        case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "XMinioAdminAccessDenied":
            return .denied(action: action, code: code)
        // NoSuchBucket is what an S3 server says that takes the path for a bucket: no key is gone for that.
        case "NoSuchEntity", "NoSuchEntityException", "NoSuchUser", "XMinioAdminNoSuchAccessKey", "XMinioAdminNoSuchUser", "XMinioAdminNoSuchServiceAccount":
            return .notFound
        case "XMinioInvalidIAMCredentials" where status == 404: return .notFound
        case "EntityTemporarilyUnmodifiable", "ConcurrentModification", "ConcurrentModificationException", "OperationAborted":
            return .busy(code: code ?? "")
        case "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException", "SlowDown", "ServiceUnavailable",
            "ServiceFailure", "InternalFailure", "InternalError":
            return .unavailable(status: status, code: code)
        case "NotImplemented", "MethodNotAllowed", "InvalidAction", "UnsupportedOperation", "UnknownOperationException":
            return .unsupported(action: action)
        default: break
        }
        switch status {
        case 401: return .unknownSigner(code: code ?? "401")
        case 403: return .denied(action: action, code: code)
        case 429, 500...: return .unavailable(status: status, code: code)
        default: return .refused(status: status, code: code)
        }
    }

    private var redirectHost: String? {
        guard let location, let scheme = ["https://", "http://"].first(where: { location.hasPrefix($0) }) else { return nil }
        let authority = location.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        return (try? EndpointURL("https://" + authority))?.host.text
    }
}

extension DocumentTree {
    /// The text of a branch's item; nil where there is none, or it is no text.
    func secret(_ name: StaticString, in branch: Int) -> SecretSlice? {
        guard let index = item(name, in: branch), nodes[index].kind == .string else { return nil }
        return arena.store(nodes[index].text.buffer)
    }

    /// The same where it is known to be no secret.
    func text(_ name: StaticString, in branch: Int) -> String? {
        secret(name, in: branch).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}
