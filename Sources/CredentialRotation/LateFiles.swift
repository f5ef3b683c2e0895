import AWSSigning
import ObjectStorage

/// Files that came, or came back, with the old pair after the others were written. Until they have the new one too, the old key stays (I3).
extension RotationMachine {
    /// Makes them uses of the rotation, where a person wants that: whoever knows the old pair, as a leaver does, can put a file with it into a
    /// repository, and would be given the new one by a schedule.
    func takeIn(_ found: [RotationUse], to rotation: inout Rotation) async throws(RotationStop) {
        var next = rotation
        for use in found {
            if let index = next.journal.uses.firstIndex(where: { $0.path == use.path && $0.remote == use.remote }) {
                next.journal.uses[index].status = .waiting
            } else {
                next.journal.uses.append(RotationUse(path: use.path, remote: use.remote, hashBefore: use.hashBefore))
            }
        }
        guard options.takesLateFiles else {
            let places = found.map { $0.path + ": [" + $0.remote + "] has the old pair" }
            throw left(next.journal, places)
        }
        let places: [VerificationTarget]
        do { places = try await world.admits(rotation.journal, found) } catch { throw .conflict(error) }
        try await prove(at: places, &next)
        rotation = try saved(next, as: rotation.journal.state, note: "late_files")
    }

    /// No file gets the pair that is used where that was never tried (§2.6): proved there before the journal names the file.
    private func prove(at places: [VerificationTarget], _ next: inout Rotation) async throws(RotationStop) {
        let isAtEachAddress = next.journal.targets.contains { $0.address != nil }
        let former = next.journal.targets
        for place in places where !next.journal.targets.contains(where: place.isSamePlace) {
            let addresses = isAtEachAddress ? await world.addresses(place.endpoint) : []
            next.journal.targets += addresses.isEmpty ? [place] : addresses.map { place.at(address: $0) }
        }
        guard next.journal.targets != former else { return }
        // The grace time begins anew once the file is written: a use of the old pair by this look is none after it.
        next.journal.prove(try await verify(next, comparesNewPlaces: next.journal.state == .grace))
        if next.journal.rejection == .confirmed { next.journal.rejection = .pending }
    }

    /// Writes the new pair into those that were taken in; true when that was done. Whoever reads them has the same time for it as the others.
    func writeLateFiles(_ rotation: inout Rotation) async throws(RotationStop) -> Bool {
        let waiting = rotation.journal.uses.indices.filter { rotation.journal.uses[$0].status == .waiting }
        guard !waiting.isEmpty else { return false }
        let pair = try newPair(rotation)
        var next = rotation
        var failures: [String] = []
        var written: [RotationUse] = []
        var gone: [RotationUse] = []
        for index in waiting {
            let use = next.journal.uses[index]
            switch try put(pair, in: use, of: rotation, over: { isOld($0, in: rotation) }) {
            case .success(let hash):
                next.journal.uses[index].hashAfter = hash
                next.journal.uses[index].status = .written
                written.append(next.journal.uses[index])
            // Taken away again before it was ever written: none of the rotation's. The next search tells whether the old pair is still there.
            case .failure(let error) where error.isConflict && use.hashAfter == nil: gone.append(use)
            case .failure(let error): failures.append(error.place(of: use))
            }
            try await pause(0)
        }
        next.journal.uses.removeAll { gone.contains($0) }
        if !written.isEmpty { try await publish(written, of: &next) }
        rotation = try saved(next, as: rotation.journal.state, note: "late_files_written")
        guard failures.isEmpty else { throw left(rotation.journal, failures) }
        return true
    }

    /// A commit of their own, since in the others there may be changes of somebody's by now.
    private func publish(_ written: [RotationUse], of next: inout Rotation) async throws(RotationStop) {
        var part = next
        (part.journal.uses, part.journal.commit) = (written, nil)
        next.journal.commit = try publish(part, holding: try newPair(next)) ?? next.journal.commit
        // The old key that is off already served none of their readers.
        guard next.journal.state == .grace else { return }
        let since = try await wait(until: .min, of: next)
        next.journal.committedAt = max(since, stamp(next.journal))
        next.journal.deactivateNotBefore = next.journal.committedAt.map { $0 + (next.journal.isImmediate ? 0 : max(next.journal.grace, 0)) }
    }

    /// The stop that names them.
    func left(_ journal: RotationJournal, _ places: [String]) -> RotationStop {
        .decision(.filesLeft(written: journal.uses.count { $0.status == .written }, of: journal.uses.count, places: places))
    }
}

extension RotationDocumentError {
    /// Where a use is, and what keeps the new pair from it.
    func place(of use: RotationUse) -> String {
        let reason = switch self {
        case .missing: "is gone"
        case .conflict: "holds another pair"
        case .changing: "is in a file that changes again and again"
        case .unreadable(_, let reason): "can't be read: " + reason
        case .unwritable(_, let step, _): "can't be written (" + step + ")"
        case .severalLinks: "is in a file with several names (hard links)"
        case .notPublished(let reason): reason
        }
        return use.path + ": [" + use.remote + "] " + reason
    }
}
