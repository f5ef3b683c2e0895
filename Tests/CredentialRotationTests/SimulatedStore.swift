import CredentialRotation

extension Simulation: RotationStore {
    private static let places = Dictionary(uniqueKeysWithValues: RotationState.allCases.map { ($0, "save \($0.rawValue)") })
    private static let faults = ["fails", "not synced"]

    func save(_ journal: RotationJournal, _ secrets: RotationSecrets) throws(RotationStoreError) {
        if isDead { throw .notDurable(path: "journal", step: "open", errorNumber: 5) }
        switch choose(Self.places[journal.state] ?? "save", Self.faults) {
        case "fails": throw .notDurable(path: "journal", step: "write", errorNumber: 28)
        case "not synced":
            try keep(journal, secrets)
            unsyncedSeq[isSecond ? 1 : 0] = journal.seq
            throw .notDurable(path: "journal", step: "sync the folder", errorNumber: 5)
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
        var journal = journal
        // Compared with what this process has put there, though it was told that it may not last.
        let process = isSecond ? 1 : 0
        if let seq = unsyncedSeq[process], seq == state.journal?.seq { journal.seq = seq + 1 }
        unsyncedSeq[process] = nil
        guard journal.seq == (state.journal?.seq ?? 0) + 1 else { throw .changed(path: "journal") }
        if journal.state.isFinal { InvariantOracle.checkEnd(self, journal) }
        if journal.state == .committed, state.committedAt == nil { state.committedAt = state.now }
        state.journal = journal
        state.oldSecret = PairTable.number(ofID: secrets.old?.accessKeyID)
        let new = PairTable.number(ofID: secrets.new?.accessKeyID)
        if new != state.newSecret { state.forgetsNew() }
        state.newSecret = new
        changed()
    }

    func requireCurrent(_ journal: RotationJournal) throws(RotationStoreError) {
        if isDead { throw .notDurable(path: "journal", step: "open", errorNumber: 5) }
        _ = choose("require", [])
        guard !state.isArchived, journal.seq == state.journal?.seq else { throw .changed(path: "journal") }
        hasCheckedJournal[isSecond ? 1 : 0] = true
    }

    func current() throws(RotationStoreError) -> RotationJournal? {
        if isDead { throw .notDurable(path: "journal", step: "open", errorNumber: 5) }
        return state.isArchived ? nil : state.journal
    }

    func archive(_ journal: RotationJournal) throws(RotationStoreError) {
        if isDead { throw .notDurable(path: "journal", step: "rename", errorNumber: 5) }
        if choose("archive", ["fails"]) != nil { throw .notDurable(path: "journal", step: "rename", errorNumber: 5) }
        state.isArchived = true
        changed()
    }
}
