internal import AWSSigning
internal import Cryptography
internal import HTTPTransport
internal import ObjectStorage
internal import SecretMemory

/// Asks about one remote, step by step, until the cause is known or nothing more may be asked.
struct ProbeSteps {
    let subject: ProbeSubject
    let options: ProbeOptions
    let surroundings: ProbeSurroundings
    let standing: HostStanding
    let key: HostStanding.Key?
    private let wire: ProbeWire
    private(set) var seen: ProbeObservation
    private(set) var records: [StepRecord] = []
    private(set) var warnings: [ProbeWarning] = []

    init(
        of subject: ProbeSubject, options: ProbeOptions, exchange: any HTTPExchange, surroundings: ProbeSurroundings, turns: OriginTurns,
        standing: HostStanding, key: HostStanding.Key?, secrets: SecretFilter
    ) {
        self.subject = subject
        self.options = options
        self.surroundings = surroundings
        self.standing = standing
        self.key = key
        wire = ProbeWire(
            signer: S3RequestSigner(for: subject.target, userAgent: options.userAgent), exchange: exchange, surroundings: surroundings, turns: turns,
            deadlines: options.deadlines, end: surroundings.elapsed() + options.remoteDeadline, secrets: SentSecrets(secrets),
            allowsHTTP: options.allowsHTTP)
        seen = ProbeObservation(target: subject.target, isAnonymous: subject.credentials == nil, hasToken: subject.hasToken)
        seen.role = options.role
        seen.isControlOff = options.isControlOff
        seen.isObjectNamed = options.object != nil
        seen.isClockBehindBuild = surroundings.now() < surroundings.builtAt
    }

    /// All steps, in their order.
    mutating func run() async -> ProbeDiagnosis {
        if let refusal = await refusal() { return refusal }
        await decideOnCustomerKey()
        await askTarget()
        if canGoOn, !subject.isAnonymous { await compare() }
        if canGoOn {
            await look()
        } else if isRedirectOfS3, options.isExplaining, await mayAskMore() {
            await explain()
        }
        if Task.isCancelled, seen.write?.residue == nil { return ProbeDiagnosis(.interrupted, .certain) }
        let diagnosis = DecisionTable.diagnosis(of: seen)
        if let key { await standing.note(diagnosis, of: key) }
        return diagnosis
    }

    /// What needs no question: credentials that are over, and a way on which they must not be shown.
    private func refusal() async -> ProbeDiagnosis? {
        if let expiry = subject.credentials?.expiry, expiry <= surroundings.now() { return ProbeDiagnosis(.tokenExpired, .certain) }
        guard subject.target.origin.scheme == .http, !subject.isAnonymous else { return nil }
        let place = await surroundings.hostPlace(subject.target.origin.host)
        if place == .loopback { return nil }
        // A session token is a credential by itself, and is sent as it is.
        if subject.hasToken {
            return ProbeDiagnosis(.plaintextRefused, .certain, detail: "and the remote has a session token, which --allow-http does not cover")
        }
        return place == .privateNetwork || options.allowsHTTP ? nil : ProbeDiagnosis(.plaintextRefused, .certain)
    }

    /// The key itself would go over the wire, and not only a signature.
    private mutating func decideOnCustomerKey() async {
        guard subject.customerKey != nil, options.object != nil || options.writeCheck == .real else { return }
        seen.isCustomerKeySent = true
        guard subject.target.origin.scheme == .http, await surroundings.hostPlace(subject.target.origin.host) != .loopback else { return }
        seen.isCustomerKeySent = false
        warnings.append(ProbeWarning(.note, "the key for objects (sse_customer_…) is not sent over plain http, and so not proven"))
    }

    // MARK: The target

    /// Steps 2 and 3. Nothing is signed for what is no S3 server.
    private mutating func askTarget() async {
        await ask(.anon, S3Request("HEAD"), nil)
        guard let anon = seen.anon, !Task.isCancelled, !subject.isAnonymous, !isEnd(anon) || isWelcome(anon), !DecisionTable.isForeign(anon, at: subject.target.origin.host),
            DecisionTable.diagnosis(of: seen).id != .schemeMismatch
        else { return }
        await ask(.signed, S3Request("HEAD"), subject.credentials)
    }

