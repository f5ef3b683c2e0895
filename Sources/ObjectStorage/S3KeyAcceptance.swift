package import AWSSigning
package import HTTPTransport

/// Asks S3 by HEAD of the bucket where one is known, else for the list of buckets (spec of rotation, §2.6). An answer to HEAD has no body, and a
/// portal answers 200 to everything: that it is S3 which has judged the signature is seen by the least list of that bucket.
package struct S3KeyAcceptance: KeyAcceptanceCheck {
    let exchange: any HTTPExchange
    let userAgent: String
    let signer: S3Target.Signer
    let allowsPlainHTTP: Bool
    let now: @Sendable () -> Int64
    /// Is told of each answer that does not accept a key.
    let tellsRefusal: @Sendable (VerificationTarget, RefusedAnswer) -> Void

    package init(
        exchange: any HTTPExchange, userAgent: String, signer: S3Target.Signer = .v4, allowsPlainHTTP: Bool, now: @escaping @Sendable () -> Int64,
        tellsRefusal: @escaping @Sendable (VerificationTarget, RefusedAnswer) -> Void = { _, _ in }
    ) {
        self.exchange = exchange
        self.userAgent = userAgent
        self.signer = signer
        self.allowsPlainHTTP = allowsPlainHTTP
        self.now = now
        self.tellsRefusal = tellsRefusal
    }

    private enum Step {
        case head, bucketList, serviceList
    }

    /// What one answer says; nil asks the next step.
    private struct Reading {
        let acceptance: KeyAcceptance?
        let next: Step?
        var refusal: RefusedAnswer?
    }

    package func acceptance(of credentials: AWSCredentials, at target: VerificationTarget) async -> KeyAcceptance {
        var step = target.bucket == nil ? Step.serviceList : .head
        var isAllowedHead = false
        // Each step is asked once at most.
        for _ in 0..<3 {
            let reading: Reading
            do throws(HTTPFailure) {
                let time = now()
                let response = try await response(to: step, at: target, signedBy: credentials, time: time)
                reading = Self.reading(response, of: step, sent: time, isAllowedHead: isAllowedHead)
                if step == .head { isAllowedHead = response.status == 200 }
            } catch { return .undecided(status: nil, error) }
            if let refusal = reading.refusal { tellsRefusal(target, refusal) }
            if let acceptance = reading.acceptance { return acceptance }
            guard let next = reading.next else { break }
            step = next
        }
        return .undecided(status: nil, nil)
    }

    private func response(
        to step: Step, at target: VerificationTarget, signedBy credentials: AWSCredentials, time: Int64
    ) async throws(HTTPFailure) -> HTTPResponse {
        let place: ServiceEndpoint
        do throws(ServiceEndpoint.Fault) { place = try ServiceEndpoint(url: target.endpoint, region: target.region) } catch { throw .invalidRequest }
        let bucket = step == .serviceList ? nil : target.bucket
        var origin = place.origin
        if let bucket, !target.isPathStyle { origin = HTTPOrigin(scheme: origin.scheme, host: bucket + "." + origin.host, port: origin.port) }
        let s3 = S3Target(
            origin: origin, pathPrefix: place.pathPrefix, style: target.isPathStyle || bucket == nil ? .path : .virtualHost, region: target.region,
            signer: signer, provider: "Other", bucket: bucket, isRequesterPays: false)
        let request =
            switch step {
            case .head: S3Request("HEAD")
            // The least that a list can be.
            case .bucketList: S3Request("GET", query: [("list-type", "2"), ("max-keys", "0")])
            case .serviceList: S3Request("GET")
            }
        var wire = S3RequestSigner(for: s3, userAgent: userAgent).wireRequest(request, credentials: credentials, time: time).request
        // A key that can't sign must not be judged by an answer to nobody.
        guard wire.fields["authorization"] != nil else { throw .invalidRequest }
        wire.reach = allowsPlainHTTP ? nil : .machine
        wire.address = target.address
        return try await exchange.response(to: wire, at: origin, within: AccessKeyWire.deadlines)
    }

    /// - Parameter isAllowedHead: The bucket's HEAD was answered 200 just before.
    private static func reading(_ response: HTTPResponse, of step: Step, sent time: Int64, isAllowedHead: Bool) -> Reading {
        let answer = AccessKeyAnswer(response, sent: time)
        func decided(_ acceptance: KeyAcceptance) -> Reading { Reading(acceptance: acceptance, next: nil, refusal: RefusedAnswer(answer)) }
        func accepted(_ isAllowed: Bool, status: Int? = nil) -> Reading {
            Reading(
                acceptance: .accepted(status: status ?? response.status, isAllowed: isAllowed, requestID: answer.requestID), next: nil,
                refusal: isAllowed ? nil : RefusedAnswer(answer))
        }
        let undecided = decided(.undecided(status: response.status, nil))
        if response.status == 429 || response.status >= 500 { return undecided }
        // The bucket is elsewhere. That is said of it before anybody looks at the key, while the list of buckets is given everywhere.
        if (300..<400).contains(response.status) { return step == .serviceList ? undecided : Reading(acceptance: nil, next: .serviceList) }
        // Without a body none is an answer: 403 and 404 are said for more than one reason (measured), and 200 by whatever is in S3's place.
        if step == .head { return Reading(acceptance: nil, next: .bucketList) }
        if (200..<300).contains(response.status) {
            // Anything else is no S3: a portal, a page.
            return S3ErrorDocument.kind(of: response.body) == .listing ? accepted(true) : undecided
        }
        let code = answer.code
        switch code {
        case "NoSuchBucket" where response.status == 404: return accepted(true)
        case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException":
            return step == .serviceList ? undecided : Reading(acceptance: nil, next: .serviceList)
        case "InvalidRequest" where step == .bucketList: return undecided
        default: break
        }
        switch answer.error(of: "s3:ListBucket") {
        // Accepted and refused in one breath, the key is on its way: not proved yet, and not yet seen refused.
        case .unknownSigner where isAllowedHead, .wrongSecret where isAllowedHead: return undecided
        case .unknownSigner(let code): return decided(.unknown(code: code))
        case .wrongSecret: return decided(.wrongSecret)
        case .clockSkew: return decided(.clockSkew)
        // Without a code it may be anybody's 403, such as a firewall's.
        case .denied(_, let code?) where code.hasPrefix("AccessDenied") || code == "AllAccessDisabled":
            if answer.saysSwitchedOff { return isAllowedHead ? undecided : decided(.unknown(code: code)) }
            // It may see the bucket and not list it: what HEAD was allowed counts, and this document shows whose answer that was.
            return isAllowedHead ? accepted(true, status: 200) : accepted(false)
        default: return undecided
        }
    }
}
