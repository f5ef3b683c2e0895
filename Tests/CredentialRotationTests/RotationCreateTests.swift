import CredentialRotation
import HTTPTransport
import ObjectStorage
import Testing

/// Making the new key, and answers that are lost (§2.5; §6, cases 1 to 15).
@Suite struct RotationCreateTests {
    @Test("without grace one run leaves the new key alone")
    func immediate() async {
        let rotation = RotationCase()
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.simulation.creates == 1)
    }

    @Test("a plan that was left is gone on with, or forgotten")
    func planned() async {
        let resumed = RotationCase()
        await resumed.expectDone(1, resumed.resume())
        let aborted = RotationCase()
        await aborted.expectAborted(aborted.abort())
        #expect(aborted.simulation.calls.allSatisfy { !["create", "delete", "write"].contains($0) })
    }

    @Test("killed before the request, one key is made")
    func killedBeforeRequest() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["create"] = ["dies before"]
        await rotation.resume()
        #expect(rotation.journal?.state == .creating && rotation.keys == [0])
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.simulation.creates == 1)
    }

    @Test("a key whose answer nobody read is deleted, and another made", arguments: ["dies after", "lost"])
    func lostAnswer(fault: String) async {
        let rotation = RotationCase()
        var most = 0
        rotation.simulation.beforeCall = { _ in most = max(most, rotation.keys.count) }
        rotation.simulation.plannedFaults["create"] = [fault]
        if fault == "dies after" { await rotation.resume() }
        await rotation.expectDone(2, rotation.resume())
        #expect(rotation.has("orphan_deleted") && most == 2 && rotation.simulation.creates == 2)
    }

    @Test("where lists show secrets, the key of a lost answer is adopted")
    func adopted() async {
        let rotation = RotationCase(.ceph)
        rotation.simulation.plannedFaults["create"] = ["lost"]
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.has("adopted") && rotation.simulation.creates == 1)
    }

    @Test("a pair that the client chose is the same in every request", arguments: ["lost", "not done"])
    func chosenPair(fault: String) async {
        let rotation = RotationCase(.clientPicked)
        rotation.simulation.plannedFaults["create"] = [fault]
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.state.nextPair == 2)
    }

    @Test("an error of the server is a lost answer, whether or not a key was made", arguments: [true, false])
    func serverError(isDone: Bool) async {
        let rotation = RotationCase()
        rotation.simulation.createAnswers = [.init(error: .unavailable(status: 500, code: "ServiceFailure"), isDone: isDone)]
        await rotation.expectDone(isDone ? 2 : 1, rotation.resume())
        #expect(rotation.has("orphan_deleted") == isDone && rotation.simulation.creates == 2)
    }

    @Test("an answer that is cut off is a lost answer")
    func truncated() async {
        let rotation = RotationCase()
        rotation.simulation.createAnswers = [.init(error: .unusableAnswer(status: 200), isDone: true)]
        await rotation.expectDone(2, rotation.resume())
        #expect(rotation.has("orphan_deleted"))
    }

    @Test("behind a refusal that is not the back end's own a key is looked for, by resume and by abort", arguments: [true, false])
    func othersRefusal(isDone: Bool) async {
        let rotation = RotationCase()
        rotation.simulation.createAnswers = [.init(error: .unusableAnswer(status: 403), isDone: isDone)]
        await rotation.expectDone(isDone ? 2 : 1, rotation.resume())
        #expect(rotation.has("orphan_deleted") == isDone && !rotation.has("not_made"))
        let aborted = RotationCase()
        aborted.simulation.createAnswers = [.init(error: .unusableAnswer(status: 403), isDone: isDone)]
        aborted.simulation.plannedFaults["list"] = ["", "outage"]
        await #expect(aborted.resume().exitCode == 6)
        #expect(aborted.journal?.state == .creating && aborted.keys == (isDone ? [0, 1] : [0]))
        await aborted.expectAborted(aborted.abort())
        #expect(aborted.has("orphan_deleted") == isDone)
    }

    @Test("where all is refused in others' words that is told in the end, and an abort comes through", arguments: [Simulation.BackEnd.aws, .clientPicked])
    func alwaysOthersRefusal(backEnd: Simulation.BackEnd) async {
        let rotation = RotationCase(backEnd)
        rotation.simulation.createAnswers = Array(repeating: .init(error: .unusableAnswer(status: 403), isDone: false), count: 9)
        let stop = await rotation.resume()
        #expect(stop == .remoteUnknown(.unusableAnswer(status: 403)) && stop.exitCode == 6 && rotation.simulation.creates == 2 && rotation.keys == [0])
        await rotation.expectAborted(rotation.abort())
    }

    @Test("a new key goes though its switching off is refused in others' words")
    func othersRefusalOfSwitchingOff() async {
        let rotation = RotationCase(isImmediate: false)
        await rotation.resume()
        rotation.simulation.failingCalls["deactivate"] = .unusableAnswer(status: 405)
        await rotation.expectAborted(rotation.abort())
    }

    @Test("an unusable key that can't be deleted is not forgotten")
    func unusableStays() async {
        let rotation = RotationCase()
        rotation.simulation.createAnswers = [.init(error: .unusablePair(id: PairTable.id(1)), isDone: true)]
        rotation.simulation.plannedFaults["delete"] = ["denied"]
        await #expect(rotation.resume().exitCode != 0)
        #expect(rotation.journal?.state == .creating && rotation.keys == [0, 1])
        await rotation.expectDone(2, rotation.resume())
        #expect(rotation.has("orphan_deleted"))
    }

    @Test("a key that was made for another user is named, deleted under nobody's name, and not forgotten for a second one")
    func madeForAnother() async {
        let rotation = RotationCase()
        rotation.simulation.createAnswers = [.init(error: .othersPair(id: "AKIDOFANOTHER0000000"), isDone: false)]
        let stop = await rotation.resume()
        #expect(stop == .decision(.madeForAnother(id: "AKIDOFANOTHER0000000")) && stop.exitCode == 6)
        #expect(rotation.simulation.calls.allSatisfy { $0 != "delete" } && rotation.journal?.state == .planned && rotation.has("made_for_another"))
        #expect(rotation.simulation.creates == 1 && rotation.keys == [0] && rotation.pairs == [0])
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("a server that always fails is asked twice a run")
    func failsAlways() async {
        let rotation = RotationCase()
        rotation.simulation.createAnswers = Array(repeating: .init(error: .unavailable(status: 503, code: nil), isDone: false), count: 9)
        let stop = await rotation.resume()
        #expect(stop.exitCode == 6 && rotation.simulation.creates == 2 && rotation.keys == [0])
    }

    @Test("the key that may go is not deleted while a file holds it")
    func evictedInUse() async {
        let rotation = RotationCase(files: 2) { $0.uses.removeLast() }
        rotation.simulation.state.keys.append(.init(pair: 30, created: SimulatedState.start - 1000, visibleAt: 0, isOurs: false))
        rotation.simulation.state.files[1].pair = 30
        let stop = await rotation.resume(rotation.options {
            $0.evicted = PairTable.id(30)
            $0.evictsActive = true
        })
        #expect(stop == .limitReached(ids: [PairTable.id(0), PairTable.id(30)]) && stop.exitCode == 7)
        #expect(rotation.keys == [0, 30])
    }

    @Test("the key that may go makes room when it is not needed")
    func evicted() async {
        let rotation = RotationCase()
        rotation.simulation.state.keys.append(.init(pair: 30, isActive: false, created: SimulatedState.start - 1000, visibleAt: 0, isOurs: false))
        let stop = await rotation.resume(rotation.options { $0.evicted = PairTable.id(30) })
        #expect(stop == .done && rotation.keys == [1])
    }

    /// Case 10 of §6: what a person decides then, another rotation begins with.
    @Test("with no room nothing is made, and the rotation ends")
    func noRoomForKey() async {
        let rotation = RotationCase()
        rotation.simulation.state.keys.append(.init(pair: 30, isActive: false, created: SimulatedState.start - 1000, visibleAt: 0, isOurs: false))
        let full = await rotation.resume()
        #expect(full == .limitReached(ids: [PairTable.id(0), PairTable.id(30)]) && rotation.simulation.creates == 0 && rotation.keys == [0, 30])
        #expect(rotation.journal?.state == .aborted && rotation.state.isArchived && rotation.state.oldSecret == nil)
    }

    @Test("a limit that only the answer to create tells of ends the rotation too")
    func unknownLimit() async {
        var backEnd = Simulation.BackEnd.aws
        backEnd.traits.limit = nil
        let rotation = RotationCase(backEnd)
        rotation.simulation.createAnswers = [.init(error: .limitReached, isDone: false)]
        await #expect(rotation.resume() == .limitReached(ids: [PairTable.id(0)]))
        #expect(rotation.journal?.state == .aborted && rotation.state.isArchived && rotation.keys == [0])
    }

    @Test("with no room, and a create of which nothing is known, the rotation stays until that one is looked for")
    func noRoomAfterLostCreate() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["create"] = ["not done"]
        rotation.simulation.plannedFaults["save creating"] = ["", "dies before"]
        await rotation.resume()
        rotation.simulation.addOthersKey()
        #expect(rotation.journal?.state == .planned && rotation.journal?.attempt == 1)
        // Its date is that of a key which the lost create may have made.
        rotation.simulation.state.keys[1].created = SimulatedState.start - 10_000
        await #expect(rotation.resume().exitCode == 7)
        #expect(rotation.journal?.state == .planned)
        await #expect(rotation.abort() == .aborted)
        #expect(rotation.keys == [0, 30])
    }

    @Test("a place that another took meanwhile leaves everything as it was")
    func placeTaken() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["create"] = ["other key before"]
        let stop = await rotation.resume()
        #expect(stop == .limitReached(ids: [PairTable.id(0), PairTable.id(30)]))
        #expect(rotation.keys == [0, 30] && rotation.isActive(0) == true)
        #expect(rotation.journal?.state == .aborted && rotation.state.isArchived)
    }

    @Test("killed before the pair was durable, the key is found and deleted")
    func killedBeforeJournal() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["save created"] = ["dies before"]
        await rotation.resume()
        #expect(rotation.keys == [0, 1])
        await rotation.expectDone(2, rotation.resume())
    }

    @Test("no room for the journal: the new key is deleted while its secret is known")
    func noRoom() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["save created"] = ["fails"]
        let stop = await rotation.resume()
        #expect(stop.exitCode == 5 && rotation.keys == [0] && rotation.journal?.state == .creating)
        await rotation.expectDone(2, rotation.resume())
    }

    @Test("a key that a journal names is not deleted again, though that journal could not be synced")
    func notSynced() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["save created"] = ["not synced"]
        await #expect(rotation.resume().exitCode == 5)
        #expect(rotation.keys == [0, 1] && rotation.journal?.state == .created)
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("no room for the journal, and the delete fails: the key is found later")
    func noRoomNoDelete() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["save created"] = ["fails"]
        rotation.simulation.plannedFaults["deactivate"] = ["outage"]
        await rotation.resume()
        #expect(rotation.keys == [0, 1] && rotation.journal?.state == .creating)
        await rotation.expectDone(2, rotation.resume())
    }

    @Test("no room for the journal where secrets can be had again: the key is kept and adopted")
    func noRoomButShown() async {
        let rotation = RotationCase(.ceph)
        rotation.simulation.plannedFaults["save created"] = ["fails"]
        await #expect(rotation.resume().exitCode == 5)
        #expect(rotation.keys == [0, 1])
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("killed after the pair was durable, no second key is made")
    func killedAfterJournal() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["save created"] = ["dies after"]
        await rotation.resume()
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.simulation.creates == 1)
    }

    @Test("two unknown keys are a person's to decide, and one in a file is not ours")
    func doubtfulOrphans() async {
        let rotation = RotationCase(.ceph)
        rotation.simulation.plannedFaults["create"] = ["dies after"]
        await rotation.resume()
        rotation.simulation.addOthersKey()
        let stop = await rotation.resume()
        #expect(stop == .decision(.orphans(ids: [PairTable.id(1), PairTable.id(30)])) && stop.exitCode == 6)
        #expect(rotation.keys == [0, 1, 30])
        let named = await rotation.resume(rotation.options { $0.orphan = PairTable.id(1) })
        #expect(named == .done && rotation.keys == [1, 30])

        let inFile = RotationCase(files: 2) { $0.uses.removeLast() }
        inFile.simulation.plannedFaults["create"] = ["dies after"]
        await inFile.resume()
        inFile.simulation.state.files[1].pair = 1
        // No room: the two keys are needed.
        await #expect(inFile.resume() == .limitReached(ids: [PairTable.id(0), PairTable.id(1)]))
        #expect(inFile.keys == [0, 1])
    }

    @Test("what the pair may not do is named, and nothing is left behind")
    func denied() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["create"] = ["denied"]
        let stop = await rotation.resume()
        #expect(stop == .decision(.denied(action: "iam:create")) && stop.exitCode == 5)
        #expect(rotation.keys == [0] && rotation.journal?.state == .planned)
    }
}
