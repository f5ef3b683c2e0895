import AWSSigning
import ObjectStorage

/// The files hold the new pair; those who use it learn of it, and the old pair is kept for them a while.
extension RotationMachine {
    /// The event that is durable before anything is published: an abort has to take back what may have been (§2.2).
    static let publishing = "publishing"

    func stepFromWritten(_ rotation: inout Rotation) throws(RotationStop) {
        if !hasEvent(Self.publishing, rotation) { rotation = try saved(rotation, as: .written, note: Self.publishing) }
        var next = rotation
        next.journal.commit = try publish(rotation, holding: try newPair(rotation))
        next.journal.committedAt = stamp(rotation.journal)
        rotation = try saved(next, as: .committed)
    }

    /// Publishes what is past that already, for a person who wants it now (``Options/publishesLate``): a commit that is there is none, and a
    /// program that deploys bears it.
    func publishLate(_ rotation: inout Rotation) throws(RotationStop) {
        let state = rotation.journal.state
        guard options.publishesLate, rotation.journal.goal == .done, state.rank >= RotationState.committed.rank, !state.isFinal else { return }
        var next = rotation
        // Nobody wants a pair deployed that is switched off by now.
        try guardFiles(&next)
        next.journal.commit = try publish(rotation, holding: try newPair(rotation))
        guard next.journal.commit != rotation.journal.commit else { return }
        rotation = try saved(next, as: state, note: "published")
    }

    /// The commit, of files that hold that pair.
    func publish(_ rotation: Rotation, holding pair: AWSCredentials) throws(RotationStop) -> String? {
        do {
            return try world.documents.publish(rotation.journal, holding: pair)
        } catch {
            guard case .notPublished(let reason) = error else { throw .conflict(error) }
            throw .decision(.notPublished(reason: reason))
        }
    }

    func stepFromCommitted(_ rotation: inout Rotation) async throws(RotationStop) {
        var serverTime: Int64?
        if canList(rotation) {
            switch try await list(rotation, signedBy: try retirer(rotation)) {
            case .success(let list): serverTime = list.serverTime
            case .failure(let error): throw stopOfRetirer(for: error)
            }
        }
        var next = rotation
        try guardClock(serverTime)
        // From the larger clock: the old pair is not retired earlier because the local one is behind (§2.7).
        let since = stamp(rotation.journal, serverTime: serverTime)
        next.journal.committedAt = since
        next.journal.deactivateNotBefore = since + (rotation.journal.isImmediate ? 0 : max(rotation.journal.grace, 0))
        rotation = try saved(next, as: .grace, at: serverTime)
    }
}
