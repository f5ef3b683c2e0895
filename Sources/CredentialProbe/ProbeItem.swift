/// One remote of the configuration, in the order of its file: to be probed, or already known to need no probe.
package struct ProbeItem: Sendable {
    package enum Content: Sendable {
        case subject(ProbeSubject)
        /// The configuration, or the source of its keys, is what is wrong.
        case refused(ProbeDiagnosis)
        /// Not a remote that speaks S3; with the reason.
        case notProbed(reason: String)
    }

    package let remote: String
    package let origin: ProbeOrigin
    package let content: Content
    /// What whoever read the configuration has to say of it.
    package let warnings: [ProbeWarning]

    package init(remote: String, origin: ProbeOrigin = ProbeOrigin(), _ content: Content, warnings: [ProbeWarning] = []) {
        self.remote = remote
        self.origin = origin
        self.content = content
        self.warnings = warnings
    }
}