    /// No other question would be answered better. A 500 to an unsigned HEAD is moto's answer to all of them (measured).
    private func isEnd(_ answer: ProbeEvidence) -> Bool {
        answer.isRedirect || answer.isThrottling || answer.status == 407 || [502, 504].contains(answer.status)
    }

    /// AWS sends who asks for the service without a key to its product's page.
    private func isWelcome(_ answer: ProbeEvidence) -> Bool { seen.isService && answer.isS3 && answer.isRedirect && answer.bucketRegion == nil }

    /// The target has answered, and as an S3 server does.
    private var canGoOn: Bool {
        guard let main = seen.main, !Task.isCancelled, !isEnd(main), main.status < 500 || main.status == 501 else { return false }
        return DecisionTable.diagnosis(of: seen).id != .notS3
    }

    /// Its GET may name the region, which a HEAD's answer without `x-amz-bucket-region` does not.
    private var isRedirectOfS3: Bool { seen.main.map { $0.isRedirect && $0.isS3 && seen.otherRegion == nil } ?? false }

    // MARK: The credentials

    /// Steps 4, 4b and 5.
    private mutating func compare() async {
        guard let credentials = subject.credentials, let status = seen.main?.status else { return }
        if let key { seen.known = await standing.known(key) }
        // Servers look at the clock before the key: there is nothing to compare then.
        let isClock = seen.isSkewed && (status == 403 || status == 400)
        guard await mayAskMore(), !isClock, status != 405, status != 501 else { return }
        if !options.isControlOff, let key { await compare(credentials, key) }
        let isProven = seen.main?.isSuccess == true && seen.main?.requestID != nil
        if !isProven, status == 403 || (200..<300).contains(status), await mayAskMore() {
            await ask(.nobucket, S3Request("HEAD"), credentials, bucket: "rcsops-probe-" + surroundings.hexadecimal(32))
        }
    }

    /// Steps 4 and 4b. A second secret of the key is compared with what the first one's control was answered, where that was sent to
    /// the same target; a second control is never sent.
    private mutating func compare(_ credentials: AWSCredentials, _ key: HostStanding.Key) async {
        var sent: SentControl
        if await standing.claimControl(key) {
            seen.known.control = nil
            await ask(.control, S3Request("HEAD"), impostor(of: credentials, accessKeyID: credentials.accessKeyID))
            sent = SentControl(target: subject.target, token: key.token, control: seen.control)
            let (wrong, bare) = (seen.control, seen.anon)
            sent.tellsByLength = wrong?.status == 403 && bare?.status == 403 && seen.canCompare(wrong, bare) && wrong?.announcedLength != bare?.announcedLength
        } else if let former = await standing.control(of: key, at: subject.target) {
            sent = former
            seen.answers[.control] = former.control.map { .response($0) }
            seen.answers[.akid] = former.akid.map { .response($0) }
        } else {
            return
        }
        if seen.isMainLikeControl, seen.akid == nil, !seen.known.isOtherSecretGood, await mayAskMore() {
            await ask(.akid, S3Request("HEAD"), impostor(of: credentials, accessKeyID: alike(credentials.accessKeyID)))
            sent.akid = seen.akid
        }
        await standing.note(sent, of: key)
    }

    /// The same key with a secret that nobody has.
    private func impostor(of credentials: AWSCredentials, accessKeyID: String) -> AWSCredentials {
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var secret = (0..<40).map { _ in letters[surroundings.number(below: letters.count)] }
        defer { for index in secret.indices { secret[index] = 0 } }
        return AWSCredentials(
            accessKeyID: accessKeyID, secretAccessKey: SecretBytes(copying: secret), sessionToken: credentials.withToken { $0.duplicate() })
    }

