import CredentialRotation
import Synchronization

/// Keeps the journal, and tells the audit log of each transition once it is durable.
final class AuditedStore: RotationStore {
    private let store: any RotationStore
    private let log: RotationAuditLog
    /// The journal's place, absolute: the log names files from the working folder, as all that is printed does.
    private let path: String
    /// Of the last event that was told.
    private let told: Mutex<Int>

    /// - Parameter seq: That of the last event which another process has told.
    init(_ store: any RotationStore, at path: String, log: RotationAuditLog, toldUpTo seq: Int) {
        self.store = store
        self.path = path
        self.log = log
        told = Mutex(seq)
    }

    func save(_ journal: RotationJournal, _ secrets: RotationSecrets) throws(RotationStoreError) {
        try store.save(journal, secrets)
        tell(journal, isRetold: false)
    }

    /// Tells what the journal has and the log has not, as what others did: a process may have died between the two, or have had another log.
    func tellAgain(_ journal: RotationJournal) { tell(journal, isRetold: true) }

    private func tell(_ journal: RotationJournal, isRetold: Bool) {
        let last = told.withLock { $0 }
        // The first journal and a state that is written again with more facts are no transitions, unless they have a name.
        let new = journal.events.filter { $0.seq > last && ($0.from != $0.to || $0.note != nil) }
        guard let newest = new.map(\.seq).max() else { return }
        told.withLock { $0 = newest }
        // The journal itself has the event: a log that is full stops no rotation half-way, and is said.
        let shown = journal.shown(at: path)
        do throws(RotationStoreError) { try log.append(new.map { log.line($0, shown, isRetold: isRetold) }) } catch {
            System.warn(Failure.of(error).cause + "; the audit log lacks a line")
        }
    }

    func requireCurrent(_ journal: RotationJournal) throws(RotationStoreError) { try store.requireCurrent(journal) }

    func current() throws(RotationStoreError) -> RotationJournal? { try store.current() }

    func archive(_ journal: RotationJournal) throws(RotationStoreError) { try store.archive(journal) }
}
