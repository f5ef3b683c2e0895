import CredentialRotation

/// `credentials status`: the journals, by their clear part.
struct CredentialsStatusOperation {
    let place: String?
    let id: String?
    let isJSON: Bool
    let masksIDs: Bool

    func run() throws(Failure) -> Int32 {
        typealias Found = (journal: RotationJournal, place: String?)
        var found: [Found] = try RotationBench.journals(at: place ?? ".").map { ($0.journal.shown(at: $0.path), RotationPaths.shown($0.path)) }
        // Of one that ended the journal is in the user's own folder, and does not tell where it lay.
        if let id { found = found.filter { RotationBench.isMeant($0.journal.id, by: id) } + RotationBench.ended(id: id).map { ($0, nil) } }
        if found.isEmpty, !isJSON { System.say("rcsops: no rotation is under way of a file in \"" + (place ?? ".") + "\"\n") }
        for (journal, place) in found {
            let due = RotationNextStep.due(of: journal)
            let stop: RotationStop =
                switch journal.state {
                case .done: .done
                case .aborted: .aborted
                default: .waiting(until: due ?? System.now)
                }
            let report = RotationReport(journal: journal, place: place, stop: stop, failure: nil, masksIDs: masksIDs)
            try System.put(isJSON ? report.json : line(journal))
        }
        return 0
    }

    private func line(_ journal: RotationJournal) -> String {
        let shown: (String) -> String = { masksIDs ? KeyIDText.masked($0) : $0 }
        let age = TimeSpan.text(max(0, System.now - journal.createdAt) / 60 * 60)
        let remotes = journal.uses.map { $0.path + ": " + $0.remote }.joined(separator: ", ")
        let keys = shown(journal.oldID) + (journal.newID.map { " → " + shown($0) } ?? "")
        let next = RotationNextStep.text(journal, nil) + GivenKeyText(journal: journal, masksIDs: masksIDs).suffix
            + EvictedKeyText(journal: journal, masksIDs: masksIDs).suffix
        return System.printable([journal.id, journal.state.rawValue, age, keys, remotes, next].joined(separator: "  ")) + "\n"
    }
}
