import AWSSigning
import CredentialRotation
import HTTPTransport
import SecretMemory

/// What the commands that go on with a rotation were asked for.
struct ResumeWishes: Sendable {
    let place: String?
    let id: String?
    var signer: SignerWishes
    var writing: WritingWishes
    let reporting: ReportingWishes
    var takesAllDue = false
    var readsStandardInput = false
    var options = RotationMachine.Options()
    var goesBack = false

    // What only a journal says.
    var scanned: [String] = []
    var scansUntracked = false
    var program: CommandKeysConfiguration?
    /// Options that the journal gave, which is to be believed only of one that began here.
    var fromJournal: [String] = []
}

/// `credentials resume`, `abort` and `confirm-retired`.
struct CredentialsResumeOperation {
    private let wishes: ResumeWishes

    init(_ wishes: ResumeWishes) { self.wishes = wishes }

    func resume() throws(Failure) -> Int32 {
        let found = try journals()
        if wishes.takesAllDue {
            var code: Int32 = 0
            for place in found where isDue(place.journal) {
                let one: Int32
                do throws(Failure) { one = try drive(place, to: .done) } catch {
                    // A rotation that can't go on keeps none of the others.
                    System.say(error.naming(place.path).rendered)
                    one = error.ofRotation.exitCode
                }
                if code == 0 { code = one }
                if EndSignals.last != nil { break }
            }
            return code
        }
        if let code = try tellEnded(found) { return code }
        return try drive(try one(of: found), to: .done)
    }

    func abort() throws(Failure) -> Int32 {
        let found = try journals()
        if let code = try tellEnded(found) { return code }
        return try drive(try one(of: found), to: .aborted)
    }

    /// What has ended stays as it is (spec of rotation, §2.2); its journal is in the user's own folder.
    private func tellEnded(_ found: [JournalPlace]) throws(Failure) -> Int32? {
        guard found.isEmpty, let id = wishes.id, case let ended = RotationBench.ended(id: id), ended.count == 1 else { return nil }
        let report = RotationReport(
            journal: ended[0], stop: ended[0].state == .done ? .done : .aborted, failure: nil, masksIDs: wishes.reporting.masksIDs)
        try System.put(wishes.reporting.isJSON ? report.json : report.text)
        if !wishes.reporting.isQuiet { System.say("rcsops: the rotation has ended already (" + ended[0].state.rawValue + "), and nothing was done\n") }
        return 0
    }

    func confirmRetired(remote: String) throws(Failure) -> Int32 {
        let found = try journals().filter { $0.journal.uses.contains { $0.remote == remote } }
        let place = try one(of: found)
        let (rotation, client) = try opened(place, wishes.completed(by: place))
        defer { rotation.close() }
        _ = client
        return try RotationRun(rotation: rotation, reporting: wishes.reporting).confirmRetired(wishes.options)
    }

    private func drive(_ place: JournalPlace, to goal: RotationJournal.Goal) throws(Failure) -> Int32 {
        let wishes = wishes.completed(by: place)
        let (rotation, client) = try opened(place, wishes)
        defer { rotation.close() }
        _ = client
        return try RotationRun(rotation: rotation, reporting: wishes.reporting).drive(to: goal, wishes.options)
    }

    /// One that can't be gone on with is reported by what its journal says in clear.
    private func opened(_ place: JournalPlace, _ wishes: ResumeWishes) throws(Failure) -> (any OpenRotation, HTTPClient) {
        do throws(Failure) { return try open(place, wishes) } catch {
            throw try error.reported(wishes.reporting) {
                RotationReport(journal: place.journal, stop: nil, failure: $0, masksIDs: wishes.reporting.masksIDs).json
            }
        }
    }

    private func open(_ place: JournalPlace, _ wishes: ResumeWishes) throws(Failure) -> (any OpenRotation, HTTPClient) {
        try RotationAuditLog(wishes.reporting.auditLog).prove()
        let client = try RotationConnection.client(authorities: wishes.signer.authorities)
        return (try RotationBench.open(place, wishes, exchange: client), client)
    }

    private func journals() throws(Failure) -> [JournalPlace] {
        let found = try RotationBench.journals(at: wishes.place ?? ".")
        guard let id = wishes.id else { return found }
        // The beginning does, as Git has it, where it is one rotation's alone.
        return found.filter { $0.journal.id.hasPrefix(id) }
    }

    private func one(of found: [JournalPlace]) throws(Failure) -> JournalPlace {
        guard let place = found.first else {
            throw Failure(
                "RC8537", exit: 3, "there is no rotation under way in \"" + (wishes.place ?? ".") + "\"" + (wishes.id.map { " with the id " + $0 } ?? ""),
                fix: "rcsops credentials status FOLDER shows those that there are")
        }
        guard found.count == 1 else {
            throw Failure(
                "RC8542", exit: 64, "there are " + String(found.count) + " rotations under way here: " + found.map(\.journal.id).joined(separator: ", "),
                fix: "name one: --id ID; resume --all-due goes on with all")
        }
        return place
    }

    /// A clock that shows less than the journal's last event was set back: the back end's is to be asked (spec of rotation, §2.7).
    private func isDue(_ journal: RotationJournal) -> Bool {
        let now = System.now
        return (RotationNextStep.due(of: journal) ?? 0) <= now || (journal.events.last?.at ?? 0) > now
    }
}
