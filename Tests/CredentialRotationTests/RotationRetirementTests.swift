import CredentialRotation
import ObjectStorage
import Testing

/// The old key goes with evidence only, and in time (§2.7; §6, cases 22 and 34 to 42).
@Suite struct RotationRetirementTests {
    @Test("both grace times are waited for")
    func grace() async {
        let rotation = RotationCase(isImmediate: false)
        guard case .waiting(let off) = await rotation.resume() else { return #expect(Bool(false)) }
        #expect(off == (rotation.journal?.committedAt ?? 0) + 86_400 && rotation.isActive(0) == true)
        await #expect(rotation.resume() == .waiting(until: off))
        rotation.simulation.state.now = off
        guard case .waiting(let gone) = await rotation.resume() else { return #expect(Bool(false)) }
        #expect(gone >= off + 86_400 && rotation.isActive(0) == false)
        rotation.simulation.state.now = gone
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("a clock that jumps back makes nothing earlier and no wait negative; the server's counts")
    func clockBack() async {
        let rotation = RotationCase(isImmediate: false)
        guard case .waiting(let off) = await rotation.resume() else { return #expect(Bool(false)) }
        rotation.simulation.state.localAhead = -172_800
        await #expect(rotation.resume() == .waiting(until: off))
        rotation.simulation.state.now = off - 1
        await #expect(rotation.resume() == .waiting(until: off) || rotation.isActive(0) == false)
        rotation.simulation.state.now = off
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("a process that waits sleeps until it is time")
    func sleeps() async {
        let rotation = RotationCase(isImmediate: false)
        await rotation.expectDone(1, rotation.resume(rotation.options { $0.waits = true }))
        #expect(rotation.state.now - SimulatedState.start >= 2 * 86_400)
    }

    @Test("a no to the old key going at once is durable, and only a person's yes undoes it", arguments: [true, false])
    func confirmation(canDeactivate: Bool) async {
        let rotation = RotationCase(canDeactivate ? .aws : .withoutDeactivation) { journal in
            journal.settings = RotationSettings()
            journal.settings?.asksBeforeRetirement = true
        }
        func stays(_ location: SourceLocation = #_sourceLocation) {
            #expect(rotation.journal?.state == .grace && rotation.isActive(0) == true && rotation.keys == [0, 1], sourceLocation: location)
            #expect(rotation.journal?.settings?.asksBeforeRetirement == true, sourceLocation: location)
        }
        rotation.simulation.retirementAnswer = .no
        let stop = await rotation.resume()
        #expect(stop == .decision(.notConfirmed) && stop.exitCode == 5 && rotation.has("retirement_refused"))
        stays()
        // A schedule, which asks nobody, and what it was to wait for is over.
        rotation.simulation.retirementAnswer = .nobodyThere
        await #expect(rotation.resume(rotation.options { $0.waits = true }) == .decision(.notConfirmed))
        stays()
        rotation.simulation.retirementAnswer = .yes
        // Said once, it is said for whoever comes after a crash.
        rotation.simulation.plannedFaults[canDeactivate ? "save deactivated" : "save deleting"] = ["dies before"]
        await rotation.resume()
        #expect(rotation.journal?.settings?.asksBeforeRetirement == false && rotation.has("retirement_confirmed"))
        rotation.simulation.retirementAnswer = .nobodyThere
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("a rotation that was begun by a yes to everything asks nobody")
    func unasked() async {
        let rotation = RotationCase { $0.settings = RotationSettings() }
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("a signer that the back end does not know is the new key only where that signs", arguments: [
        ("list", RotationState.committed), ("lastUse", .grace), ("list", .deleting),
    ], [true, false])
    func unknownSigner(place: (call: String, state: RotationState), isAdministered: Bool) async {
        let rotation = RotationCase(isAdministered ? .administered : .aws)
        let simulation = rotation.simulation
        simulation.beforeCall = { _ in
            // Of deleting: when the old key is gone, and is looked for.
            let isThen = simulation.state.journal?.state == place.state && (place.state != .deleting || simulation.state.keys.count == 1)
            simulation.failingCalls[place.call] = isThen ? .unknownSigner(code: "InvalidClientTokenId") : nil
        }
        let stop = await rotation.resume()
        #expect(rotation.journal?.state == place.state)
        #expect(stop == (isAdministered ? .remoteUnknown(.unknownSigner(code: "InvalidClientTokenId")) : .decision(.newKeyGone)))
    }

    @Test("a server that always fails to switch off leaves both keys on")
    func failsToDeactivate() async {
        let rotation = RotationCase()
        rotation.simulation.failingCalls["deactivate"] = .unavailable(status: 500, code: "ServiceFailure")
        let stop = await rotation.resume()
        #expect(stop.exitCode == 6 && rotation.journal?.state == .grace)
        #expect(rotation.isActive(0) == true && rotation.isActive(1) == true)
        #expect(rotation.simulation.calls.count { $0 == "deactivate" } == 5)
        rotation.simulation.failingCalls = [:]
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("that the pair which signs is not known says of the new key only where it is the new pair", arguments: [false, true], ["list", "deactivate"])
    func unknownSigner(isAdministered: Bool, call: String) async {
        let rotation = RotationCase(isAdministered ? .administered : .aws, isImmediate: false)
        await rotation.resume()
        rotation.simulation.state.now += 90_000
        rotation.simulation.failingCalls[call] = .unknownSigner(code: "InvalidClientTokenId")
        let stop = await rotation.resume()
        #expect(stop == (isAdministered ? .remoteUnknown(.unknownSigner(code: "InvalidClientTokenId")) : .decision(.newKeyGone)))
        rotation.simulation.failingCalls = [:]
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("a delete whose answer was lost is asked for again")
    func lostDelete() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["delete"] = ["lost"]
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("a delete that is not allowed leaves the key switched off, and names the action")
    func deniedDelete() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["delete"] = ["denied"]
        let stop = await rotation.resume()
        #expect(stop == .decision(.denied(action: "iam:delete")) && stop.exitCode == 5)
        #expect(rotation.journal?.state == .deactivated && rotation.isActive(0) == false)
    }

    @Test("an old pair that is accepted all the same is not reported as done")
    func stillAccepted() async {
        var backEnd = Simulation.BackEnd.aws
        backEnd.acceptsInactive = true
        let rotation = RotationCase(backEnd)
        let stop = await rotation.resume()
        #expect(stop == .unconfirmed && stop.exitCode == 8)
        #expect(rotation.journal?.state == .deactivated && rotation.journal?.rejection == .unconfirmed)
        let calls = rotation.simulation.calls.count { $0 == "deactivate" }
        await #expect(rotation.resume() == .unconfirmed)
        #expect(rotation.simulation.calls.count { $0 == "deactivate" } == calls)
        await #expect(rotation.resume(rotation.options { $0.forcesRetirement = true }) == .done)
        #expect(rotation.keys == [1])
    }

    @Test("a wrong signature is no evidence that the old pair is refused")
    func wrongSecretIsNoEvidence() async {
        let rotation = RotationCase()
        rotation.simulation.acceptanceRule = { pair, _ in pair == 0 && rotation.isActive(0) == false ? .wrongSecret : nil }
        await #expect(rotation.resume() == .unconfirmed)
    }

    @Test("a key that a back end only claims to have deleted is not reported as done")
    func keepsDeleted() async {
        var backEnd = Simulation.BackEnd.withoutDeactivation
        backEnd.keepsDeleted = true
        let rotation = RotationCase(backEnd)
        let stop = await rotation.resume()
        #expect(stop == .unconfirmed && rotation.journal?.state == .deleting)
    }

    @Test("an old key that someone still uses is kept, unless that is forced")
    func stillUsed() async {
        let rotation = RotationCase(isImmediate: false)
        await rotation.resume()
        let use = AccessKeyUse(date: (rotation.journal?.committedAt ?? 0) + 7_200, service: "s3", region: "eu-west-1")
        rotation.simulation.lateUse = use
        let stop = await rotation.finish()
        #expect(stop == .decision(.stillUsed(use)) && stop.exitCode == 5 && rotation.isActive(0) == true)
        await rotation.expectDone(1, rotation.finish(rotation.options { $0.forcesRetirement = true }))
    }

    @Test("a new key that someone has deleted keeps the old one, and an abort goes back to it")
    func newKeyGone() async {
        let rotation = RotationCase(isImmediate: false)
        await rotation.resume()
        rotation.simulation.state.keys.removeAll { $0.pair == 1 }
        rotation.simulation.state.isBrokenByPerson = true
        let stop = await rotation.finish()
        #expect(stop == .decision(.newKeyGone) && stop.exitCode == 5 && rotation.isActive(0) == true)
        await rotation.expectAborted(rotation.abort())
    }

    @Test("killed after the key was switched off, that is seen in the list")
    func killedAfterDeactivation() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["deactivate"] = ["dies after"]
        await rotation.resume()
        #expect(rotation.journal?.state == .grace && rotation.isActive(0) == false)
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.simulation.calls.count { $0 == "deactivate" } == 1)
    }

    @Test("a list that lags behind the switching off is waited for, and does not begin the grace time anew")
    func staleList() async {
        let rotation = RotationCase(isImmediate: false)
        rotation.simulation.staleLists = 3
        await rotation.expectDone(1, rotation.finish())
        #expect(!rotation.has("active_again") && rotation.simulation.staleLists == 0)
        #expect(rotation.simulation.calls.count { $0 == "deactivate" } == 1)
    }

    @Test("a key that a back end only claims to have switched off is not reported as off")
    func claimsToDeactivate() async {
        let rotation = RotationCase()
        rotation.simulation.staleLists = .max
        let stop = await rotation.resume()
        #expect(stop == .unconfirmed && stop.exitCode == 8 && rotation.journal?.state == .grace)
    }

    @Test("an old key that someone has switched on again is kept for another grace time")
    func activeAgain() async {
        let rotation = RotationCase(isImmediate: false)
        guard case .waiting(let off) = await rotation.resume() else { return #expect(Bool(false)) }
        rotation.simulation.state.now = off
        guard case .waiting(let gone) = await rotation.resume() else { return #expect(Bool(false)) }
        rotation.simulation.state.keys[0].isActive = true
        rotation.simulation.state.now = gone
        guard case .waiting(let next) = await rotation.resume() else { return #expect(Bool(false)) }
        #expect(rotation.journal?.state == .grace && next >= gone + 86_400 && rotation.isActive(0) == true)
        await rotation.expectDone(1, rotation.finish())
    }

    @Test("an abort after the files were written puts the old pair back")
    func abortAfterWriting() async {
        for files in 1...3 {
            let rotation = RotationCase(files: files, isImmediate: false)
            await rotation.resume()
            rotation.simulation.edit(0, "unrelated")
            await rotation.expectAborted(rotation.abort())
            #expect(rotation.state.files[0].version == 3)
        }
    }

    @Test("an abort after the key was switched off needs its own flag")
    func abortAfterDeactivation() async {
        let rotation = RotationCase(isImmediate: false)
        guard case .waiting(let off) = await rotation.resume() else { return #expect(Bool(false)) }
        rotation.simulation.state.now = off
        await rotation.resume()
        #expect(rotation.journal?.state == .deactivated)
        let refused = await rotation.abort()
        #expect(refused == .decision(.needsRollbackFlag) && refused.exitCode == 5 && rotation.journal?.goal == .done)
        await rotation.expectAborted(rotation.abort(rotation.options { $0.rollsBackAfterDeactivation = true }))
    }

    @Test("an abort is refused where the old key is about to be deleted")
    func pastReturn() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["delete"] = ["dies before"]
        await rotation.resume()
        #expect(rotation.journal?.state == .deleting)
        let stop = await rotation.abort()
        #expect(stop == .decision(.pastReturn) && stop.exitCode == 4)
        await rotation.expectDone(1, rotation.resume())
        await #expect(rotation.abort() == .done)
    }

    @Test("an abort that was killed stays an abort")
    func abortIsDurable() async {
        let rotation = RotationCase(isImmediate: false)
        await rotation.resume()
        rotation.simulation.plannedFaults["write"] = ["dies before"]
        await rotation.abort()
        #expect(rotation.journal?.goal == .aborted && rotation.pairs == [1])
        await rotation.expectAborted(rotation.resume())
    }

    @Test("a signal at any pause ends the run, and the next one goes on")
    func interrupted() async {
        var pauses = 0
        while pauses < 200 {
            let rotation = RotationCase()
            rotation.simulation.pausesLeft = pauses
            let stop = await rotation.resume()
            if stop == .done { break }
            #expect(stop == .interrupted && stop.exitCode == 130)
            rotation.simulation.pausesLeft = nil
            await rotation.expectDone(1, rotation.resume())
            pauses += 1
        }
        #expect((10..<200).contains(pauses))
    }
}
