import CredentialRotation
import Testing

/// Files that others change, and that can't be written (§2.4; §6, cases 23 to 33).
@Suite struct RotationFileTests {
    @Test("no room for the file: it stays as it was, and a later run goes on")
    func noRoom() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["write"] = ["fails"]
        let stop = await rotation.resume()
        #expect(stop == .conflict(.unwritable(path: "file0", step: "write", errorNumber: 28)) && stop.exitCode == 5)
        #expect(rotation.journal?.state == .verified && rotation.state.files[0].version == 0)
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("killed before the file was replaced, it is replaced later")
    func killedBeforeRename() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["write"] = ["dies before"]
        await rotation.resume()
        #expect(rotation.pairs == [0])
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("killed after the file was replaced, it is recognised and not written again")
    func killedAfterRename() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["write"] = ["dies after"]
        await rotation.resume()
        #expect(rotation.pairs == [1] && rotation.journal?.state == .writing)
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.state.files[0].version == 1)
    }

    @Test("a file that is the old one again after the power failed is written again")
    func powerLoss() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["write"] = ["dies after"]
        await rotation.resume()
        rotation.simulation.state.files[0].pair = 0
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("another's change between reading and replacing is kept")
    func editedMeanwhile() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["write"] = ["edited before", "edited before"]
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.state.files[0].version == 3)
    }

    @Test("a file that changes without end is given up")
    func changesForever() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["write"] = Array(repeating: "edited before", count: 9)
        let stop = await rotation.resume()
        #expect(stop == .conflict(.changing(path: "file0")) && stop.exitCode == 4)
        #expect(rotation.simulation.plannedFaults["write"]?.count == 4)
    }

    @Test("another's pair is not overwritten, and the new key can be taken back")
    func othersPair() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["write"] = ["another pair before"]
        let stop = await rotation.resume()
        #expect(stop == .conflict(.conflict(path: "file0", remote: "s3")) && stop.exitCode == 4)
        #expect(rotation.pairs == [PairTable.foreign] && rotation.isActive(0) == true)
        // The journal alone has the old pair then.
        await #expect(rotation.abort() == .conflict(.conflict(path: "file0", remote: "s3")))
        #expect(rotation.keys == [0] && rotation.pairs == [PairTable.foreign] && rotation.state.oldSecret == 0)
        await #expect(rotation.abort(rotation.options { $0.leavesAsIs = true }) == .aborted)
        #expect(rotation.keys == [0] && rotation.pairs == [PairTable.foreign] && rotation.state.oldSecret == nil)
    }

    @Test("where another's pair works that was put in the place of the old one, an abort ends")
    func othersWorkingPair() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["write"] = ["another pair before"]
        await rotation.resume()
        rotation.simulation.state.keys.append(.init(pair: PairTable.foreign, created: SimulatedState.start, visibleAt: 0, isOurs: false))
        await #expect(rotation.abort() == .aborted)
        #expect(rotation.keys == [0, PairTable.foreign] && rotation.simulation.violations.isEmpty)
    }

    @Test("a section that was taken away is named")
    func noSection() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["write"] = ["no section before"]
        let stop = await rotation.resume()
        #expect(stop == .conflict(.missing(path: "file0", remote: "s3", candidates: [])) && stop.exitCode == 4)
        #expect(rotation.keys == [0, 1])
    }

    @Test("one of three files that can't be written keeps the old key")
    func readOnlyFile() async {
        let rotation = RotationCase(files: 3)
        rotation.simulation.state.files[1].isReadOnly = true
        let stop = await rotation.resume()
        #expect(stop == .decision(.filesLeft(written: 2, of: 3)) && stop.exitCode == 5)
        #expect(rotation.journal?.state == .writing && rotation.isActive(0) == true)
        #expect(rotation.journal?.uses.map(\.status) == [.written, .waiting, .written])
        rotation.simulation.state.files[1].isReadOnly = false
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("files that nobody here can read stop the retirement until that is accepted")
    func blindSpots() async {
        let rotation = RotationCase()
        rotation.simulation.blindSpots = ["others/rclone.conf"]
        let stop = await rotation.resume()
        #expect(stop == .decision(.blindSpots(["others/rclone.conf"])) && stop.exitCode == 5)
        #expect(rotation.journal?.state == .grace && rotation.isActive(0) == true)
        // The agreement lasts: the next process needs no flag.
        rotation.simulation.plannedFaults["deactivate"] = ["dies before"]
        await rotation.resume(rotation.options { $0.acceptsBlindSpots = true })
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("a file that got the old pair back stops the retirement")
    func cameBack() async {
        let rotation = RotationCase(isImmediate: false)
        await rotation.resume()
        rotation.simulation.edit(0, "the old pair")
        let stop = await rotation.finish()
        #expect(stop == .decision(.filesLeft(written: 0, of: 1)) && rotation.isActive(0) == true)
    }

    @Test("what can't be published stops before the grace time")
    func notPublished() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["publish"] = ["fails"]
        let stop = await rotation.resume()
        #expect(stop == .decision(.notPublished(reason: "hook")) && rotation.journal?.state == .written)
        await rotation.expectDone(1, rotation.resume())
    }
}
