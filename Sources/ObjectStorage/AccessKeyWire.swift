internal import AWSSigning
package import HTTPTransport
internal import SecretMemory

/// Sends one signed request about keys, and never a second one (spec of rotation, §1: nothing is followed, nothing is tried again).
package struct AccessKeyWire: Sendable {
    let exchange: any HTTPExchange
    let userAgent: String
    /// Requests may go over plain http to other machines too.
    let allowsPlainHTTP: Bool
    /// Seconds since 1970.
    let now: @Sendable () -> Int64
    /// The last change that was asked for.
    let lastChange = AnsweredRequest()
    /// Is told of each request that failed, with the answer where one came.
    let tellsRefusal: @Sendable (AccessKeyError, RefusedAnswer?) -> Void

    package init(
        exchange: any HTTPExchange, userAgent: String, allowsPlainHTTP: Bool, now: @escaping @Sendable () -> Int64,
        tellsRefusal: @escaping @Sendable (AccessKeyError, RefusedAnswer?) -> Void = { _, _ in }
    ) {
        self.exchange = exchange
        self.userAgent = userAgent
        self.allowsPlainHTTP = allowsPlainHTTP
        self.now = now
        self.tellsRefusal = tellsRefusal
    }

    /// Of an answer's body, in bytes (§1).
    static let bodyLimit = 1 << 20

    /// §1: 10 seconds to connect, and 30 in all but for an answer whose body drips.
    static let deadlines: HTTPDeadlines = {
        var deadlines = HTTPDeadlines()
        deadlines.connect = .seconds(10)
        deadlines.response = .seconds(15)
        return deadlines
    }()

    struct Question: Sendable {
        enum Signing: Sendable {
            case v4(service: String)
            case v2
        }

        /// As the missing permission is told: `iam:CreateAccessKey`.
        let action: String
        let method: String
        let path: String
        /// Encoded.
        var query = ""
        var fields: [(name: String, value: String)] = []
        var body: [UInt8] = []
        let signing: Signing
        /// The request changes something: an answer that was lost leaves open whether it did.
        var isChange = false
        /// The request itself has a secret in it, and stays on this machine where nothing encrypts it.
        var hasSecret = false
    }

    func answer(to question: Question, at endpoint: ServiceEndpoint, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyAnswer {
        let time = now()
        var request = try wireRequest(for: question, at: endpoint, signedBy: credentials, time: time)
        request.reach = allowsPlainHTTP && !question.hasSecret ? nil : .machine
        request.bodyLimit = Self.bodyLimit
        request.isAnswerSecret = true
        var response: HTTPResponse
        if question.isChange { lastChange.begin() }
        do throws(HTTPFailure) {
            response = try await exchange.response(to: request, at: endpoint.origin, within: Self.deadlines)
        } catch {
            let lost = error.isSent(forChange: question.isChange) ? AccessKeyError.noAnswer(error) : .notReached(error)
            tellsRefusal(lost, nil)
            throw lost
        }
        let answer = AccessKeyAnswer(response, sent: time)
        if question.isChange { lastChange.answered(response, answer, action: question.action) }
        response.wipeBody()
        guard (200..<300).contains(answer.status) else {
            let error = answer.error(of: question.action, isChange: question.isChange)
            tellsRefusal(error, RefusedAnswer(answer))
            throw error
        }
        return answer
    }

    private func wireRequest(
        for question: Question, at endpoint: ServiceEndpoint, signedBy credentials: AWSCredentials, time: Int64
    ) throws(AccessKeyError) -> HTTPRequest {
        let hash = SigV4.payloadHash(question.body)
        var unsigned = SigningRequest(
            method: question.method, path: endpoint.pathPrefix + question.path, query: question.query,
            fields: [("Host", endpoint.origin.authority), ("User-Agent", userAgent), ("Accept-Encoding", "identity")] + question.fields)
        let signed: SigningRequest
        do throws(AWSSigningError) {
            switch question.signing {
            case .v4(let service):
                // S3 wants the hash as a header too, and moto says SignatureDoesNotMatch without (measured).
                if service == "s3" { unsigned.fields.append(("X-Amz-Content-SHA256", hash)) }
                let signer = service == "s3" ? .s3(region: endpoint.region) : SigV4(service: service, region: endpoint.region, paths: .normalizedAndEncodedAgain)
                signed = try signer.signed(unsigned, payloadHash: hash, credentials: credentials, time: time)
            case .v2: signed = try SigV2.signed(unsigned, credentials: credentials, time: time)
            }
        } catch { throw .notReached(.invalidRequest) }
        return HTTPRequest(
            method: signed.method, target: signed.query.isEmpty ? signed.path : signed.path + "?" + signed.query,
            fields: signed.fields.map { HTTPField($0.name, $0.value) }, body: question.body)
    }
}

extension HTTPFailure {
    /// True unless it is certain that the server got no request of ours.
    func isSent(forChange isChange: Bool) -> Bool {
        switch self {
        case .nameNotFound, .nameServiceFailed, .nameTimeout, .addressRefused, .beyondReach, .connectionRefused, .connectTimeout, .unreachable,
            .tlsTimeout, .plainServer, .tlsServer, .proxyRefused, .proxyAuthenticationRequired, .proxyUnreachable:
            false
        // A server of TLS 1.3 may raise an alert after our first bytes; the other causes end the handshake.
        case .tls(let failure): if case .alert = failure.cause { isChange } else { false }
        case .local: self != .invalidRequest
        case .responseTimeout, .closedEarly, .notHTTP, .cancelled: true
        }
    }
}
