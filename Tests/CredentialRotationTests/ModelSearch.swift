import CredentialRotation

/// Walks through every state that a rotation can get into with a number of faults, and looks from each whether there is a way out.
///
/// A fault is: a call that fails, an answer that is lost, an outage, a list that lags, a person's act, a process that dies, a second process
/// that begins, and each change from one process to the other. A state is expanded once, with the most faults that can still come there, and
/// a step begins from its snapshot.
final class ModelSearch {
    struct Result {
        /// Of what lasts, with the processes in it.
        var states = 0
        /// Of what lasts alone: in each a process may die, and the way out is looked for.
        var lasting = 0
        var runs = 0
        var ends: [String: Int] = [:]
        var violations: [String] = []
    }

    enum Command: Int, Sendable {
        case resume, abort
        /// A person says that the old key is taken away (§1e).
        case confirmRetired
    }

    private final class Trail {
        let labels: [String]
        let former: Trail?

        init(_ labels: [String], after former: Trail?) {
            self.labels = labels
            self.former = former
        }

        var all: [String] { (former?.all ?? []) + labels }
    }

    let backEnd: Simulation.BackEnd
    let start: SimulatedState
    let budget: Int
    /// What each command is given.
    var options = RotationMachine.Options()
    /// The world of a test that breaks an invariant on purpose.
    var world: ((Simulation) -> RotationWorld)?
    var hasSecond = true
    /// Faults that are enough for a test which looks for one.
    var mostViolations = 3

    private let visited = VisitedStates()
    private let second = SecondProcess()
    private var layers: [[(state: SimulatedState, digest: StateDigest, trail: Trail?)]] = []
    private var result = Result()

    init(backEnd: Simulation.BackEnd, start: SimulatedState, budget: Int) {
        self.backEnd = backEnd
        self.start = start
        self.budget = budget
    }

    convenience init(_ configuration: ModelConfiguration, budget: Int) {
        self.init(backEnd: configuration.backEnd, start: configuration.start, budget: budget)
        options = configuration.options
    }

    deinit { second.end() }

    private var commands: [Command] { backEnd.isManual ? [.resume, .abort, .confirmRetired] : [.resume, .abort] }

    private var isOver: Bool { result.violations.count >= mostViolations }

    /// All ways.
    func run() async -> Result {
        layers = Array(repeating: [], count: budget + 1)
        _ = visited.reaches(start.digest, budget: budget)
        layers[budget].append((start, start.digest, nil))
        await checkWayOut(start, "at the start")
        for left in stride(from: budget, to: 0, by: -1) {
            while let node = layers[left].popLast(), !isOver {
                // Reached with more faults meanwhile.
                if visited.hasMoreFaults(node.digest, than: left) { continue }
                for command in commands { await expand(node.state, left, node.trail, command) }
            }
        }
        return finished()
    }

    private func finished() -> Result {
        result.states = visited.states.count
        result.lasting = visited.lasting.count
        return result
    }

    private func expand(_ state: SimulatedState, _ left: Int, _ trail: Trail?, _ command: Command) async {
        var beginning: [Int]? = []
        while let choices = beginning, !isOver {
            let simulation = simulation(state, FaultScript(beginning: choices, budget: left))
            await act(simulation, command)
            beginning = simulation.script.next
            result.violations += simulation.violations.map { "\($0), before: \(trail?.all ?? []), \(command)" }
            // What it was left in; then what lasted before, in which the process may have died.
            await note(simulation.state, simulation.state.digest, simulation.script.budget, simulation.script.labels, trail)
            for found in simulation.takeFound() {
                let isNew = await checkWayOut(found.state, "\((trail?.all ?? []) + found.labels)")
                guard found.budget > 0, isNew || !visited.hasMoreFaults(found.digest, than: found.budget) else { continue }
                layers[found.budget].append((found.state, found.digest, Trail(found.labels + ["dies"], after: trail)))
            }
        }
    }

    private func note(_ state: SimulatedState, _ digest: StateDigest, _ left: Int, _ labels: [String], _ trail: Trail?) async {
        guard visited.reaches(digest, budget: left) else { return }
        await checkWayOut(state, "\((trail?.all ?? []) + labels)")
        if left > 0 { layers[left].append((state, digest, Trail(labels, after: trail))) }
    }

