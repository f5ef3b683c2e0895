import AWSSigning
import CredentialRotation
import EncryptedFiles
import HTTPTransport
import ObjectStorage
import RotationFiles
import SopsDocument
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A rotation that begins.
extension RotationBench {
    /// Keeps the files of a key for one rotation, unless another has them or is under way (§6, case 30).
    static func hold(_ finding: KeyUseFinding, of id: String, masksIDs: Bool) throws(Failure) -> RotationLock {
        let documents = documents(of: finding)
        // A lock stays, also where no journal comes about.
        RotationLock.hideFromGit(documents)
        let lock: RotationLock
        do throws(RotationFileError) { lock = try RotationLock(documents) } catch { throw .of(error) }
        try refuseSecond(of: id, finding, masksIDs: masksIDs)
        return lock
    }

    /// Two rotations of one key would each take the other's new key for a lost one. The first one's journal may lie beside a file that has the new
    /// pair already, and so is none of those that were found now.
    static func refuseSecond(of id: String, _ finding: KeyUseFinding, masksIDs: Bool) throws(Failure) {
        for place in try journals(around: finding.uses.map(\.real)) {
            let (path, journal) = (place.path, place.journal)
            let isUse = place.uses.contains { theirs in finding.uses.contains { $0.real == theirs.path && $0.remote == theirs.remote } }
            guard journal.oldID == id || journal.newID == id || isUse else { continue }
            let old = masksIDs ? KeyIDText.masked(journal.oldID) : journal.oldID
            throw Failure(
                "RC8541", exit: 4,
                "a rotation of " + old + " is under way" + (journal.newID == id && id != journal.oldID ? ", and this is its new key" : "") + ", with the journal \""
                    + RotationPaths.shown(path) + "\" (" + journal.state.rawValue + ")",
                fix: "rcsops credentials resume goes on with it, abort goes back")
        }
    }

    /// In the order of locks.
    private static func documents(of finding: KeyUseFinding) -> [String] {
        let paths = finding.uses.map(\.real).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return paths.reduce(into: []) { paths, path in if paths.last != path { paths.append(path) } }
    }

    /// Has everything ready; the journal comes with the first step.
    static func begin(
        _ plan: RotationPlan, holding lock: RotationLock, exchange: HTTPClient, service: AdjustedKeys, program: CommandKeysConfiguration?,
        given: AWSCredentials?, _ confirmation: RotationConfirmation,
        _ options: RotationMachine.Options
    ) throws(Failure) -> any OpenRotation {
        let wishes = plan.wishes
        let progress = RotationProgress(isShown: !wishes.reporting.isQuiet)
        let documents = documents(of: plan.finding)
        guard let first = documents.first else { throw .of(RotationRefusal.noUse) }

        var place = LiveRotationStore.Place(
            document: first, oldID: plan.pair.id, recipients: try recipients(of: plan.finding), stateFolder: StateFolder.path)
        place.isExcludedFromGit = !wishes.writing.journalInGit
        let folder = KeySearchPlaces.folder(of: first)
        let remote = String(decoding: plan.pair.remote.bytes, as: UTF8.self)
        let access = access(wishes.writing)
        let search = KeySearchAgain(
            places: KeySearchPlaces(
                files: documents, alone: wishes.signer.files.map(real), scanned: wishes.scanned.map(real), untracked: wishes.scansUntracked),
            access: access, folder: folder, place: self.place(of: remote, in: plan.pair.file, access), old: plan.pair.credentials)
        let store = LiveRotationStore(new: place, effects: System.effects)
        let world = RotationWorld(
            service: service, acceptance: acceptance(exchange: exchange, plan.settings, sightings: service.sightings),
            documents: documentsOf(folder, access, ids: [plan.pair.id], search, wishes.writing, pairs: { store.pairs }),
            store: AuditedStore(store, at: place.path, log: RotationAuditLog(wishes.reporting.auditLog), toldUpTo: -1),
            clock: SystemRotationClock(), addresses: { await addresses(of: $0, client: exchange) }, administrator: service.administrator, tellsWait: { progress.set($0) },
            asksRetirement: { id in
                progress.finish()
                return confirmation.beforeRetirement(of: id)
            })
        var (journal, secrets) = try planned(plan, in: world, given: given, options, folder)
        journal.settings = RotationSettings(wishes, file: plan.pair.file, program: program, in: folder)
        BegunRotation.note(journal)
        return LiveRotation(
            Rotation(journal: journal, secrets: secrets), at: place.path, isPlanned: true, in: world, hold: RotationHold(lock), progress: progress, sightings: service.sightings)
    }

