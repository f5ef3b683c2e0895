import CredentialRotation
import ObjectStorage
import Testing

/// New keys that are made, and known nowhere yet: one that is not found is gone only where it was seen before (§1a).
@Suite struct RotationUnseenTests {
    /// A new key that shows up so many seconds after the create, and a rotation that has waited for it in vain.
    private func unseen(_ backEnd: Simulation.BackEnd = .aws, delay: Int64) async -> RotationCase {
        var backEnd = backEnd
        backEnd.delay = delay
        let rotation = RotationCase(backEnd)
        let stop = await rotation.resume()
        #expect(stop.exitCode == 5 && rotation.journal?.state == .created && rotation.keys == [0, 1])
        return rotation
    }

    @Test("an abort waits for a key that is on its way, and deletes it", arguments: [70, 100, 280] as [Int64])
    func onItsWay(delay: Int64) async {
        let rotation = await unseen(delay: delay)
        rotation.simulation.waits = []
        await rotation.expectAborted(rotation.abort())
        #expect(rotation.has("new_key_deleted") && rotation.simulation.waits.contains(.unseen(seconds: 300)))
    }

    @Test("a local clock that is set forward meanwhile makes that wait no shorter")
    func clockForward() async {
        let rotation = await unseen(delay: 200)
        rotation.simulation.state.localAhead = 230
        await rotation.expectAborted(rotation.abort())
    }

    @Test("where nothing can be listed, the delete is asked for again")
    func withoutList() async {
        let rotation = await unseen(.clientPicked, delay: 200)
        await rotation.expectAborted(rotation.abort())
    }

    @Test("a key that never shows up is given up in the end, later at once, and whatever the clocks do", arguments: [0, 172_800, -172_800] as [Int64])
    func never(ahead: Int64) async {
        let rotation = RotationCase(.ignoringCreates)
        await #expect(rotation.resume() == .decision(.ignoredCreate))
        let made = rotation.state.now
        rotation.simulation.state.localAhead = ahead
        await rotation.expectAborted(rotation.abort())
        #expect(rotation.has("new_key_never_seen") && rotation.state.now - made < 700)

        let later = RotationCase(.ignoringCreates)
        await later.resume()
        later.simulation.state.now += 3_600
        later.simulation.waits = []
        let begun = later.state.now
        await later.expectAborted(later.abort())
        #expect(later.state.now - begun < 60)
    }

    @Test("a key that was seen, and isn't found, is gone: an abort that was cut off after its delete waits for nothing")
    func seen() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["save verified"] = ["dies before"]
        await rotation.resume()
        rotation.simulation.plannedFaults["delete"] = ["dies after"]
        await rotation.abort()
        #expect(rotation.keys == [0] && rotation.journal?.state == .created && rotation.has("key_seen"))
        rotation.simulation.waits = []
        await rotation.expectAborted(rotation.abort())
        #expect(rotation.has("new_key_deleted") && !rotation.simulation.waits.contains { if case .unseen = $0 { true } else { false } })
    }

    @Test("an abort that is cut off while it waits goes on with that")
    func cutOff() async {
        let rotation = await unseen(delay: 200)
        rotation.simulation.pausesLeft = 2
        await #expect(rotation.abort() == .interrupted)
        #expect(rotation.state.newSecret == 1)
        rotation.simulation.pausesLeft = nil
        await rotation.expectAborted(rotation.resume())
    }

    @Test("an unusable key that can't be found yet is not forgotten")
    func unusable() async {
        var backEnd = Simulation.BackEnd.aws
        backEnd.delay = 20
        let rotation = RotationCase(backEnd)
        rotation.simulation.createAnswers = [.init(error: .unusablePair(id: PairTable.id(1)), isDone: true)]
        await #expect(rotation.resume() == .decision(.unusablePair))
        #expect(rotation.journal?.state == .creating && rotation.keys == [0, 1])
        await rotation.expectDone(2, rotation.resume())
        #expect(rotation.has("orphan_deleted"))
    }

    @Test("a key that no journal could be made to name, and that can't be found yet, is looked for later")
    func noRoom() async {
        var backEnd = Simulation.BackEnd.aws
        backEnd.delay = 20
        let rotation = RotationCase(backEnd)
        rotation.simulation.plannedFaults["save created"] = ["fails"]
        await #expect(rotation.resume().exitCode == 5)
        #expect(rotation.keys == [0, 1] && rotation.journal?.state == .creating)
        await rotation.expectDone(2, rotation.resume())
        #expect(rotation.simulation.creates == 2)
    }
}
