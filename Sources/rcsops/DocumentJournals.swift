import CredentialRotation
import FileReplacement
import RotationFiles
import SopsDocument

/// The journals beside a document that gets other keys: a rotation's new pair must not stay readable for whom the document no longer is.
enum DocumentJournals {
    /// Encrypts them for the same groups, then has `replace` write the document.
    static func follow(
        _ place: EncryptedInput.Place, groups: [KeyGroup], threshold: Int, replace: () throws(Failure) -> Void
    ) throws(Failure) {
        guard let path = place.path else { return try replace() }
        let journals = JournalFile.all(of: path)
        let opened = try opened(journals)
        for journal in journals { try rewrap(journal, of: opened, for: groups, threshold: threshold) }
        try replace()
        withExtendedLifetime(opened) {}
    }

    static func opened(_ journals: [String]) throws(Failure) -> JournalFollowing {
        do throws(JournalFollowing.Refusal) {
            return try JournalFollowing(journals, identities: System.identities, effects: System.effects)
        } catch { throw failure(error, journals) }
    }

    static func rewrap(_ journal: String, of opened: JournalFollowing, for groups: [KeyGroup], threshold: Int) throws(Failure) {
        do throws(JournalFollowing.Refusal) { try opened.rewrap(journal, for: groups, threshold: threshold) } catch { throw failure(error, [journal]) }
    }

    private static func failure(_ refusal: JournalFollowing.Refusal, _ journals: [String]) -> Failure {
        let path = named(refusal) ?? journals.first.flatMap(JournalFile.document) ?? ""
        if case .journal(.locked(_, let pid)) = refusal {
            return Failure(
                "RC6440", exit: 4, "a rotation works on \"" + path + "\" now" + (pid.map { ", in process \($0)" } ?? "") + "; the file is as it was",
                fix: "wait for its end, and run the command again")
        }
        let reason =
            switch refusal {
            case .journal(.tamperedJournal): "its MAC does not fit"
            case .journal(.closedJournal(_, let recipients)): "none of your keys opens it; it is for " + recipients.joined(separator: ", ")
            case .journal(.unlockable(_, let number)), .journal(.unreadableJournal(_, let number)): FileError.words(for: number)
            case .journal: "it is no whole journal"
            case .notWritten(.notDurable(_, let step, let number)): step + ": " + FileError.words(for: number)
            case .notWritten(.changed): "somebody has changed it meanwhile"
            case .notWritten(.notEncrypted): "it can't be encrypted for one of the keys"
            case .notWritten(.seenByGit): "git add would take it in"
            }
        return Failure(
            "RC6441", exit: 4, "the journal of a rotation of \"" + path + "\" can't get the same keys: " + reason + "; the file is as it was",
            fix: "end the rotation first (rcsops credentials resume or abort), or remove the cause")
    }

    /// The document of the journal that it is about.
    private static func named(_ refusal: JournalFollowing.Refusal) -> String? {
        switch refusal {
        case .journal(.locked(let path, _)): path
        case .journal(.tamperedJournal(let path)), .journal(.closedJournal(let path, _)), .journal(.unreadableJournal(let path, _)),
            .journal(.malformedJournal(let path)), .journal(.noJournal(let path)):
            JournalFile.document(of: path)
        default: nil
        }
    }
}
