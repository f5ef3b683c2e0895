internal import AWSSigning
internal import HTTPTransport
internal import ObjectStorage

/// Sends one question, with what manners ask for: turns, tries, waiting, the deadline.
struct ProbeWire: Sendable {
    /// A question's last answer, its body, and every request that was sent for it.
    struct Reply: Sendable {
        var answer: ProbeAnswer
        var body: [UInt8] = []
        var records: [StepRecord] = []
        /// Server's clock minus ours, in seconds.
        var skew: Int64?
        /// What must not come out of the body: the secrets, and what signed the request.
        var hidden: SecretFilter
    }

    let signer: S3RequestSigner
    let exchange: any HTTPExchange
    let surroundings: ProbeSurroundings
    let turns: OriginTurns
    let deadlines: HTTPDeadlines
    /// On the clock that nobody sets.
    let end: Duration
    let secrets: SentSecrets
    let allowsHTTP: Bool

    private static let moreTries = 2
    /// The longest wait that a server may ask for.
    private static let longestWait: Int64 = 10

    /// The same with another deadline.
    func ending(at end: Duration) -> ProbeWire {
        ProbeWire(
            signer: signer, exchange: exchange, surroundings: surroundings, turns: turns, deadlines: deadlines, end: end, secrets: secrets,
            allowsHTTP: allowsHTTP)
    }

    func ask(_ step: ProbeStep, _ request: S3Request, credentials: AWSCredentials?, bucket: String? = nil) async -> Reply {
        var reply = Reply(answer: .failure(.cancelled), hidden: secrets.filter)
        var tries = 0
        while true {
            let (answer, record) = await once(step, request, credentials, bucket, &reply)
            reply.answer = answer
            reply.records.append(record)
            guard step.isRetried, tries < Self.moreTries, let wait = wait(after: answer, tries: tries), surroundings.elapsed() + wait < end else { return reply }
            await surroundings.pause(wait)
            if Task.isCancelled { return reply }
            tries += 1
        }
    }

    private func once(
        _ step: ProbeStep, _ request: S3Request, _ credentials: AWSCredentials?, _ bucket: String?, _ reply: inout Reply
    ) async -> (ProbeAnswer, StepRecord) {
        let origin = signer.target.origin
        // The bucket that can't exist is asked at the endpoint itself, which may be another server.
        let asked = bucket == nil ? origin : surroundings.signer(signer, request, nil, 0, bucket).origin
        await turns.take(asked)
        // The signature's time is read after the wait for the turn, once for each try.
        let time = surroundings.now()
        var (target, wire) = surroundings.signer(signer, request, credentials, time, bucket)
        wire.reach = reach(of: wire, isSigned: credentials != nil)
        let start = surroundings.elapsed()
        reply.hidden = secrets.adding(wire)
        let result = await response(to: wire, at: target)
        let took = surroundings.elapsed() - start
        await turns.give(asked)

        let milliseconds = Int(took.components.seconds * 1_000 + took.components.attoseconds / 1_000_000_000_000_000)
        switch result {
        case .failure(let failure):
            reply.body = []
            let record = StepRecord(
                step: step, method: request.method, status: nil, contentLength: nil, requestID: nil, milliseconds: milliseconds,
                error: FailureCause.of(failure).id.rawValue)
            return (.failure(failure), record)
        case .success(let response):
            let evidence = ProbeEvidence(response, hiding: reply.hidden, now: time)
            reply.body = response.body
            // The server wrote its date about half way through.
            if let date = evidence.date { reply.skew = date - (time + response.roundTrip.components.seconds / 2) }
            let record = StepRecord(
                step: step, method: request.method, status: evidence.status, contentLength: evidence.contentLength, requestID: evidence.requestID,
                milliseconds: milliseconds, error: nil)
            return (.response(evidence), record)
        }
    }

    /// How far a request may go over plain http. The name was looked up before anything was sent, but may lead elsewhere by now.
    private func reach(of request: HTTPRequest, isSigned: Bool) -> HTTPReach? {
        // A session token and a key for objects are credentials by themselves, and are sent as they are.
        if request.fields["x-amz-security-token"] != nil || request.fields[S3CustomerKey.keyField] != nil { return .machine }
        return isSigned && !allowsHTTP ? .privateNetwork : nil
    }

    private func response(to request: HTTPRequest, at origin: HTTPOrigin) async -> Result<HTTPResponse, HTTPFailure> {
        let left = end - surroundings.elapsed()
        guard left > .zero else { return .failure(.responseTimeout) }
        if Task.isCancelled { return .failure(.cancelled) }
        return await withTaskGroup(of: Result<HTTPResponse, HTTPFailure>?.self) { group in
            group.addTask {
                do throws(HTTPFailure) {
                    return .success(try await exchange.response(to: request, at: origin, within: deadlines))
                } catch { return .failure(error) }
            }
            group.addTask {
                await surroundings.deadline(left)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            // The timer comes first when the time is over, or when all of this is cancelled.
            return first ?? .failure(Task.isCancelled ? .cancelled : .responseTimeout)
        }
    }

    /// How long to wait before another try; nil when there is to be none. Full jitter, so that many do not come back at once.
    private func wait(after answer: ProbeAnswer, tries: Int) -> Duration? {
        switch answer {
        case .failure(.closedEarly): break
        case .failure: return nil
        case .response(let evidence):
            guard evidence.isPassing else { return nil }
            if let asked = evidence.retryAfter { return asked <= Self.longestWait ? .seconds(asked) : nil }
        }
        return .milliseconds(surroundings.number(below: min(4_000, 250 << tries) + 1))
    }
}
