import AWSSigning
import ObjectStorage

/// An abort: its goal is durable before its first act, then everything goes back to the old pair (§2.2).
extension RotationMachine {
    /// Makes the goal durable, unless it is too late for it.
    package func intendAbort(_ rotation: Rotation) async throws(RotationStop) -> Rotation {
        if options.leavesAsIs, !rotation.journal.state.isFinal {
            var next = rotation
            next.journal.goal = .aborted
            return try saved(next, as: .aborted, note: RotationJournal.leftAsIs)
        }
        switch rotation.journal.state {
        case .done: throw .done
        case .aborted: throw .aborted
        case .deleting, .deleted: throw .decision(.pastReturn)
        case .deactivated:
            guard options.rollsBackAfterDeactivation else { throw .decision(.needsRollbackFlag) }
        case .planned, .creating, .created, .verified, .writing, .written, .committed, .grace: break
        }
        guard rotation.journal.goal == .done else { return rotation }
        try await guardReturn(rotation)
        var next = rotation
        next.journal.goal = .aborted
        return try saved(next, as: rotation.journal.state, note: "abort")
    }

    /// Without the old key there is nothing to go back to; said before the goal is durable, so that a resume goes on.
    private func guardReturn(_ rotation: Rotation) async throws(RotationStop) {
        guard rotation.journal.state.rank >= RotationState.created.rank else { return }
        if canList(rotation) {
            // Whatever else keeps a list from coming is told by the abort itself.
            guard let (list, _) = try? await listByEither(rotation) else { return }
            guard list.keys.contains(where: { $0.id == rotation.journal.oldID }) else { throw noReturn(rotation, list) }
            return
        }
        // Refused, a key that can be switched off may be just that.
        guard isManual(rotation) || !world.service.traits.canDeactivate, let target = await presentTargets(rotation.journal).first else { return }
        guard case .accepted = try await decidedAcceptance(of: try oldPair(rotation), at: target) else { throw try await noReturn(rotation) }
    }

    /// Why there is no way back without the old key: the new one is what is left, or nothing is.
    private func noReturn(_ rotation: Rotation, _ list: AccessKeyList) -> RotationStop {
        .decision(list.keys.contains { $0.id == rotation.journal.newID && $0.isActive } ? .pastReturn : .neitherKeyWorks)
    }

    private func noReturn(_ rotation: Rotation) async throws(RotationStop) -> RotationStop {
        .decision(try await isAccepted(try newPair(rotation), rotation) ? .pastReturn : .neitherKeyWorks)
    }

    func stepBack(_ rotation: inout Rotation) async throws(RotationStop) {
        switch rotation.journal.state {
        case .planned, .creating: try await forgetCreate(&rotation)
        case .created, .verified: try await dropNewKey(&rotation)
        case .writing, .written, .committed: try await restore(&rotation)
        case .grace: try await restore(&rotation)
        case .deactivated: try await switchOnAgain(&rotation)
        case .deleting, .deleted: throw .decision(.pastReturn)
        case .done: throw .done
        case .aborted: throw .aborted
        }
    }

    private func forgetCreate(_ rotation: inout Rotation) async throws(RotationStop) {
        if rotation.journal.state == .creating, world.service.traits.takesPair { return try await dropNewKey(&rotation) }
        // A pair that a person brought may be what is left.
        if rotation.journal.state == .creating, isGiven(rotation) { return try await dropNewKey(&rotation) }
        guard rotation.journal.attempt > 0, !isGiven(rotation) else {
            rotation = try await aborted(rotation)
            return
        }
        // A create that nobody can look for: a key may be left, and a person has to look.
        guard canList(rotation) else { throw .remoteUnknown(.unsupported(action: "list")) }
        let found = try await candidatesInTime(rotation)
        if found.isEmpty {
            rotation = try await aborted(rotation, note: "nothing_made")
        } else {
            try await settle(found, of: &rotation)
        }
    }

