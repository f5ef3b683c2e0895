package import AWSSigning
package import CredentialRotation
package import EncryptedFiles
internal import Cryptography
internal import FileReplacement
package import MasterKeys
internal import SecretMemory
package import SopsDocument
internal import Synchronization

/// The journal of a rotation as it lies beside its document (§2.3).
package final class LiveRotationStore: RotationStore {
    /// Where it lies, and what becomes of it.
    package struct Place: Sendable {
        /// Of the journal.
        package var path: String
        package var recipients: JournalRecipients
        /// The user's: ended journals go into `rotations` in it.
        package var stateFolder: String
        /// Git is told to pass journals by.
        package var isExcludedFromGit = true

        /// For a document by its path; of several it is the first in bytewise order.
        package init(document: String, oldID: String, recipients: JournalRecipients, stateFolder: String) {
            path = JournalFile.path(document: document, oldID: oldID)
            self.recipients = recipients
            self.stateFolder = stateFolder
        }

        /// For a journal that is there.
        package init(journal path: String, recipients: JournalRecipients, stateFolder: String) {
            self.path = path
            self.recipients = recipients
            self.stateFolder = stateFolder
        }
    }

    private struct State: ~Copyable {
        /// What stood there when it was read or written last; nil: nothing.
        var bytes: SecretSlice?
        var seq: Int
        var dataKey: SecretBytes?
        var groups: [KeyGroup] = []
        var threshold = 0
        /// Of whom the data key is wrapped for.
        var names: [String] = []
        var isExcluded = false
        var latest: RotationJournal?
        var secrets: RotationSecrets?
    }

    package let place: Place
    private let effects: Effects
    private let state: Mutex<State>

    /// For a rotation that begins: no journal may be there.
    package init(new place: Place, effects: Effects) {
        self.place = place
        self.effects = effects
        state = Mutex(State(bytes: nil, seq: -1))
    }

    private init(_ place: Place, effects: Effects, _ bytes: SecretSlice, _ opened: borrowing JournalText.Opened) {
        self.place = place
        self.effects = effects
        var state = State(bytes: bytes, seq: opened.journal.seq)
        state.groups = opened.metadata.keyGroups
        state.threshold = opened.metadata.shamirThreshold
        state.names = JournalRecipients.names(state.groups, state.threshold)
        state.latest = opened.journal
        state.secrets = opened.secrets
        state.dataKey = opened.dataKey.duplicate()
        self.state = Mutex(state)
    }

    /// For one that goes on: the journal is read, and its MAC checked.
    package static func open(
        _ place: Place, identities: IdentitySources, effects: Effects
    ) throws(RotationFileError) -> (store: LiveRotationStore, journal: RotationJournal, secrets: RotationSecrets) {
        let bytes = try JournalFile.bytes(place.path)
        let opened = try JournalText.open(bytes, path: place.path, identities: identities)
        let (journal, secrets) = (opened.journal, opened.secrets)
        return (LiveRotationStore(place, effects: effects, bytes, opened), journal, secrets)
    }

    package func save(_ journal: RotationJournal, _ secrets: RotationSecrets) throws(RotationStoreError) {
        let failure: RotationStoreError? = state.withLock { state in
            do throws(RotationStoreError) {
                try save(journal, secrets, &state)
                return nil
            } catch { return error }
        }
        if let failure { throw failure }
    }

    private func save(_ journal: RotationJournal, _ secrets: RotationSecrets, _ state: inout State) throws(RotationStoreError) {
        if place.isExcludedFromGit, !state.isExcluded {
            try GitExclusion.add(for: place.path, documents: journal.uses.map(\.path))
            // One that is there already has a pair that nothing else may have: that is kept first.
            if state.bytes == nil { try GitExclusion.requireHidden(place.path) }
            state.isExcluded = true
        }
        try wrap(&state)
        var journal = journal
        // One more than the last, whoever wrote it: a copy of an older one is known by that.
        journal.seq = max(journal.seq, state.seq + 1)
        let text: SecretSlice
        do throws(SopsError) {
            text = try JournalText.write(
                journal, secrets, dataKey: state.dataKey!, groups: state.groups, threshold: state.threshold, effects: effects)
        } catch { throw .notEncrypted(path: place.path) }
        let tree = JournalWriting.tree(of: journal, secrets, in: SecretArena())
        let path = place.path
        do throws(FileReplacing.Refusal) {
            let former = state.bytes
            try Self.replace(path, text, former: former) { JournalText.holds(tree, $0, dataKey: state.dataKey!) }
        } catch {
            // The new one is there, though a crash now might bring the old one back: the next is compared with it.
            if case .unsynced = error { Self.remember(text, journal, secrets, &state) }
            throw Self.failure(error, path)
        }
        Self.remember(text, journal, secrets, &state)
        do throws(FaultPoint.Fault) { try FaultPoint.journalSaved.pass() } catch {
            throw .notDurable(path: path, step: "save", errorNumber: error.errorNumber)
        }
    }

    private static func remember(_ text: SecretSlice, _ journal: RotationJournal, _ secrets: RotationSecrets, _ state: inout State) {
        state.bytes = text
        state.seq = journal.seq
        state.latest = journal
        state.secrets = secrets
    }

    private static func replace(
        _ path: String, _ text: SecretSlice, former: SecretSlice?, examine: (SecretSlice) -> Bool
    ) throws(FileReplacing.Refusal) {
        try FileReplacing(path: path, points: .journal).replace(with: text, former: former, examine: examine)
    }

    /// What it holds: the old pair, and the new one once there is one.
    package var pairs: [AWSCredentials] { state.withLock { [$0.secrets?.old, $0.secrets?.new].compactMap { $0 } } }

    /// A data key for whom the document is encrypted to now; a new one when they are others than before.
    private func wrap(_ state: inout State) throws(RotationStoreError) {
        guard let (groups, threshold) = place.recipients.current else {
            // Unreadable for the moment: who had the journal has it still.
            guard state.dataKey != nil else { throw .notEncrypted(path: place.path) }
            return
        }
        let names = JournalRecipients.names(groups, threshold)
        guard state.dataKey == nil || names != state.names else { return }
        let dataKey = SecureRandom.secret(DataKeyWrapping.dataKeySize)
        let wrapped: [KeyGroup]
        do throws(WrappingFailure) {
            wrapped = try DataKeyWrapping.wrap(
                dataKey, for: JournalRecipients.bare(groups), threshold: threshold, holdsWholeKey: false, with: effects.keys)
        } catch { throw .notEncrypted(path: place.path) }
        state.groups = wrapped
        state.dataKey = consume dataKey
        state.threshold = threshold
        state.names = names
    }

    /// The journal as it is, encrypted anew to other recipients, with another data key: for those who change the document's (§2.3).
    package func rewrap(for groups: [KeyGroup], threshold: Int) throws(RotationStoreError) {
        let (journal, secrets) = state.withLock { state in
            state.dataKey = nil
            return (state.latest, state.secrets)
        }
        guard let journal, let secrets else { return }
        var place = place
        place.recipients = .given(groups: groups, threshold: threshold)
        // Whoever has made it has told Git what was wanted.
        place.isExcludedFromGit = false
        try LiveRotationStore(place, effects: effects, after: self).save(journal, secrets)
    }

    private init(_ place: Place, effects: Effects, after other: LiveRotationStore) {
        self.place = place
        self.effects = effects
        let (bytes, seq) = other.state.withLock { ($0.bytes, $0.seq) }
        state = Mutex(State(bytes: bytes, seq: seq))
    }

    package func requireCurrent(_ journal: RotationJournal) throws(RotationStoreError) {
        let now: SecretSlice
        do throws(RotationFileError) { now = try JournalFile.bytes(place.path) } catch { throw Self.failure(error, place.path) }
        let isSame = state.withLock { state in state.bytes.map { now.equals($0) } ?? false }
        guard isSame else { throw .changed(path: place.path) }
    }

    package func current() throws(RotationStoreError) -> RotationJournal? {
        do throws(RotationFileError) { return try JournalFile.read(place.path) } catch .noJournal { return nil } catch {
            throw Self.failure(error, place.path)
        }
    }

    private static func failure(_ error: RotationFileError, _ path: String) -> RotationStoreError {
        guard case .unreadableJournal(_, let number) = error else { return .changed(path: path) }
        return .notDurable(path: path, step: "read it again", errorNumber: number)
    }

    package func archive(_ journal: RotationJournal) throws(RotationStoreError) {
        let (secrets, last) = state.withLock { ($0.secrets, $0.latest?.state) }
        // Encrypted or not, what is thrown away holds no secret any more.
        if secrets?.old != nil || secrets?.new != nil || last != journal.state { try save(journal, RotationSecrets(old: nil)) }
        let latest = state.withLock { $0.latest } ?? journal
        try JournalArchive.put(latest, in: place.stateFolder, removing: place.path)
        state.withLock { $0.bytes = nil }
    }

    static func failure(_ refusal: FileReplacing.Refusal, _ path: String) -> RotationStoreError {
        switch refusal {
        case .changed: .changed(path: path)
        case .severalLinks: .notDurable(path: path, step: "replace a file with several names", errorNumber: 0)
        case .misread: .notDurable(path: path, step: "read it again", errorNumber: 0)
        case .busy(let holder): .notDurable(path: path, step: holder.step, errorNumber: 0)
        case .failed(let step, let number): .notDurable(path: path, step: step, errorNumber: number)
        case .unsynced(let number): .notDurable(path: path, step: "sync the folder", errorNumber: number)
        case .ended: .notDurable(path: path, step: "end", errorNumber: 0)
        }
    }
}
