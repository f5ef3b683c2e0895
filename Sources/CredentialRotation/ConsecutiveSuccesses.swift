import ObjectStorage

/// What one request says about a pair at one target.
enum TargetVerdict {
    case success(status: Int, requestID: String?)
    case failure(KeyAcceptance)
}

extension RotationMachine {
    /// The least time between the two successes that count, in milliseconds (§2.6).
    static let successDistance = 2_000

    /// Asks every target until it has succeeded twice in a row, two seconds apart; a failure begins it anew. Gives the proofs, or the first
    /// target that the time was too short for, with what it said last.
    func twiceInARow(
        at targets: [VerificationTarget], within seconds: Int, ask: (VerificationTarget) async throws(RotationStop) -> TargetVerdict
    ) async throws(RotationStop) -> Result<[RotationJournal.Verified], UnprovenTarget> {
        var successes = [Int](repeating: 0, count: targets.count)
        var attempts = successes
        var proofs = [RotationJournal.Verified?](repeating: nil, count: targets.count)
        var backoff = Backoff()
        var patience = Patience(seconds: seconds, clock: world.clock)
        while true {
            var last: UnprovenTarget?
            for (index, target) in targets.enumerated() where proofs[index] == nil {
                attempts[index] += 1
                switch try await ask(target) {
                case .success(let status, let requestID):
                    successes[index] += 1
                    guard successes[index] == 2 else { continue }
                    proofs[index] = RotationJournal.Verified(
                        target: target, at: world.clock.now(), status: status, attempts: attempts[index], requestID: requestID,
                        milliseconds: patience.elapsed)
                case .failure(let acceptance):
                    successes[index] = 0
                    if last == nil { last = UnprovenTarget(target: target, acceptance: acceptance) }
                }
            }
            let found = proofs.compactMap { $0 }
            if found.count == targets.count { return .success(found) }
            if let last, patience.isOver { return .failure(last) }
            let isHalfway = successes.indices.contains { successes[$0] == 1 }
            let delay = backoff.next(world.clock)
            try await patience.pause(isHalfway ? max(delay, Self.successDistance) : delay, of: self)
        }
    }
}

/// A target at which the deadline came first.
struct UnprovenTarget: Error {
    let target: VerificationTarget
    let acceptance: KeyAcceptance
}

/// A deadline that a clock which is set back can't put off: what was waited counts as well.
struct Patience {
    private let seconds: Int
    private let start: Int64
    private let clock: any RotationClock
    private var waited = 0

    init(seconds: Int, clock: any RotationClock) {
        self.seconds = seconds
        self.clock = clock
        start = clock.now()
    }

    /// In milliseconds; the clock itself tells whole seconds only.
    var elapsed: Int { max(waited, Int(clock.now() - start) * 1000) }

    var isOver: Bool { waited >= seconds * 1000 || clock.now() - start >= Int64(seconds) }

    mutating func pause(_ milliseconds: Int, of machine: RotationMachine) async throws(RotationStop) {
        waited += milliseconds
        try await machine.pause(milliseconds)
    }
}
