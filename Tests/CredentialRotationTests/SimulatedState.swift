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
        /// By a process that is still in the step which made it, beside another: it may yet put things right.
        var isHeld = false
    }

    struct File: Sendable {
        /// Nil where the section was taken away.
        var pair: Int?
        var version = 0
        /// The last that is a person's.
        var editedVersion = 0
        /// A person has changed it since the machine last looked.
        var isTouched = false
        /// A person has put a pair into it that does not work.
        var isSpoilt = false
        var isReadOnly = false
    }

    static let start: Int64 = 1_800_000_000

    var keys = [Key(pair: PairTable.old, created: start - 9_000_000, visibleAt: 0, isOurs: false)]
    var files = [File(pair: PairTable.old)]
    /// What a commit and a deployment took from the files; empty before the first.
    var published: [Int?] = []
    /// A request that was cut off on its way to the back end, which does it all the same, and when.
    var late: (pair: Int, at: Int64)?
    var journal: RotationJournal?
    var oldSecret: Int?
    var newSecret: Int?
    var isArchived = false
    /// The server's clock, which is the true one, and how far the local one is ahead of it.
    var now = start
    var localAhead: Int64 = 0
    var nextPair = 1
    var nextOther = PairTable.othersFirst
    /// The other key that a person has named as one that may go.
    var evicted: Int?
    /// A person has done something that the rotation has to stop at.
    var isMeddledWith = false
    /// A person has switched off or deleted a key that a file needs.
    var isBrokenByPerson = false
    var jumpedForward = false
    /// As it was begun: what a journal says later is no measure.
    var grace: Int64 = 86_400
    var graceInactive: Int64 = 86_400
    var isImmediate = false
    var committedAt: Int64?
    /// When the rotation switched the old key off, by the server's clock; nil while it is on.
    var deactivatedAt: Int64?
    /// When the back end last accepted the new pair, and since when it has done nothing else.
    private var newAcceptedAt: Int64?
    private var newAcceptedSince: Int64?

    mutating func acceptsNew() {
        if let last = newAcceptedAt, now - last > 60 { newAcceptedSince = nil }
        newAcceptedSince = newAcceptedSince ?? now
        newAcceptedAt = now
    }

    mutating func forgetsNew() {
        newAcceptedSince = nil
        newAcceptedAt = nil
    }

    /// Two successes in a row, at least two seconds apart, the last of the last ten minutes (I3, §2.6).
    var isNewProven: Bool {
        guard let last = newAcceptedAt, let since = newAcceptedSince else { return false }
        return last - since >= 2 && now - last <= 600
    }

    var settledKeys: [Int] { keys.filter { !$0.isHeld }.map(\.pair) }

    /// The processes have ended their steps.
    mutating func letGo() { for index in keys.indices { keys[index].isHeld = false } }

    /// Numbers that are nowhere any more are given again, else there would be no end of states that differ in names alone. Between two steps
    /// only: a process that is in one remembers keys.
    mutating func reuseNumbers() {
        var used = keys.map(\.pair) + files.compactMap(\.pair)
        if let newSecret { used.append(newSecret) }
        if let late { used.append(late.pair) }
        if let evicted { used.append(evicted) }
        used += ((journal?.beforeIDs ?? []) + [journal?.newID].compactMap { $0 }).compactMap { PairTable.number(ofID: $0) }
        nextPair = 1 + (used.filter { $0 < PairTable.othersFirst }.max() ?? 0)
        nextOther = 1 + (used.filter { (PairTable.othersFirst..<PairTable.foreign).contains($0) }.max() ?? PairTable.othersFirst - 1)
    }

    enum Time: Int { case before, soon, late }

    /// By the server's clock, whether the last create may have made what shows up now.
    var sinceCreate: Time? { (journal?.creatingSince).map { now - $0 > 300 ? .late : now - $0 < -240 ? .before : .soon } }

    func key(_ pair: Int) -> Key? { keys.first { $0.pair == pair } }

    func isValid(_ pair: Int) -> Bool { key(pair).map { $0.isActive && $0.visibleAt <= now } ?? false }

    /// By which two states are the same for all that can still happen: of times, on which side of everything that depends on them they are.
    var digest: StateDigest {
        var digest = StateDigest()
        let local = now + localAhead
        for key in keys {
            digest.mix(key.pair)
            digest.mix((key.isActive ? 1 : 0) + (key.visibleAt <= now ? 2 : 0) + (key.isOurs ? 4 : 0) + (key.isHeld ? 8 : 0))
        }
        digest.mix(-2)
        for file in files {
            digest.mix(file.pair)
            digest.mix((file.isTouched ? 1 : 0) + (file.isSpoilt ? 2 : 0) + (file.isReadOnly ? 4 : 0))
        }
        digest.mix(-2)
        for pair in published { digest.mix(pair) }
        digest.mix(late?.pair)
        digest.mix(Int(localAhead.signum()))
        digest.mix((isMeddledWith ? 1 : 0) + (isBrokenByPerson ? 2 : 0) + (jumpedForward ? 4 : 0) + (isArchived ? 8 : 0) + (isNewProven ? 16 : 0))
        digest.mix(deactivatedAt.map { now - $0 >= graceInactive })
        digest.mix(committedAt.map { now - $0 >= grace })
        digest.mix(oldSecret)
        digest.mix(newSecret)
        if let journal { mix(journal, local, into: &digest) }
        return digest
    }

    private func mix(_ journal: RotationJournal, _ local: Int64, into digest: inout StateDigest) {
        digest.mix(journal.state.rank)
        digest.mix(journal.goal == .done)
        // Whether none, one or several are without an answer, and after the last is known.
        digest.mix(min(journal.attempt, 3))
        digest.mix(PairTable.number(ofID: journal.newID))
        for id in journal.beforeIDs { digest.mix(PairTable.number(ofID: id)) }
        for use in journal.uses { digest.mix(number(use.status)) }
        digest.mix(journal.uses.count)
        digest.mix(number(journal.rejection))
        digest.mix(journal.commit != nil)
        digest.mix(journal.verified.count)
        digest.mix(journal.verified.allSatisfy { (0...600).contains(local - $0.at) })
        digest.mix(journal.acceptsBlindSpots)
        for note in ["switching_on", "publishing", "sent_again", "found", "adopted", "key_seen", "retiring"] { digest.mix(journal.events.contains { $0.note == note }) }
        // Of these the last counts.
        digest.mix(lastNote(of: ["written_again", "published_again"], journal))
        let eviction = ["evicting", "evicted_off", "evicted_deleted", "eviction_objected"]
        digest.mix(lastNote(of: eviction, journal))
        // "evicting" once more is written down only behind another event.
        digest.mix(journal.events.last?.note == "evicting")
        digest.mix(journal.settings?.evicted != nil)
        digest.mix(due(journal.events.last { $0.note == "evicted_off" }?.at.advanced(by: journal.settings?.evictWait ?? 0), local))
        // Of keys that show up late, whether the last create may have made them.
        digest.mix(sinceCreate?.rawValue)
        digest.mix(journal.events.last.map { $0.at > now + 240 })
        digest.mix(due(journal.deactivateNotBefore, local))
        digest.mix(due(journal.deleteNotBefore, local))
    }

    private func lastNote(of notes: [String], _ journal: RotationJournal) -> Int? {
        journal.events.reversed().lazy.compactMap { event in event.note.flatMap(notes.firstIndex) }.first
    }

    private func due(_ time: Int64?, _ local: Int64) -> Int? { time.map { $0 <= now ? 2 : $0 <= local ? 1 : 0 } }

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
