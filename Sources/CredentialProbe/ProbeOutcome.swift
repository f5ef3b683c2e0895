/// What the steps of one subject gave.
struct ProbeOutcome: Sendable {
    var diagnosis: ProbeDiagnosis
    var seen: ProbeObservation
    var records: [StepRecord]
    var warnings: [ProbeWarning]
    /// When it began, in seconds since 1970.
    var time: Int64
}
