import CredentialRotation
import Testing

/// Which journals may be written, and read.
@Suite struct RotationJournalTests {
    @Test("the states follow each other as the table says, and an abort only ends")
    func transitions() {
        func after(_ state: RotationState, _ goal: RotationJournal.Goal) -> [RotationState] {
            RotationState.allCases.filter { $0 != state && RotationTransition.isLegal(from: state, to: $0, goal: goal) }
        }
        #expect(after(.planned, .done) == [.creating])
        #expect(after(.creating, .done) == [.planned, .created])
        #expect(after(.writing, .done) == [.verified, .written])
        #expect(after(.grace, .done) == [.writing, .deactivated, .deleting])
        #expect(after(.deleted, .done) == [.done])
        for state in RotationState.allCases {
            #expect(!after(state, .done).contains(.aborted))
            #expect(Set(after(state, .aborted)).isSubset(of: [.aborted, .grace]))
        }
        #expect(after(.deleting, .aborted).isEmpty && after(.done, .done).isEmpty && after(.aborted, .aborted).isEmpty)
        #expect(!RotationTransition.isLegal(from: .done, to: .done, goal: .done))
    }

    @Test("a journal keeps its last two hundred events")
    func events() async {
        let rotation = RotationCase { journal in
            journal.events = (0..<250).map { .init(seq: $0, at: SimulatedState.start, from: .planned, to: .planned, note: "former") }
        }
        await rotation.expectDone(1, rotation.resume())
        #expect(rotation.journal?.events.count == 200 && rotation.journal?.events.last?.to == .done)
    }

    @Test("a journal that contradicts itself is not acted upon")
    func contradictions() async {
        let changes: [@Sendable (inout RotationJournal) -> Void] = [
            { $0.state = .creating },
            { $0.state = .created },
            {
                $0.state = .grace
                $0.attempt = 1
            },
            { $0.state = .done },
            { $0.uses = [] },
            { $0.oldID = PairTable.id(3) },
        ]
        for change in changes {
            let rotation = RotationCase(change: change)
            let stop = await rotation.resume()
            guard case .invariant = stop else { return #expect(Bool(false), "\(stop)") }
            #expect(stop.exitCode == 1 && rotation.simulation.calls.isEmpty)
        }
    }

    @Test("a second process whose journal is overtaken stops, and harms nothing")
    func overtaken() async {
        for fault in ["second process before", "second process after"] {
            for backEnd in [Simulation.BackEnd.aws, .ceph, .clientPicked] {
                let rotation = RotationCase(backEnd)
                rotation.simulation.plannedFaults["create"] = [fault]
                let stop = await rotation.resume()
                #expect(stop == .store(.changed(path: "journal")) || stop == .done)
                await #expect(rotation.resume() == .done)
                #expect(rotation.keys.count == 1 && rotation.simulation.violations.isEmpty, "\(backEnd.name), \(fault)")
            }
        }
    }

    @Test("a pair that a person brought is retired by that person, and then seen refused")
    func manual() async {
        let rotation = RotationCase { $0.source = "manual" }
        rotation.simulation.state.keys.append(.init(pair: 1, created: SimulatedState.start, visibleAt: 0, isOurs: false))
        rotation.simulation.state.newSecret = 1
        let stop = await rotation.resume()
        #expect(stop == .decision(.manualSteps) && stop.exitCode == 5 && rotation.pairs == [1] && rotation.journal?.state == .grace)
        #expect(rotation.simulation.calls.allSatisfy { !["create", "list", "delete", "deactivate"].contains($0) })
        let machine = rotation.simulation.machine()
        guard let early = rotation.simulation.durable else { return }
        await #expect(machine.confirmRetired(early).stop == .unconfirmed)
        rotation.simulation.state.keys.removeAll { $0.pair == 0 }
        guard let late = rotation.simulation.durable else { return }
        await #expect(machine.confirmRetired(late).stop == .done)
        #expect(rotation.keys == [1] && rotation.state.newSecret == nil)
    }

    @Test("an archive that fails is made up for")
    func archive() async {
        let rotation = RotationCase()
        rotation.simulation.plannedFaults["archive"] = ["fails"]
        await #expect(rotation.resume().exitCode == 5)
        await rotation.expectDone(1, rotation.resume())
    }

    @Test("the create that a journal intends is the one that is sent, and no secret is in its digest")
    func requestDigest() async throws {
        let rotation = RotationCase(.clientPicked)
        rotation.simulation.plannedFaults["create"] = ["dies before"]
        _ = await rotation.resume()
        let intended = try #require(rotation.journal)
        #expect(intended.state == .creating && intended.requestDigest?.count == 64)
        for change in [{ $0.user = "mallory" }, { $0.endpoint = "https://other.example.com" }, { $0.newID = PairTable.id(9) }] as [(inout RotationJournal) -> Void] {
            var other = intended
            change(&other)
            rotation.simulation.state.journal = other
            guard case .invariant = await rotation.resume() else { return #expect(Bool(false), "another request is sent") }
        }
        // One that was begun by an rcsops which kept none goes on.
        rotation.simulation.state.journal = intended
        rotation.simulation.state.journal?.requestDigest = nil
        await rotation.expectDone(1, rotation.resume())
    }
}
