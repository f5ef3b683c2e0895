import CredentialRotation
import ObjectStorage
import Testing

/// Keys of others, which look like that of a lost create (§2.5), and the one that is to make room (§1a).
@Suite struct RotationOrphanTests {
    private static let other = PairTable.id(PairTable.othersFirst)

    @Test("a subuser's key that shows up meanwhile is none that an answer was lost of", arguments: [true, false])
    func subuser(isDone: Bool) async {
        let rotation = RotationCase(.ceph)
        rotation.simulation.createAnswers = [.init(error: .noAnswer(.responseTimeout), isDone: isDone)]
        rotation.simulation.beforeCall = { call in
            guard call == "list", rotation.journal?.state == .creating, rotation.simulation.subusers.isEmpty else { return }
            rotation.simulation.subusers = [30]
            // Another key at the end is well.
            rotation.simulation.state.isMeddledWith = true
            rotation.simulation.state.keys.append(.init(pair: 30, created: rotation.state.now, visibleAt: 0, isOurs: false))
        }
        #expect(await rotation.resume() == .done)
        #expect(rotation.has("adopted") == isDone && rotation.keys.sorted() == [1, 30] && rotation.pairs == [1] && rotation.simulation.violations.isEmpty)
    }

    @Test("a request may take as long as its service lets it, and what it made is still the rotation's")
    func slowService() async {
        var backEnd = Simulation.BackEnd.withoutDeactivation
        (backEnd.tellsTime, backEnd.traits.tellsCreationDates, backEnd.traits.requestSeconds) = (false, false, 600)
        let rotation = RotationCase(backEnd)
        rotation.simulation.plannedFaults["create"] = ["lost"]
        rotation.simulation.beforeCall = { call in
            guard call == "create", rotation.state.now < SimulatedState.start + 600 else { return }
            rotation.simulation.state.now += 600
        }
        await rotation.expectDone(2, rotation.resume())
        #expect(rotation.has("orphan_deleted"))
    }

    @Test("the only unknown key is not taken for the one that a person has named, which is gone")
    func namedIsGone() async {
        let rotation = RotationCase(.withoutDeactivation)
        rotation.simulation.plannedFaults["create"] = ["dies after"]
        await rotation.resume()
        rotation.simulation.state.keys.removeAll { $0.pair == 1 }
        rotation.simulation.addOthersKey()
        let stop = await rotation.resume(rotation.options { $0.orphan = PairTable.id(1) })
        #expect(stop == .decision(.orphans(ids: [Self.other])) && rotation.keys == [0, 30])
    }

    @Test("a key that somebody has made in the days since is not taken for that of a lost create")
    func colleaguesKey() async {
        let rotation = RotationCase(isImmediate: false)
        rotation.simulation.plannedFaults["create"] = ["lost"]
        await rotation.resume()
        rotation.simulation.plannedFaults["save deleted"] = ["dies after"]
        await rotation.finish()
        #expect(rotation.journal?.state == .deleted && rotation.keys == [2])
        rotation.simulation.addOthersKey()
        await #expect(rotation.resume() == .done)
        #expect(rotation.keys == [2, 30] && rotation.simulation.violations.isEmpty)
    }

    @Test("where keys have no dates, a person says whose a late one is")
    func colleaguesKeyWithoutDate() async {
        let rotation = RotationCase(.ceph)
        rotation.simulation.plannedFaults["create"] = ["not done"]
        rotation.simulation.plannedFaults["save deleted"] = ["dies after"]
        await rotation.resume()
        #expect(rotation.journal?.state == .deleted)
        rotation.simulation.state.now += 86_400
        rotation.simulation.addOthersKey()
        await #expect(rotation.resume() == .decision(.orphans(ids: [Self.other])))
        #expect(rotation.keys == [1, 30])
        await #expect(rotation.resume(rotation.options { $0.orphan = Self.other }) == .done)
        #expect(rotation.keys == [1])
    }

