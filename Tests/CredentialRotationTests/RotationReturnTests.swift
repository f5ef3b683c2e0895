import CredentialRotation
import Testing

/// Going back (§2.2): to what is known to work, of everything that may have been done, and not where nothing is left to go back to.
@Suite struct RotationReturnTests {
    @Test("what was published before a crash, or in spite of a failure, is published anew by an abort", arguments: ["dies after", "fails after"])
    func takesBackPublication(fault: String) async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["publish"] = [fault]
        await rotation.resume()
        #expect(rotation.journal?.state == .written && rotation.state.published == [1])
        await rotation.expectAborted(rotation.abort())
        #expect(rotation.state.published == [0])
    }

    @Test("an abort keeps the new key as long as what was published can't be taken back")
    func keepsPublishedKey() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["publish"] = ["dies after", "fails"]
        await rotation.resume()
        await #expect(rotation.abort() == .decision(.notPublished(reason: "hook")))
        #expect(rotation.keys == [0, 1] && rotation.pairs == [0])
        await rotation.expectAborted(rotation.resume())
    }

    @Test("an abort publishes nothing where nothing was to be published yet")
    func publishesNothing() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["save written"] = ["", "fails"]
        await #expect(rotation.resume().exitCode == 5)
        #expect(rotation.journal?.state == .written)
        await rotation.expectAborted(rotation.abort())
        #expect(!rotation.simulation.calls.contains("publish"))
    }

    @Test("a file that was replaced, and whose folder could not be synced, goes back as well", arguments: [1, 2])
    func notSynced(files: Int) async {
        let rotation = RotationCase(files: files)
        rotation.simulation.plannedFaults["write"] = files == 1 ? ["not synced"] : ["not synced", "fails"]
        await #expect(rotation.resume().exitCode == 5)
        #expect(rotation.journal?.state == .writing && rotation.pairs.first == 1)
        await rotation.expectAborted(rotation.abort())

        let resumed = RotationCase(files: files)
        resumed.simulation.plannedFaults["write"] = files == 1 ? ["not synced"] : ["not synced", "fails"]
        await resumed.resume()
        await resumed.expectDone(1, resumed.resume())
    }

    @Test("an abort keeps a new key that stands where nobody here writes, until it is taken out there")
    func newKeyElsewhere() async {
        let rotation = RotationCase(isImmediate: false)
        await rotation.resume()
        let place = "deploy.ini: [s3] has the key in a file that is not encrypted"
        rotation.simulation.blindSpots = [place]
        rotation.simulation.namingSpots = [PairTable.id(1): [place]]
        let stop = await rotation.abort()
        #expect(stop == .decision(.newKeyUsed(places: [place])) && stop.exitCode == 4)
        #expect(rotation.keys == [0, 1] && rotation.pairs == [0] && rotation.journal?.goal == .aborted)
        await #expect(rotation.resume(rotation.options { $0.acceptsBlindSpots = true }) == stop)
        rotation.simulation.namingSpots = [:]
        await rotation.expectAborted(rotation.resume())
    }

    /// A person has made the new pair, and takes the old one away.
    private func byHand() -> RotationCase {
        let rotation = RotationCase(.byHand)
        rotation.simulation.state = .plannedByHand(isImmediate: true)
        return rotation
    }

    @Test("no abort begins once a person has taken the old key away, and the rotation can be ended")
    func manualPastReturn() async {
        let rotation = byHand()
        await #expect(rotation.resume() == .decision(.manualSteps))
        rotation.simulation.state.keys.removeAll { $0.pair == 0 }
        await #expect(rotation.abort() == .decision(.pastReturn))
        #expect(rotation.journal?.goal == .done)
        guard let durable = rotation.simulation.durable else { return #expect(Bool(false)) }
        await rotation.expectDone(1, rotation.simulation.machine().confirmRetired(durable).stop)
    }

    @Test("nor once that was confirmed, whatever is wanted back")
    func manualConfirmed() async {
        let rotation = byHand()
        await rotation.resume()
        rotation.simulation.state.keys.removeAll { $0.pair == 0 }
        rotation.simulation.plannedFaults["save deleting"] = ["dies before"]
        guard let durable = rotation.simulation.durable else { return #expect(Bool(false)) }
        _ = await rotation.simulation.machine().confirmRetired(durable)
        #expect(rotation.journal?.state == .deactivated)
        await #expect(rotation.abort(rotation.options { $0.rollsBackAfterDeactivation = true }) == .decision(.pastReturn))
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("nothing is confirmed while the rotation goes back")
    func confirmedInAbort() async {
        let rotation = byHand()
        await rotation.resume()
        rotation.simulation.plannedFaults["write"] = ["dies before"]
        await rotation.abort()
        rotation.simulation.isDead = false
        guard let durable = rotation.simulation.durable else { return #expect(Bool(false)) }
        await #expect(rotation.simulation.machine().confirmRetired(durable).stop == .decision(.notToRetire))
        await #expect(rotation.resume() == .aborted)
        #expect(rotation.keys == [0, 1] && rotation.pairs == [0])
    }

    @Test("an abort whose old key is taken away before a file went back to it turns round", arguments: [true, false])
    func turnsRound(canList: Bool) async {
        let rotation = RotationCase(canList ? .aws : .clientPicked, isImmediate: false)
        await rotation.resume()
        rotation.simulation.beforeCall = { call in
            guard call == "save grace" else { return }
            rotation.simulation.state.keys.removeAll { $0.pair == 0 }
        }
        await #expect(rotation.abort(rotation.options { $0.rollsBackAfterDeactivation = true }) == .decision(.pastReturn))
        rotation.simulation.beforeCall = nil
        #expect(rotation.journal?.goal == .done && rotation.has("abort_given_up") && rotation.pairs == [1])
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("no file goes back to a pair that is not accepted, whatever a list shows of it", arguments: [true, false])
    func waitsForOldPair(isAdministered: Bool) async {
        let rotation = RotationCase(isAdministered ? .administered : .aws, isImmediate: false)
        await rotation.resume()
        rotation.simulation.acceptanceRule = { pair, _ in pair == 0 ? .unknown(code: "InvalidAccessKeyId") : nil }
        let stop = await rotation.abort()
        #expect(stop == .remoteUnknown(.unavailable(status: 403, code: "InvalidAccessKeyId")) && stop.exitCode == 6)
        #expect(rotation.keys == [0, 1] && rotation.pairs == [1] && rotation.journal?.goal == .aborted)
        // Accepted after a while, as where a cache still has the key switched off.
        var asked = 0
        rotation.simulation.acceptanceRule = { pair, _ in
            guard pair == 0 else { return nil }
            asked += 1
            return asked < 4 ? .unknown(code: "InvalidAccessKeyId") : .accepted(status: 200, isAllowed: true, requestID: nil)
        }
        await rotation.expectAborted(rotation.resume())
        // Once more just before the new key goes.
        #expect(asked == 5)
    }

    @Test("a gateway that never answers keeps nobody from going back where another accepts the old pair")
    func oneGateway() async {
        let rotation = RotationCase(isImmediate: false) { $0.targets.append(.init(endpoint: "https://b.example.com", region: "us-east-1")) }
        await rotation.resume()
        rotation.simulation.acceptanceRule = { pair, target in
            pair == 0 && target.endpoint == "https://b.example.com" ? .undecided(status: nil, .connectTimeout) : nil
        }
        await rotation.expectAborted(rotation.abort())
    }

    /// A source that can't switch keys off, as Ceph's admin operations.
    @Test(
        "where keys can't be switched off, an old key that was not deleted leaves the way back open",
        arguments: [AccessKeyRefusal.denied, .refused, .proof], [true, false])
    func notDeleted(refusal: AccessKeyRefusal, canList: Bool) async {
        let rotation = RotationCase(canList ? .withoutDeactivation : .program)
        switch refusal {
        case .denied: rotation.simulation.failingCalls["delete"] = .denied(action: "delete", code: nil)
        case .refused: rotation.simulation.failingCalls["delete"] = .refused(status: 409, code: "DeleteConflict")
        case .proof:
            rotation.simulation.beforeCall = { call in
                if call == "save deleting" { rotation.simulation.edit(0, "no section") }
            }
        }
        let stop = await rotation.resume()
        #expect(stop != .done && rotation.journal?.state == .grace && rotation.keys == [0, 1])
        rotation.simulation.failingCalls = [:]
        rotation.simulation.beforeCall = nil
        if refusal == .proof { rotation.simulation.edit(0, "the new pair") }
        await rotation.expectAborted(rotation.abort())
    }

    enum AccessKeyRefusal: Sendable, CaseIterable { case denied, refused, proof }

    @Test("without a list a delete that was denied at once leaves the key switched off")
    func deniedWithoutList() async {
        let rotation = RotationCase(.clientPicked)
        rotation.simulation.plannedFaults["delete"] = ["denied"]
        await #expect(rotation.resume() == .decision(.denied(action: "iam:delete")))
        #expect(rotation.journal?.state == .deactivated)
        await rotation.expectAborted(rotation.abort(rotation.options { $0.rollsBackAfterDeactivation = true }))
    }

    @Test("a delete that was sent before, and of which no list tells, stays past return")
    func maybeDeleted() async {
        let rotation = RotationCase(.program)
        rotation.simulation.plannedFaults["delete"] = ["dies before"]
        await rotation.resume()
        rotation.simulation.failingCalls["delete"] = .denied(action: "delete", code: nil)
        await #expect(rotation.resume() == .decision(.denied(action: "delete")))
        #expect(rotation.journal?.state == .deleting)
        await #expect(rotation.abort() == .decision(.pastReturn))
    }

    @Test("what an abort waits for is told", arguments: ["save written", "save deactivated"])
    func tellsWaits(call: String) async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults[call] = ["dies before"]
        await rotation.resume()
        rotation.simulation.waits = []
        await rotation.abort(rotation.options { $0.rollsBackAfterDeactivation = true })
        let seconds = call == "save written" ? 5 : 31
        #expect(rotation.journal?.state == .aborted && rotation.simulation.waits.contains(.underWay(seconds: seconds)), "\(rotation.simulation.waits)")
        #expect(rotation.simulation.waits.contains { if case .oldAcceptance = $0 { true } else { false } })
        #expect(rotation.simulation.waits.contains { if case .absence = $0 { true } else { false } })
    }

    @Test("an abort waits for a create that may still arrive, and deletes what it makes", arguments: [true, false])
    func lateCreate(isSentAgain: Bool) async {
        let rotation = RotationCase(.clientPicked)
        rotation.simulation.plannedFaults["create"] = isSentAgain ? ["arrives late"] : ["arrives late", "dies before"]
        if isSentAgain { rotation.simulation.plannedFaults["save verified"] = ["fails"] }
        await rotation.resume()
        #expect(rotation.journal?.state == (isSentAgain ? .created : .creating))
        await #expect(rotation.abort() == .aborted)
        rotation.simulation.state.now += 60
        rotation.simulation.endLate()
        #expect(rotation.keys == [0] && rotation.state.late == nil)
    }
}
