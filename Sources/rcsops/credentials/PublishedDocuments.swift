import AWSSigning
import ChildPrograms
import CredentialRotation
import SecretMemory

/// The files of a rotation, and what happens once all are written: the commit, and the program that deploys (`--commit`, `--render`). Both may
/// come twice, since a process may die behind them: a commit without changes is none, and a program that deploys must bear it.
struct PublishedDocuments: RotationDocuments {
    let documents: any RotationDocuments
    let render: [String]
    /// Wanted now, whatever the journal says.
    var commits = false
    /// Makes the commit; nil where none is wanted, or nothing is left to commit.
    let commit: @Sendable (RotationJournal, _ holding: AWSCredentials) throws(RotationDocumentError) -> String?

    func look(at use: RotationUse) throws(RotationDocumentError) -> PairOnDisk { try documents.look(at: use) }

    func write(_ pair: AWSCredentials, to use: RotationUse, seen: PairOnDisk) throws(RotationDocumentError) -> String {
        try documents.write(pair, to: use, seen: seen)
    }

    func makeDurable(_ use: RotationUse) throws(RotationDocumentError) { try documents.makeDurable(use) }

    func uses(ofKey id: String) throws(RotationDocumentError) -> FoundUses { try documents.uses(ofKey: id) }

    func publish(_ journal: RotationJournal, holding pair: AWSCredentials) throws(RotationDocumentError) -> String? {
        _ = try documents.publish(journal, holding: pair)
        // Going back is a commit of its own.
        let isDue = (journal.wantsCommit || commits) && (journal.commit == nil || journal.goal == .aborted)
        let made = isDue ? try commit(journal, pair) : journal.commit
        // Going back deploys as well: what runs must get the pair that stays.
        if let program = render.first {
            let run: ProgramRun
            do throws(ProgramFailure) {
                run = try ProgramRun.of(
                    render, input: UnsafeRawBufferPointer(start: nil, count: 0), errors: .inherited, limit: 64 << 20, seconds: 0, into: SecretArena())
            } catch { throw .notPublished(reason: "\"" + program + "\" " + error.message) }
            // Standard output is the report's.
            run.output.withBytes { System.say(String(decoding: $0, as: UTF8.self)) }
            guard run.ending == .exit(0) else {
                let how = switch run.ending {
                case .exit(let code): "ended with exit code " + String(code)
                case .signal(let number): "was ended by signal " + String(number)
                }
                throw .notPublished(reason: "\"" + program + "\" " + how)
            }
        }
        return made
    }
}
