import AWSSigning
import ObjectStorage

/// Whether the new pair works, everywhere, and may do what the old one may (§2.6).
extension RotationMachine {
    /// How often a wrong signature is looked at again: caches of a gateway can mix old and new.
    private static let mostWrongSecrets = 3

    /// The proofs, one a target; else why there are none.
    /// `comparesNewPlaces`: also after the commit the old pair is asked where no proof is yet, and the new one is known and may not.
    func verify(_ rotation: Rotation, comparesNewPlaces: Bool = false) async throws(RotationStop) -> [RotationJournal.Verified] {
        let pair = try newPair(rotation)
        let seconds = options.verifySeconds ?? world.service.traits.verifySeconds
        var wrongSecrets: [VerificationTarget: Int] = [:]
        world.tellsWait(.acceptance(seconds: seconds))
        defer { world.tellsWait(nil) }
        let result = try await twiceInARow(at: await presentTargets(rotation.journal), within: seconds) { target async throws(RotationStop) in
            let acceptance = await world.acceptance.acceptance(of: pair, at: target)
            switch acceptance {
            case .accepted(let status, true, let requestID): return .success(status: status, requestID: requestID)
            case .accepted(let status, false, let requestID):
                if let former = formerProof(rotation.journal, at: target) {
                    // The old pair is asked nothing any more: a request of ours would look like somebody who still uses it (§2.7). What it may was
                    // compared before, and the new one must not have lost any of that since.
                    guard former.status == status else { throw .decision(.fewerRights(target: target)) }
                    return .success(status: status, requestID: requestID)
                }
                // Nobody can say of rights that were never compared whether they are fewer.
                guard rotation.journal.committedAt == nil || comparesNewPlaces else { throw .decision(.notVerified(target: target, acceptance)) }
                return try await equalRights(rotation, at: target, acceptance, status: status, requestID: requestID)
            case .wrongSecret:
                wrongSecrets[target, default: 0] += 1
                guard wrongSecrets[target, default: 0] < Self.mostWrongSecrets else { throw .decision(.notVerified(target: target, acceptance)) }
                return .failure(acceptance)
            case .clockSkew: throw .remoteUnknown(.clockSkew(seconds: nil))
            case .unknown, .undecided: return .failure(acceptance)
            }
        }
        switch result {
        case .success(let proofs):
            try await awaitListing(rotation, within: seconds)
            return proofs
        case .failure(let unproven):
            if case .unknown = unproven.acceptance, try await isIgnored(rotation) { throw .decision(.ignoredCreate) }
            throw .decision(.notVerified(target: unproven.target, unproven.acceptance))
        }
    }

    /// After the commit, what was proved there; where the name has another address by now, at the former one.
    private func formerProof(_ journal: RotationJournal, at target: VerificationTarget) -> RotationJournal.Verified? {
        guard journal.committedAt != nil else { return nil }
        return journal.verified.first { $0.target == target } ?? journal.verified.first { target.isSamePlace(as: $0.target) }
    }

    /// The new pair is known and may not: no worse than the old one, or a failure (§2.6).
    private func equalRights(
        _ rotation: Rotation, at target: VerificationTarget, _ acceptance: KeyAcceptance, status: Int, requestID: String?
    ) async throws(RotationStop) -> TargetVerdict {
        switch await world.acceptance.acceptance(of: try oldPair(rotation), at: target) {
        case .accepted(_, true, _): throw .decision(.fewerRights(target: target))
        case .accepted(_, false, _), .unknown, .wrongSecret: return .success(status: status, requestID: requestID)
        case .clockSkew, .undecided: return .failure(acceptance)
        }
    }

    /// The service of keys learns of a new key later than S3 does, and it is asked to retire the old one; and a back end that ignores
    /// creates never lists it (§5.2).
    private func awaitListing(_ rotation: Rotation, within seconds: Int) async throws(RotationStop) {
        guard canList(rotation), let id = rotation.journal.newID else { return }
        let signer = try retirer(rotation)
        var backoff = Backoff()
        var patience = Patience(seconds: seconds, clock: world.clock)
        while true {
            let reason: RotationStop
            do {
                let keys = try await world.service.keys(of: rotation.journal.user, signedBy: signer).keys
                if keys.contains(where: { $0.id == id }) { return }
                reason = .decision(.ignoredCreate)
            } catch {
                switch error {
                case .unsupported: return
                case .unknownSigner(let code) where world.administrator == nil:
                    reason = .decision(.notVerified(target: rotation.journal.targets[0], .unknown(code: code)))
                default: reason = stop(for: error)
                }
            }
            if patience.isOver { throw reason }
            try await patience.pause(backoff.next(world.clock), of: self)
        }
    }

    /// True when the list lacks the key too: the answer to create was not true (§5.2).
    private func isIgnored(_ rotation: Rotation) async throws(RotationStop) -> Bool {
        guard rotation.journal.state == .created, canList(rotation), let id = rotation.journal.newID else { return false }
        switch try await list(rotation, signedBy: try creator(rotation)) {
        case .success(let list): return !list.keys.contains { $0.id == id }
        case .failure: return false
        }
    }
}
