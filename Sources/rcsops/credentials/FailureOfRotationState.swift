import CredentialRotation
import ObjectStorage

extension Failure {
    /// Where a rotation stands still, with what is so in its state.
    static func of(_ stop: RotationStop, in journal: RotationJournal) -> Failure {
        switch stop {
        case .decision(.notVerified(let target, _)): notAccepted(at: target, journal)
        case .decision(.notPublished(let reason)):
            Failure(
                "RC8530", exit: 5, "the files hold the " + (journal.goal == .aborted ? "old pair again" : "new pair") + ", and were not published: " + reason,
                fix: "put that right; then rcsops credentials resume")
        default: of(stop)
        }
    }

    private static func notAccepted(at target: VerificationTarget, _ journal: RotationJournal) -> Failure {
        let (so, back): (String, String) =
            switch journal.state {
            case .planned, .creating, .created, .verified: ("no file was changed", "abort deletes it")
            case .writing: ("some of the files hold it already, and the old one stays", "abort goes back")
            case .written, .committed, .grace: ("the files hold it already, and the old one stays", "abort goes back to the old one")
            case .deactivated:
                ("the files hold it already, and the old one is switched off, and not deleted", "abort --rollback-after-deactivate goes back to the old one")
            case .deleting, .deleted, .done, .aborted: ("the files hold it, and the old one goes, or is gone", "there is no way back")
            }
        return Failure(
            "RC8520", exit: 5, "the new key is not accepted at " + RotationPlanText.words(for: target) + "; " + so,
            fix: "rcsops credentials resume tries again, " + back + "; where that place is gone for good, resume --verify-endpoint URL names others")
    }
}
