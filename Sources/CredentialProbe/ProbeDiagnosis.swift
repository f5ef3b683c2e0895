/// The one cause that fits what was seen.
package struct ProbeDiagnosis: Sendable, Equatable {
    package let id: DiagnosisID
    package let confidence: Confidence
    package let message: String
    package let hints: [String]
    /// The number of the row that decided, as ``DecisionTable`` counts them; nil where no server was asked.
    package let row: String?
    package let warnings: [ProbeWarning]

    package var verdict: Verdict { id.verdict }

    /// - Parameters:
    ///   - detail: What of this case belongs behind the message.
    ///   - hints: Advice for this case, before that for the cause, or in its place where it says the same better.
    package init(
        _ id: DiagnosisID, _ confidence: Confidence, detail: String? = nil, hints: [String] = [], row: String? = nil, warnings: [ProbeWarning] = []
    ) {
        self.id = id
        self.confidence = confidence
        message = detail.map { id.message + ": " + $0 } ?? id.message
        self.hints = hints.isEmpty || !id.isSaidBetter ? hints + id.hints : hints
        self.row = row
        self.warnings = warnings
    }

    private init(_ other: ProbeDiagnosis, confidence: Confidence, row: String) {
        id = other.id
        self.confidence = confidence
        message = other.message
        hints = other.hints
        self.row = row
        warnings = other.warnings
    }

    func decided(by row: String, atMost limit: Confidence) -> ProbeDiagnosis {
        ProbeDiagnosis(self, confidence: min(confidence, limit), row: row)
    }
}