    /// The secrets are erased with this: the old pair must be in a file, under whatever name, or what somebody has put in its place must work.
    func aborted(_ rotation: Rotation, note: String? = nil) async throws(RotationStop) -> Rotation {
        var next = rotation
        try await guardOldPairKept(&next)
        return try saved(next, as: .aborted, note: note)
    }

    /// Notes which of the files hold another pair than the old one, for whoever reads the report.
    private func guardOldPairKept(_ rotation: inout Rotation) async throws(RotationStop) {
        let old = try oldPair(rotation)
        var isKept = false
        var others: [AWSCredentials] = []
        var reason: RotationDocumentError?
        for (index, use) in rotation.journal.uses.enumerated() {
            do {
                let found = try world.documents.look(at: use)
                guard !found.pair.isSamePair(as: old) else {
                    isKept = true
                    if use.status == .conflict { rotation.journal.uses[index].status = .waiting }
                    continue
                }
                rotation.journal.uses[index].status = .conflict
                others.append(found.pair)
                reason = reason ?? .conflict(path: use.path, remote: use.remote)
            } catch {
                reason = reason ?? error
            }
        }
        if isKept { return }
        // Of a provider that keeps the id the search would find the new pair.
        if rotation.journal.newID != rotation.journal.oldID, try !places(ofKey: rotation.journal.oldID).isEmpty { return }
        for pair in others {
            if try await isAccepted(pair, rotation) { return }
        }
        if let reason { throw .conflict(reason) }
    }

    /// No file holds the new pair any more: it goes, and the rotation ends. The old one has to work, since it is the one that is left.
    private func dropNewKey(_ rotation: inout Rotation) async throws(RotationStop) {
        guard let id = rotation.journal.newID else { throw .invariant("I2 the new key has no name") }
        if isGiven(rotation) {
            try await guardReturnNow(&rotation)
            rotation = try await aborted(rotation, note: "new_key_left")
            return
        }
        let signer = try creator(rotation)
        // A request that was cut off may be done yet, and the pair is in no journal then.
        if mayBeMadeYet(rotation) { try await outwait(longestRequest) }
        try await guardReturnNow(&rotation)
        try await noteSeen(id, &rotation, signedBy: signer)
        // In a file that this rotation did not write, or that was changed since.
        let others = try places(ofKey: id)
        guard others.isEmpty else { throw .decision(.newKeyUsed(places: others)) }
        try guardJournal(rotation)
        let isDeleted = try await removeNew(id, of: &rotation, signedBy: signer)
        try await awaitAbsence(of: id, rotation, signedBy: signer)
        if hasUnsettledCreate(rotation.journal), canList(rotation) {
            let found = try await candidatesInTime(rotation)
            if !found.isEmpty { return try await settle(found, of: &rotation) }
        }
        rotation = try await aborted(rotation, note: isDeleted ? "new_key_deleted" : "new_key_never_seen")
    }

    /// True where the journal has the pair of a create whose answer nobody has read.
    private func mayBeMadeYet(_ rotation: Rotation) -> Bool {
        world.service.traits.takesPair
            && (rotation.journal.state == .creating || hasEvent(Self.sentAgain, rotation) || hasEvent(Self.foundAgain, rotation))
    }

    /// Longer than anybody takes from the last look at the journal to the end of the rename, in milliseconds: a process that writes beside this
    /// one, where the lock is void, has either seen the goal or is seen in the file. That look comes after all that is waited for, another
    /// program's lock among it (``RotationDocuments/write(_:to:seen:isCurrent:)``).
    private static let longestWrite = 5_000
    /// The same for a request that switches the old key off, or makes the new one: its intent is in the journal.
    private var longestRequest: Int { (world.service.traits.requestSeconds + 1) * 1000 }

