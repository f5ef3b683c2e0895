package import HTTPTransport
package import ObjectStorage

/// All that a report tells of one remote. No secret is in it.
package struct ProbeResult: Sendable {
    package let remote: String
    package let origin: ProbeOrigin
    /// Nil where the configuration gave none.
    package let target: S3Target?
    package let endpointOrigin: HTTPOrigin?
    /// The folder in the bucket.
    package let prefix: String
    package let credentialSource: String?
    package let isHostDependent: Bool
    package let accessKeyID: String?
    /// In seconds from the probe on.
    package let expiresIn: Int64?
    package let diagnosis: ProbeDiagnosis
    package let warnings: [ProbeWarning]
    /// What was not shown and can't be, by what was asked.
    package let unverified: [String]
    package let rights: ProbeRights
    package let kind: ProbeEvidence.Kind?
    package let software: String?
    package let skew: Int64?
    package let bucketRegion: String?
    package let tlsVersion: String?
    package let peerNotAfter: Int64?
    /// The chain that was refused, the server's own certificate first.
    package let refusedChain: [TLSFailure.Certificate]
    package let steps: [StepRecord]
    package let residue: String?
    package let residueVersion: String?

    /// A remote that no server was asked about.
    package init(_ item: ProbeItem, _ diagnosis: ProbeDiagnosis) {
        let subject: ProbeSubject? = if case .subject(let subject) = item.content { subject } else { nil }
        remote = item.remote
        origin = item.origin
        target = subject?.target
        endpointOrigin = subject?.endpointOrigin
        prefix = subject?.prefix ?? ""
        credentialSource = subject?.credentialSource
        isHostDependent = subject?.traits.isHostDependent ?? false
        accessKeyID = subject?.credentials?.accessKeyID
        expiresIn = nil
        self.diagnosis = diagnosis
        warnings = item.warnings
        unverified = []
        rights = ProbeRights()
        kind = nil
        software = nil
        skew = nil
        bucketRegion = nil
        tlsVersion = nil
        peerNotAfter = nil
        refusedChain = []
        steps = []
        residue = nil
        residueVersion = nil
    }

    init(_ item: ProbeItem, _ subject: ProbeSubject, _ outcome: ProbeOutcome, options: ProbeOptions) {
        let seen = outcome.seen
        remote = item.remote
        origin = item.origin
        target = subject.target
        endpointOrigin = subject.endpointOrigin
        prefix = subject.prefix
        credentialSource = subject.credentialSource
        isHostDependent = subject.traits.isHostDependent
        accessKeyID = subject.credentials?.accessKeyID
        expiresIn = subject.credentials?.expiry.map { $0 - outcome.time }
        diagnosis = outcome.diagnosis
        rights = ProbeRights(of: seen, outcome.diagnosis)
        warnings = Self.distinct(item.warnings + outcome.diagnosis.warnings + outcome.warnings + Self.warnings(subject, seen, expiresIn))
        unverified = Self.unverified(subject, seen, options, rights, isFine: outcome.diagnosis.id == .ok)
        kind = seen.kind
        let answers = ProbeStep.allCases.compactMap { seen.answers[$0]?.evidence }
        software = answers.lazy.compactMap(\.software).first
        skew = seen.skew
        bucketRegion = seen.bucketRegion
        tlsVersion = answers.lazy.compactMap(\.tlsVersion).first
        refusedChain = Self.refusedChain(seen.failure)
        peerNotAfter = answers.lazy.compactMap(\.peerNotAfter).first ?? refusedChain.first?.notAfter
        steps = outcome.records
        residue = seen.write?.residue
        residueVersion = seen.write?.residueVersion
    }

    private static func refusedChain(_ failure: HTTPFailure?) -> [TLSFailure.Certificate] {
        if case .tls(let failure)? = failure { Array(failure.chain.prefix(4)) } else { [] }
    }

    private static func warnings(_ subject: ProbeSubject, _ seen: ProbeObservation, _ expiresIn: Int64?) -> [ProbeWarning] {
        var warnings: [ProbeWarning] = []
        if subject.target.origin.scheme == .http { warnings.append(ProbeWarning(.plaintextTransport)) }
        if subject.target.signer == .v2, subject.credentials != nil { warnings.append(ProbeWarning(.weakSignature)) }
        if subject.isAnonymous { warnings.append(ProbeWarning(.anonymousRemote)) }
        if subject.traits.isHostDependent { warnings.append(ProbeWarning(.hostDependent)) }
        if let skew = seen.skew, abs(skew) > 300, !(seen.isSkewed && seen.main?.isSuccess != true) {
            warnings.append(ProbeWarning(.clockDrift, DecisionTable.skewText(skew)))
        }
        if let expiresIn, (1..<3_600).contains(expiresIn) {
            warnings.append(ProbeWarning(.tokenExpiresSoon, "the session token expires in " + String(expiresIn) + " s"))
        }
        // rclone makes the bucket before the first upload unless told not to, and gives up where that is denied.
        if seen.role == .destination, !subject.traits.skipsBucketCheck, !seen.isService {
            warnings.append(ProbeWarning(.note, "rclone may try to create the bucket: a key that may not needs no_check_bucket = true"))
        }
        return warnings
    }

    private static func unverified(
        _ subject: ProbeSubject, _ seen: ProbeObservation, _ options: ProbeOptions, _ rights: ProbeRights, isFine: Bool
    ) -> [String] {
        var names: [String] = []
        if isFine, subject.target.bucket != nil, rights.list == .unknown { names.append("list") }
        if options.role == .source, rights.get == .unknown { names.append("get") }
        if options.role == .destination || options.writeCheck != .none {
            if rights.put == .unknown { names.append("put") }
            if rights.delete == .unknown { names.append("delete") }
            // Not asked for by the test object either: a bucket that takes no ACL would refuse it.
            if subject.traits.setsACL { names.append("acl") }
        }
        if subject.traits.usesKMS { names.append("kms") }
        if subject.traits.usesCustomerKey, !seen.isCustomerKeyShown { names.append("sse-c") }
        return names
    }

    private static func distinct(_ warnings: [ProbeWarning]) -> [ProbeWarning] {
        // What is said twice is said better by whoever knows the option: the first. Of several options each is said.
        warnings.enumerated().filter { index, warning in
            !warnings[..<index].contains { $0 == warning || $0.id == warning.id && warning.detail == warning.id.meaning }
        }.map(\.element)
    }
}