    @Test("without a date a key that shows up long after the create is a person's to judge, though the rotation has none", arguments: [true, false])
    func showsUpLate(tellsTime: Bool) async {
        var backEnd = Simulation.BackEnd.ceph
        backEnd.tellsTime = tellsTime
        let rotation = RotationCase(backEnd)
        rotation.simulation.plannedFaults["create"] = ["dies before"]
        await rotation.resume()
        rotation.simulation.state.now += 400
        rotation.simulation.addOthersKey()
        let stop = await rotation.resume()
        #expect(stop == .decision(.orphans(ids: [Self.other])) && stop.exitCode == 6 && rotation.keys == [0, 30])
        await #expect(rotation.abort() == stop)
        #expect(rotation.keys == [0, 30] && rotation.pairs == [0])
        await #expect(rotation.resume(rotation.options { $0.notOrphans = [Self.other] }) == .aborted)
        #expect(rotation.keys == [0, 30] && rotation.has("others_key"))
    }

    @Test("a clock that was set back makes no late key an early one")
    func clockSetBack() async {
        var backEnd = Simulation.BackEnd.ceph
        backEnd.tellsTime = false
        let rotation = RotationCase(backEnd)
        rotation.simulation.plannedFaults["create"] = ["dies before"]
        await rotation.resume()
        rotation.simulation.state.localAhead = -86_400
        rotation.simulation.addOthersKey()
        await #expect(rotation.resume() == .decision(.orphans(ids: [Self.other])))
    }

    @Test("at once the key of a lost create is settled without dates and without the server's time", arguments: [true, false])
    func showsUpSoon(showsSecrets: Bool) async {
        var backEnd = Simulation.BackEnd.ceph
        (backEnd.tellsTime, backEnd.traits.showsSecrets) = (false, showsSecrets)
        let rotation = RotationCase(backEnd)
        rotation.simulation.plannedFaults["create"] = ["dies after"]
        await rotation.resume()
        rotation.simulation.state.now += 120
        await rotation.expectDone(showsSecrets ? 1 : 2, rotation.resume())
        #expect(rotation.has(showsSecrets ? "adopted" : "orphan_deleted"))
    }

    @Test("a key that a person says is somebody else's stays, and the rotation goes on, also at its end")
    func dismissed() async {
        let rotation = RotationCase(.ceph)
        rotation.simulation.plannedFaults["create"] = ["not done"]
        rotation.simulation.plannedFaults["save deleted"] = ["dies after"]
        await rotation.resume()
        rotation.simulation.state.now += 86_400
        rotation.simulation.addOthersKey()
        await #expect(rotation.resume().exitCode == 6)
        rotation.simulation.plannedFaults["save done"] = ["dies before"]
        await rotation.resume(rotation.options { $0.notOrphans = [Self.other] })
        // Said once, it is known.
        await #expect(rotation.resume() == .done)
        #expect(rotation.keys == [1, 30] && rotation.simulation.violations.isEmpty)
    }

    @Test("a key that stands in a file is somebody's, in whatever form, and whoever names it", arguments: [true, false])
    func inFile(isNamed: Bool) async {
        let rotation = RotationCase(.withoutDeactivation)
        rotation.simulation.plannedFaults["create"] = ["dies after"]
        await rotation.resume()
        rotation.simulation.namingSpots = [PairTable.id(1): ["notes.txt: the key's id stands in it"]]
        let stop = await rotation.resume(rotation.options { if isNamed { $0.orphan = PairTable.id(1) } })
        #expect(stop == .done && rotation.keys == [1, 2] && rotation.has("others_key"))
    }

    @Test("the pair of a program that is asked once more days later is found by its date")
    func repeatedLater() async {
        var backEnd = Simulation.BackEnd(name: "program with a list", repeatsCreates: true)
        (backEnd.traits.repeatsCreate, backEnd.traits.tellsLastUse) = (true, false)
        let rotation = RotationCase(backEnd)
        rotation.simulation.plannedFaults["create"] = ["dies before", "dies after"]
        await rotation.resume()
        rotation.simulation.state.now += 200_000
        await rotation.resume()
        #expect(rotation.keys == [0, 1] && rotation.journal?.state == .creating)
        await rotation.expectAborted(rotation.abort())
    }

