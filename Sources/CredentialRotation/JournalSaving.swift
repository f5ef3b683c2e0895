extension RotationMachine {
    /// The events that a journal keeps (§2.3).
    static let mostEvents = 200

    /// Stops where another process has written the journal since this one did. A lock may be void (§2.4); what an abort has decided, or another
    /// resume has done, is seen here just before an act that it would make wrong.
    func guardJournal(_ rotation: Rotation) throws(RotationStop) {
        do {
            try world.store.requireCurrent(rotation.journal)
        } catch {
            throw .store(error)
        }
    }

    /// The same for an act that goes on where it is told so; why it isn't current, the next ``guardJournal(_:)`` says.
    func isCurrent(_ rotation: Rotation) -> Bool {
        do {
            try world.store.requireCurrent(rotation.journal)
            return true
        } catch {
            return false
        }
    }

    func hasEvent(_ note: String, _ rotation: Rotation) -> Bool { rotation.journal.events.contains { $0.note == note } }

    /// Makes the next journal durable, and returns it. What was there before stays where that fails, in memory and on disk.
    /// `now` is the time where the server's clock is known to show more than ours.
    func saved(_ next: Rotation, as state: RotationState, note: String? = nil, at now: Int64? = nil) throws(RotationStop) -> Rotation {
        var next = next
        let from = next.journal.state
        guard RotationTransition.isLegal(from: from, to: state, goal: next.journal.goal, isLeft: note == RotationJournal.leftAsIs) else {
            throw .invariant("no way from \(from.rawValue) to \(state.rawValue)")
        }
        next.journal.state = state
        if state == .creating, from != .creating { next.journal.requestDigest = isGiven(next) ? nil : RequestDigest.of(next.journal) }
        next.journal.seq += 1
        next.journal.events.append(
            RotationJournal.Event(
                seq: next.journal.seq, at: stamp(next.journal, serverTime: now), from: from, to: state, note: note,
                // Of the change that the event tells of, where there was one since the last.
                requestID: world.service.takeRequestID()))
        if next.journal.events.count > Self.mostEvents {
            next.journal.events.removeFirst(next.journal.events.count - Self.mostEvents)
        }
        // The document holds the pair that stays; an ended journal holds none (§2.1).
        if state.isFinal { next.secrets = RotationSecrets(old: nil) }
        try InvariantCheck.check(next.journal, next.secrets, canDeactivate: world.service.traits.canDeactivate)
        do {
            try world.store.save(next.journal, next.secrets)
        } catch {
            throw .store(error)
        }
        return next
    }
}
