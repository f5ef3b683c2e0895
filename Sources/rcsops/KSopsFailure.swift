/// All that keeps a generator from its result.
struct KSopsFailure: Error {
    let failures: [Failure]
    /// KSops prints it without the words that its other errors begin with.
    var isAlone = false

    init(_ failures: [Failure], isAlone: Bool = false) {
        self.failures = failures
        self.isAlone = isAlone
    }

    /// One after the other: KSops' words first, since scripts look for them there, then the code and the way out.
    var text: String {
        failures.map { failure in
            (failure.place.map { $0 + ": " } ?? "") + failure.cause + " (" + failure.code + ")\n  fix: " + failure.fix + "\n"
        }.joined()
    }
}
