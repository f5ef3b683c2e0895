/// Deadlines are absolute, and compared with the larger of local time and the server's Date (§2.7): a clock that is behind makes nothing
/// earlier and no wait negative. One that is ahead makes a step due as early as it shows; that it keeps the old key for years is seen to here.
extension RotationMachine {
    /// The time that is written down: never before what was written earlier, unless that was by a clock which was ahead of the server's.
    func stamp(_ journal: RotationJournal, serverTime: Int64? = nil) -> Int64 {
        let now = max(world.clock.now(), serverTime ?? .min)
        guard let last = journal.events.last?.at, serverTime == nil || last - now <= Self.allowedSkew else { return now }
        return max(now, last)
    }

    /// Dates are not reckoned from a clock that is further ahead than any rotation may begin with (§1).
    func guardClock(_ serverTime: Int64?) throws(RotationStop) {
        guard let serverTime, world.clock.now() - serverTime > Self.allowedSkew else { return }
        throw .remoteUnknown(.clockSkew(seconds: serverTime - world.clock.now()))
    }

    /// Where the last event is yet to come, by the server's clock too, the local one was ahead when it was written, and what is due has its date
    /// from there: the grace time begins anew.
    func mendDates(_ rotation: inout Rotation) async throws(RotationStop) {
        let local = world.clock.now()
        guard let last = rotation.journal.events.last?.at, last - local > Self.allowedSkew, let serverTime = await serverTime(rotation),
            last - serverTime > Self.allowedSkew
        else { return }
        let now = max(local, serverTime)
        var next = rotation
        next.journal.committedAt = rotation.journal.committedAt.map { min($0, now) }
        if rotation.journal.state == .grace {
            next.journal.deactivateNotBefore = now + (rotation.journal.isImmediate ? 0 : max(rotation.journal.grace, 0))
        } else {
            next.journal.deleteNotBefore = now + (rotation.journal.isImmediate ? 0 : max(rotation.journal.graceInactive, 0))
        }
        rotation = try saved(next, as: rotation.journal.state, note: "clock_set", at: serverTime)
    }

    /// The time, by the larger clock, when `due` is past; else says until when to wait, or sleeps where that is wanted.
    func wait(until due: Int64, of rotation: Rotation) async throws(RotationStop) -> Int64 {
        while true {
            // Asked though the local clock may say that it is time: what is reckoned from here on begins at the larger one.
            let serverTime = await serverTime(rotation)
            let now = max(world.clock.now(), serverTime ?? .min)
            if now >= due { return now }
            try guardClock(serverTime)
            guard options.waits else { throw .waiting(until: due) }
            world.tellsWait(.step(after: rotation.journal.state, until: due))
            defer { world.tellsWait(nil) }
            // In pieces, since either clock may be set meanwhile.
            try await pause(Int(min(due - now, 60)) * 1000)
        }
    }

    /// What the server's clock shows, where it can be asked.
    private func serverTime(_ rotation: Rotation) async -> Int64? {
        guard canList(rotation), let signer = world.administrator ?? rotation.secrets.new else { return nil }
        return try? await world.service.keys(of: rotation.journal.user, signedBy: signer).serverTime
    }

    /// Gives what others may still have under way the time to end, and says so.
    func outwait(_ milliseconds: Int) async throws(RotationStop) {
        world.tellsWait(.underWay(seconds: (milliseconds + 999) / 1000))
        defer { world.tellsWait(nil) }
        try await pause(milliseconds)
    }

    func pause(_ milliseconds: Int) async throws(RotationStop) {
        guard await world.clock.pause(milliseconds: milliseconds) else { throw .interrupted }
    }

    /// Within the last ten minutes (I3). A time in the future is of a clock that was set: it proves nothing.
    func isFresh(_ verified: RotationJournal.Verified) -> Bool {
        (0...InvariantCheck.freshSeconds).contains(world.clock.now() - verified.at)
    }
}
