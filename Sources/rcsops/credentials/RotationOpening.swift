import AWSSigning
import CredentialRotation
import HTTPTransport
import ObjectStorage
import RotationFiles
import SecretMemory

/// A rotation that goes on.
extension RotationBench {
    /// The rotation whose journal lies there: its MAC checked, its files locked.
    static func open(_ place: JournalPlace, _ wishes: ResumeWishes, exchange: HTTPClient) throws(Failure) -> any OpenRotation {
        let folder = KeySearchPlaces.folder(of: place.path)
        func absolute(_ journal: RotationJournal) -> [String] {
            journal.uses.map { real($0.path.hasPrefix("/") ? $0.path : folder + "/" + $0.path) }
        }
        let documents = absolute(place.journal)
        let beside = JournalFile.document(of: place.path)
        RotationLock.hideFromGit(documents + [beside].compactMap { $0 })
        var lock: RotationLock
        do throws(RotationFileError) { lock = try RotationLock(documents + [beside].compactMap { $0 }) } catch { throw .of(error) }
        let opened: (store: LiveRotationStore, journal: RotationJournal, secrets: RotationSecrets)
        do throws(RotationFileError) {
            var journalPlace = LiveRotationStore.Place(
                journal: place.path, recipients: .document(path: beside ?? documents.first ?? place.path), stateFolder: StateFolder.path)
            journalPlace.isExcludedFromGit = !wishes.writing.journalInGit
            opened = try LiveRotationStore.open(journalPlace, identities: System.identities, effects: System.effects)
        } catch { throw .of(error) }
        var journal = opened.journal
        guard absolute(journal) == documents, journal.settings == place.journal.settings else {
            throw Failure("RC8535", exit: 4, "\"" + place.path + "\" was written by another rcsops", fix: "run the same again")
        }
        if !wishes.fromJournal.isEmpty, !BegunRotation.isOurs(journal) {
            let name = BegunRotation.isName(journal.id) ? journal.id : "ID"
            throw Failure(
                "RC8544", exit: 3,
                "\"" + place.path + "\" wants " + wishes.fromJournal.joined(separator: " and ") + ", and nothing shows that this user began it here",
                fix: (wishes.isNamed ? "where you know it to be right, " : "look at it; where you know it to be right, name it by --id " + name + ", and ")
                    + "give the same again on the command line; nothing was asked, run or changed")
        }
        guard let source = KeySource(rawValue: journal.source) else { throw .of(RotationFileError.malformedJournal(path: place.path)) }
        var secrets = opened.secrets
        if source == .manual, secrets.new == nil, journal.state == .planned || journal.state == .creating {
            secrets.new = try ManualPair.read(fromStandardInput: wishes.readsStandardInput, in: SecretArena())
        }

        // One that is given for others of several is none for MinIO's, where the rotation itself has not begun with it.
        let isAlone = source == .minio && journal.settings?.adminRemote == nil
        let administrator = isAlone ? nil : try administrator(
            wishes.signer, beside: documents.first ?? place.path, rotating: [journal.oldID] + [journal.newID].compactMap { $0 }, password: PasswordSources())
        if source == .minio, administrator != nil, !wishes.goesBack { try refuseOthersKey(journal) }

        let progress = RotationProgress(isShown: !wishes.reporting.isQuiet)
        let access = access(wishes.writing)
        let search = KeySearchAgain(
            places: KeySearchPlaces(
                files: documents, alone: wishes.signer.files.map(real), scanned: wishes.scanned, untracked: wishes.scansUntracked), access: access, folder: folder,
            place: zip(documents, journal.uses).lazy.compactMap { self.place(of: $1.remote, in: $0, access) }.first,
            // The id of both is the same where a provider keeps it: then each counts.
            old: journal.oldID == journal.newID ? nil : secrets.old)
        if journal.state == .planned, journal.goal == .done, !wishes.goesBack {
            let again = try RotationPlannedAgain(journal, holding: lock, search, in: folder, wishes.writing, exchange, isQuiet: wishes.reporting.isQuiet)
            (journal, lock) = (again.journal, again.lock)
        }
        let hold = RotationHold(lock)
        let settings = settings(of: opened.journal, source, documents, wishes)
        let sightings = KeySightings()
        let service = AdjustedKeys(
            service: try service(
                settings, command: source == .command ? try wishes.keyProgram() : nil, manual: secrets.new,
                rotationID: journal.id, hidden: [secrets.old, secrets.new].compactMap { $0 }, exchange: exchange, sightings: sightings),
            administrator: administrator, verifySeconds: wishes.signer.verifySeconds, sightings: sightings)
        let log = RotationAuditLog(wishes.reporting.auditLog)
        let store = AuditedStore(opened.store, at: place.path, log: log, toldUpTo: log.lastTold(of: journal))
        store.tellAgain(journal)
        // A schedule asks nobody: whoever sees to this rotation names it.
        let confirmation = RotationConfirmation(
            isGiven: wishes.isConfirmed, masksIDs: wishes.reporting.masksIDs, mayAsk: !wishes.takesAllDue)
        let world = RotationWorld(
            service: service, acceptance: acceptance(exchange: exchange, settings, sightings: sightings),
            documents: documentsOf(folder, access, ids: [journal.oldID] + [journal.newID].compactMap { $0 }, search, wishes.writing, pairs: { opened.store.pairs }),
            store: store, clock: SystemRotationClock(), addresses: { await addresses(of: $0, client: exchange) },
            admits: { (journal, uses) throws(RotationDocumentError) in try hold.admit(uses, to: journal, in: folder) }, administrator: service.administrator,
            tellsWait: { progress.set($0) },
            asksRetirement: { id in
                progress.finish()
                return confirmation.beforeRetirement(of: id)
            })
        return LiveRotation(
            Rotation(journal: journal, secrets: secrets), at: place.path, isPlanned: false, in: world, hold: hold, progress: progress, sightings: sightings)
    }

    /// MinIO makes a key for the account that signs: a rotation that an administrator's pair signs, as an earlier rcsops began it, would give the files
    /// that one's rights. It can only go back, until there is nothing to go back to.
    private static func refuseOthersKey(_ journal: RotationJournal) throws(Failure) {
        guard journal.goal == .done, journal.state.rank < RotationState.deleting.rank else { return }
        throw Failure(
            "RC8511", exit: 5, "MinIO makes a key for the account that signs, and this rotation's is signed by an administrator: the files would get that one's rights",
            fix: "rcsops credentials abort goes back; then begin anew without --admin-remote")
    }

    private static func settings(of journal: RotationJournal, _ source: KeySource, _ documents: [String], _ wishes: ResumeWishes) -> KeyServiceSettings {
        var settings = KeyServiceSettings(
            source: source, endpoint: nil, region: journal.region, partition: journal.partition, storageEndpoint: journal.targets.first?.endpoint ?? "",
            storageRegion: journal.targets.first?.region ?? "us-east-1", allowsHTTP: wishes.signer.allowsHTTP)
        // The one that it has by itself is left to it.
        if settings.shownEndpoint != journal.endpoint { settings.endpoint = journal.endpoint }
        settings.isExplicitPair = journal.settings?.choosesPair ?? false
        if let first = documents.first, let use = journal.uses.first {
            let held = try? HeldPairs.read([first], remotes: [use.remote], allowsPlaintext: true, password: PasswordSources(), in: SecretArena()).first
            settings.isV2 = held?.options.isV2 ?? false
        }
        return settings
    }
}
