import CredentialRotation
import Testing

/// What a process does whose rotation another has taken over, where a lock is void (§2.4).
@Suite struct RotationOvertakenTests {
    /// Another process writes the journal just before this one acts in that state.
    private func overtaken(_ state: RotationState, _ change: @escaping (inout SimulatedState) -> Void = { _ in }) -> RotationCase {
        let rotation = RotationCase()
        let simulation = rotation.simulation
        simulation.beforeCall = { call in
            guard call == "require", simulation.state.journal?.state == state else { return }
            simulation.state.journal?.seq += 1
            change(&simulation.state)
            simulation.beforeCall = nil
        }
        return rotation
    }

    @Test("no file is written by a process that was overtaken")
    func write() async {
        let rotation = overtaken(.writing)
        await #expect(rotation.resume() == .store(.changed(path: "journal")))
        #expect(rotation.pairs == [0] && rotation.simulation.beforeCall == nil)
    }

    @Test("no file is written by a process that was overtaken while it waited for the file's lock")
    func writeAfterWait() async {
        let rotation = RotationCase()
        let simulation = rotation.simulation
        simulation.beforeCall = { call in
            guard call == "lock" else { return }
            simulation.state.journal?.seq += 1
            simulation.beforeCall = nil
        }
        await #expect(rotation.resume() == .store(.changed(path: "journal")))
        #expect(rotation.pairs == [0] && simulation.beforeCall == nil)
    }

    @Test("no key is switched off by a process that was overtaken")
    func deactivate() async {
        let rotation = overtaken(.grace)
        await #expect(rotation.resume() == .store(.changed(path: "journal")))
        #expect(rotation.isActive(0) == true && rotation.simulation.beforeCall == nil)
    }

    @Test("no key is deleted by a process that was overtaken")
    func delete() async {
        let rotation = overtaken(.deleting)
        await #expect(rotation.resume() == .store(.changed(path: "journal")))
        #expect(rotation.keys == [0, 1] && rotation.simulation.beforeCall == nil)
    }

    @Test("the pair of a program is not deleted when the journal has no room: it gives it again")
    func program() async {
        let rotation = RotationCase(.program)
        rotation.simulation.plannedFaults["save created"] = ["fails"]
        await #expect(rotation.resume().exitCode == 5)
        #expect(rotation.keys == [0, 1])
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("a key that was made after another process had aborted is deleted, whoever chose the pair", arguments: [true, false])
    func madeAfterAbort(isChosen: Bool) async {
        let rotation = RotationCase(isChosen ? .clientPicked : .ceph)
        let simulation = rotation.simulation
        simulation.beforeCall = { call in
            guard call == "save created" else { return }
            simulation.state.journal?.seq += 1
            simulation.state.isArchived = true
        }
        await #expect(rotation.resume() == .store(.changed(path: "journal")))
        #expect(rotation.keys == [0])
    }

    @Test("where that key can't be deleted, a person is told its id")
    func toldAfterAbort() async {
        let rotation = RotationCase()
        let simulation = rotation.simulation
        simulation.beforeCall = { call in
            guard call == "save created" else { return }
            simulation.state.journal?.seq += 1
            simulation.state.isArchived = true
            simulation.failingCalls["delete"] = .denied(action: "iam:DeleteAccessKey", code: nil)
        }
        await #expect(rotation.resume() == .decision(.orphans(ids: [PairTable.id(1)])))
    }

    @Test("an old key that someone has deleted is passed over where there is no list")
    func goneWithoutList() async {
        let rotation = RotationCase(.clientPicked, isImmediate: false)
        await rotation.resume()
        rotation.simulation.state.keys.removeAll { $0.pair == 0 }
        await rotation.expectDone(1, rotation.finish())
    }
}
