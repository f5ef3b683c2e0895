import CredentialRotation

extension Failure {
    /// The same, with the way out that there is where the rotation stands: a file that is gone is to come back before the old pair can.
    static func of(_ stop: RotationStop, in journal: RotationJournal) -> Failure {
        var failure = Failure.of(stop)
        failure.fix = fix(for: stop, in: journal) ?? failure.fix
        return failure
    }

    private static func fix(for stop: RotationStop, in journal: RotationJournal) -> String? {
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
