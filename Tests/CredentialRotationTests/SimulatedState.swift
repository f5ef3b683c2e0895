import CredentialRotation

/// What lasts when a process dies: keys at the back end, files, the journal, the clocks.
struct SimulatedState: Sendable {
    struct Key: Sendable {
        var pair: Int
        var isActive = true
        var created: Int64
        /// When everyone knows it.
        var visibleAt: Int64
        /// By a create of the rotation.
        var isOurs: Bool
    }

    struct File: Sendable {
        /// Nil where the section was taken away.
        var pair: Int?
        var version = 0
        /// A person has changed it since the machine last looked.
        var isTouched = false
        /// A person has put a pair into it that does not work.
        var isSpoilt = false
        var isReadOnly = false
    }

    static let start: Int64 = 1_800_000_000

    var keys = [Key(pair: PairTable.old, created: start - 9_000_000, visibleAt: 0, isOurs: false)]
    var files = [File(pair: PairTable.old)]
    var journal: RotationJournal?
    var oldSecret: Int?
    var newSecret: Int?
    var isArchived = false
    /// The server's clock, which is the true one, and how far the local one is ahead of it.
    var now = start
    var localAhead: Int64 = 0
    var nextPair = 1
    var nextOther = PairTable.othersFirst
    /// A person has done something that the rotation has to stop at.
    var isMeddledWith = false
    /// A person has switched off or deleted a key that a file needs.
    var isBrokenByPerson = false
    var jumpedForward = false
    var committedAt: Int64?
    /// When the back end last accepted the new pair.
    var newAcceptedAt: Int64?

    func key(_ pair: Int) -> Key? { keys.first { $0.pair == pair } }

    func isValid(_ pair: Int) -> Bool { key(pair).map { $0.isActive && $0.visibleAt <= now } ?? false }

    /// The facts by which two states are the same for all that can still happen.
    var facts: [Int16] {
        var facts: [Int16] = []
        facts.reserveCapacity(64)
        func add(_ value: Int?) { facts.append(Int16(truncatingIfNeeded: value ?? -1)) }
        func add(_ value: Bool) { facts.append(value ? 1 : 0) }
        let local = now + localAhead
        for key in keys {
            add(key.pair)
            add(key.isActive)
            add(key.visibleAt <= now)
            add(key.isOurs)
        }
        add(-2)
        for file in files {
            add(file.pair)
            add(file.isTouched)
            add(file.isSpoilt)
        }
        add(-2)
        add(Int(localAhead.signum()))
        add(isMeddledWith)
        add(isBrokenByPerson)
        add(jumpedForward)
        add(isArchived)
        add(oldSecret)
        add(newSecret)
        guard let journal else { return facts }
        add(journal.state.rank)
        add(journal.goal == .done)
        add(journal.attempt)
        add(PairTable.number(ofID: journal.newID))
        for id in journal.beforeIDs { add(PairTable.number(ofID: id)) }
        for use in journal.uses { add(number(use.status)) }
        add(number(journal.rejection))
        add(journal.commit != nil)
        add(journal.verified.count)
        add(journal.verified.allSatisfy { (0...600).contains(local - $0.at) })
        add(journal.events.contains { $0.note == "switching_on" })
        for due in [journal.deactivateNotBefore, journal.deleteNotBefore] {
            add(due.map { $0 <= now ? 2 : $0 <= local ? 1 : 0 })
        }
        return facts
    }

    private func number(_ status: RotationUse.Status) -> Int {
        switch status {
        case .waiting: 0
        case .written: 1
        case .restored: 2
        case .conflict: 3
        }
    }

    private func number(_ rejection: RotationJournal.Rejection) -> Int {
        switch rejection {
        case .pending: 0
        case .confirmed: 1
        case .unconfirmed: 2
        }
    }
}