    /// A key of the same length and alphabet.
    private func alike(_ key: String) -> String {
        String(decoding: key.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39: 0x30 + UInt8(surroundings.number(below: 10))
            case 0x41...0x5A: 0x41 + UInt8(surroundings.number(below: 26))
            case 0x61...0x7A: 0x61 + UInt8(surroundings.number(below: 26))
            default: byte
            }
        }, as: UTF8.self)
    }

    // MARK: What was asked for

    /// Steps 6 to 8.
    private mutating func look() async {
        guard await mayAskMore() else { return }
        if options.role == .source || options.object != nil, isKeyPossible, !seen.isService { await askObject() }
        if options.isExplaining, await mayAskMore() { await explain() }
        if options.writeCheck != .none, await mayAskMore() { await checkWriting() }
    }

    /// The key is not known to be bad.
    private var isKeyPossible: Bool {
        guard let main = seen.main, main.isSuccess || main.status == 403 else { return false }
        let id = DecisionTable.diagnosis(of: seen).id
        return id.exitCode != 3 && id != .wrongRegion || id == .deniedUnspecified
    }

    private func path(_ name: String) -> String { subject.prefix.isEmpty ? name : subject.prefix + "/" + name }

    private mutating func askObject() async {
        let key = options.object ?? path(".rcsops-probe/" + surroundings.hexadecimal(32))
        // An object that does not exist needs no key (SSE-C), and gets none.
        let fields = options.object != nil && seen.isCustomerKeySent ? subject.customerKey?.fields ?? [] : []
        await ask(.object, S3Request("HEAD", key: key, fields: fields), subject.credentials)
        if !fields.isEmpty, let answer = seen.object, answer.isSuccess, answer.hasCustomerEncryption { seen.isCustomerKeyShown = true }
        if options.object != nil, seen.object?.status == 404 { warnings.append(ProbeWarning(.objectMissing)) }
    }

    private mutating func explain() async {
        var query: [(name: String, value: String?)] = []
        if !seen.isService {
            if !subject.traits.listsByVersion1 { query.append(("list-type", "2")) }
            query.append(("max-keys", "1"))
            // A key may be allowed to list its own folder only, as rclone does.
            if !subject.prefix.isEmpty { query.append(("prefix", subject.prefix + "/")) }
        }
        let (body, hidden) = await ask(.explain, S3Request("GET", query: query), subject.credentials)
        guard let answer = seen.answers[.explain]?.evidence else { return }
        if answer.isSuccess {
            if surroundings.isList(body) { seen.explained = .list }
        } else if let document = surroundings.errorDocument(body), let code = document.code.flatMap({ ServerText.word($0, hiding: hidden) }) {
            let region = document.region.flatMap { ServerText.word($0, hiding: hidden) }.flatMap { AWSRegionHost.isRegion($0) ? $0 : nil }
            seen.explained = .error(code: code, region: region, wantsV4: document.wantsV4)
            records[records.count - 1].error = code
        }
    }

    private mutating func checkWriting() async {
        guard !seen.isService, isKeyPossible else {
            warnings.append(ProbeWarning(.writeCheckSkipped, seen.isService ? "the write check needs a bucket" : nil))
            return
        }
        let isUnclear = DecisionTable.diagnosis(of: seen).id == .deniedUnspecified
        let check = WriteCheck(
            wire: wire, subject: subject, options: options, surroundings: surroundings,
            encryption: seen.isCustomerKeySent ? subject.customerKey?.fields ?? [] : [])
        var (observation, more) = options.writeCheck == .dry ? await check.dry() : await check.real()
        // A 403 says nothing of a right as long as the key itself may be what is refused.
        if isUnclear, observation.put == .no {
            observation.put = .unknown
            observation.multipart = .unknown
        }
        seen.write = observation
        if observation.isCustomerKeyShown { seen.isCustomerKeyShown = true }
        warnings += observation.warnings
        records += more
    }

    // MARK: Asking

    private func mayAskMore() async -> Bool {
        if Task.isCancelled { return false }
        return await !standing.isThrottled(subject.endpointOrigin)
    }

    @discardableResult
    private mutating func ask(_ step: ProbeStep, _ request: S3Request, _ credentials: AWSCredentials?, bucket: String? = nil) async -> (body: [UInt8], hidden: SecretFilter) {
        let reply = await wire.ask(step, request, credentials: credentials, bucket: bucket)
        seen.answers[step] = reply.answer
        records += reply.records
        if let skew = reply.skew { seen.skew = skew }
        if reply.answer.evidence?.isThrottling == true { await standing.throttle(subject.endpointOrigin) }
        return (reply.body, reply.hidden)
    }
}

extension ProbeSubject {
    var isAnonymous: Bool { credentials == nil }
}
