import AWSSigning
import CredentialRotation
import HTTPTransport
import ObjectStorage

extension Simulation: AccessKeyService {
    var traits: AccessKeyTraits { backEnd.traits }

    func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        AccessKeyOwner(kind: .user, user: "backup", serverTime: state.now)
    }

    private func guardSigner(_ credentials: AWSCredentials) throws(AccessKeyError) {
        if backEnd.isAdministered, credentials.accessKeyID == PairTable.id(PairTable.administrator) { return }
        guard let pair = PairTable.number(ofID: credentials.accessKeyID), state.isValid(pair) || backEnd.acceptsInactive && state.key(pair) != nil
        else { throw .unknownSigner(code: "InvalidClientTokenId") }
    }

    /// What goes wrong before the back end has done anything.
    private func enter(_ call: String, _ fault: String?) throws(AccessKeyError) {
        if let error = failingCalls[call] { throw error }
        switch fault {
        case "outage": isOut = true
        case "not done": throw .noAnswer(.closedEarly)
        case "denied": throw .denied(action: "iam:\(call)", code: "AccessDenied")
        case "dies before": isDead = true
        default: break
        }
        if isDead { throw .noAnswer(.cancelled) }
        if isOut { throw .notReached(.connectTimeout) }
    }

    private func leave(_ fault: String?) throws(AccessKeyError) {
        switch fault {
        case "lost": throw .noAnswer(.responseTimeout)
        case "dies after":
            isDead = true
            throw .noAnswer(.cancelled)
        default: break
        }
    }

    private static let faultsOfActs = ["not done", "lost", "denied", "outage"]
    private static let faultsOfCreate = faultsOfActs + ["other key before", "arrives late"]
    private static let faultsOfLists = ["outage", "lags"]
    private static let faultsOfReads = ["outage"]

    func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList {
        let fault = choose("list", Self.faultsOfLists)
        try enter("list", fault)
        if fault == "second process before" { await runSecondProcess() }
        guard traits.canList else { throw .denied(action: "iam:ListAccessKeys", code: nil) }
        try guardSigner(credentials)
        // A list that lags does not show the newest key.
        let keys = state.keys.filter { $0.visibleAt <= state.now || $0.pair == state.newSecret && backEnd.delay == 0 }
        let shown = fault == "lags" ? Array(keys.dropLast(keys.last?.isOurs == true ? 1 : 0)) : keys
        let showsFormer = staleLists > 0 && state.keys.contains { !$0.isActive }
        if showsFormer { staleLists -= 1 }
        return AccessKeyList(
            keys: shown.map {
                AccessKeyRecord(
                    id: PairTable.id($0.pair), isActive: $0.isActive || showsFormer, created: traits.tellsCreationDates ? $0.created : nil,
                    otherUser: subusers.contains($0.pair) ? "backup:part" : nil)
            }, serverTime: backEnd.tellsTime ? state.now : nil)
    }

    func create(_ pair: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials {
        let fault = choose("create", Self.faultsOfCreate)
        if !createAnswers.isEmpty, !isDead {
            let answer = createAnswers.removeFirst()
            creates += 1
            if answer.isDone { _ = try make(pair) }
            throw answer.error
        }
        try enter("create", fault)
        if fault == "second process before" { await runSecondProcess() }
        if fault == "other key before" { addOthersKey() }
        try guardSigner(credentials)
        // The program ends with the request, and so does what it does.
        if fault == "arrives late", hasSecond || isSecond { throw .noAnswer(.responseTimeout) }
        if fault == "arrives late", !backEnd.repeatsCreates, state.late == nil {
            InvariantOracle.checkCreate(self, pair)
            let made = pair ?? takePair()
            state.late = (PairTable.number(ofID: made.accessKeyID) ?? -1, state.now + 25)
            changed()
            throw .noAnswer(.responseTimeout)
        }
        if !isSecond { creates += 1 }
        InvariantOracle.checkCreate(self, pair)
        let made = try make(pair)
        changed()
        if fault == "second process after" { await runSecondProcess() }
        try leave(fault)
        return made
    }

    private func make(_ given: AWSCredentials?) throws(AccessKeyError) -> AWSCredentials {
        if let given, let number = PairTable.number(ofID: given.accessKeyID), state.key(number) != nil { return given }
        if backEnd.repeatsCreates, let made = state.keys.first(where: \.isOurs) { return PairTable.pairs[made.pair] }
        if let limit = traits.limit, state.keys.count >= limit { throw .limitReached }
        let pair = given ?? takePair()
        if !backEnd.ignoresCreates, let number = PairTable.number(ofID: pair.accessKeyID) {
            state.keys.append(SimulatedState.Key(pair: number, created: state.now, visibleAt: state.now + backEnd.delay, isOurs: true, isHeld: hasSecond && second != nil))
        }
        return pair
    }

    /// A request that was cut off is done.
    func endLate() {
        guard let late = state.late, late.at <= state.now else { return }
        state.late = nil
        lasting = nil
        guard state.key(late.pair) == nil, traits.limit.map({ state.keys.count < $0 }) != false, !backEnd.ignoresCreates else { return }
        state.keys.append(SimulatedState.Key(pair: late.pair, created: late.at, visibleAt: late.at + backEnd.delay, isOurs: true))
        changed()
    }

    func addOthersKey() {
        if let limit = traits.limit, state.keys.count >= limit { return }
        state.keys.append(SimulatedState.Key(pair: state.nextOther, created: state.now, visibleAt: 0, isOurs: false))
        state.nextOther += 1
        state.isMeddledWith = true
    }

    func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        let process = isSecond ? 1 : 0
        // Another may go all the way back before a request of which the journal was not asked.
        if !isActive, id == PairTable.id(PairTable.old), !hasCheckedJournal[process] { _ = choose("before deactivate", []) }
        longest[process] = 30_000
        defer { longest[process] = 0 }
        let fault = choose(isActive ? "activate" : "deactivate", Self.faultsOfActs)
        try enter(isActive ? "activate" : "deactivate", fault)
        if fault == "second process before" { await runSecondProcess() }
        guard traits.canDeactivate else { throw .unsupported(action: "iam:UpdateAccessKey") }
        try guardSigner(credentials)
        let index = try knownIndex(of: id)
        let pair = state.keys[index].pair
        if pair == PairTable.old, !isActive { InvariantOracle.checkDeactivation(self) }
        let working = InvariantOracle.workingFiles(state)
        if pair == PairTable.old, state.keys[index].isActive != isActive { state.deactivatedAt = isActive ? nil : state.now }
        state.keys[index].isActive = isActive
        InvariantOracle.checkFiles(self, worked: working, "switching off pair \(pair)")
        changed()
        if fault == "second process after" { await runSecondProcess() }
        try leave(fault)
    }

    func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        let fault = choose("delete", Self.faultsOfActs)
        try enter("delete", fault)
        if fault == "second process before" { await runSecondProcess() }
        try guardSigner(credentials)
        let index = try knownIndex(of: id)
        let pair = state.keys[index].pair
        if pair == PairTable.old { InvariantOracle.checkDeletion(self) }
        if !state.keys[index].isOurs, pair != PairTable.old, pair != state.evicted, !mayBeTakenForOurs(id) { violated("someone else's key was deleted") }
        let working = InvariantOracle.workingFiles(state)
        if !backEnd.keepsDeleted { state.keys.remove(at: index) }
        InvariantOracle.checkFiles(self, worked: working, "deleting pair \(pair)")
        changed()
        if fault == "second process after" { await runSecondProcess() }
        try leave(fault)
    }

    /// What is yet to be seen can't be switched off or deleted either.
    private func knownIndex(of id: String) throws(AccessKeyError) -> Int {
        guard let pair = PairTable.number(ofID: id), let index = state.keys.firstIndex(where: { $0.pair == pair && $0.visibleAt <= state.now })
        else { throw .notFound }
        return index
    }

    /// Made while an answer to create was missing, and adopted perhaps: no list tells it from the key that was asked for.
    private func mayBeTakenForOurs(_ id: String) -> Bool {
        guard let journal = state.journal else { return false }
        if journal.newID == id { return true }
        guard journal.attempt > (journal.newID == nil ? 0 : 1), !journal.beforeIDs.contains(id), let key = PairTable.number(ofID: id).flatMap(state.key)
        else { return false }
        // By its date; where none is told, by when the list first showed it.
        return key.created <= (journal.creatingSince ?? .min) + 300
    }

    func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse? {
        try enter("lastUse", choose("lastUse", Self.faultsOfReads))
        try guardSigner(credentials)
        return id == PairTable.id(PairTable.old) ? lateUse ?? AccessKeyUse(date: nil) : AccessKeyUse(date: nil)
    }

    func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials? {
        try enter("secret", choose("secret", Self.faultsOfReads))
        try guardSigner(credentials)
        guard let pair = PairTable.number(ofID: id), state.key(pair) != nil else { throw .notFound }
        return traits.showsSecrets ? PairTable.pairs[pair] : nil
    }
}
