import AWSSigning
import ChildPrograms
import CredentialProbe
import CredentialRotation

/// The files of a rotation, and what happens once all are written: the commit, and the program that deploys (`--commit`, `--render`). Both may
/// come twice, since a process may die behind them: a commit without changes is none, and a program that deploys must bear it.
struct PublishedDocuments: RotationDocuments {
    let documents: any RotationDocuments
    let render: [String]
    /// Those of the rotation, which nothing that the program says may show.
    let pairs: @Sendable () -> [AWSCredentials]
    /// Wanted now, whatever the journal says.
    var commits = false
    /// Makes the commit; nil where none is wanted, or nothing is left to commit.
    let commit: @Sendable (RotationJournal, _ holding: AWSCredentials) throws(RotationDocumentError) -> String?

    func look(at use: RotationUse) throws(RotationDocumentError) -> PairOnDisk { try documents.look(at: use) }

    func write(_ pair: AWSCredentials, to use: RotationUse, seen: PairOnDisk, isCurrent: () -> Bool) throws(RotationDocumentError) -> String {
        try documents.write(pair, to: use, seen: seen, isCurrent: isCurrent)
    }

    func makeDurable(_ use: RotationUse) throws(RotationDocumentError) { try documents.makeDurable(use) }

    func uses(ofKey id: String) throws(RotationDocumentError) -> FoundUses { try documents.uses(ofKey: id) }

    func publish(_ journal: RotationJournal, holding pair: AWSCredentials) throws(RotationDocumentError) -> String? {
        _ = try documents.publish(journal, holding: pair)
        let isDue = (journal.wantsCommit || commits) && journal.isCommitDue
        let made = isDue ? try commit(journal, pair) : journal.commit
        // Going back deploys as well: what runs must get the pair that stays.
        if let program = render.first {
            let ending: PipedProgram.Ending
            let secrets = SecretFilter(pairs())
            do throws(ProgramFailure) {
                // A program that deploys may print what it deploys, and a schedule keeps what is said here.
                ending = try ProgramLines.of(render) { line, isCut in
                    let shown = secrets.redacted(line)
                    System.say((isCut ? String(decoding: shown.utf8.dropLast(ProgramLines.margin), as: UTF8.self) + " …" : shown) + "\n")
                }
            } catch { throw .notPublished(reason: "\"" + program + "\" " + error.message) }
            guard ending == .exit(0) else {
                let how = switch ending {
                case .exit(let code): "ended with exit code " + String(code)
                case .signal(let number): "was ended by signal " + String(number)
                }
                throw .notPublished(reason: "\"" + program + "\" " + how)
            }
        }
        return made
    }
}
