import AWSSigning
import ObjectStorage

/// Whether the old pair is refused everywhere; that it is switched off or deleted is no proof (§0.5).
extension RotationMachine {
    /// True when every target has refused the old pair twice in a row. A wrong signature is no evidence, since the secret may be wrong on
    /// our side; but where the id stays it is all there can be.
    func isRejected(_ rotation: Rotation) async throws(RotationStop) -> Bool {
        let pair = try oldPair(rotation)
        let keepsID = rotation.journal.newID == rotation.journal.oldID
        let seconds = options.rejectionSeconds ?? world.service.traits.rejectionSeconds
        world.tellsWait(.rejection(seconds: seconds))
        defer { world.tellsWait(nil) }
        let result = try await twiceInARow(at: await presentTargets(rotation.journal), within: seconds) { target async throws(RotationStop) in
            let acceptance = await world.acceptance.acceptance(of: pair, at: target)
            switch acceptance {
            case .unknown: return .success(status: 403, requestID: nil)
            case .wrongSecret where keepsID: return .success(status: 403, requestID: nil)
            case .accepted, .wrongSecret, .clockSkew, .undecided: return .failure(acceptance)
            }
        }
        switch result {
        case .success: return true
        case .failure: return false
        }
    }

    /// Polls, and makes the answer durable. Stops, loudly, where the old pair is still accepted.
    func confirmRejection(_ rotation: inout Rotation) async throws(RotationStop) {
        guard rotation.journal.rejection != .confirmed else { return }
        var next = rotation
        if try await isRejected(rotation) {
            next.journal.rejection = .confirmed
            rotation = try saved(next, as: rotation.journal.state, note: "rejected")
            return
        }
        if rotation.journal.rejection != .unconfirmed {
            next.journal.rejection = .unconfirmed
            rotation = try saved(next, as: rotation.journal.state, note: "still_accepted")
        }
        throw .unconfirmed
    }
}
