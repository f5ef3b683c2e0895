package import ObjectStorage

/// Why the machine stands still. Each has an exit code (§7) and a way on.
package enum RotationStop: Error, Sendable, Equatable {
    case done
    case aborted
    /// Nothing is due before that time.
    case waiting(until: Int64)
    /// Stopped safely: a person decides, or a later resume goes on.
    case decision(Decision)
    case remoteUnknown(AccessKeyError)
    case limitReached(ids: [String])
    case conflict(RotationDocumentError)
    case store(RotationStoreError)
    /// The old pair was not seen rejected.
    case unconfirmed
    case invariant(String)
    case interrupted

    package enum Decision: Sendable, Equatable {
        case notVerified(target: VerificationTarget, KeyAcceptance)
        case fewerRights(target: VerificationTarget)
        case ignoredCreate
        case unusablePair
        /// The back end made a key for another user than was asked for: only the id is known here, and nobody has the secret.
        case madeForAnother(id: String)
        case orphans(ids: [String])
        /// The key that was to make room was switched on again while it was waited for: its owner needs it, and it stays.
        case evictionObjected(id: String)
        case denied(action: String)
        /// Of some uses the pair is not the new one; with each place, and what keeps it.
        case filesLeft(written: Int, of: Int, places: [String])
        /// Going back, the new key stands where this rotation has not put it, or where it was changed since.
        case newKeyUsed(places: [String])
        case blindSpots([String])
        case stillUsed(AccessKeyUse)
        case newKeyGone
        /// Neither pair is accepted: the new one is gone, and the old one is switched off, or gone as well.
        case neitherKeyWorks
        case pastReturn
        case needsRollbackFlag
        case notPublished(reason: String)
        case manualSteps
        /// The old key is not to be taken away by hand, or not yet.
        case notToRetire
        /// The back end was said to switch keys off, and can't.
        case cannotDeactivate
        /// Nobody has agreed that the old key goes without a grace time.
        case notConfirmed
    }

    package var exitCode: Int32 {
        switch self {
        case .done, .aborted, .waiting: 0
        case .decision(.pastReturn), .decision(.newKeyUsed): 4
        case .conflict(let error): error.isConflict ? 4 : 5
        // The operator of the account has to say which is whose (§2.5).
        case .decision(.orphans), .decision(.madeForAnother): 6
        case .limitReached, .decision(.evictionObjected): 7
        // Another process goes on with it.
        case .store(.changed): 4
        case .store(.seenByGit): 3
        case .decision, .store: 5
        case .remoteUnknown: 6
        case .unconfirmed: 8
        case .invariant: 1
        case .interrupted: 130
        }
    }
}
