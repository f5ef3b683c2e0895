package import CredentialRotation
package import EncryptedFiles
package import MasterKeys
package import SopsDocument

/// The journals of documents that are about to get other recipients or another data key (§2.3): they hold the new pairs, and whoever is
/// to lose a document must not keep those.
package final class JournalFollowing {
    package enum Refusal: Error {
        case journal(RotationFileError)
        case notWritten(RotationStoreError)
    }

    private let lock: RotationLock?
    private var stores: [(path: String, store: LiveRotationStore)] = []

    /// Opens journals. Their documents' locks, none where there is no journal, are held as long as this lives, since a rotation that runs
    /// would write over both.
    package init(_ journals: [String], identities: IdentitySources, effects: Effects) throws(Refusal) {
        guard !journals.isEmpty else {
            lock = nil
            return
        }
        do throws(RotationFileError) {
            lock = try RotationLock(journals.compactMap(JournalFile.document))
            for path in journals {
                let place = LiveRotationStore.Place(journal: path, recipients: .given(groups: [], threshold: 0), stateFolder: "")
                stores.append((path, try LiveRotationStore.open(place, identities: identities, effects: effects).store))
            }
        } catch { throw .journal(error) }
    }

    /// Encrypts a journal anew for these groups, with another data key. To be called before its document is replaced: should it fail, the
    /// document is as it was.
    package func rewrap(_ journal: String, for groups: [KeyGroup], threshold: Int) throws(Refusal) {
        for opened in stores where opened.path == journal {
            do throws(RotationStoreError) { try opened.store.rewrap(for: groups, threshold: threshold) } catch { throw .notWritten(error) }
        }
    }
}