    private func restore(_ rotation: inout Rotation) async throws(RotationStop) {
        let old = try oldPair(rotation)
        // A file that was taken in late is written in the grace time.
        let isWriting = rotation.journal.state == .writing || rotation.journal.uses.contains { $0.status == .waiting }
        if isWriting { try await outwait(Self.longestWrite) }
        if hasEvent(Self.retiring, rotation) { try await outwait(longestRequest) }
        try await guardReturnNow(&rotation)
        for index in rotation.journal.uses.indices {
            rotation.journal.uses[index] = try restored(rotation, rotation.journal.uses[index], old)
            try await pause(0)
        }
        // Where none of them is ours any more, nobody knows who has the new pair.
        if let use = rotation.journal.uses.first, !rotation.journal.uses.contains(where: { $0.status == .restored }) {
            throw .conflict(.conflict(path: use.path, remote: use.remote))
        }
        if rotation.journal.committedAt != nil || hasEvent(Self.publishing, rotation) {
            _ = try publish(rotation, holding: old)
        }
        try await dropNewKey(&rotation)
    }

    /// Puts the old values back where the new ones are; what someone else has written stays.
    private func restored(_ rotation: Rotation, _ use: RotationUse, _ old: AWSCredentials) throws(RotationStop) -> RotationUse {
        let new = try newPair(rotation)
        var use = use
        switch try put(old, in: use, of: rotation, over: { $0.isSamePair(as: new) }) {
        case .success(let hash):
            use.hashAfter = hash
            use.status = .restored
        case .failure(let error):
            switch error {
            // Not the new pair: nothing of ours is in it.
            case .conflict: use.status = .conflict
            // A file, or a section, that is elsewhere may still have it, under another name or on another branch.
            case .missing: throw .conflict(located(error, rotation.journal.newID))
            case .changing, .unreadable, .unwritable, .severalLinks, .notPublished: throw .conflict(error)
            }
        }
        return use
    }

    /// The old key was taken away meanwhile: the rotation goes on, and files that went back to it get the new pair again.
    private func turnedRound(_ rotation: inout Rotation, _ reason: RotationStop) throws(RotationStop) -> RotationStop {
        guard reason == .decision(.pastReturn) else { return reason }
        var next = rotation
        next.journal.goal = .done
        var state = rotation.journal.state
        if state.rank > RotationState.writing.rank {
            do throws(RotationStop) {
                guard next.journal.uses.allSatisfy({ $0.status == .written }) else { throw reason }
                try guardFiles(&next)
            } catch {
                state = .writing
                for index in next.journal.uses.indices where next.journal.uses[index].status == .restored { next.journal.uses[index].status = .waiting }
            }
        }
        // What was published by now may be the old pair; from `writing` on all of that comes anew.
        if state == .writing { (next.journal.commit, next.journal.committedAt) = (nil, nil) }
        rotation = try saved(next, as: state, note: "abort_given_up")
        return reason
    }

    private func guardReturnNow(_ rotation: inout Rotation) async throws(RotationStop) {
        do {
            try await guardOldKey(rotation, try oldPair(rotation))
        } catch {
            throw try turnedRound(&rotation, error)
        }
    }

    /// The files go back to a pair that works, or stay.
    private func guardOldKey(_ rotation: Rotation, _ old: AWSCredentials) async throws(RotationStop) {
        guard canList(rotation) else {
            guard let target = await presentTargets(rotation.journal).first else { return }
            if case .accepted = try await decidedAcceptance(of: old, at: target) { return }
            // Refused: switched off, as far as can be known without a list.
            guard !isManual(rotation), world.service.traits.canDeactivate else { throw try await noReturn(rotation) }
            try guardSwitchingOn(rotation)
            try await switchOn(rotation, signedBy: try eitherSigner(rotation))
            return try await awaitAcceptance(of: old, rotation)
        }
        let (list, signer) = try await listByEither(rotation)
        guard let key = list.keys.first(where: { $0.id == rotation.journal.oldID }) else { throw noReturn(rotation, list) }
        if !key.isActive {
            try guardSwitchingOn(rotation)
            try await switchOn(rotation, signedBy: [signer])
        }
        try await awaitAcceptance(of: old, rotation)
    }

