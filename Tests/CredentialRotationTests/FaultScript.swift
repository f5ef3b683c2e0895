/// Decides at each call what happens: 0 is what should. Played again with another beginning, it walks through all ways.
struct FaultScript {
    /// What is still to be decided as it was before.
    let beginning: [Int]
    /// Faults that may yet come.
    var budget: Int
    /// Draws instead of going through all ways.
    private var random: SeededGenerator?
    private(set) var taken: [(choice: Int, of: Int)] = []
    private(set) var labels: [String] = []

    init(beginning: [Int] = [], budget: Int) {
        self.beginning = beginning
        self.budget = budget
    }

    init(drawing random: SeededGenerator, budget: Int) {
        self.init(budget: budget)
        self.random = random
    }

    /// Where the draws stand, for the next step of a walk.
    var generator: SeededGenerator? { random }

    mutating func choose(_ place: String, _ faults: [String]) -> String? {
        guard budget > 0, !faults.isEmpty else { return nil }
        let choice: Int
        if random != nil {
            // Rare enough that the faults are spread over the whole rotation.
            choice = Int.random(in: 0..<24, using: &random!) == 0 ? Int.random(in: 1...faults.count, using: &random!) : 0
        } else {
            choice = taken.count < beginning.count ? beginning[taken.count] : 0
        }
        taken.append((choice, faults.count + 1))
        guard choice > 0 else { return nil }
        budget -= 1
        labels.append("\(place): \(faults[choice - 1])")
        return faults[choice - 1]
    }

    /// The next way, nil after the last.
    var next: [Int]? {
        var choices = taken
        while let last = choices.popLast() {
            if last.choice + 1 < last.of { return choices.map(\.choice) + [last.choice + 1] }
        }
        return nil
    }
}
