import AWSSigning

/// The new pair goes into the files (§2.4): two values into what each holds now, and only where it holds the old pair.
extension RotationMachine {
    func stepFromVerified(_ rotation: inout Rotation) throws(RotationStop) {
        rotation = try saved(rotation, as: .writing)
    }

    func stepFromWriting(_ rotation: inout Rotation) async throws(RotationStop) {
        var failures: [(error: RotationDocumentError, place: String)] = []
        for index in rotation.journal.uses.indices {
            var next = rotation
            let pair = try newPair(rotation)
            switch try put(pair, in: rotation.journal.uses[index], of: rotation, over: { isOld($0, in: rotation) }) {
            case .success(let hash):
                next.journal.uses[index].hashAfter = hash
                next.journal.uses[index].status = .written
            case .failure(let error):
                failures.append((error, error.place(of: rotation.journal.uses[index])))
                next.journal.uses[index].status = error.isConflict ? .conflict : .waiting
            }
            // Each file for itself where there are several, so that the journal tells which are done.
            rotation = rotation.journal.uses.count > 1 && next.journal != rotation.journal ? try saved(next, as: .writing) : next
            try await pause(0)
        }
        guard let first = failures.first else {
            rotation = try saved(rotation, as: .written)
            return
        }
        let written = rotation.journal.uses.count { $0.status == .written }
        let mayHoldPair = try mayHoldNewPair(rotation)
        rotation = try saved(rotation, as: written == 0 && !mayHoldPair ? .verified : .writing, note: "files_left")
        guard written > 0 || rotation.journal.uses.count > 1 else { throw .conflict(first.error) }
        throw left(rotation.journal, failures.map(\.place))
    }

    /// By its id, as in §2.4. Where the provider keeps that (§1e), the secret alone tells the old pair from one that somebody else has put there.
    func isOld(_ pair: AWSCredentials, in rotation: Rotation) -> Bool {
        guard pair.accessKeyID == rotation.journal.oldID else { return false }
        guard let old = rotation.secrets.old, rotation.secrets.new?.accessKeyID == old.accessKeyID else { return true }
        return pair.isSamePair(as: old)
    }

    /// A folder that can't be synced fails a file which was replaced (§6, case 26); of one that can't be read nobody knows.
    private func mayHoldNewPair(_ rotation: Rotation) throws(RotationStop) -> Bool {
        let pair = try newPair(rotation)
        for use in rotation.journal.uses {
            do {
                if try world.documents.look(at: use).pair.isSamePair(as: pair) { return true }
            } catch {
                guard case .missing = error else { return true }
            }
        }
        return false
    }

    /// Writes the pair unless the file has it already, as after a crash between the file and the journal (§6, case 25). The hash afterwards.
    func put(
        _ pair: AWSCredentials, in use: RotationUse, of rotation: Rotation, over isExpected: (AWSCredentials) -> Bool
    ) throws(RotationStop) -> Result<String, RotationDocumentError> {
        var tries = 1
        while true {
            let found: PairOnDisk
            do {
                found = try world.documents.look(at: use)
            } catch {
                return .failure(error)
            }
            // First, since a rotation that keeps the id would find the old one in it.
            if found.pair.isSamePair(as: pair) {
                do {
                    try world.documents.makeDurable(use)
                } catch {
                    return .failure(error)
                }
                return .success(found.hash)
            }
            guard isExpected(found.pair) else { return .failure(.conflict(path: use.path, remote: use.remote)) }
            // After the look: of two processes one goes on, and the other's change is either seen here or fails the hash.
            try guardJournal(rotation)
            do {
                return .success(try world.documents.write(pair, to: use, seen: found, isCurrent: { isCurrent(rotation) }))
            } catch {
                // Changed since it was read: merged anew into what it holds now (§2.4, 6).
                guard case .changing = error, tries < Self.mostTries else { return .failure(error) }
            }
            tries += 1
        }
    }
}

extension RotationDocumentError {
    /// Someone else has decided about the file: another pair in it, or no such remote.
    var isConflict: Bool {
        switch self {
        case .missing, .conflict, .changing: true
        case .unreadable, .unwritable, .severalLinks, .notPublished: false
        }
    }
}
