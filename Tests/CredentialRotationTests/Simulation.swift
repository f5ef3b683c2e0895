import AWSSigning
import CredentialRotation
import HTTPTransport
import ObjectStorage

/// The world of a rotation in numbers. One thread at a time uses it.
final class Simulation: @unchecked Sendable {
    /// What the back end is like beyond its traits.
    struct BackEnd: Sendable {
        var name: String
        var traits = AccessKeyTraits()
        var ignoresCreates = false
        /// The same pair for the same rotation, however often it is asked (a program, §1e).
        var repeatsCreates = false
        var isAdministered = false
        /// A person makes the new key, and takes the old one away.
        var isManual = false
        /// How long a new key is unknown, in seconds.
        var delay: Int64 = 0
        var acceptsInactive = false
        var keepsDeleted = false
        /// Its lists tell the time, as programs' do not.
        var tellsTime = true
    }

    struct CreateAnswer {
        var error: AccessKeyError
        var isDone: Bool
    }

    let backEnd: BackEnd
    var state: SimulatedState
    var script: FaultScript
    /// The process is gone: nothing that it does has an effect.
    var isDead = false
    /// The back end can't be reached until this step ends.
    var isOut = false
    var violations: [String] = []
    var creates = 0

    /// What a search has seen so far, and what this run has seen first, with the faults that could still come there after the death of the
    /// process: a process may die at any moment, so every state that lasts is one in which another begins.
    let visited: VisitedStates
    private(set) var found: [(state: SimulatedState, digest: StateDigest, budget: Int, labels: [String])] = []
    var lasting: StateDigest?
    var position = ProcessPosition()

    /// A second process that no lock kept away (§2.4, a folder on NFS), where a search has one.
    var second: SecondProcess?
    var isSecond = false
    var hasSecond = false
    var secondPosition = ProcessPosition()
    /// What the second is given.
    var options = RotationMachine.Options()
    /// How long what each process is at may take at most, in milliseconds: five seconds from the last look at the journal to the end of a
    /// rename, and 30 for a request (§1). 0 where the model puts no end to it.
    var longest = [0, 0]
    /// Each process has looked at the journal, and has called nothing since: no other can begin to go back unseen, since an abort waits for as
    /// long as a request may take.
    var hasCheckedJournal = [false, false]
    /// What each process last saw of each file.
    var seenVersions: [[Int?]] = [[], []]

    /// For single cases: what was called, and what happens just before.
    var keepsCalls = false
    var calls: [String] = []
    /// Answers of single cases, before the simulated ones.
    var createAnswers: [CreateAnswer] = []
    /// Pairs that a list shows as a subuser's.
    var subusers: Set<Int> = []
    var acceptanceRule: ((Int, VerificationTarget) -> KeyAcceptance?)?
    var lateUse: AccessKeyUse?
    var retirementAnswer = RetirementAnswer.nobodyThere
    /// What was told of waits.
    var waits: [RotationWait] = []
    var blindSpots: [String] = []
    /// Places that have a key in a form which nobody here writes, by its id.
    var namingSpots: [String: [String]] = [:]
    /// Of the journal that each process has put there without syncing its folder.
    var unsyncedSeq: [Int?] = [nil, nil]
    /// Lists that still show a key as active which is switched off.
    var staleLists = 0
    var beforeCall: ((String) -> Void)?
    var failingCalls: [String: AccessKeyError] = [:]
    /// What goes wrong at the next calls of a place; an empty one is what should be.
    var plannedFaults: [String: [String]] = [:]
    /// False in a test that breaks this on purpose.
    var comparesHashes = true
    /// Pauses until a signal comes.
    var pausesLeft: Int?
    /// Of a test that breaks the machine's world.
    var brokenWorld: ((Simulation) -> RotationWorld)?
    /// Where late files use the key; nil for files that another process has.
    var latePlaces: [VerificationTarget]? = []
    /// What the names of endpoints lead to; none where no name server answers.
    var addresses: [String] = []

    init(
        _ backEnd: BackEnd, state: SimulatedState = SimulatedState(), script: FaultScript = FaultScript(budget: 0),
        visited: VisitedStates = VisitedStates()
    ) {
        self.backEnd = backEnd
        self.state = state
        self.script = script
        self.visited = visited
    }

    var world: RotationWorld {
        RotationWorld(
            service: self, acceptance: self, documents: self, store: self, clock: self, addresses: { [self] _ in addresses },
            admits: { [self] _, uses throws(RotationDocumentError) in
                guard let latePlaces else { throw .unwritable(path: uses[0].path, step: "lock it", errorNumber: 0) }
                return latePlaces
            },
            administrator: backEnd.isAdministered ? PairTable.pairs[PairTable.administrator] : nil, makesPair: { [self] in takePair() },
            tellsWait: { [self] wait in if keepsCalls, let wait { waits.append(wait) } }, asksRetirement: { [self] _ in retirementAnswer })
    }

