package import CredentialRotation
package import EncryptedFiles
package import MasterKeys
package import SopsDocument

/// The journals of a document that is about to get other recipients or another data key (§2.3): they hold its new pair, and whoever is
/// to lose the document must not keep that.
package enum JournalFollowing {
    package enum Refusal: Error {
        case journal(RotationFileError)
        case notWritten(RotationStoreError)
    }

    /// Encrypts all journals of the document anew for these groups, each with a data key of its own. To be called before the document is
    /// replaced: should it fail, the document is as it was. The lock, nil where there is no journal, is to be held until then, since a
    /// rotation that runs would write over both.
    package static func follow(
        document: String, groups: [KeyGroup], threshold: Int, identities: IdentitySources, effects: Effects
    ) throws(Refusal) -> RotationLock? {
        guard !JournalFile.all(of: document).isEmpty else { return nil }
        let lock: RotationLock
        do throws(RotationFileError) { lock = try RotationLock([document]) } catch { throw .journal(error) }
        // Again, now that none can come or go.
        for path in JournalFile.all(of: document) {
            let place = LiveRotationStore.Place(journal: path, recipients: .given(groups: groups, threshold: threshold), stateFolder: "")
            let opened: (store: LiveRotationStore, journal: RotationJournal, secrets: RotationSecrets)
            do throws(RotationFileError) { opened = try LiveRotationStore.open(place, identities: identities, effects: effects) } catch { throw .journal(error) }
            do throws(RotationStoreError) { try opened.store.rewrap(for: groups, threshold: threshold) } catch { throw .notWritten(error) }
        }
        return lock
    }
}
