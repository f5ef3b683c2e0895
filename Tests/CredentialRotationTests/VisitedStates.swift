/// What a search has seen. A state is what lasts (keys at the back end, files, journal, clocks as far as anything depends on them) and
/// where each process stands: in which step, at which of its calls.
final class VisitedStates {
    /// States with their processes.
    private(set) var states: Set<StateDigest> = []
    /// What lasts alone, with the most faults that could still come there.
    private(set) var lasting: [StateDigest: Int] = [:]
    /// What each state's way out leads to.
    var ends: [StateDigest: String] = [:]

    func visit(_ state: StateDigest) { states.insert(state) }

    /// True when nobody has been there with as many faults to come.
    func reaches(_ state: StateDigest, budget: Int) -> Bool {
        if let best = lasting[state], best >= budget { return false }
        lasting[state] = budget
        return true
    }

    func hasMoreFaults(_ state: StateDigest, than budget: Int) -> Bool { lasting[state, default: -1] > budget }
}
