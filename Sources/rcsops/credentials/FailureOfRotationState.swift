import CredentialRotation
import ObjectStorage

extension Failure {
    /// Where a rotation stands still, with what is so in its state, and the way out that there is from it.
    static func of(_ stop: RotationStop, in journal: RotationJournal) -> Failure {
        var failure = told(stop, in: journal)
        failure.fix = wayOut(of: stop, in: journal) ?? failure.fix
        return failure
    }

    private static func told(_ stop: RotationStop, in journal: RotationJournal) -> Failure {
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

    /// A file that is gone is to come back before the old pair can.
    private static func wayOut(of stop: RotationStop, in journal: RotationJournal) -> String? {
        let isLate = journal.state == .deleting || journal.state == .deleted
        switch stop {
        case .conflict(.missing), .conflict(.conflict):
            if journal.goal == .aborted {
                return "put it back with either pair (git switch, git restore; sops decrypt shows both pairs of the journal), then rcsops credentials resume"
                    + "; else rcsops credentials abort --leave-as-is ends the rotation with files and keys as they are"
            }
            guard isLate else { return nil }
            return "put it back with the new pair (git switch, git restore; sops decrypt shows it in the journal), then rcsops credentials resume"
                + "; else rcsops credentials abort --leave-as-is ends the rotation with files and keys as they are"
        case .decision(.newKeyGone) where journal.state == .deactivated:
            return "rcsops credentials abort --rollback-after-deactivate switches the old one on and writes it back"
                + "; where it can't, switch it on at the back end first"
        default: return nil
        }
    }
}
