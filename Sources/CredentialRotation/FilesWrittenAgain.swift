/// Files that hold the old pair again when its key is gone (§2.4, I1).
extension RotationMachine {
    private static let writtenAgain = "written_again"
    private static let publishedAgain = "published_again"

    /// What holds the old pair again, a file that Git has put back, gets the new one. Another pair, or none, is a person's to decide about.
    func writeAgain(_ rotation: inout Rotation) throws(RotationStop) {
        let (old, new) = (try oldPair(rotation), try newPair(rotation))
        for index in rotation.journal.uses.indices {
            let use = rotation.journal.uses[index]
            let found: PairOnDisk
            do {
                found = try world.documents.look(at: use)
            } catch {
                throw .conflict(located(error, rotation.journal.newID))
            }
            if found.pair.isSamePair(as: new) { continue }
            guard found.pair.isSamePair(as: old) else { throw .conflict(.conflict(path: use.path, remote: use.remote)) }
            if !isToPublishAgain(rotation) { rotation = try saved(rotation, as: .deleted, note: Self.writtenAgain) }
            switch try put(new, in: use, of: rotation, over: { $0.isSamePair(as: old) }) {
            case .success(let hash): rotation.journal.uses[index].hashAfter = hash
            case .failure(let error): throw .conflict(error)
            }
        }
        guard isToPublishAgain(rotation) else { return }
        var next = rotation
        try guardFiles(&next)
        next.journal.commit = try publish(next, holding: new) ?? next.journal.commit
        rotation = try saved(next, as: .deleted, note: Self.publishedAgain)
    }

    private func isToPublishAgain(_ rotation: Rotation) -> Bool {
        rotation.journal.events.last { $0.note == Self.writtenAgain || $0.note == Self.publishedAgain }?.note == Self.writtenAgain
    }

    /// With the places that have the key, where the file, or its remote, is not there: it may have another name now.
    func located(_ error: RotationDocumentError, _ id: String?) -> RotationDocumentError {
        guard case .missing(let path, let remote, let candidates) = error, candidates.isEmpty, let id,
            let found = try? world.documents.uses(ofKey: id).uses
        else { return error }
        return .missing(path: path, remote: remote, candidates: found.map { "\"" + $0.path + "\" [" + $0.remote + "]" })
    }
}
