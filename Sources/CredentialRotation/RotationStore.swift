/// Keeps the journal: what ``save(_:_:)`` has returned from is durable.
package protocol RotationStore: Sendable {
    /// Replaces the journal by this one, whole. Throws without having changed it.
    func save(_ journal: RotationJournal, _ secrets: RotationSecrets) throws(RotationStoreError)
    /// Throws where the journal is not the one that was saved or read last: another process has written it since.
    func requireCurrent(_ journal: RotationJournal) throws(RotationStoreError)
    /// The journal as it is now, whoever wrote it last; nil where there is none any more.
    func current() throws(RotationStoreError) -> RotationJournal?
    /// Takes the ended journal, without secrets, out of the document's folder.
    func archive(_ journal: RotationJournal) throws(RotationStoreError)
}

package enum RotationStoreError: Error, Sendable, Equatable {
    /// No room, no right, a failing sync: with the error number.
    case notDurable(path: String, step: String, errorNumber: Int32)
    /// Another process has written it since it was read.
    case changed(path: String)
    /// Its recipients can't be wrapped for.
    case notEncrypted(path: String)
    /// Git would take it in, by that rule of a `.gitignore`, or since it has it already.
    case seenByGit(path: String, rule: String?)
}
