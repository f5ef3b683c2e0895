import AWSSigning
import CredentialRotation
import HTTPTransport
import ObjectStorage

/// The world of a rotation in numbers. One task at a time uses it.
final class Simulation: @unchecked Sendable {
    /// What the back end is like beyond its traits.
    struct BackEnd: Sendable {
        var name: String
        var traits = AccessKeyTraits()
        var ignoresCreates = false
        /// How long a new key is unknown, in seconds.
        var delay: Int64 = 0
        var acceptsInactive = false
        var keepsDeleted = false
    }

    let backEnd: BackEnd
    var state: SimulatedState
    var script: FaultScript
    /// The process is gone: nothing that it does has an effect.
    var isDead = false
    /// The back end can't be reached until this step ends.
    var isOut = false
    /// A second process is at work, of which nothing goes wrong.
    var isSecond = false
    var violations: [String] = []
    var visited: Set<[Int16]> = []
    var creates = 0
    /// For single cases: what was called, and what happens just before.
    var keepsCalls = false
    var calls: [String] = []
    /// Answers of single cases, before the simulated ones.
    var createAnswers: [CreateAnswer] = []
    var acceptanceRule: ((Int, VerificationTarget) -> KeyAcceptance?)?
    var lateUse: AccessKeyUse?
    var blindSpots: [String] = []
    /// Lists that still show a key as active which is switched off.
    var staleLists = 0
    var beforeCall: ((String) -> Void)?
    var failingCalls: [String: AccessKeyError] = [:]

    /// What goes wrong at the next calls of a place; an empty one is what should be.
    var plannedFaults: [String: [String]] = [:]
    /// Pauses until a signal comes.
    var pausesLeft: Int?

    struct CreateAnswer {
        var error: AccessKeyError
        var isDone: Bool
    }

    init(_ backEnd: BackEnd, state: SimulatedState = SimulatedState(), script: FaultScript = FaultScript(budget: 0)) {
        self.backEnd = backEnd
        self.state = state
        self.script = script
    }

    var world: RotationWorld {
        RotationWorld(service: self, acceptance: self, documents: self, store: self, clock: self, makesPair: { [self] in takePair() })
    }

    func machine(_ options: RotationMachine.Options = .init()) -> RotationMachine { RotationMachine(world: world, options: options) }

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
        if keepsCalls {
            calls.append(place)
            beforeCall?(place)
        }
        if !isDead, var planned = plannedFaults[place], !planned.isEmpty {
            let fault = planned.removeFirst()
            plannedFaults[place] = planned
            return fault.isEmpty ? nil : fault
        }
        return isSecond || isDead ? nil : script.choose(place, faults)
    }

    /// After whatever may have changed something that lasts.
    func changed() {
        visited.insert(state.facts)
        violations += InvariantOracle.violations(of: state, backEnd).map { "\($0) after \(script.labels)" }
    }

    func violated(_ text: String) { violations.append("\(text) after \(script.labels)") }

    /// Another process that the lock did not keep away goes on from the journal (a folder on NFS).
    func runSecondProcess(steps: Int = 4) async {
        guard !isSecond, !isDead, var rotation = durable else { return }
        isSecond = true
        defer { isSecond = false }
        let machine = machine()
        for _ in 0..<steps {
            do { try await machine.step(&rotation) } catch { return }
        }
    }
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
        state.now += Int64((milliseconds + 999) / 1000)
        return true
    }

    func random(below bound: Int) -> Int { bound / 2 }
}

extension Simulation: KeyAcceptanceCheck {
    func acceptance(of credentials: AWSCredentials, at target: VerificationTarget) async -> KeyAcceptance {
        let pair = PairTable.number(ofID: credentials.accessKeyID) ?? -1
        if isDead { return .undecided(status: nil, .cancelled) }
        if let answer = acceptanceRule?(pair, target) {
            if pair == state.newSecret, case .accepted = answer { state.newAcceptedAt = state.now }
            return answer
        }
        switch choose("acceptance", ["outage", "undecided"]) {
        case "outage": isOut = true
        case "undecided": return .undecided(status: 503, nil)
        default: break
        }
        if isOut { return .undecided(status: nil, .connectTimeout) }
        guard let key = state.key(pair), key.visibleAt <= state.now, key.isActive || backEnd.acceptsInactive else {
            return .unknown(code: "InvalidAccessKeyId")
        }
        if pair == state.newSecret { state.newAcceptedAt = state.now }
        return .accepted(status: 200, isAllowed: true, requestID: nil)
    }
}

extension Simulation: RotationStore {
    private static let savePlaces = Dictionary(uniqueKeysWithValues: RotationState.allCases.map { ($0, "save \($0.rawValue)") })

    func save(_ journal: RotationJournal, _ secrets: RotationSecrets) throws(RotationStoreError) {
        if isDead { throw .notDurable(path: "journal", step: "open", errorNumber: 5) }
        switch choose(Self.savePlaces[journal.state] ?? "save", ["fails", "dies before", "dies after"]) {
        case "fails": throw .notDurable(path: "journal", step: "write", errorNumber: 28)
        case "dies before":
            isDead = true
            throw .notDurable(path: "journal", step: "write", errorNumber: 5)
        case "dies after":
            try keep(journal, secrets)
            isDead = true
        default: try keep(journal, secrets)
        }
    }

    private func keep(_ journal: RotationJournal, _ secrets: RotationSecrets) throws(RotationStoreError) {
        guard journal.seq == (state.journal?.seq ?? 0) + 1 else { throw .changed(path: "journal") }
        if journal.state == .committed, state.committedAt == nil { state.committedAt = state.now }
        state.journal = journal
        state.oldSecret = PairTable.number(ofID: secrets.old?.accessKeyID)
        state.newSecret = PairTable.number(ofID: secrets.new?.accessKeyID)
        changed()
    }

    func archive(_ journal: RotationJournal) throws(RotationStoreError) {
        if isDead { throw .notDurable(path: "journal", step: "rename", errorNumber: 5) }
        if choose("archive", ["fails"]) != nil { throw .notDurable(path: "journal", step: "rename", errorNumber: 5) }
        state.isArchived = true
        changed()
    }
}
