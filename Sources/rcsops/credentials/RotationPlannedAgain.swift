import CredentialRotation
import HTTPTransport
import RotationFiles

/// A rotation that was planned and got no further: files may have come since, and a plan without them would leave them with a dead key (spec of
/// rotation, §2.2). None is left out: one that has gone, or holds another key now, is a conflict that the machine tells.
struct RotationPlannedAgain {
    private(set) var journal: RotationJournal
    private(set) var lock: RotationLock

    init(
        _ former: RotationJournal, holding held: RotationLock, _ search: KeySearchAgain, in folder: String, _ writing: WritingWishes, _ client: HTTPClient,
        isQuiet: Bool
    ) throws(Failure) {
        (journal, lock) = (former, held)
        let found: FoundUses
        do throws(RotationDocumentError) { found = try search.uses(ofKey: former.oldID) } catch { throw .of(error) }
        journal.blindSpots = found.blindSpots
        func real(_ use: RotationUse) -> String { RotationBench.real(use.path.hasPrefix("/") ? use.path : folder + "/" + use.path) }
        let known = former.uses.map { [real($0), $0.remote] }
        let new = found.uses.filter { !known.contains([real($0), $0.remote]) }
        guard !new.isEmpty else { return }
        // Two locks of one process on one file would keep each other out.
        let paths = Set(new.map(real)).subtracting(held.paths)
        do throws(RotationFileError) { lock = try RotationLock(Array(paths), besides: held) } catch { throw .of(error) }
        for use in new {
            let path = real(use)
            try RotationBench.proveWritePath(
                of: KeyUseFinding.Use(path: use.path, real: path, remote: use.remote, hash: use.hashBefore, isPlaintext: false), writing)
            if !isQuiet { System.say("rcsops: " + System.printableName(use.path + ": " + use.remote) + " has the key now too, and gets the new pair\n") }
        }
        // The new pair has to work where those files use it.
        for target in try RotationBench.targets(of: new, in: folder, as: former, client) {
            let isThere = former.targets.contains { $0.endpoint == target.endpoint && $0.region == target.region && $0.isPathStyle == target.isPathStyle }
            if !isThere { journal.targets.append(target) }
        }
        try RotationCommit.check(new.map(real), commits: former.wantsCommit || writing.commits, named: [])
        let isOurs = BegunRotation.isOurs(former)
        // The order of locks.
        journal.uses = (former.uses + new).sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
        guard isOurs else { return }
        BegunRotation.forget(former)
        BegunRotation.note(journal)
    }
}
