/// One request as the report shows it.
package struct StepRecord: Sendable, Equatable {
    package let step: ProbeStep
    package let method: String
    package let status: Int?
    package let contentLength: Int?
    package let requestID: String?
    package let milliseconds: Int?
    /// A transport's cause, or a server's error code.
    package var error: String?
}
