import AWSSigning
import CredentialRotation
import FileReplacement
import HTTPTransport
import RcloneConfig
import RotationFiles
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
    /// `--yes`: the old key of an immediate rotation goes without a question.
    var isConfirmed = false
    var options = RotationMachine.Options()
    /// In place of those of `--verify-endpoint` that the rotation began with.
    var endpoints: [String] = []
    var goesBack = false

    // What only a journal says.
    var scanned: [String] = []
    var scansUntracked = false
    var program: CommandKeysConfiguration?
    /// Options that nobody gave for this rotation: the journal has them, or they are given to all. They are followed only for one that began here.
    var fromJournal: [String] = []

    /// Somebody means this rotation, and no other that may lie there too.
    var isNamed: Bool { !takesAllDue && (id != nil || !FolderWalk.isFolder(place ?? ".")) }
}

/// `credentials resume`, `abort` and `confirm-retired`.
struct CredentialsResumeOperation {
    private let wishes: ResumeWishes

    init(_ wishes: ResumeWishes) { self.wishes = wishes }

    func resume() throws(Failure) -> Int32 {
        let found = try journals()
        guard wishes.takesAllDue else {
            if let code = try tellEnded(found) { return code }
            return try drive(try one(of: found), to: .done)
        }
        try checkOptions(of: found)
        if wishes.options.waits { return try driveInTurn(found) }
        var code: Int32 = 0
        for place in found where RotationQueue.due(of: place.journal, now: System.now, commits: wishes.writing.commits) <= System.now {
            let one = driveOne(place.path)
            if code == 0 { code = one }
            if EndSignals.last != nil { break }
        }
        return code
    }

    /// A rotation that can't go on keeps none of the others. Since it was found, or while it was waited, somebody else may have ended it, which is
    /// well, or gone on with it.
    private func driveOne(_ path: String) -> Int32 {
        do throws(Failure) {
            let journal: RotationJournal
            do throws(RotationFileError) { journal = try JournalFile.read(path) } catch {
                if case .noJournal = error { return 0 }
                throw .of(error)
            }
            return try drive(JournalPlace(path: path, journal: journal), to: .done)
        } catch {
            System.say(error.naming(path).rendered)
            return error.ofRotation.exitCode
        }
    }