    /// Two keys, of which one may go after a day in which it is switched off.
    private func full(wait: Int = 86_400) -> (RotationCase, RotationMachine.Options) {
        let rotation = RotationCase { journal in
            journal.settings = RotationSettings()
            journal.settings?.evicted = Self.other
        }
        rotation.simulation.state.keys.append(.init(pair: 30, created: SimulatedState.start - 1000, visibleAt: 0, isOurs: false))
        return (
            rotation,
            rotation.options {
                ($0.evicted, $0.evictsActive, $0.evictWait) = (Self.other, true, wait)
            }
        )
    }

    /// Its owner switches it on again once that many seconds have gone by.
    private func switchOn(_ rotation: RotationCase, after seconds: Int64) {
        rotation.simulation.beforeCall = { _ in
            guard rotation.state.now >= SimulatedState.start + seconds, let index = rotation.state.keys.firstIndex(where: { $0.pair == 30 }) else { return }
            rotation.simulation.state.keys[index].isActive = true
        }
    }

    @Test("a key whose owner has switched it on again is not switched off by the next run")
    func objection() async {
        let (rotation, options) = full()
        switchOn(rotation, after: 3_600)
        let stop = await rotation.resume(options)
        #expect(stop == .decision(.evictionObjected(id: Self.other)) && stop.exitCode == 7)
        #expect(rotation.has("eviction_objected") && rotation.journal?.settings?.evicted == nil && rotation.isActive(30) == true)
        #expect(rotation.journal?.state == .aborted && rotation.journal?.evictedKey == nil)
        let calls = rotation.simulation.calls.count { $0 == "deactivate" }
        await #expect(rotation.resume() == .aborted)
        #expect(rotation.simulation.calls.count { $0 == "deactivate" } == calls && rotation.isActive(30) == true)
    }

    @Test("a rotation that finds no room keeps its journal, which has the old pair, where the file went away in the wait")
    func noRoomWithoutFile() async {
        let (rotation, options) = full()
        rotation.simulation.beforeCall = { _ in
            guard rotation.state.now >= SimulatedState.start + 3_600, rotation.pairs == [0] else { return }
            for index in rotation.state.keys.indices { rotation.simulation.state.keys[index].isActive = true }
            rotation.simulation.edit(0, "no section")
        }
        await #expect(rotation.resume(options) == .conflict(.missing(path: "file0", remote: "s3", candidates: [])))
        #expect(rotation.journal?.state == .planned && rotation.state.oldSecret == 0 && !rotation.state.isArchived && rotation.isActive(30) == true)
        rotation.simulation.beforeCall = nil
        rotation.simulation.edit(0, "the old pair")
        await #expect(rotation.resume() == .limitReached(ids: [PairTable.id(0), Self.other]))
        #expect(rotation.journal?.state == .aborted && rotation.keys == [0, 30] && rotation.simulation.violations.isEmpty)
    }

    @Test("an objection counts though the run that switched the key off was broken off, and so does its time")
    func objectionAfterDeath() async {
        for objects in [true, false] {
            let (rotation, options) = full()
            rotation.simulation.pausesLeft = 10
            await #expect(rotation.resume(options) == .interrupted)
            rotation.simulation.pausesLeft = nil
            #expect(rotation.isActive(30) == false && rotation.has("evicted_off"))
            #expect(rotation.journal?.evictedKey == EvictedKey(id: Self.other, standing: .off))
            rotation.simulation.state.now += 40_000
            if objects { switchOn(rotation, after: 0) }
            let start = rotation.state.now
            let stop = await rotation.resume(options)
            if objects {
                #expect(stop.exitCode == 7 && rotation.isActive(30) == true && rotation.simulation.calls.count { $0 == "deactivate" } == 1)
            } else {
                #expect(stop == .done && rotation.keys == [1] && rotation.state.now - start < 50_000)
                #expect(rotation.journal?.evictedKey == EvictedKey(id: Self.other, standing: .deleted))
            }
        }
    }

    @Test("a list that lags is no objection, neither before the wait nor after it")
    func laggingList() async {
        let (rotation, options) = full()
        rotation.simulation.staleLists = 2
        var isAfter = false
        rotation.simulation.beforeCall = { call in
            guard call == "list", !isAfter, rotation.state.now >= SimulatedState.start + 86_400 else { return }
            isAfter = true
            rotation.simulation.staleLists = 2
        }
        await #expect(rotation.resume(options) == .done)
        #expect(rotation.keys == [1] && isAfter && !rotation.has("eviction_objected"))
    }