    private func simulation(_ state: SimulatedState, _ script: FaultScript = FaultScript(budget: 0)) -> Simulation {
        let simulation = Simulation(backEnd, state: state, script: script, visited: visited)
        simulation.options = options
        simulation.brokenWorld = world
        if hasSecond, script.budget > 0 { simulation.second = second }
        return simulation
    }

    /// Goes from the start to an end and draws what goes wrong, many times.
    func walk(_ walks: Int, seed: UInt64) async -> Result {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<walks where !isOver {
            var state = start
            var left = budget
            var trail: [String] = []
            for _ in 0..<40 where state.journal?.state.isFinal == false {
                let command = Int.random(in: 0..<30, using: &random) == 0 ? Command.abort : .resume
                let simulation = simulation(state, FaultScript(drawing: random, budget: left))
                await act(simulation, command)
                random = simulation.script.generator ?? random
                trail += ["\(command)"] + simulation.script.labels
                left = simulation.script.budget
                state = simulation.state
                result.violations += simulation.violations.map { "\($0), walk: \(trail)" }
                for found in simulation.takeFound() { await checkWayOut(found.state, "\(trail)") }
                await checkWayOut(state, "\(trail)")
            }
        }
        return finished()
    }

    private static let others = [
        "clock forward", "clock back", "a day passes", "new key deleted", "old key active", "old key deleted", "other key", "files go back", "files go away",
    ]

    /// One step of a process, with what others do beforehand.
    private func act(_ simulation: Simulation, _ command: Command) async {
        result.runs += 1
        let state = simulation.state
        switch simulation.script.choose("before", Self.others) {
        case "clock forward":
            simulation.state.localAhead += 172_800
            simulation.state.jumpedForward = true
        case "clock back": simulation.state.localAhead -= 172_800
        case "a day passes": simulation.state.now += 90_000
        case "new key deleted": if let new = state.newSecret { deleteByHand(new, simulation) }
        case "old key deleted": deleteByHand(PairTable.old, simulation)
        case "old key active":
            if let index = state.keys.firstIndex(where: { $0.pair == PairTable.old && !$0.isActive }) {
                simulation.state.keys[index].isActive = true
                simulation.state.deactivatedAt = nil
                simulation.state.isMeddledWith = true
            }
        case "other key": simulation.addOthersKey()
        // Git takes a commit back, and another branch has no such files.
        case "files go back":
            if state.journal?.state.isFinal == false { simulation.state.published = state.published.map { _ in PairTable.old } }
            for index in state.files.indices { simulation.edit(index, "the old pair") }
        case "files go away": for index in state.files.indices { simulation.edit(index, "no section") }
        default: break
        }
        if !simulation.script.labels.isEmpty { simulation.changed() }
        let stop = await step(simulation, command, options: options)
        simulation.endSecond()
        if case .decision(.denied) = stop, backEnd.traits.canList, !simulation.isDead, simulation.state.journal?.state == .deleting {
            simulation.violated("I7 a delete was denied, and there is no way back")
        }
        // Of these a person is told: by their names, or that it is not known what was made.
        if simulation.hasSecond, simulation.state.journal?.state.isFinal == true {
            switch stop {
            case .decision(.orphans), .remoteUnknown:
                for index in simulation.state.keys.indices where simulation.state.keys[index].isHeld {
                    simulation.state.keys[index].isOurs = false
                    simulation.state.isMeddledWith = true
                }
            default: break
            }
        }
        guard simulation.hasSecond else { return }
        simulation.state.letGo()
        simulation.changed()
    }

    private func deleteByHand(_ pair: Int, _ simulation: Simulation) {
        guard simulation.state.key(pair) != nil else { return }
        simulation.state.keys.removeAll { $0.pair == pair }
        simulation.state.isMeddledWith = true
        simulation.state.isBrokenByPerson = true
    }

    /// One step; where nothing is due, the time passes until something is.
    private func step(_ simulation: Simulation, _ command: Command, options: RotationMachine.Options) async -> RotationStop? {
        guard var rotation = simulation.durable else { return .interrupted }
        simulation.state.reuseNumbers()
        simulation.position.begin(rotation.journal.state.rank, command: command.rawValue + (rotation.journal.goal == .done ? 0 : 4))
        let machine = simulation.machine(options)
        if command == .confirmRetired { return await machine.confirmRetired(rotation).stop }
        do throws(RotationStop) {
            if command == .abort { rotation = try await machine.intendAbort(rotation) }
            try await machine.step(&rotation)
            return nil
        } catch {
            if case .waiting(let due) = error {
                // Where the server's clock is not known the local one alone counts.
                simulation.state.now = simulation.state.now < due ? due : max(simulation.state.now, due - simulation.state.localAhead)
                return nil
            }
            return error
        }
    }