    /// Each rotation when its next step is due, until all have ended or wait for a person. While it is waited no file is locked.
    private func driveInTurn(_ found: [JournalPlace]) throws(Failure) -> Int32 {
        var code: Int32 = 0
        var queue = RotationQueue(found.map { (path: $0.path, journal: $0.journal) }, now: System.now, commits: wishes.writing.commits)
        let wait = RotationQueueWait(isShown: !wishes.reporting.isQuiet)
        while let entry = queue.next {
            try wait.wait(until: entry.due, before: entry.journal.state)
            let one = driveOne(entry.path)
            if code == 0 { code = one }
            // What stands still for another reason than the time is not asked again and again.
            queue.advance(to: one == 0 ? try? JournalFile.read(entry.path) : nil, now: System.now)
            guard let signal = EndSignals.last else { continue }
            if code == 0, queue.next != nil { throw Failure.of(.interrupted).exiting(128 + signal) }
            break
        }
        return code
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
            journal: ended[0], place: nil, stop: ended[0].state == .done ? .done : .aborted, failure: nil, masksIDs: wishes.reporting.masksIDs)
        if wishes.reporting.isJSON || !wishes.reporting.isQuiet { try System.put(wishes.reporting.isJSON ? report.json : report.text) }
        if !wishes.reporting.isQuiet { System.say("rcsops: the rotation has ended already (" + ended[0].state.rawValue + "), and nothing was done\n") }
        return 0
    }

    func confirmRetired(remote: String) throws(Failure) -> Int32 {
        let all = try journals()
        let found = all.filter { $0.journal.uses.contains { $0.remote == remote } }
        if found.isEmpty, !all.isEmpty { throw misspelt(remote, in: all) }
        let place = try one(of: found)
        let wishes = wishes.completed(by: place)
        let (rotation, client) = try opened(place, wishes)
        defer { rotation.close() }
        _ = client
        return try RotationRun(rotation: rotation, reporting: wishes.reporting).confirmRetired(wishes.options)
    }

    /// There are rotations, of other remotes.
    private func misspelt(_ remote: String, in places: [JournalPlace]) -> Failure {
        let names = places.flatMap { $0.journal.uses.map(\.remote) }.reduce(into: [String]()) { names, name in if !names.contains(name) { names.append(name) } }
        return Failure(
            "RC8501", exit: 64, "no rotation under way in \"" + (wishes.place ?? ".") + "\" is of [" + ConfigName(remote).text + "]",
            fix: NearestName.of(remote, among: names).map { "did you mean " + ConfigName($0).text + "?" }
                ?? "there is one of " + names.map { ConfigName($0).text }.joined(separator: ", "))
    }

    private func drive(_ place: JournalPlace, to goal: RotationJournal.Goal) throws(Failure) -> Int32 {
        var wishes = wishes.completed(by: place)
        // Those of several are gone on with in turn, and none waits while it holds the files.
        if wishes.takesAllDue { wishes.options.waits = false }
        let (rotation, client) = try opened(place, wishes)
        defer { rotation.close() }
        if !wishes.endpoints.isEmpty {
            wishes.options.targets = try RotationBench.targets(of: rotation.journal, beside: place.path, with: wishes.endpoints, client)
        }
        var run = RotationRun(rotation: rotation, reporting: wishes.reporting)
        if goal == .aborted, !wishes.options.leavesAsIs, let warning = RotationWarnings.ofReturn(from: rotation.journal) {
            System.warn(warning.detail)
            run.warnings.append(warning)
        }
        return try run.drive(to: goal, wishes.options)
    }

    /// One that can't be gone on with is reported by what its journal says in clear.
    private func opened(_ place: JournalPlace, _ wishes: ResumeWishes) throws(Failure) -> (any OpenRotation, HTTPClient) {
        do throws(Failure) { return try open(place, wishes) } catch {
            throw try error.reported(wishes.reporting) {
                RotationReport(
                    journal: place.journal.shown(at: place.path), place: RotationPaths.shown(place.path), stop: nil, failure: $0,
                    masksIDs: wishes.reporting.masksIDs
                ).json
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
        // The beginning does, where it is one rotation's alone.
        return found.filter { RotationBench.isMeant($0.journal.id, by: id) }
    }

    private func one(of found: [JournalPlace]) throws(Failure) -> JournalPlace {
        guard let place = found.first else {
            throw Failure(
                "RC8537", exit: 3, "there is no rotation under way in \"" + (wishes.place ?? ".") + "\"" + (wishes.id.map { " with the id " + $0 } ?? ""),
                fix: "rcsops credentials status FOLDER shows those that there are")
        }
        if let id = wishes.id, found.count > 1 {
            throw Failure(
                "RC8542", exit: 64, "there are " + String(found.count) + " rotations under way here whose id begins with " + id + ": "
                    + found.map(\.journal.id).joined(separator: ", "), fix: "give more of the one that you mean")
        }
        // Those that begin within a minute begin alike. One that has ended must not stand for another that goes on.
        if let id = wishes.id, case let others = RotationBench.known(id: id).filter({ $0 != place.journal.id }), !others.isEmpty {
            throw Failure(
                "RC8542", exit: 64, "several rotations have an id that begins with " + id + ": " + place.journal.id + ", which is under way here, and "
                    + others.joined(separator: ", ") + ", which ended or is elsewhere", fix: "give more of the one that you mean; nothing was done")
        }
        guard found.count == 1 else {
            throw Failure(
                "RC8542", exit: 64, "there are " + String(found.count) + " rotations under way here: " + found.map(\.journal.id).joined(separator: ", "),
                fix: "name one: --id ID; resume --all-due goes on with all")
        }
        try checkOptions(of: found)
        return place
    }

    /// An option that none of the rotations can use is one from which somebody expects what does not happen.
    private func checkOptions(of places: [JournalPlace]) throws(Failure) {
        var check = KeyServiceOptionCheck()
        (check.signer, check.readsPair) = (wishes.signer, wishes.readsStandardInput)
        // The one that it began with, whatever a rotation of today may begin with.
        if places.contains(where: { $0.journal.settings?.adminRemote != nil }) { check.signer.adminRemote = nil }
        try check.check(places.compactMap { KeySource(rawValue: $0.journal.source) }, "of the rotation")
        guard wishes.signer.adminFile != nil, !places.isEmpty else { return }
        guard places.contains(where: { wishes.completed(by: $0).signer.adminRemote != nil }) else {
            throw Failure(
                "RC8511", exit: 64, "--admin-file has the remote that --admin-remote names, and neither the command line nor the journal names one",
                fix: "give --admin-remote NAME too, or leave it out")
        }
    }
}
