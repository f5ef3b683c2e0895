import CredentialRotation

/// Walks through every state that a rotation can get into with a number of faults, and looks from each whether there is a way out.
struct ModelSearch {
    struct Result {
        var states: Set<[Int16]> = []
        var nodes = 0
        var runs = 0
        var ends: [String: Int] = [:]
        var violations: [String] = []

        mutating func add(_ other: Result) {
            states.formUnion(other.states)
            nodes += other.nodes
            runs += other.runs
            ends.merge(other.ends) { $0 + $1 }
            violations += other.violations
        }
    }

    enum Command: Sendable { case resume, abort }

    let backEnd: Simulation.BackEnd
    let start: SimulatedState
    let budget: Int
    /// The world of a test that breaks an invariant on purpose.
    var world: @Sendable (Simulation) -> RotationWorld = { $0.world }

    func run() async -> Result {
        var result = Result()
        var best: [[Int16]: Int] = [:]
        var known: [[Int16]: String] = [:]
        var queue: [(state: SimulatedState, budget: Int, trail: [String])] = [(start, budget, [])]
        var index = 0
        while index < queue.count {
            let node = queue[index]
            index += 1
            if index > 4096 {
                queue.removeFirst(index)
                index = 0
            }
            result.nodes += 1
            for command in [Command.resume, .abort] where result.violations.count < 5 {
                var beginning: [Int]? = []
                while let choices = beginning {
                    result.runs += 1
                    let simulation = Simulation(backEnd, state: node.state, script: FaultScript(beginning: choices, budget: node.budget))
                    await act(simulation, command)
                    result.states.formUnion(simulation.visited)
                    result.violations += simulation.violations.map { "\($0), before: \(node.trail), \(command)" }
                    beginning = simulation.script.next
                    let facts = simulation.state.facts
                    guard best[facts, default: -1] < simulation.script.budget else { continue }
                    if best[facts] == nil, let wrong = await wayOut(simulation.state, &known, &result) {
                        result.violations.append("\(wrong) after \(node.trail + simulation.script.labels) from \(node.state.journal?.state.rawValue ?? "")")
                    }
                    best[facts] = simulation.script.budget
                    queue.append((simulation.state, simulation.script.budget, node.trail + simulation.script.labels))
                }
            }
        }
        return result
    }

    /// Goes from the start to an end and draws what goes wrong, many times.
    func walk(_ walks: Int, seed: UInt64) async -> Result {
        var result = Result()
        var known: [[Int16]: String] = [:]
        var random = SeededGenerator(seed: seed)
        for _ in 0..<walks where result.violations.count < 5 {
            var state = start
            var left = budget
            var trail: [String] = []
            for _ in 0..<40 where state.journal?.state.isFinal == false {
                let command = Int.random(in: 0..<30, using: &random) == 0 ? Command.abort : .resume
                let simulation = Simulation(backEnd, state: state, script: FaultScript(drawing: random, budget: left))
                await act(simulation, command)
                random = simulation.script.generator ?? random
                trail += ["\(command)"] + simulation.script.labels
                left = simulation.script.budget
                state = simulation.state
                result.runs += 1
                result.states.formUnion(simulation.visited)
                result.violations += simulation.violations.map { "\($0), walk: \(trail)" }
                if let wrong = await wayOut(state, &known, &result) { result.violations.append("\(wrong), walk: \(trail)") }
            }
            result.nodes += 1
        }
        return result
    }

    /// One step of a process, with what others do beforehand.
    private func act(_ simulation: Simulation, _ command: Command) async {
        switch simulation.choose("before", ["clock forward", "clock back", "a day passes", "new key deleted", "old key active", "other key"]) {
        case "clock forward":
            simulation.state.localAhead += 172_800
            simulation.state.jumpedForward = true
        case "clock back": simulation.state.localAhead -= 172_800
        case "a day passes": simulation.state.now += 90_000
        case "new key deleted":
            if let new = simulation.state.newSecret, simulation.state.key(new) != nil {
                simulation.state.keys.removeAll { $0.pair == new }
                simulation.state.isMeddledWith = true
                simulation.state.isBrokenByPerson = true
            }
        case "old key active":
            if let index = simulation.state.keys.firstIndex(where: { $0.pair == PairTable.old && !$0.isActive }) {
                simulation.state.keys[index].isActive = true
                simulation.state.isMeddledWith = true
            }
        case "other key": simulation.addOthersKey()
        default: break
        }
        _ = await step(simulation, command, options: .init())
        simulation.changed()
    }

    /// One step; where nothing is due, the time passes until something is.
    private func step(_ simulation: Simulation, _ command: Command, options: RotationMachine.Options) async -> RotationStop? {
        guard var rotation = simulation.durable else { return .interrupted }
        let machine = RotationMachine(world: world(simulation), options: options)
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

    /// Goes on without faults, and tells what is wrong with the end, if anything.
    private func wayOut(_ state: SimulatedState, _ known: inout [[Int16]: String], _ result: inout Result) async -> String? {
        var options = RotationMachine.Options()
        options.rollsBackAfterDeactivation = true
        for command in [Command.resume, .abort] {
            let simulation = Simulation(backEnd, state: state)
            var path: [[Int16]] = []
            var end: String?
            var stop: RotationStop?
            var wrong: [String] = []
            for _ in 0..<60 where end == nil {
                var facts = simulation.state.facts
                facts.append(command == .abort ? 1 : 0)
                if let found = known[facts] {
                    end = found
                    break
                }
                path.append(facts)
                stop = await step(simulation, command, options: options)
                wrong += simulation.violations
                simulation.violations = []
                end = stop.map { name($0, simulation.state, command) }
            }
            if let wrong = wrong.first { return "\(wrong) on the way out by \(command)" }
            let outcome = end ?? "no end"
            for facts in path { known[facts] = outcome }
            result.ends["\(command == .abort ? "abort" : "resume"): \(outcome)", default: 0] += 1
            if !outcome.hasPrefix("done"), !outcome.hasPrefix("aborted"), !outcome.hasPrefix("a person") { return "\(command) ends with \(outcome)" }
        }
        return nil
    }

    private func name(_ stop: RotationStop, _ state: SimulatedState, _ command: Command) -> String {
        switch stop {
        case .done: return "done"
        case .aborted: return "aborted"
        case .decision(.pastReturn) where command == .abort && state.journal?.goal == .done: return "a person: past return"
        // Nobody has meddled, and yet a person would be asked: only a back end that ignores creates may.
        case .decision(.ignoredCreate) where backEnd.ignoresCreates: return "a person: ignored create"
        case .decision where state.isMeddledWith, .conflict where state.isMeddledWith, .limitReached where state.isMeddledWith,
            .unconfirmed where state.isMeddledWith:
            return "a person: meddled with"
        default: return "\(stop)"
        }
    }
}
