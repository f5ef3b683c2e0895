import CredentialRotation
import Testing

/// A local clock that is, or was, far ahead keeps no old key for years (§2.7).
@Suite struct RotationClockTests {
    private static let years: Int64 = 300_000_000

    @Test("no grace time is reckoned from a clock that is ahead of the server's")
    func ahead() async {
        let rotation = RotationCase(isImmediate: false)
        rotation.simulation.plannedFaults["save grace"] = ["dies before"]
        await rotation.resume()
        rotation.simulation.state.localAhead = Self.years
        let stop = await rotation.resume()
        #expect(stop == .remoteUnknown(.clockSkew(seconds: -Self.years)) && stop.exitCode == 6 && rotation.journal?.state == .committed)
        rotation.simulation.state.localAhead = 0
        await expectWaiting(rotation)
    }

    @Test("nor from what was written while it was ahead")
    func wasAhead() async {
        let rotation = RotationCase(isImmediate: false)
        rotation.simulation.plannedFaults["save committed"] = ["dies before"]
        await rotation.resume()
        rotation.simulation.state.localAhead = Self.years
        await rotation.resume()
        #expect(rotation.journal?.committedAt ?? 0 > rotation.state.now + Self.years - 10)
        rotation.simulation.state.localAhead = 0
        await expectWaiting(rotation)
        #expect(rotation.journal?.committedAt ?? .max <= rotation.state.now)
    }

    @Test("a date that comes from there is reckoned anew once the clock is right, and nothing waits in silence before", arguments: [true, false])
    func mended(isOff: Bool) async {
        let rotation = RotationCase(isImmediate: false)
        if case .waiting(let off) = await rotation.resume(), isOff {
            rotation.simulation.state.now = off
            await rotation.resume()
        }
        let last = rotation.state.now + Self.years
        let count = rotation.journal?.events.count ?? 0
        rotation.simulation.state.journal?.events[count - 1].at = last
        if isOff {
            rotation.simulation.state.journal?.deleteNotBefore = last + 86_400
        } else {
            rotation.simulation.state.journal?.deactivateNotBefore = last + 86_400
        }
        rotation.simulation.state.localAhead = Self.years + 100
        #expect(await rotation.resume().exitCode == 6)
        rotation.simulation.state.localAhead = 0
        await expectWaiting(rotation)
        #expect(rotation.has("clock_set") && rotation.state.keys.count == 2)
        rotation.simulation.state.now += 86_400
        if !isOff {
            await rotation.resume()
            rotation.simulation.state.now += 86_400
        }
        await rotation.expectDone(1, rotation.finish())
    }

    private func expectWaiting(_ rotation: RotationCase, location: SourceLocation = #_sourceLocation) async {
        guard case .waiting(let due) = await rotation.resume() else { return #expect(Bool(false), sourceLocation: location) }
        #expect((0...86_410).contains(due - rotation.state.now), sourceLocation: location)
        await #expect(rotation.resume() == .waiting(until: due), sourceLocation: location)
    }
}
