import CredentialRotation
import ObjectStorage
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
        #expect(stop == .decision(.filesLeft(written: 2, of: 3, places: ["file1: [s3] can't be written (open)"])) && stop.exitCode == 5)
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
        #expect(stop == .decision(.filesLeft(written: 0, of: 1, places: ["file0: [s3] has the old pair"])) && rotation.isActive(0) == true)
    }

    /// One file is the rotation's; the other gets the old pair when that one has the new.
    private func late(_ backEnd: Simulation.BackEnd = .aws, isImmediate: Bool = false) async -> RotationCase {
        let rotation = RotationCase(backEnd, files: 2, isImmediate: isImmediate) { $0.uses.removeLast() }
        rotation.simulation.state.files[1].pair = nil
        await rotation.resume()
        rotation.simulation.edit(1, "the old pair")
        return rotation
    }

    @Test("a file that came with the old pair is named, and gets the new one where a person wants that")
    func cameLate() async {
        let rotation = await late()
        await #expect(rotation.finish() == .decision(.filesLeft(written: 1, of: 2, places: ["file1: [s3] has the old pair"])))
        #expect(rotation.pairs == [1, 0] && rotation.isActive(0) == true && rotation.journal?.uses.count == 1)
        let wanted = rotation.options { $0.takesLateFiles = true }
        // Whoever reads it has a grace time too.
        let now = rotation.state.now
        await #expect(rotation.resume(wanted) == .waiting(until: rotation.state.now + 86_400))
        #expect(rotation.pairs == [1, 1] && rotation.isActive(0) == true && rotation.journal?.committedAt ?? 0 >= now)
        #expect(rotation.state.published == [1, 1])
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("a late file gets the new pair only where that works, and once nobody else has it")
    func lateElsewhere() async {
        let rotation = await late()
        await rotation.finish()
        let other = VerificationTarget(endpoint: "https://other.example.com", region: "us-east-1")
        let wanted = rotation.options { $0.takesLateFiles = true }
        rotation.simulation.latePlaces = nil
        await #expect(rotation.resume(wanted) == .conflict(.unwritable(path: "file1", step: "lock it", errorNumber: 0)))
        rotation.simulation.latePlaces = [VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1"), other]
        rotation.simulation.acceptanceRule = { $1 == other ? .unknown(code: "InvalidAccessKeyId") : nil }
        await #expect(rotation.resume(wanted) == .decision(.notVerified(target: other, .unknown(code: "InvalidAccessKeyId"))))
        #expect(rotation.pairs == [1, 0] && rotation.journal?.uses.count == 1 && rotation.journal?.targets.count == 1)
        rotation.simulation.acceptanceRule = nil
        await #expect(rotation.resume(wanted) == .waiting(until: rotation.state.now + 86_400))
        #expect(rotation.pairs == [1, 1] && rotation.journal?.targets.last == other && rotation.journal?.verified.last?.target == other)
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("at a late file's endpoint, tried at each address of its name, a new key that may no less than the old one is taken; in the end the old one is seen refused there")
    func lateRights() async {
        let rotation = RotationCase(files: 2, isImmediate: false) {
            $0.uses.removeLast()
            $0.targets = [VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1", address: "192.0.2.1")]
        }
        rotation.simulation.state.files[1].pair = nil
        await rotation.resume()
        rotation.simulation.edit(1, "the old pair")
        let other = VerificationTarget(endpoint: "https://other.example.com", region: "us-east-1")
        rotation.simulation.latePlaces = [other]
        rotation.simulation.addresses = ["192.0.2.1", "192.0.2.2"]
        var asked: Set<String> = []
        rotation.simulation.acceptanceRule = { pair, target in
            guard target.endpoint == other.endpoint, rotation.isActive(pair) == true else { return nil }
            asked.insert("\(pair) " + (target.address ?? ""))
            return .accepted(status: 403, isAllowed: false, requestID: nil)
        }
        rotation.state.journal.map { rotation.simulation.state.now = $0.deactivateNotBefore ?? 0 }
        await #expect(rotation.resume(rotation.options { $0.takesLateFiles = true }).exitCode == 0)
        #expect(asked == ["0 192.0.2.1", "0 192.0.2.2", "1 192.0.2.1", "1 192.0.2.2"] && rotation.pairs == [1, 1])
        asked = []
        await rotation.expectDone(1, rotation.finish())
        #expect(asked.allSatisfy { $0.hasPrefix("1") }, "\(asked)")
    }

    @Test("killed before it was written, it is by the next run, and goes back with the others", arguments: ["save grace", "write"], [true, false])
    func killedLate(place: String, goesBack: Bool) async {
        let rotation = await late()
        await rotation.finish()
        rotation.simulation.plannedFaults[place] = place == "write" ? ["dies after"] : ["", "dies before"]
        await rotation.resume(rotation.options { $0.takesLateFiles = true })
        #expect(rotation.journal?.uses.map(\.status) == [.written, .waiting] && rotation.pairs == [1, 1])
        if goesBack { return await rotation.expectAborted(rotation.abort()) }
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("a late file that is gone again is none of the rotation's, and one that can't be written keeps the old key")
    func goneLate() async {
        let rotation = await late()
        await rotation.finish()
        rotation.simulation.state.files[1].isReadOnly = true
        let wanted = rotation.options { $0.takesLateFiles = true }
        await #expect(rotation.resume(wanted) == .decision(.filesLeft(written: 1, of: 2, places: ["file1: [s3] can't be written (open)"])))
        await #expect(rotation.resume().exitCode == 5)
        rotation.simulation.edit(1, "no section")
        #expect(await rotation.finish() == .done && rotation.keys == [1] && rotation.pairs == [1, nil])
    }

    @Test("a file that comes when the old key is off gets the new pair before that is deleted")
    func cameWhileOff() async {
        let rotation = await late()
        rotation.simulation.edit(1, "no section")
        guard case .waiting(let due) = await rotation.resume() else { return #expect(Bool(false)) }
        rotation.simulation.state.now = due
        await rotation.resume()
        #expect(rotation.journal?.state == .deactivated)
        rotation.simulation.edit(1, "the old pair")
        await #expect(rotation.finish() == .decision(.filesLeft(written: 1, of: 2, places: ["file1: [s3] has the old pair"])))
        await rotation.expectDone(1, rotation.finish(rotation.options { $0.takesLateFiles = true }))
    }

    @Test("what nobody has published yet is when a person wants it, and then no more")
    func publishedLate() async {
        let rotation = RotationCase(isImmediate: false)
        await rotation.resume()
        rotation.simulation.state.journal?.commit = nil
        rotation.simulation.state.published = []
        let wanted = rotation.options { $0.publishesLate = true }
        rotation.simulation.plannedFaults["publish"] = ["fails"]
        await #expect(rotation.resume(wanted) == .decision(.notPublished(reason: "hook")))
        #expect(rotation.journal?.commit == nil && rotation.journal?.state == .grace)
        await #expect(rotation.resume(wanted).exitCode == 0)
        #expect(rotation.journal?.commit != nil && rotation.state.published == [1] && rotation.has("published"))
        let seq = rotation.journal?.seq
        await rotation.resume(wanted)
        #expect(rotation.journal?.seq == seq)
        // Not a pair that somebody has put back meanwhile.
        let published = rotation.state.published
        rotation.simulation.state.files[0].pair = 0
        await #expect(rotation.resume(wanted).exitCode == 4)
        #expect(rotation.state.published == published)
        rotation.simulation.state.files[0].pair = 1
        await rotation.expectDone(1, rotation.finish())
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