    /// That a list shows a key as active is no proof that it works (§0.5). Every target has the time of a new key; that one accepts it is
    /// enough in the end, since the others are behind, or can't be reached.
    private func awaitAcceptance(of old: AWSCredentials, _ rotation: Rotation) async throws(RotationStop) {
        let targets = await presentTargets(rotation.journal)
        var backoff = Backoff()
        let seconds = options.verifySeconds ?? world.service.traits.verifySeconds
        var patience = Patience(seconds: seconds, clock: world.clock)
        world.tellsWait(.oldAcceptance(seconds: seconds))
        defer { world.tellsWait(nil) }
        while true {
            var isAccepted = false
            var reason: AccessKeyError?
            for target in targets {
                switch await world.acceptance.acceptance(of: old, at: target) {
                case .accepted: isAccepted = true
                case .unknown(let code): reason = .unavailable(status: 403, code: code)
                case .wrongSecret: reason = .wrongSecret
                case .clockSkew: throw .remoteUnknown(.clockSkew(seconds: nil))
                case .undecided(let status, let failure): reason = failure.map { .noAnswer($0) } ?? .unavailable(status: status ?? 0, code: nil)
                }
            }
            guard let reason else { return }
            if patience.isOver {
                if isAccepted { return }
                throw .remoteUnknown(reason)
            }
            try await patience.pause(backoff.next(world.clock), of: self)
        }
    }

    /// Switched off just before a crash, the journal does not tell of it (§6, case 40): a person has to want it back.
    private func guardSwitchingOn(_ rotation: Rotation) throws(RotationStop) {
        guard options.rollsBackAfterDeactivation || hasEvent(Self.switchingOn, rotation) else {
            throw .decision(.needsRollbackFlag)
        }
    }

    private static let switchingOn = "switching_on"

    /// Either pair may have been switched off, or be gone.
    private func eitherSigner(_ rotation: Rotation) throws(RotationStop) -> [AWSCredentials] {
        if let administrator = world.administrator { return [administrator] }
        return [try newPair(rotation), try oldPair(rotation)]
    }

    /// The keys, and who may ask for them.
    func listByEither(_ rotation: Rotation) async throws(RotationStop) -> (list: AccessKeyList, signer: AWSCredentials) {
        for signer in try eitherSigner(rotation) {
            switch try await list(rotation, signedBy: signer) {
            case .success(let list): return (list, signer)
            case .failure(.unknownSigner) where world.administrator == nil: continue
            case .failure(let error): throw stopOfRetirer(for: error)
            }
        }
        throw .decision(.neitherKeyWorks)
    }

    private func switchOnAgain(_ rotation: inout Rotation) async throws(RotationStop) {
        if !hasEvent(Self.switchingOn, rotation) { rotation = try saved(rotation, as: .deactivated, note: Self.switchingOn) }
        do throws(RotationStop) {
            if canList(rotation) {
                let (list, signer) = try await listByEither(rotation)
                guard let key = list.keys.first(where: { $0.id == rotation.journal.oldID }) else { throw noReturn(rotation, list) }
                // A person may have done it.
                if !key.isActive { try await switchOn(rotation, signedBy: [signer]) }
            } else {
                try await switchOn(rotation, signedBy: try eitherSigner(rotation))
            }
        } catch {
            throw try turnedRound(&rotation, error)
        }
        var next = rotation
        next.journal.rejection = .pending
        next.journal.deleteNotBefore = nil
        rotation = try saved(next, as: .grace, note: "active_again")
    }

    private func switchOn(_ rotation: Rotation, signedBy signers: [AWSCredentials]) async throws(RotationStop) {
        for signer in signers {
            let result = try await asked { () async throws(AccessKeyError) in
                try await world.service.setActive(true, id: rotation.journal.oldID, of: rotation.journal.user, signedBy: signer)
            }
            switch result {
            case .success: return
            case .failure(.notFound): throw try await noReturn(rotation)
            case .failure(.unknownSigner) where world.administrator == nil: continue
            case .failure(let error): throw stopOfRetirer(for: error)
            }
        }
        throw .decision(.neitherKeyWorks)
    }
}