    private static func planned(
        _ plan: RotationPlan, in world: RotationWorld, given: AWSCredentials?, _ options: RotationMachine.Options, _ folder: String
    ) throws(Failure) -> (RotationJournal, RotationSecrets) {
        let (wishes, settings, owner) = (plan.wishes, plan.settings, plan.owner)
        let below = folder == "/" ? folder : folder + "/"
        var findings = RotationFindings(
            source: settings.source.rawValue, old: plan.pair.credentials,
            owner: AccessKeyOwner(kind: owner.kind, user: plan.user, account: owner.account, arn: owner.arn, serverTime: owner.serverTime),
            list: plan.keys.map { .success($0) },
            uses: plan.finding.uses.map { use in
                // From the journal's folder, so that both can be moved together.
                RotationUse(path: relative(use.real, to: below), remote: use.remote, hashBefore: use.hash)
            }, targets: plan.targets, now: plan.now)
        findings.blindSpots = plan.finding.blindSpots
        findings.given = given
        let origin = RotationOrigin(id: plan.id, tool: Version.text, host: ProcessIdentity.host, pid: getpid(), bootID: ProcessIdentity.bootID)
        var made: (journal: RotationJournal, secrets: RotationSecrets)
        do throws(RotationRefusal) { made = try RotationMachine(world: world, options: options).plan(findings, by: origin, allowsSameID: wishes.keepsID) } catch { throw .of(error) }
        (made.journal.endpoint, made.journal.region, made.journal.partition) = (settings.shownEndpoint, settings.region, settings.partition)
        (made.journal.grace, made.journal.graceInactive, made.journal.isImmediate) = (wishes.grace, wishes.graceInactive, wishes.isImmediate)
        (made.journal.acceptsBlindSpots, made.journal.wantsCommit) = (wishes.acceptsBlindSpots, wishes.writing.commits)
        return made
    }

    static func relative(_ path: String, to folder: String) -> String {
        let (mine, base) = (path.split(separator: "/"), folder.split(separator: "/"))
        var common = 0
        while common < mine.count - 1, common < base.count, mine[common].utf8.elementsEqual(base[common].utf8) { common += 1 }
        return (Array(repeating: "..", count: base.count - common) + mine[common...].map(String.init)).joined(separator: "/")
    }

    /// The journals of rotations that are under way with any of these files, as far as they can be read.
    static func journals(beside finding: KeyUseFinding) -> [RotationJournal] {
        ((try? journals(around: finding.uses.map(\.real))) ?? []).map(\.journal)
    }

    /// For whom the first encrypted file is; for a plain one, for whom it would be.
    static func recipients(of finding: KeyUseFinding) throws(Failure) -> JournalRecipients {
        let uses = finding.uses.sorted { $0.real.utf8.lexicographicallyPrecedes($1.real.utf8) }
        guard let first = uses.first else { throw .of(RotationRefusal.noUse) }
        if let encrypted = uses.first(where: { !$0.isPlaintext }) { return .document(path: encrypted.real) }
        let plan: EncryptionPlan
        do throws(Failure) {
            plan = try KeySelection.plan(EncryptOptions(), file: first.real, try KeySelection.configuration(named: nil))
        } catch {
            throw Failure(
                "RC8538", exit: 3, "the journal holds both secrets, and nothing tells whom it is to be encrypted for: " + error.cause,
                fix: "name recipients in .sops.yaml, or in SOPS_AGE_RECIPIENTS; nothing was done")
        }
        return .given(groups: plan.groups, threshold: plan.shamirThreshold)
    }

    /// The files as they lie there, with what happens once they are written.
    static func documentsOf(
        _ folder: String, _ access: PairDocument.Access, ids: [String], _ search: KeySearchAgain, _ writing: WritingWishes,
        pairs: @escaping @Sendable () -> [AWSCredentials]
    ) -> PublishedDocuments {
        let commit = RotationCommit(folder: folder, runsHooks: !writing.skipsHooks)
        let documents = LiveRotationDocuments(
            folder: folder, access: access, ids: ids, search: { (id) throws(RotationDocumentError) in try search.uses(ofKey: id) },
            publication: { (_) throws(RotationDocumentError) in nil })
        return PublishedDocuments(
            documents: documents, render: writing.render, pairs: pairs, commits: writing.commits,
            commit: { (journal, pair) throws(RotationDocumentError) in
                try commit.make(journal) { use in (try? documents.look(at: use))?.pair.isSamePair(as: pair) ?? false }
            })
    }
}

/// Looks for uses of a rotation's keys while it runs.
struct KeySearchAgain: Sendable {
    let places: KeySearchPlaces
    let access: PairDocument.Access
    /// The journal's.
    let folder: String
    /// The service; nil where every one counts.
    let place: String?
    let old: AWSCredentials?

    func uses(ofKey id: String) throws(RotationDocumentError) -> FoundUses {
        do throws(Failure) {
            // A copy with another secret does not work today, and won't tomorrow.
            let pair = old.flatMap { $0.accessKeyID == id ? $0 : nil }
            // The rotated key is this service's; another one may be deleted for good, and counts wherever it stands (docs/rotation.md, --evict).
            let isRotated = old == nil || pair != nil
            let found = try places.uses(of: KeyUseSearch.Key(id: id, place: isRotated ? place : nil, pair: pair), access: access)
            return FoundUses(
                uses: found.rotationUses(in: folder), blindSpots: found.blindSpots.map(\.text), naming: found.blindSpots.filter(\.namesKey).map(\.text))
        } catch { throw .unreadable(path: folder, reason: error.cause) }
    }
}
