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
        case .decision(.notVerified(let target, let acceptance)): notAccepted(at: target, acceptance, journal)
        case .decision(.notPublished(let reason)):
            Failure(
                "RC8530", exit: 5, "the files hold the " + (journal.goal == .aborted ? "old pair again" : "new pair") + ", and were not published: " + reason,
                fix: "put that right; then rcsops credentials resume" + wayAround(journal))
        default: of(stop)
        }
    }

    /// What of the publishing a person may do without.
    private static func wayAround(_ journal: RotationJournal) -> String {
        let rendering = "with --render COMMAND where another program is to run (true: none)"
        let committing = "with --commit --no-verify where the repository's hooks are to be left out"
        // What only the command line wanted is in no journal.
        return switch (journal.wantsCommit, journal.settings?.render.isEmpty ?? true) {
        case (true, true): ", " + committing
        case (false, false): ", " + rendering
        case (true, false), (false, true): ", " + rendering + ", " + committing
        }
    }

    private static func notAccepted(at target: VerificationTarget, _ acceptance: KeyAcceptance, _ journal: RotationJournal) -> Failure {
        let isGiven = journal.isOfGivenPair
        var isEarly = false
        let (so, back): (String, String)
        switch journal.state {
        case .planned, .creating, .created, .verified:
            isEarly = true
            (so, back) = ("no file was changed", isGiven ? "abort ends the rotation, and the key stays where it was made" : "abort deletes it")
        case .writing: (so, back) = ("some of the files hold it already, and the old one stays", "abort goes back")
        case .written, .committed, .grace: (so, back) = ("the files hold it already, and the old one stays", "abort goes back to the old one")
        case .deactivated:
            (so, back) = (
                "the files hold it already, and the old one is switched off, and not deleted", "abort --rollback-after-deactivate goes back to the old one"
            )
        case .deleting, .deleted, .done, .aborted: (so, back) = ("the files hold it, and the old one goes, or is gone", "there is no way back")
        }
        var fix = "rcsops credentials resume tries again, " + back
        switch acceptance {
        // The pair that the journal keeps stays as it was typed.
        case .unknown where isGiven && isEarly, .wrongSecret where isGiven && isEarly:
            fix = "where the pair was mistyped, rcsops credentials abort ends the rotation, and rotate begins again with the right one; else resume tries again"
        case .wrongSecret: break
        case .accepted, .unknown, .clockSkew, .undecided: fix += "; where that place is gone for good, resume --verify-endpoint URL names others"
        }
        return Failure(
            "RC8520", exit: 5, "the new key is not accepted at " + RotationPlanText.words(for: target) + ": " + words(for: acceptance) + "; " + so, fix: fix)
    }

    /// What a server said of a key, or why it said nothing.
    private static func words(for acceptance: KeyAcceptance) -> String {
        switch acceptance {
        case .accepted(let status, _, _): "it knows the key, and denies the request (" + String(status) + ")"
        case .unknown(let code): "it does not know the key (" + code + ")"
        case .wrongSecret: "it knows the id, and the secret is not its secret"
        case .clockSkew: "its clock differs from this machine's"
        case .undecided(_, let failure?): "it was not reached" + (reason(failure).map { ", " + $0 } ?? "")
        case .undecided(let status?, nil): "it could not say (" + String(status) + ")"
        case .undecided(nil, nil): "it gave no useful answer"
        }
    }

    /// A file that is gone is to come back before the old pair can.
    private static func wayOut(of stop: RotationStop, in journal: RotationJournal) -> String? {
        switch stop {
        case .conflict(.missing): wayToFile(journal, isThere: false)
        case .conflict(.conflict): wayToFile(journal, isThere: true)
        case .decision(.newKeyGone) where journal.state == .deactivated:
            "rcsops credentials abort --rollback-after-deactivate switches the old one on and writes it back"
                + "; where it can't, switch it on at the back end first"
        // What a person has to do no resume does.
        case .unconfirmed where RotationNextStep.isForAPerson(journal): "delete it where it was made; then " + RotationNextStep.confirmation(journal) + " once more"
        case .decision(.pastReturn) where RotationNextStep.isForAPerson(journal):
            RotationNextStep.confirmation(journal) + " sees that it is rejected, and ends the rotation"
        default: nil
        }
    }

    /// - Parameter isThere: With another pair than the rotation's.
    private static func wayToFile(_ journal: RotationJournal, isThere: Bool) -> String {
        let end = "; else rcsops credentials abort --leave-as-is ends the rotation with files and keys as they are"
        if journal.goal == .aborted {
            return "put it back under that name with either pair (git switch, git restore, config rename; sops decrypt shows both pairs of the journal)"
                + ", then rcsops credentials resume ends the abort" + end
        }
        switch journal.state {
        case .deleting, .deleted:
            return "put it back with the new pair (git switch, git restore, config rename; sops decrypt shows it in the journal), then rcsops credentials resume" + end
        default:
            if isThere, journal.state.rank < RotationState.writing.rank {
                return "find out who; rcsops credentials abort " + (journal.isOfGivenPair ? "ends the rotation" : "deletes the new key") + " where the pair in a file works"
            }
            let how = isThere ? " with the new pair (sops decrypt shows it in the journal)" : " under that name (git switch, git restore, config rename)"
            return "put it back" + how + "; then rcsops credentials resume goes on, abort goes back" + end
        }
    }
}
