/// One row of the decision table: what is seen, and what it means.
package struct DecisionRow: Sendable {
    /// Keeps its meaning: reports of trouble cite it.
    package let number: String
    /// What is seen, in words.
    package let observation: String
    /// What the row can give.
    package let causes: [DiagnosisID]
    /// True where the row speaks of an observation.
    package let matches: @Sendable (ProbeObservation) -> Bool
    /// The diagnosis of an observation that the row speaks of.
    package let gives: @Sendable (ProbeObservation) -> ProbeDiagnosis

    init(
        _ number: String, _ observation: String, _ causes: [DiagnosisID], when matches: @escaping @Sendable (ProbeObservation) -> Bool,
        gives: @escaping @Sendable (ProbeObservation) -> ProbeDiagnosis
    ) {
        self.number = number
        self.observation = observation
        self.causes = causes
        self.matches = matches
        self.gives = gives
    }

    /// A row that gives the same whatever else was seen.
    init(_ number: String, _ observation: String, _ cause: DiagnosisID, _ confidence: Confidence, when matches: @escaping @Sendable (ProbeObservation) -> Bool) {
        self.init(number, observation, [cause], when: matches) { _ in ProbeDiagnosis(cause, confidence) }
    }
}
