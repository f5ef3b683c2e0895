internal import HTTPTransport

extension DecisionTable {
    /// Rows 0 to 10: no answer came.
    static let transportRows: [DecisionRow] = [
        DecisionRow("0", "the address may not be asked", [.endpointRefused, .plaintextRefused], when: { failure($0, [.endpointRefused, .plaintextRefused]) }, gives: ofFailure),
        DecisionRow(
            "1", "the name has no address, or its servers don't answer", [.dnsNotFound, .dnsFailed],
            when: { failure($0, [.dnsNotFound, .dnsFailed]) }, gives: ofFailure),
        DecisionRow("2", "refused at every address", [.connectionRefused], when: { failure($0, [.connectionRefused]) }, gives: ofFailure),
        DecisionRow(
            "3", "no address answers in time, or there is no route", [.connectTimeout, .unreachable],
            when: { failure($0, [.connectTimeout, .unreachable]) }, gives: ofFailure),
        DecisionRow(
            "4", "the chain of certificates is refused", [.tlsUnknownCA, .tlsExpired, .tlsNotYetValid, .tlsNameMismatch, .tlsInvalid, .tlsNoRoots],
            when: { failure($0, [.tlsUnknownCA, .tlsExpired, .tlsNotYetValid, .tlsNameMismatch, .tlsInvalid, .tlsNoRoots]) }, gives: ofFailure),
        DecisionRow("5", "alert 70, or no common version from 1.2 on", [.tlsVersion], when: { failure($0, [.tlsVersion]) }, gives: ofFailure),
        DecisionRow(
            "6", "alert 116, or 40 or 42 after a certificate was asked for", [.tlsClientCertRequired],
            when: { failure($0, [.tlsClientCertRequired]) }, gives: ofFailure),
        DecisionRow("6b", "TLS breaks off in another way", [.tlsFailed], when: { failure($0, [.tlsFailed]) }, gives: ofFailure),
        DecisionRow("7", "https is answered in plain http", .schemeMismatch, .strong, when: { $0.failure == .plainServer }),
        DecisionRow(
            "8", "http is reset, or answered by 400 with a page, at a port such as 443", .schemeMismatch, .likely,
            when: { seen in
                if seen.failure == .tlsServer { return true }
                guard seen.target.origin.scheme == .http, seen.target.origin.isLikelyTLS else { return false }
                if let failure = seen.failure { return failure == .closedEarly || failure == .notHTTP }
                return seen.anon.map { $0.status == 400 && $0.isHTML && !$0.isS3 } ?? false
            }),
        DecisionRow(
            "9", "TLS or the answer does not come in time", [.tlsTimeout, .responseTimeout],
            when: { failure($0, [.tlsTimeout, .responseTimeout]) }, gives: ofFailure),
        DecisionRow(
            "10", "the proxy refuses, or wants a login", [.proxyFailed, .proxyAuthRequired],
            when: { failure($0, [.proxyFailed, .proxyAuthRequired]) || $0.failure == nil && $0.last?.status == 407 },
            gives: { $0.failure == nil ? ProbeDiagnosis(.proxyAuthRequired, .certain) : ofFailure($0) }),
        DecisionRow(
            "10b", "the answer breaks off, is no HTTP, or this machine can't ask", [.connectionClosed, .notS3, .localTrouble, .interrupted],
            when: { $0.failure != nil }, gives: ofFailure),
    ]

    private static func failure(_ seen: ProbeObservation, _ causes: [DiagnosisID]) -> Bool {
        seen.failure.map { causes.contains(FailureCause.of($0).id) } ?? false
    }

    private static let ofFailure: @Sendable (ProbeObservation) -> ProbeDiagnosis = { seen in
        guard let failure = seen.failure else { return ProbeDiagnosis(.interrupted, .certain) }
        let (id, confidence) = FailureCause.of(failure)
        var hints = FailureCause.hints(of: failure)
        if seen.isClockBehindBuild, id == .tlsExpired || id == .tlsNotYetValid {
            hints.insert("this machine's clock stands before the making of rcsops: set it first", at: 0)
        }
        // A TLS server that takes a request for a broken handshake may just hang up, at whatever port it has.
        if id == .connectionClosed, seen.target.origin.scheme == .http { hints.append("write https:// in endpoint, if the port is one for TLS") }
        return ProbeDiagnosis(id, confidence, detail: FailureCause.detail(of: failure), hints: hints)
    }
}
