package import ObjectStorage

/// Drives a rotation from one durable state to the next (§2.1), and stands still where nothing is due or a person is needed.
package struct RotationMachine: Sendable {
    package let world: RotationWorld
    package var options: Options

    /// What a person has agreed to beyond what the journal holds.
    package struct Options: Sendable, Equatable {
        package var forcesRetirement = false
        package var acceptsBlindSpots = false
        package var rollsBackAfterDeactivation = false
        /// Ends an abort at once, with keys and files as they are.
        package var leavesAsIs = false
        /// The key that a person names as the one that a lost create has made.
        package var orphan: String?
        /// Keys that a person names as somebody else's.
        package var notOrphans: [String] = []
        /// Files that came with the old pair after the others were written get the new one too.
        package var takesLateFiles = false
        /// The other key that may go to make room.
        package var evicted: String?
        package var evictsActive = false
        /// How long the evicted key stays switched off before it is deleted, in seconds.
        package var evictWait = 0
        /// Where keys are tried from now on, in place of the journal's; empty for those.
        package var targets: [VerificationTarget] = []
        /// Commits and renders now, though the rotation is past that.
        package var publishesLate = false
        /// Sleeps until the next step is due.
        package var waits = false
        /// Deadlines other than the back end's.
        package var verifySeconds: Int?
        package var rejectionSeconds: Int?

        package init() {}
    }

    package init(world: RotationWorld, options: Options = Options()) {
        self.world = world
        self.options = options
    }

    /// Makes a planned journal durable and goes on from there. The first thing of a rotation that others can see.
    package func begin(_ journal: RotationJournal, _ secrets: RotationSecrets) async -> RotationOutcome {
        let planned = Rotation(journal: journal, secrets: secrets)
        let durable: Rotation
        do throws(RotationStop) {
            guard journal.state == .planned, journal.goal == .done else { throw .invariant("begins in another state than planned") }
            durable = try saved(planned, as: .planned)
        } catch {
            return RotationOutcome(rotation: planned, stop: error)
        }
        return await resume(durable)
    }

    /// Goes on from what the journal says until nothing is due, or a person is needed.
    package func resume(_ start: Rotation) async -> RotationOutcome {
        var rotation = start
        do throws(RotationStop) {
            try check(rotation)
            try publishLate(&rotation)
            try await takeTargets(&rotation)
            while true {
                try check(rotation)
                try await pause(0)
                try await step(&rotation)
            }
        } catch {
            return RotationOutcome(rotation: rotation, stop: error)
        }
    }

    /// Goes back to the old pair.
    package func abort(_ start: Rotation) async -> RotationOutcome {
        let intended: Rotation
        do throws(RotationStop) {
            try check(start)
            intended = try await intendAbort(start)
        } catch {
            return RotationOutcome(rotation: start, stop: error)
        }
        return await resume(intended)
    }

    /// One transition, or the reason why there is none. What was done is in the journal when this returns, and when it throws.
    package func step(_ rotation: inout Rotation) async throws(RotationStop) {
        guard rotation.journal.goal == .done || rotation.journal.state.isFinal else { return try await stepBack(&rotation) }
        switch rotation.journal.state {
        case .planned: try await stepFromPlanned(&rotation)
        case .creating: try await stepFromCreating(&rotation)
        case .created: try await stepFromCreated(&rotation)
        case .verified: try stepFromVerified(&rotation)
        case .writing: try await stepFromWriting(&rotation)
        case .written: try stepFromWritten(&rotation)
        case .committed: try await stepFromCommitted(&rotation)
        case .grace: try await stepFromGrace(&rotation)
        case .deactivated: try await stepFromDeactivated(&rotation)
        case .deleting: try await stepFromDeleting(&rotation)
        case .deleted: try await stepFromDeleted(&rotation)
        case .done, .aborted:
            do {
                // Again, where a crash came between the last journal and its archive.
                try world.store.archive(rotation.journal)
            } catch {
                throw .store(error)
            }
            throw rotation.journal.state == .done ? .done : .aborted
        }
    }

    /// What the journal says is what a journal of its state may say.
    private func check(_ rotation: Rotation) throws(RotationStop) {
        try InvariantCheck.check(rotation.journal, rotation.secrets, canDeactivate: world.service.traits.canDeactivate)
    }

    /// After a person has retired the old pair where this program can't: sees that it is refused (§1e).
    package func confirmRetired(_ start: Rotation) async -> RotationOutcome {
        var rotation = start
        do throws(RotationStop) {
            try check(rotation)
            // What goes back to the old key needs it.
            guard rotation.journal.goal == .done || rotation.journal.state.isFinal else { throw .decision(.notToRetire) }
            switch rotation.journal.state {
            case .grace where isManual(rotation):
                guard try await guardBlindSpots(&rotation) else { break }
                try guardFiles(&rotation)
                // Refused is the old pair also where the service refuses all: the new one works before and after (I3, §2.7.1).
                try await proveOnlyPair(&rotation)
                guard try await isRejected(rotation) else { throw .unconfirmed }
                try await proveOnlyPair(&rotation)
                try guardFiles(&rotation)
                var next = rotation
                next.journal.rejection = .confirmed
                next.journal.deleteNotBefore = stamp(rotation.journal)
                rotation = try saved(next, as: .deactivated, note: "rejected")
            case .deactivated, .deleted: try await confirmRejection(&rotation)
            case .done: throw .done
            case .aborted: throw .aborted
            // To tell somebody now to delete the old key would lose it where no file has the new one yet.
            default: throw .decision(.notToRetire)
            }
        } catch {
            return RotationOutcome(rotation: rotation, stop: error)
        }
        return await resume(rotation)
    }
}
