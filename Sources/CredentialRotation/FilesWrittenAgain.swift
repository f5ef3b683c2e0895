/// Files that hold the old pair again when its key is gone (§2.4, I1).
extension RotationMachine {
    fileprivate static let writtenAgain = "written_again"
    fileprivate static let publishedAgain = "published_again"

    /// What holds the old pair again, a file that Git has put back, gets the new one. Another pair, or none, is a person's to decide about.
    func writeAgain(_ rotation: inout Rotation) throws(RotationStop) {
        let (old, new) = (try oldPair(rotation), try newPair(rotation))
        // Of a run that was broken off, only the file itself tells that it was written again.
        let wasBrokenOff = isToPublishAgain(rotation)
        var written: [Int] = []
        for index in rotation.journal.uses.indices {
            let use = rotation.journal.uses[index]
            let found: PairOnDisk
            do {
                found = try world.documents.look(at: use)
            } catch {
                throw .conflict(located(error, rotation.journal.newID))
            }
            if found.pair.isSamePair(as: new) {
                if wasBrokenOff, found.hash != use.hashAfter { written.append(index) }
                continue
            }
            guard found.pair.isSamePair(as: old) else { throw .conflict(.conflict(path: use.path, remote: use.remote)) }
            if !isToPublishAgain(rotation) { rotation = try saved(rotation, as: .deleted, note: Self.writtenAgain) }
            switch try put(new, in: use, of: rotation, over: { $0.isSamePair(as: old) }) {
            case .success(let hash):
                rotation.journal.uses[index].hashAfter = hash
                written.append(index)
            case .failure(let error): throw .conflict(error)
            }
        }
        guard isToPublishAgain(rotation) else { return }
        var next = rotation
        try guardFiles(&next)
        // A commit of their own: the one that is there has another pair by now, and in the other files there may be changes of somebody's.
        var part = next
        part.journal.commit = nil
        if !written.isEmpty { part.journal.uses = written.map { next.journal.uses[$0] } }
        next.journal.commit = try publish(part, holding: new) ?? next.journal.commit
        rotation = try saved(next, as: .deleted, note: Self.publishedAgain)
    }

    private func isToPublishAgain(_ rotation: Rotation) -> Bool { rotation.journal.isToPublishAgain }

    /// With the places that have the key, where the file, or its remote, is not there: it may have another name now.
    func located(_ error: RotationDocumentError, _ id: String?) -> RotationDocumentError {
        guard case .missing(let path, let remote, let candidates) = error, candidates.isEmpty, let id,
            let found = try? world.documents.uses(ofKey: id).uses
        else { return error }
        return .missing(path: path, remote: remote, candidates: found.map { "\"" + $0.path + "\" [" + $0.remote + "]" })
    }
}

extension RotationJournal {
    /// Files were written once more after the old key was deleted, and their publication isn't in the journal yet.
    package var isToPublishAgain: Bool {
        let notes = [RotationMachine.writtenAgain, RotationMachine.publishedAgain]
        return events.last { $0.note.map(notes.contains) ?? false }?.note == RotationMachine.writtenAgain
    }
}
