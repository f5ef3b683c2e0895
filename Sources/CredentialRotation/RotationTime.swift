/// Deadlines are absolute, and compared with the larger of local time and the server's Date (§2.7): a clock that jumps back makes no
/// wait negative, and nothing earlier than the server's clock allows.
extension RotationMachine {
    /// The time that is written down: never before what was written earlier.
    func stamp(_ journal: RotationJournal, serverTime: Int64? = nil) -> Int64 {
        max(world.clock.now(), serverTime ?? .min, journal.events.last?.at ?? .min)
    }

    /// The time, by the larger clock, when `due` is past; else says until when to wait, or sleeps where that is wanted.
    func wait(until due: Int64, of rotation: Rotation) async throws(RotationStop) -> Int64 {
        while true {
            // Asked though the local clock may say that it is time: what is reckoned from here on begins at the larger one.
            let serverTime = await serverTime(rotation)
            let now = max(world.clock.now(), serverTime ?? .min)
            if now >= due { return now }
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
