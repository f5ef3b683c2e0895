/// What a write check has shown.
package struct WriteObservation: Sendable, Equatable {
    package var put: ProbeRight = .unknown
    package var multipart: ProbeRight = .unknown
    package var delete: ProbeRight = .unknown
    /// The test object that is still there, or may be.
    package var residue: String?
    /// Its version, where the bucket keeps versions.
    package var residueVersion: String?
    /// The object was stored and shown with the customer's key (SSE-C).
    package var isCustomerKeyShown = false
    package var warnings: [ProbeWarning] = []

    package init() {}
}