    func machine(_ options: RotationMachine.Options = .init()) -> RotationMachine {
        RotationMachine(world: brokenWorld?(self) ?? world, options: options)
    }

    /// As a new process reads it.
    var durable: Rotation? {
        state.journal.map {
            Rotation(journal: $0, secrets: RotationSecrets(old: state.oldSecret.map { PairTable.pairs[$0] }, new: state.newSecret.map { PairTable.pairs[$0] }))
        }
    }

    func takePair() -> AWSCredentials {
        defer { state.nextPair += 1 }
        return PairTable.pairs[state.nextPair]
    }

    func choose(_ place: String, _ faults: [String]) -> String? {
        endLate()
        hasCheckedJournal[isSecond ? 1 : 0] = false
        if keepsCalls {
            calls.append(place)
            beforeCall?(place)
        }
        if !isDead, !plannedFaults.isEmpty, var planned = plannedFaults[place], !planned.isEmpty {
            let fault = planned.removeFirst()
            plannedFaults[place] = planned
            return fault.isEmpty ? nil : fault
        }
        if isDead { return nil }
        visit(place)
        if isSecond {
            if second != nil, script.budget > 0, script.choose(place, Self.suspending) != nil { suspendSecond() }
            return nil
        }
        interleave(place)
        return script.choose(place, faults)
    }

    /// The state, and where the processes stand in it.
    private func visit(_ place: String) {
        if isSecond { secondPosition.enter(place) } else { position.enter(place) }
        var digest = digest
        position.mix(into: &digest)
        if hasSecond { secondPosition.mix(into: &digest) }
        digest.mix((isSecond ? 1 : 0) + (isOut ? 2 : 0))
        visited.visit(digest)
    }

    private var digest: StateDigest {
        if let lasting { return lasting }
        let digest = state.digest
        lasting = digest
        return digest
    }

    /// After whatever may have changed something that lasts.
    func changed() {
        lasting = nil
        let budget = max(script.budget - 1, 0)
        let digest = digest
        let isNew = !visited.hasMoreFaults(digest, than: -1)
        guard visited.reaches(digest, budget: budget) else { return }
        found.append((state, digest, budget, script.labels))
        // That it dies as well, after an abort came between its journal and its request, is one misfortune too many: nothing leads there.
        if state.journal?.state.isFinal == false { found[found.count - 1].state.letGo() }
        guard isNew else { return }
        violations += InvariantOracle.violations(of: state, backEnd).map { "\($0) after \(script.labels)" }
    }

    func takeFound() -> [(state: SimulatedState, digest: StateDigest, budget: Int, labels: [String])] {
        defer { found = [] }
        return found
    }

    func violated(_ text: String) { violations.append("\(text) after \(script.labels)\(hasSecond ? " with a second process" : "")") }
}

extension Simulation: RotationClock {
    func now() -> Int64 { state.now + state.localAhead }

    func pause(milliseconds: Int) async -> Bool {
        if isDead { return false }
        if milliseconds < 0 { violated("a negative wait") }
        if let left = pausesLeft {
            pausesLeft = left - 1
            if left <= 0 { return false }
        }
        guard milliseconds > 0 else { return true }
        letOthersEnd(within: milliseconds)
        state.now += Int64((milliseconds + 999) / 1000)
        lasting = nil
        endLate()
        return true
    }

    func random(below bound: Int) -> Int { bound / 2 }
}

extension Simulation: KeyAcceptanceCheck {
    private static let faultsOfAcceptance = ["outage", "undecided"]

    func acceptance(of credentials: AWSCredentials, at target: VerificationTarget) async -> KeyAcceptance {
        let pair = PairTable.number(ofID: credentials.accessKeyID) ?? -1
        if isDead { return .undecided(status: nil, .cancelled) }
        if let answer = acceptanceRule?(pair, target) {
            if pair == state.newSecret { if case .accepted = answer { state.acceptsNew() } else { state.forgetsNew() } }
            return answer
        }
        switch choose("acceptance", Self.faultsOfAcceptance) {
        case "outage": isOut = true
        case "undecided": return .undecided(status: 503, nil)
        default: break
        }
        if isOut { return .undecided(status: nil, .connectTimeout) }
        guard let key = state.key(pair), key.visibleAt <= state.now, key.isActive || backEnd.acceptsInactive else {
            if pair == state.newSecret { state.forgetsNew() }
            return .unknown(code: "InvalidAccessKeyId")
        }
        if pair == state.newSecret { state.acceptsNew() }
        return .accepted(status: 200, isAllowed: true, requestID: nil)
    }
}
