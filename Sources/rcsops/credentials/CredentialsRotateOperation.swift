import AWSSigning
import CredentialRotation
import HTTPTransport
import ObjectStorage
import RotationFiles
import SecretMemory

/// `credentials rotate`: a plan of each key, a question, and then the machine.
struct CredentialsRotateOperation {
    private let wishes: RotationWishes
    private let arena = SecretArena()

    init(_ wishes: RotationWishes) { self.wishes = wishes }

    /// The exit code of the first rotation that did not end well.
    func run() throws(Failure) -> Int32 {
        let given = try pairs()
        var seen: Set<[String]> = []
        let rotated = given.filter { seen.insert($0.key).inserted }
        if wishes.source == .manual || wishes.evicted != nil, rotated.count > 1 {
            throw Failure(
                "RC8542", exit: 64, "there are " + String(rotated.count) + " keys in what is to be rotated, and this takes one",
                fix: "name the remote: --remote " + (rotated.first?.remote.text ?? "NAME"))
        }
        // Another remote of the same file may have the same key.
        let all = wishes.remotes.isEmpty
            ? given
            : try HeldPairs.read(
                wishes.files, remotes: [], allowsPlaintext: wishes.writing.allowsPlaintext, password: wishes.password, in: arena)
        let client = try RotationConnection.client(authorities: wishes.signer.authorities)
        var code: Int32 = 0
        for pair in rotated {
            let one: Int32
            do throws(Failure) { one = try rotate(pair, given: all, client) } catch {
                // One key's failure says nothing of the next one's, and each says its own.
                if rotated.count == 1 { throw error }
                System.say(error.naming(pair.file).rendered)
                one = error.exitCode
            }
            if code == 0 { code = one }
            if EndSignals.last != nil { break }
        }
        return code
    }

    private func pairs() throws(Failure) -> [HeldPair] {
        let allowsPlaintext = wishes.writing.allowsPlaintext
        guard let report = wishes.report else {
            return try HeldPairs.read(wishes.files, remotes: wishes.remotes, allowsPlaintext: allowsPlaintext, password: wishes.password, in: arena)
        }
        var pairs: [HeldPair] = []
        for entry in try RotationBench.entries(ofReport: report) {
            pairs += try HeldPairs.read([entry.file], remotes: [entry.remote], allowsPlaintext: allowsPlaintext, password: wishes.password, in: arena)
        }
        return pairs
    }

    private func rotate(_ pair: HeldPair, given: [HeldPair], _ client: HTTPClient) throws(Failure) -> Int32 {
        let source = try KeySourceChoice.source(
            of: pair.options, remote: pair.remote.text,
            KeySourceChoice.Wishes(
                source: wishes.source, iamEndpoint: wishes.iamEndpoint, adminEndpoint: wishes.adminEndpoint, adminRemote: wishes.signer.adminRemote))
        let settings = KeyServiceSettings(of: pair, source: source, wishes)
        let id = RotationID.make(milliseconds: System.now * 1000)
        // What a person has to give is asked for before anything is done, and not for a plan alone.
        let manual = source == .manual && !wishes.isDryRun ? try ManualPair.read(fromStandardInput: wishes.readsStandardInput, in: arena) : nil
        if let manual { try check(manual, against: pair) }
        let confirmation = RotationConfirmation(isGiven: wishes.isConfirmed)
        var service = AdjustedKeys(
            service: try RotationBench.service(
                settings, command: source == .command ? try CommandKeysConfiguration.read(wishes.signer.keyCommand) : nil, manual: manual, rotationID: id,
                hidden: [pair.credentials], exchange: client),
            administrator: try RotationBench.administrator(wishes.signer, beside: pair.file, password: wishes.password), verifySeconds: wishes.signer.verifySeconds)
        if wishes.isImmediate { service.retirement = (pair.id, confirmation) }

        let finding = try RotationBench.uses(of: pair, given: given, wishes)
        // Whoever comes second is told so before the back end hears of it. A key that may not be due leaves no lock file behind.
        var lock = wishes.isDryRun || wishes.olderThan != nil ? nil : try RotationBench.hold(finding, of: pair.id)
        let survey = RotationSurvey(pair: pair, settings: settings, service: service, wishes: wishes)
        let now = System.now
        let asked = try AwaitedTask.value(tick: {}) { await survey.facts(now: now) }
        if let signal = EndSignals.last {
            throw Failure("RC8534", exit: 128 + signal, "interrupted before anything was done", fix: "run the same again")
        }
        let facts = try asked.get()
        let targets = try targets(of: given.filter { $0.key == pair.key }, client)
        var plan = RotationPlan(
            id: id, pair: pair, settings: settings, traits: service.traits, owner: facts.owner, keys: facts.keys, lastUse: facts.lastUse, finding: finding,
            targets: targets, wishes: wishes, now: now)
        plan.warnings = RotationWarnings.of(plan)
        if let due = try notYetDue(plan) {
            if !wishes.reporting.isQuiet { System.say(due) }
            return 0
        }
        try checkRoom(plan, facts, given)
        for use in finding.uses { try RotationBench.proveWritePath(of: use, wishes.writing) }
        if wishes.writing.commits { try RotationCommit.check(finding.uses.map(\.real)) }
        if wishes.isDryRun {
            try put(plan)
            return 0
        }
        try RotationAuditLog(wishes.reporting.auditLog).prove()
        try confirmation.beforeCreate(plan, masksIDs: wishes.reporting.masksIDs)
        var options = RotationMachine.Options()
        (options.forcesRetirement, options.acceptsBlindSpots) = (wishes.forcesRetirement, wishes.acceptsBlindSpots)
        (options.evicted, options.evictsActive) = (wishes.evicted, wishes.evictsActive)
        let held: RotationLock
        if let lock { held = lock } else { held = try RotationBench.hold(finding, of: pair.id) }
        lock = nil
        let rotation = try RotationBench.begin(plan, holding: held, exchange: client, service: service, given: manual, options)
        defer { rotation.close() }
        let run = RotationRun(rotation: rotation, reporting: wishes.reporting, warnings: plan.warnings, confirmation: confirmation)
        return try run.drive(to: .done, options)
    }

