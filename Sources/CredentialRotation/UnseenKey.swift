import AWSSigning
import ObjectStorage

/// A new key of which nothing but the answer to create has told yet. Where a back end says that it isn't there, it may be on its way, and a key
/// that comes up after its pair is erased is active, and nobody's: "not found" is "gone" of a key alone that was seen before (§1a).
extension RotationMachine {
    /// The event of a key that a list has shown: from then on, one that isn't found was deleted.
    static let keySeen = "key_seen"

    /// Whether anything but the answer to create has ever told of the new key.
    private func wasSeen(_ rotation: Rotation) -> Bool {
        !rotation.journal.verified.isEmpty || [Self.keySeen, Self.foundAgain, Self.adopted].contains { hasEvent($0, rotation) }
    }

    /// Durable before the key is deleted, so that a run after this one can tell a key that is gone from one that is yet to come.
    func noteSeen(_ id: String, _ rotation: inout Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) {
        guard !wasSeen(rotation) else { return }
        _ = try await lookFor(id, &rotation, signedBy: signer)
    }

    /// Deletes the new key, going back. One that was never seen, and isn't found, is waited for until a key that shows up no longer counts as
    /// made by the last create: there is none then, and false comes back.
    func removeNew(_ id: String, of rotation: inout Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> Bool {
        if try await isGone(id, rotation, signedBy: signer) { return true }
        world.tellsWait(.unseen(seconds: Int(lostSeconds)))
        defer { world.tellsWait(nil) }
        var (waited, step): (Int64, Int64) = (0, 10)
        while true {
            let now = try await lookFor(id, &rotation, signedBy: signer)
            try guardJournal(rotation)
            if try await isGone(id, rotation, signedBy: signer) { return true }
            // What was waited counts as well: no clock that is set back puts the end off.
            if waited >= lostSeconds || rotation.journal.creatingSince.map({ now - $0 > lostSeconds }) == true { return false }
            // Most keys show up soon, and one that comes late has its secret in the journal until the end.
            step = min(step, max(lostSeconds - waited, 10))
            try await pause(Int(step) * 1000)
            waited += step
            step *= 2
        }
    }

    /// Deletes it; false where it may be on its way.
    private func isGone(_ id: String, _ rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> Bool {
        switch try await takeAway(id, of: rotation, signedBy: signer) {
        case nil: true
        // A create of which nobody has read the answer was waited for before this.
        case .notFound: wasSeen(rotation) || rotation.journal.state == .creating
        case .some(let error): throw stop(for: error)
        }
    }

    /// Notes the key where a list shows it. The time, by the server's clock where that is told.
    private func lookFor(_ id: String, _ rotation: inout Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> Int64 {
        guard canList(rotation) else { return world.clock.now() }
        switch try await list(rotation, signedBy: signer) {
        case .success(let list):
            if list.keys.contains(where: { $0.id == id }), !wasSeen(rotation) {
                rotation = try saved(rotation, as: rotation.journal.state, note: Self.keySeen)
            }
            return list.serverTime ?? world.clock.now()
        case .failure(let error): throw stop(for: error)
        }
    }
}
