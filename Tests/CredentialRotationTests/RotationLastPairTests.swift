import CredentialRotation
import ObjectStorage
import Testing

/// The last pair that works is never given up: not at the end of a rotation, nor by an abort (I1, §2.2, §2.7).
@Suite struct RotationLastPairTests {
    /// The old key is deleted, and the journal says so.
    private func deleted(files: Int = 1) async -> RotationCase {
        let rotation = RotationCase(files: files)
        rotation.simulation.plannedFaults["save done"] = ["dies before"]
        await rotation.resume()
        #expect(rotation.journal?.state == .deleted && rotation.keys == [1])
        return rotation
    }

    private func delete(_ pair: Int, _ rotation: RotationCase) {
        rotation.simulation.state.keys.removeAll { $0.pair == pair }
        rotation.simulation.state.isBrokenByPerson = true
        rotation.simulation.changed()
    }

    @Test("a file that holds the old pair again at the end gets the new one again, and is published again", arguments: [1, 2])
    func cameBack(files: Int) async {
        let rotation = await deleted(files: files)
        rotation.simulation.edit(0, "the old pair")
        rotation.simulation.state.published = []
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.has("written_again") && rotation.state.published == Array(repeating: 1, count: files))
    }

    @Test("killed between that file and its publication, it is published all the same")
    func cameBackAndDied() async {
        let rotation = await deleted()
        rotation.simulation.edit(0, "the old pair")
        rotation.simulation.state.published = []
        rotation.simulation.plannedFaults["publish"] = ["dies before"]
        await rotation.resume()
        #expect(rotation.pairs == [1] && rotation.state.published.isEmpty && rotation.journal?.state == .deleted)
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.state.published == [1])
    }

    @Test("the journal keeps the new pair while a file is away, or holds another's", arguments: ["no section", "another pair"])
    func awayAtTheEnd(edit: String) async {
        let rotation = await deleted()
        rotation.simulation.edit(0, edit)
        let stop = await rotation.resume()
        #expect(stop.exitCode == 4 && rotation.journal?.state == .deleted && rotation.state.newSecret == 1)
        await #expect(rotation.abort() == .decision(.pastReturn))
        rotation.simulation.edit(0, "the new pair")
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("a person ends a rotation where it stands, and nothing is touched", arguments: [true, false])
    func leftAsIs(isDeleted: Bool) async {
        let rotation = isDeleted ? await deleted() : RotationCase(isImmediate: false)
        if !isDeleted { await rotation.resume() }
        rotation.simulation.edit(0, "no section")
        let keys = rotation.keys
        rotation.simulation.calls = []
        await #expect(rotation.abort(rotation.options { $0.leavesAsIs = true }) == .aborted)
        #expect(rotation.keys == keys && rotation.pairs == [nil] && rotation.has("left_as_is") && rotation.state.newSecret == nil)
        #expect(rotation.simulation.calls == ["save aborted", "archive"])
    }

    @Test("a rotation does not end as done without a pair that works")
    func newKeyGoneAtTheEnd() async {
        let rotation = await deleted()
        delete(1, rotation)
        let stop = await rotation.resume()
        #expect(stop == .decision(.neitherKeyWorks) && stop.exitCode == 5 && rotation.state.newSecret == 1)
    }

    @Test("an abort stops while a file is away, and says where the new pair is")
    func awayAtAbort() async {
        let rotation = RotationCase(files: 2, isImmediate: false) { $0.uses.removeLast() }
        await rotation.resume()
        rotation.simulation.edit(0, "no section")
        await #expect(rotation.abort() == .conflict(.missing(path: "file0", remote: "s3", candidates: [])))
        rotation.simulation.state.files[1].pair = 1
        await #expect(rotation.resume() == .conflict(.missing(path: "file0", remote: "s3", candidates: ["\"file1\" [s3]"])))
        #expect(rotation.keys == [0, 1] && rotation.state.oldSecret == 0)
        rotation.simulation.state.files[1].pair = 0
        rotation.simulation.edit(0, "the new pair")
        await rotation.expectAborted(rotation.resume())
    }

    @Test("an abort notes which of the files hold what somebody else has put there", arguments: ["save verified", "save writing"])
    func othersInOne(place: String) async {
        let rotation = RotationCase(files: 2, isImmediate: false)
        rotation.simulation.plannedFaults[place] = ["dies before"]
        await rotation.resume()
        rotation.simulation.edit(1, "another pair")
        await #expect(rotation.abort() == .aborted)
        #expect(rotation.journal?.uses.map(\.status) == [.waiting, .conflict] && rotation.keys == [0])
    }

    @Test("an abort deletes no key where every file was given another pair")
    func othersEverywhere() async {
        let rotation = RotationCase(isImmediate: false)
        await rotation.resume()
        rotation.simulation.edit(0, "another pair")
        await #expect(rotation.abort() == .conflict(.conflict(path: "file0", remote: "s3")))
        #expect(rotation.keys == [0, 1] && rotation.state.oldSecret == 0 && rotation.state.newSecret == 1)
    }

    @Test(
        "no abort takes the new key away before a file has it when the old one is gone, and the rotation can be ended",
        arguments: ["save verified", "save writing"], [Simulation.BackEnd.aws, .administered, .withoutDeactivation, .clientPicked].indices)
    func oldKeyGone(place: String, index: Int) async {
        let backEnd = [Simulation.BackEnd.aws, .administered, .withoutDeactivation, .clientPicked][index]
        let rotation = RotationCase(backEnd)
        rotation.simulation.plannedFaults[place] = ["dies before"]
        await rotation.resume()
        delete(0, rotation)
        await #expect(rotation.abort(rotation.options { $0.rollsBackAfterDeactivation = true }) == .decision(.pastReturn))
        #expect(rotation.keys == [1] && rotation.journal?.goal == .done)
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("an abort that had begun turns round as well when the old key goes", arguments: [true, false])
    func oldKeyGoneInAbort(isAdministered: Bool) async {
        let rotation = RotationCase(isAdministered ? .administered : .aws)
        rotation.simulation.plannedFaults["save verified"] = ["dies before"]
        await rotation.resume()
        rotation.simulation.plannedFaults["deactivate"] = ["dies before"]
        await rotation.abort()
        #expect(rotation.journal?.goal == .aborted && rotation.keys == [0, 1])
        delete(0, rotation)
        await #expect(rotation.resume() == .decision(.pastReturn))
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("an abort that has published the old pair publishes the new one again when the old key goes", arguments: [1, 2])
    func publishedAbort(files: Int) async {
        let rotation = RotationCase(files: files, isImmediate: false)
        await rotation.resume()
        #expect(rotation.journal?.state == .grace && rotation.journal?.commit != nil)
        rotation.simulation.plannedFaults["publish"] = ["dies after"]
        await rotation.abort()
        #expect(rotation.state.published == Array(repeating: 0, count: files))
        delete(0, rotation)
        await #expect(rotation.resume() == .decision(.pastReturn))
        #expect(rotation.journal?.state == .writing && rotation.journal?.commit == nil && rotation.journal?.committedAt == nil)
        await rotation.expectDone(1, rotation.finish())
        #expect(rotation.state.published == Array(repeating: 1, count: files))
    }

    @Test("one place that does not answer keeps no rotation from its end where another accepts the pair")
    func onePlaceSilent() async {
        let rotation = RotationCase { $0.targets.append(VerificationTarget(endpoint: "https://s3.example.org", region: "us-east-1")) }
        rotation.simulation.acceptanceRule = { pair, target in
            pair == 1 && rotation.journal?.state == .deleted && target.endpoint.hasSuffix("com") ? .undecided(status: 503, nil) : nil
        }
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("the last look asks the addresses that the endpoint has now")
    func goneAddress() async {
        let rotation = RotationCase {
            $0.targets = [VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1", address: "192.0.2.1")]
        }
        rotation.simulation.addresses = ["192.0.2.2"]
        rotation.simulation.acceptanceRule = { _, target in target.address == "192.0.2.1" ? .undecided(status: nil, .connectTimeout) : nil }
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("an abort that has put some files back gives them the new pair again when the old key goes")
    func halfDoneAbort() async {
        let rotation = RotationCase(files: 2, isImmediate: false)
        await rotation.resume()
        rotation.simulation.plannedFaults["write"] = ["", "dies before"]
        await rotation.abort()
        #expect(rotation.pairs == [0, 1] && rotation.journal?.goal == .aborted)
        delete(0, rotation)
        await #expect(rotation.resume() == .decision(.pastReturn))
        #expect(rotation.journal?.state == .writing && rotation.journal?.goal == .done)
        await rotation.expectDone(1, rotation.finish())
        #expect(rotation.state.published == [1, 1])
    }

    /// The old key is off, and the new one was deleted.
    private func offAndGone(_ backEnd: Simulation.BackEnd) async -> RotationCase {
        let rotation = RotationCase(backEnd, isImmediate: false)
        if case .waiting(let off) = await rotation.resume() { rotation.simulation.state.now = off }
        await rotation.resume()
        #expect(rotation.journal?.state == .deactivated)
        delete(1, rotation)
        return rotation
    }

    @Test("with the new key gone and the old one off, a person switches the old one on, and the abort ends", arguments: [true, false])
    func switchedOnByHand(canList: Bool) async {
        let rotation = await offAndGone(canList ? .aws : .clientPicked)
        if canList { await #expect(rotation.finish() == .decision(.newKeyGone)) }
        let back = rotation.options { $0.rollsBackAfterDeactivation = true }
        await #expect(rotation.abort(back) == .decision(.neitherKeyWorks))
        rotation.simulation.state.keys[0].isActive = true
        rotation.simulation.state.deactivatedAt = nil
        rotation.simulation.changed()
        await rotation.expectAborted(rotation.abort(back))
    }

    @Test("an administrator switches it on without help")
    func switchedOnByAdministrator() async {
        let rotation = await offAndGone(.administered)
        await rotation.expectAborted(rotation.abort(rotation.options { $0.rollsBackAfterDeactivation = true }))
    }

    @Test("a new key that is gone when the old one is to be deleted leaves the way back open")
    func goneBeforeDeletion() async {
        let rotation = RotationCase(.administered)
        rotation.simulation.plannedFaults["delete"] = ["dies before"]
        await rotation.resume()
        #expect(rotation.journal?.state == .deleting)
        delete(1, rotation)
        await #expect(rotation.resume() == .decision(.newKeyGone))
        #expect(rotation.journal?.state == .deactivated)
        await rotation.expectAborted(rotation.abort(rotation.options { $0.rollsBackAfterDeactivation = true }))
    }

    @Test("what a person has taken away is not confirmed where nothing works any more", arguments: [true, false])
    func confirmed(isOldGone: Bool) async throws {
        let rotation = RotationCase(.byHand)
        rotation.simulation.state = .plannedByHand(isImmediate: true)
        await rotation.resume()
        delete(1, rotation)
        if isOldGone { delete(0, rotation) }
        let durable = try #require(rotation.simulation.durable)
        let stop = await rotation.simulation.machine().confirmRetired(durable).stop
        #expect(stop == .decision(isOldGone ? .neitherKeyWorks : .newKeyGone) && rotation.state.newSecret == 1)
        if !isOldGone { await #expect(rotation.abort() == .aborted) }
    }
}
