import CredentialRotation
import ObjectStorage
import Testing

/// Whether the new pair works, before anything is written (§2.6; §6, cases 16 to 20).
@Suite struct RotationVerificationTests {
    @Test("a key that is known after 20 seconds is waited for")
    func lateKey() async {
        let rotation = RotationCase(.delayed)
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.simulation.creates == 1)
    }

    @Test("a key that a back end only claims to have made is told, and written nowhere")
    func ignoredCreate() async {
        let rotation = RotationCase(.ignoringCreates)
        let stop = await rotation.resume()
        #expect(stop == .decision(.ignoredCreate) && stop.exitCode == 5 && rotation.pairs == [0])
        await rotation.expectAborted(rotation.abort())
        #expect(rotation.simulation.calls.contains("delete"))
    }

    @Test("one gateway that does not know the key is named, and nothing is written")
    func oneGateway() async {
        let slow = VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1", address: "192.0.2.2")
        let rotation = RotationCase { $0.targets.append(slow) }
        rotation.simulation.acceptanceRule = { $0 == 1 && $1 == slow ? .unknown(code: "InvalidAccessKeyId") : nil }
        let stop = await rotation.resume()
        #expect(stop == .decision(.notVerified(target: slow, .unknown(code: "InvalidAccessKeyId"))) && stop.exitCode == 5)
        #expect(rotation.pairs == [0] && rotation.keys == [0, 1] && rotation.journal?.state == .created)
        rotation.simulation.acceptanceRule = nil
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("an address that the name has no more is no target, also of a rejection; a new one is; without a name server the former ones stay")
    func addresses() async {
        func target(_ address: String) -> VerificationTarget { VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1", address: address) }
        let (former, stays, new) = (target("192.0.2.1"), target("192.0.2.2"), target("192.0.2.3"))
        let rotation = RotationCase(isImmediate: false) { $0.targets = [former, stays] }
        await rotation.resume()
        #expect(rotation.journal?.targets == [former, stays] && rotation.journal?.state == .grace)
        rotation.simulation.acceptanceRule = { $1 == former ? .undecided(status: nil, .connectionRefused) : nil }
        rotation.state.journal.map { rotation.simulation.state.now = $0.deactivateNotBefore ?? 0 }
        let stop = await rotation.resume()
        #expect(stop == .decision(.notVerified(target: former, .undecided(status: nil, .connectionRefused))) && rotation.isActive(0) == true)
        rotation.simulation.addresses = ["192.0.2.2", "192.0.2.3"]
        await rotation.expectDone(1, rotation.finish())
        #expect(rotation.journal?.targets == [stays, new] && rotation.journal?.rejection == .confirmed)
    }

    @Test("places that a person names later take the others' place once the new key has proved itself there")
    func otherPlaces() async {
        let (kept, gone) = (VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1"), VerificationTarget(endpoint: "https://gone.example.com", region: "us-east-1"))
        let other = VerificationTarget(endpoint: "https://other.example.com", region: "us-east-1")
        let rotation = RotationCase(isImmediate: false) { $0.targets = [kept, gone] }
        await rotation.resume()
        rotation.simulation.acceptanceRule = { $1 == gone || $1 == other ? .undecided(status: nil, .connectionRefused) : nil }
        let refused = await rotation.resume(rotation.options { $0.targets = [kept, other] })
        #expect(refused == .decision(.notVerified(target: other, .undecided(status: nil, .connectionRefused))))
        #expect(rotation.journal?.targets == [kept, gone] && rotation.journal?.state == .grace)
        let taken = await rotation.resume(rotation.options { $0.targets = [kept] })
        #expect(taken.exitCode == 0 && rotation.journal?.targets == [kept] && rotation.journal?.verified.map(\.target) == [kept] && rotation.has("targets"))
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("a rejection that was seen counts no more where another place is named")
    func otherPlaceOfRejection() async {
        let (kept, other) = (VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1"), VerificationTarget(endpoint: "https://other.example.com", region: "us-east-1"))
        let rotation = RotationCase(isImmediate: false)
        await rotation.resume()
        rotation.state.journal.map { rotation.simulation.state.now = $0.deactivateNotBefore ?? 0 }
        await rotation.resume()
        #expect(rotation.journal?.state == .deactivated && rotation.journal?.rejection == .confirmed)
        rotation.simulation.acceptanceRule = { $0 == 0 && $1 == other ? .accepted(status: 200, isAllowed: true, requestID: nil) : nil }
        let stop = await rotation.resume(rotation.options { $0.targets = [kept, other] })
        #expect(stop == .unconfirmed && rotation.journal?.rejection == .unconfirmed && rotation.keys == [0, 1])
    }

    @Test("only two successes in a row count")
    func flapping() async {
        let rotation = RotationCase(isImmediate: false)
        var answers: [KeyAcceptance?] = [nil, .unknown(code: "InvalidAccessKeyId"), nil, nil]
        rotation.simulation.acceptanceRule = { pair, _ in pair == 1 && !answers.isEmpty ? answers.removeFirst() : nil }
        await rotation.resume()
        #expect(rotation.journal?.verified.first?.attempts == 4 && rotation.journal?.state == .grace)
    }

    @Test("the two successes are two seconds apart, and refusals are asked about again after half a second and more")
    func schedule() async {
        let rotation = RotationCase(isImmediate: false)
        var times: [Int64] = []
        var refusals = 3
        rotation.simulation.acceptanceRule = { pair, _ in
            guard pair == 1 else { return nil }
            times.append(rotation.state.now)
            refusals -= 1
            return refusals >= 0 ? .unknown(code: "InvalidAccessKeyId") : nil
        }
        await rotation.resume()
        #expect(times.count == 5)
        #expect(times[4] - times[3] >= 2)
    }

    @Test("a new key with fewer rights than the old one is not used; one with the same is")
    func rights() async {
        let fewer = RotationCase()
        fewer.simulation.acceptanceRule = { pair, _ in pair == 1 ? .accepted(status: 403, isAllowed: false, requestID: nil) : nil }
        let stop = await fewer.resume()
        #expect(stop == .decision(.fewerRights(target: .init(endpoint: "https://s3.example.com", region: "us-east-1"))) && stop.exitCode == 5)
        #expect(fewer.pairs == [0])
        let same = RotationCase()
        same.simulation.acceptanceRule = { pair, _ in
            same.isActive(pair) == true ? .accepted(status: 403, isAllowed: false, requestID: nil) : nil
        }
        await same.expectDone(1, same.resume())
    }

    @Test("once the files are out the old pair is asked nothing: a use of ours would look like somebody's")
    func asksNothingLate() async {
        let rotation = RotationCase(isImmediate: false)
        var uses = 0
        var isAllowed = false
        rotation.simulation.acceptanceRule = { pair, _ in
            guard rotation.isActive(pair) == true else { return nil }
            if pair == 0, rotation.journal?.committedAt != nil { uses += 1 }
            return .accepted(status: isAllowed ? 200 : 403, isAllowed: isAllowed, requestID: nil)
        }
        await rotation.resume()
        rotation.simulation.failingCalls["deactivate"] = .unavailable(status: 500, code: nil)
        await #expect(rotation.finish().exitCode == 6)
        #expect(uses == 0 && rotation.isActive(0) == true)
        rotation.simulation.failingCalls = [:]
        await rotation.expectDone(1, rotation.finish())

        // What it could do at first it must not have lost.
        let fewer = RotationCase(isImmediate: false)
        isAllowed = true
        fewer.simulation.acceptanceRule = { pair, _ in pair == 1 ? .accepted(status: isAllowed ? 200 : 403, isAllowed: isAllowed, requestID: nil) : nil }
        await fewer.resume()
        isAllowed = false
        await #expect(fewer.finish() == .decision(.fewerRights(target: .init(endpoint: "https://s3.example.com", region: "us-east-1"))))
        #expect(fewer.isActive(0) == true)
    }

    @Test("after the commit another address of a place counts as that place; of rights at a new place nobody can say whether they are fewer")
    func rightsElsewhere() async {
        func target(_ address: String) -> VerificationTarget { VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1", address: address) }
        let rotation = RotationCase(isImmediate: false) { $0.targets = [target("192.0.2.1")] }
        rotation.simulation.acceptanceRule = { pair, _ in rotation.isActive(pair) == true ? .accepted(status: 403, isAllowed: false, requestID: nil) : nil }
        await rotation.resume()
        let other = VerificationTarget(endpoint: "https://other.example.com", region: "us-east-1")
        await #expect(
            rotation.resume(rotation.options { $0.targets = [other] })
                == .decision(.notVerified(target: other, .accepted(status: 403, isAllowed: false, requestID: nil))))
        rotation.simulation.addresses = ["192.0.2.7"]
        await rotation.expectDone(1, rotation.finish())
        #expect(rotation.journal?.targets == [target("192.0.2.7")])
    }

    @Test("a wrong signature is looked at three times, a wrong clock once")
    func fatal() async {
        let rotation = RotationCase()
        var asked = 0
        rotation.simulation.acceptanceRule = { pair, _ in
            if pair == 1 { asked += 1 }
            return pair == 1 ? .wrongSecret : nil
        }
        let stop = await rotation.resume()
        #expect(stop.exitCode == 5 && asked == 3)
        rotation.simulation.acceptanceRule = { pair, _ in pair == 1 ? .clockSkew : nil }
        await #expect(rotation.resume().exitCode == 6)
    }

    @Test("a deadline other than the back end's is kept")
    func deadline() async {
        let rotation = RotationCase()
        rotation.simulation.acceptanceRule = { pair, _ in pair == 1 ? .undecided(status: 503, nil) : nil }
        let start = rotation.state.now
        let stop = await rotation.resume(rotation.options { $0.verifySeconds = 5 })
        #expect(stop.exitCode == 5 && rotation.state.now - start < 40)
    }
}