    @Test("a key that others have made while it was waited for is not taken for that of a lost create")
    func madeInTheWait() async {
        var backEnd = Simulation.BackEnd.aws
        backEnd.traits.limit = nil
        let rotation = RotationCase(backEnd)
        rotation.simulation.state.keys.append(.init(pair: 30, created: SimulatedState.start - 1000, visibleAt: 0, isOurs: false))
        rotation.simulation.state.nextOther = 31
        rotation.simulation.beforeCall = { call in
            guard call == "list", rotation.state.now >= SimulatedState.start + 80_000, rotation.state.key(31) == nil else { return }
            rotation.simulation.addOthersKey()
        }
        rotation.simulation.plannedFaults["create"] = ["not done"]
        let stop = await rotation.resume(
            rotation.options { ($0.evicted, $0.evictsActive, $0.evictWait) = (Self.other, true, 86_400) })
        #expect(stop == .done && rotation.keys == [31, 1])
    }

    @Test("the journal tells of the key that made room, whenever the process dies", arguments: [
        ("deactivate", "dies before", EvictedKey.Standing.unknown), ("deactivate", "dies after", .unknown), ("delete", "dies after", .unknown),
        ("save planned", "dies after", .unknown), ("create", "dies before", .deleted),
    ]) func told(place: String, fault: String, standing: EvictedKey.Standing) async {
        let (rotation, options) = full(wait: 0)
        rotation.simulation.plannedFaults[place] = [fault]
        await rotation.resume(options)
        #expect(rotation.journal?.evictedKey == EvictedKey(id: Self.other, standing: standing))
        await #expect(rotation.resume(options) == .done)
        #expect(rotation.keys == [1] && rotation.journal?.evictedKey?.standing == .deleted)
    }

    @Test("an abort leaves the key off that was switched off, and says so")
    func leftOff() async {
        let (rotation, options) = full()
        rotation.simulation.pausesLeft = 10
        await rotation.resume(options)
        rotation.simulation.pausesLeft = nil
        await #expect(rotation.abort() == .aborted)
        #expect(rotation.isActive(30) == false && rotation.journal?.evictedKey == EvictedKey(id: Self.other, standing: .off))
    }

    @Test("neither the key that signs goes, nor one that can't be switched off for the wait")
    func neverEvicted() async {
        let signer = RotationCase(.administered)
        let id = PairTable.id(PairTable.administrator)
        signer.simulation.state.keys.append(
            .init(pair: PairTable.administrator, created: SimulatedState.start - 1000, visibleAt: 0, isOurs: false))
        await #expect(signer.resume(signer.options { ($0.evicted, $0.evictsActive) = (id, true) }).exitCode == 7)
        #expect(signer.keys.contains(PairTable.administrator) && signer.isActive(PairTable.administrator) == true)

        var backEnd = Simulation.BackEnd.withoutDeactivation
        backEnd.traits.limit = 2
        let waiting = RotationCase(backEnd)
        waiting.simulation.state.keys.append(.init(pair: 30, created: SimulatedState.start - 1000, visibleAt: 0, isOurs: false))
        let options = waiting.options { ($0.evicted, $0.evictsActive, $0.evictWait) = (Self.other, true, 3_600) }
        await #expect(waiting.resume(options).exitCode == 7)
        #expect(waiting.keys == [0, 30])
    }

    @Test("no key goes while it may stand where nobody could look")
    func blindSpots() async {
        let (rotation, options) = full(wait: 0)
        rotation.simulation.blindSpots = ["others/rclone.conf"]
        let stop = await rotation.resume(options)
        #expect(stop == .decision(.blindSpots(["others/rclone.conf"])) && rotation.keys == [0, 30])
        var agreed = options
        agreed.acceptsBlindSpots = true
        // That it may be somewhere can be accepted, and not that it is.
        rotation.simulation.namingSpots = [Self.other: ["deploy.ini: the key's id stands in it"]]
        await #expect(rotation.resume(agreed).exitCode == 7)
        #expect(rotation.keys == [0, 30])
        let (other, _) = full(wait: 0)
        other.simulation.blindSpots = rotation.simulation.blindSpots
        await #expect(other.resume(agreed) == .done)
    }
}
