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
        let reported = try wishes.report.map { (path) throws(Failure) in try ReportedPairs(of: path, wishes, in: arena) }
        let given = if let reported { reported.pairs } else { try pairs() }
        var seen: Set<[String]> = []
        let rotated = given.filter { seen.insert($0.key).inserted }
        if wishes.source == .manual || wishes.evicted != nil || wishes.adopts, rotated.count > 1 {
            throw Failure(
                "RC8542", exit: 64, "there are " + String(rotated.count) + " keys in what is to be rotated, and this takes one",
                fix: "name the remote: --remote " + (rotated.first?.remote.text ?? "NAME"))
        }
        // Another remote of the same file may have the same key.
        let all = wishes.remotes.isEmpty
            ? given
            : try HeldPairs.read(
                wishes.files, remotes: [], allowsPlaintext: wishes.writing.allowsPlaintext, password: wishes.password, in: arena)
        // A folder that is misspelt would else be one that nobody could look into.
        for place in wishes.scanned { try Input(place).checkExists() }
        let client = try RotationConnection.client(authorities: wishes.signer.authorities)
        var code = reported?.code ?? 0
        for pair in rotated {
            let one: Int32
            do throws(Failure) { one = try rotate(pair, given: all, leaver: reported?.recipient, client) } catch {
                // One key's failure says nothing of the next one's, and each says its own.
                if rotated.count == 1, code == 0 { throw error }
                System.say(error.naming(pair.file).rendered)
                one = error.ofRotation.exitCode
            }
            if code == 0 { code = one }
            if EndSignals.last != nil { break }
        }
        return code
    }

    private func pairs() throws(Failure) -> [HeldPair] {
        try HeldPairs.read(
            wishes.files, remotes: wishes.remotes, allowsPlaintext: wishes.writing.allowsPlaintext, password: wishes.password,
            tellsOthers: !wishes.reporting.isQuiet, in: arena)
    }

    private func rotate(_ pair: HeldPair, given: [HeldPair], leaver: RecipientName?, _ client: HTTPClient) throws(Failure) -> Int32 {
        var ids = [pair.id] + [wishes.evicted].compactMap { $0 }
        let sightings = KeySightings()
        do throws(Failure) { return try rotate(pair, given: given, leaver: leaver, client, noting: &ids, sightings) } catch {
            throw try error.masking(wishes.reporting.masksIDs ? ids : []).reported(wishes.reporting) {
                RotationFailureReport(
                    failure: $0, use: (RotationPaths.shown(RotationBench.real(pair.file)), pair.remote.text),
                    oldID: wishes.reporting.masksIDs ? KeyIDText.masked(pair.id) : pair.id, refusal: sightings.refusal(of: $0)
                ).json
            }
        }
    }

    /// - Parameters:
    ///   - leaver: Who must not have the new secret too.
    ///   - ids: Gets those that a failure may name.
    private func rotate(
        _ pair: HeldPair, given: [HeldPair], leaver: RecipientName?, _ client: HTTPClient, noting ids: inout [String], _ sightings: KeySightings
    ) throws(Failure) -> Int32 {
        let source = try KeySourceChoice.source(
            of: pair.options, remote: pair.remote.text,
            KeySourceChoice.Wishes(
                source: wishes.source, iamEndpoint: wishes.iamEndpoint, adminEndpoint: wishes.adminEndpoint, adminRemote: wishes.signer.adminRemote))
        try KeyServiceOptionCheck(wishes).check([source], "of [" + pair.remote.text + "]")
        let settings = KeyServiceSettings(of: pair, source: source, wishes)
        let id = RotationIdentifier.make(milliseconds: System.now * 1000)
        // What a person has to give is asked for before anything is done, and not for a plan alone.
        let brought = (source == .manual || wishes.adopts) && !wishes.isDryRun ? try ManualPair.read(fromStandardInput: wishes.readsStandardInput, in: arena) : nil
        ids += [brought?.accessKeyID].compactMap { $0 }
        if let brought { try check(brought, against: pair) }
        let program = source == .command ? try CommandKeysConfiguration.read(wishes.signer.keyCommand) : nil
        let confirmation = RotationConfirmation(isGiven: wishes.isConfirmed, masksIDs: wishes.reporting.masksIDs)
        let service = AdjustedKeys(
            service: try RotationBench.service(
                settings, command: program, manual: source == .manual ? brought : nil, rotationID: id,
                hidden: [pair.credentials], exchange: client, sightings: sightings),
            // Read for each key anew: the one before may have been the administrator's own.
            administrator: try RotationBench.administrator(wishes.signer, beside: pair.file, rotating: [pair.id], password: wishes.password),
            verifySeconds: wishes.signer.verifySeconds, sightings: sightings)

        let finding = try RotationBench.uses(of: pair, given: given, wishes)
        if let leaver, !wishes.allowsRecipient { try check(finding.uses, areClosedTo: leaver) }
        // Whoever comes second is told so before the back end hears of it. A key that may not be due leaves no lock file behind.
        var lock = wishes.olderThan == nil ? try hold(finding, of: pair.id) : nil
        let survey = RotationSurvey(pair: pair, settings: settings, service: service, wishes: wishes)
        let now = System.now
        let asked = try AwaitedTask.value(tick: {}) { await survey.facts(now: now) }
        if let signal = EndSignals.last {
            throw Failure("RC8534", exit: 128 + signal, "interrupted before anything was done", fix: "run the same again")
        }
        let facts = try asked.get()
        ids += facts.keys?.keys.map(\.id) ?? []
        let targets = try RotationBench.targets(of: pair, finding, wishes, client)
        var plan = RotationPlan(
            id: id, pair: pair, settings: settings, traits: service.traits, owner: facts.owner, keys: facts.keys, lastUse: facts.lastUse, finding: finding,
            targets: targets, wishes: wishes, now: now)
        plan.judgement = facts.judgement
        let underWay = RotationBench.journals(beside: finding)
        plan.knownCreation = KnownCreations(underWay: underWay).creation(of: pair)
        plan.warnings = RotationWarnings.of(plan)
        if let due = try notYetDue(plan, underWay) {
            if !wishes.reporting.isQuiet { System.say(due) }
            return 0
        }
        // Before the keys are counted: the second of two keys is that of the rotation which is under way.
        if wishes.olderThan != nil { lock = try hold(finding, of: pair.id) }
        try RotationRoom(plan: plan, facts: facts, administrator: service.administrator).check(bringing: brought)
        for use in finding.uses { try RotationBench.proveWritePath(of: use, wishes.writing) }
        _ = try RotationBench.recipients(of: finding)
        try RotationCommit.check(finding.uses.map(\.real), commits: wishes.writing.commits, named: wishes.named(with: pair.file))
        guard let held = lock else {
            // What the run itself would be refused for, as far as that can be told without changing anything.
            try RotationAuditLog(wishes.reporting.auditLog).check()
            try put(plan)
            return 0
        }
        // In a report they stand too, and who is asked sees them in the plan.
        if !wishes.reporting.isJSON, wishes.isConfirmed, !wishes.reporting.isQuiet {
            for warning in plan.warnings { System.warn(warning.detail) }
        }
        try RotationAuditLog(wishes.reporting.auditLog).prove()
        try confirmation.beforeCreate(plan)
        var options = RotationMachine.Options()
        (options.forcesRetirement, options.acceptsBlindSpots) = (wishes.forcesRetirement, wishes.acceptsBlindSpots)
        (options.evicted, options.evictsActive, options.evictWait) = (wishes.evicted, wishes.evictsActive, Int(wishes.evictWait))
        lock = nil
        let rotation = try RotationBench.begin(
            plan, holding: held, exchange: client, service: service, program: program, given: brought, confirmation, options)
        defer { rotation.close() }
        let run = RotationRun(rotation: rotation, reporting: wishes.reporting, warnings: plan.warnings)
        return try run.drive(to: .done, options)
    }

    /// Nil for a plan alone, which keeps nobody out.
    private func hold(_ finding: KeyUseFinding, of id: String) throws(Failure) -> RotationLock? {
        guard wishes.isDryRun else { return try RotationBench.hold(finding, of: id, masksIDs: wishes.reporting.masksIDs) }
        try RotationBench.refuseSecond(of: id, finding, masksIDs: wishes.reporting.masksIDs)
        return nil
    }

    /// Recipients first, then keys: else the new one goes to whom it is changed for (spec of rotation, §3). By the files as they are now, which
    /// the report may be older than.
    private func check(_ uses: [KeyUseFinding.Use], areClosedTo leaver: RecipientName) throws(Failure) {
        let files = leaver.opened(of: uses)
        guard !files.isEmpty else { return }
        throw Failure(
            "RC8570", exit: 3, files.map { "\"" + $0 + "\"" }.joined(separator: " and ") + (files.count == 1 ? " is" : " are") + " still encrypted to " + leaver.shown
                + ", who would have the new key too",
            fix: "first rcsops recipients remove " + leaver.text + " " + files.map(ShellWord.quoted).joined(separator: " ")
                + "; --allow-recipient rotates all the same. Nothing was done")
    }

    private func check(_ new: AWSCredentials, against pair: HeldPair) throws(Failure) {
        guard new.accessKeyID == pair.id, !wishes.keepsID else { return }
        throw Failure(
            "RC8506", exit: 64, "the pair that was given has the id of the old one, " + pair.id,
            fix: "make a new key first; of a provider that keeps the id and changes the secret give --same-id")
    }

    /// What `--if-older-than` says where the key is young enough.
    private func notYetDue(_ plan: RotationPlan, _ underWay: [RotationJournal]) throws(Failure) -> String? {
        guard let limit = wishes.olderThan else { return nil }
        let start = "rcsops: " + plan.pair.file + ": " + plan.pair.remote.text + ": "
        if let age = plan.age, age < limit { return start + "the key is " + TimeSpan.text(age / 86_400 * 86_400) + " old, and is not due\n" }
        // It is on its way to a key that is young, and whose age will be known.
        if let journal = underWay.first(where: { $0.oldID == plan.pair.id || $0.newID == plan.pair.id }) {
            return start + "the rotation " + journal.id + " is under way (" + journal.state.rawValue + "), and rcsops credentials resume goes on with it\n"
        }
        guard plan.age != nil else {
            throw Failure(
                "RC8539", exit: 3, "the age of " + plan.pair.id + " is not known: the back end tells no date",
                fix: "leave --if-older-than out, and let the schedule decide")
        }
        return nil
    }

    private func put(_ plan: RotationPlan) throws(Failure) {
        guard wishes.reporting.isJSON else {
            return try System.put(RotationPlanText(plan: plan, masksIDs: wishes.reporting.masksIDs).text + "Nothing was changed.\n")
        }
        try System.put(RotationPlanReport(plan: plan, masksIDs: wishes.reporting.masksIDs).json)
    }
}