    private func check(_ new: AWSCredentials, against pair: HeldPair) throws(Failure) {
        guard new.accessKeyID == pair.id else { return }
        throw Failure(
            "RC8506", exit: 64, "the pair that was given has the id of the old one, " + pair.id,
            fix: "make a new key first; a provider that keeps the id and changes the secret has no time in which both work")
    }

    /// What `--if-older-than` says where the key is young enough.
    private func notYetDue(_ plan: RotationPlan) throws(Failure) -> String? {
        guard let limit = wishes.olderThan else { return nil }
        guard let age = plan.age else {
            throw Failure(
                "RC8539", exit: 3, "the age of " + plan.pair.id + " is not known: the back end tells no date",
                fix: "leave --if-older-than out, and let the schedule decide")
        }
        guard age < limit else { return nil }
        return "rcsops: " + plan.pair.file + ": " + plan.pair.remote.text + ": the key is " + TimeSpan.text(age / 86_400 * 86_400) + " old, and is not due\n"
    }

    /// A user has few keys at a time; which of them may go is for a person to say (spec of rotation, §1a).
    private func checkRoom(_ plan: RotationPlan, _ facts: RotationSurvey.Facts, _ given: [HeldPair]) throws(Failure) {
        if let evicted = wishes.evicted {
            guard evicted != plan.pair.id else {
                throw Failure("RC8511", exit: 64, "--evict names the key that is rotated", fix: "name the other one; it goes by itself when its time has come")
            }
            if let keys = plan.keys?.keys, !keys.contains(where: { $0.id == evicted }) {
                throw Failure("RC8514", exit: 7, "the user has no key " + evicted + " that --evict could take away", fix: "--dry-run without it lists the keys")
            }
            if given.contains(where: { $0.id == evicted }) {
                throw Failure("RC8514", exit: 7, evicted + " is used in a file that was looked at", fix: "rotate that remote first, or name a key that nobody uses")
            }
            return
        }
        guard let limit = plan.traits.limit, let keys = plan.keys?.keys, keys.count >= limit else { return }
        let told = keys.map { key -> String in
            let use = key.id == plan.pair.id ? plan.lastUse : facts.others.first { $0.id == key.id }?.use
            let age = key.created.map { ", " + String(max(0, plan.clock - $0) / 86_400) + " days old" } ?? ""
            return key.id + " (" + (key.isActive ? "active" : "inactive") + age + (use?.date.map { ", last used " + SigningTime($0).internetDate } ?? "")
                + (key.id == plan.pair.id ? ", in " + plan.pair.file : "") + ")"
        }
        throw Failure.of(RotationStop.limitReached(ids: told))
    }

    private func targets(of pairs: [HeldPair], _ client: HTTPClient) throws(Failure) -> [VerificationTarget] {
        var targets: [VerificationTarget] = []
        for pair in pairs {
            let endpoints = [pair.endpoint] + wishes.endpoints
            for endpoint in endpoints {
                let eachAddress = wishes.eachAddress
                let addresses: [String?] = eachAddress ? try AwaitedTask.value(tick: {}) { await RotationBench.addresses(of: endpoint, client: client) } : []
                for address in addresses.isEmpty ? [nil] : addresses {
                    let target = VerificationTarget(
                        endpoint: endpoint, region: pair.region, isPathStyle: pair.isPathStyle, bucket: wishes.bucket, address: address)
                    if !targets.contains(target) { targets.append(target) }
                }
            }
        }
        return targets
    }

    private func put(_ plan: RotationPlan) throws(Failure) {
        guard wishes.reporting.isJSON else {
            return try System.put(RotationPlanText(plan: plan, masksIDs: wishes.reporting.masksIDs).text + "Nothing was changed.\n")
        }
        try System.put(RotationPlanReport(plan: plan, masksIDs: wishes.reporting.masksIDs).json)
    }
}