    /// Goes on without faults, and tells what is wrong with the end, if anything. False when that was done before.
    @discardableResult private func checkWayOut(_ state: SimulatedState, _ trail: @autoclosure () -> String) async -> Bool {
        var isNew = false
        var pending = [state]
        while let state = pending.popLast(), !isOver {
            for command in commands {
                if let wrong = await wayOut(state, command, &isNew, &pending) {
                    result.violations.append("\(wrong) after \(trail()) from \(state.journal?.state.rawValue ?? "")")
                }
            }
        }
        return isNew
    }

    private func wayOut(_ state: SimulatedState, _ command: Command, _ isNew: inout Bool, _ pending: inout [SimulatedState]) async -> String? {
        var options = options
        options.rollsBackAfterDeactivation = true
        var path: [StateDigest] = []
        var end: String?
        let simulation = simulation(state)
        for _ in 0..<60 where end == nil {
            var digest = simulation.state.digest
            digest.mix(command.rawValue)
            if let found = visited.ends[digest] {
                end = found
                break
            }
            isNew = true
            path.append(digest)
            result.runs += 1
            let stop = await step(simulation, command, options: options)
            pending += simulation.takeFound().map(\.state)
            if let wrong = simulation.violations.first { return "\(wrong) on the way out by \(command)" }
            end = stop.map { name($0, simulation.state, command) }
            simulation.isOut = false
        }
        let outcome = end ?? "no end: \(simulation.state.journal?.events.suffix(4).map { "\($0.from) \($0.to) \($0.note ?? "")" } ?? []) \(simulation.state.keys)"
        for digest in path { visited.ends[digest] = outcome }
        if !path.isEmpty { result.ends["\(command): \(outcome)", default: 0] += path.count }
        let isNamed = outcome.hasPrefix("done") || outcome.hasPrefix("aborted") || outcome.hasPrefix("a person")
        return isNamed || path.isEmpty ? nil : "\(command) ends with \(outcome)"
    }

    private func name(_ stop: RotationStop, _ state: SimulatedState, _ command: Command) -> String {
        switch stop {
        case .done: return "done"
        case .aborted: return "aborted"
        case .decision(.pastReturn) where state.journal?.goal == .done: return "a person: past return"
        // The new pair works, and neither command goes on.
        case .decision(.pastReturn): return "\(stop), and stays so"
        // Neither key is named as gone that an abort could go back to.
        case .decision(.newKeyGone) where command == .abort, .decision(.neitherKeyWorks) where state.isValid(PairTable.old): return "\(stop), and stays so"
        // Until the clock is put right.
        case .remoteUnknown(.clockSkew) where state.localAhead > 240: return "a person: clock"
        // The pair that signs was deleted by a person.
        case .remoteUnknown(.unknownSigner) where state.isBrokenByPerson && state.key(PairTable.old) == nil: return "a person: signer deleted"
        case .decision(.manualSteps) where backEnd.isManual, .decision(.notToRetire) where backEnd.isManual, .unconfirmed where backEnd.isManual:
            return "a person: \(word(stop))"
        // Two processes have made one each.
        case .decision(.orphans) where state.keys.count(where: \.isOurs) > 1: return "a person: orphans"
        // Later, without dates, a key that shows up may be anybody's.
        case .decision(.orphans) where !backEnd.traits.tellsCreationDates && state.sinceCreate != .soon: return "a person: orphans without dates"
        // Without a list nobody can say whether a create has made something (§2.2).
        case .remoteUnknown(.unsupported) where !backEnd.traits.canList && state.journal?.state == .creating || state.journal?.state == .planned:
            return "a person: no list"
        // Nobody has meddled, and yet a person would be asked: only a back end that ignores creates may.
        case .decision(.ignoredCreate) where backEnd.ignoresCreates: return "a person: ignored create"
        case _ where state.isMeddledWith && state.accounts(for: stop):
            return "a person: \(word(stop))"
        default: return "\(stop)"
        }
    }

    /// What a person is asked for, without the particulars.
    private func word(_ stop: RotationStop) -> String { String("\(stop)".prefix { $0 != "[" && $0 != ":" }) }
}
