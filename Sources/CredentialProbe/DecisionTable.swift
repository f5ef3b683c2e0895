/// From what was seen to the one cause that fits: the first row that matches decides.
///
/// The order is that of the layers: the way there, what answers, where the bucket is, the server's state, the clock, and only then the
/// keys and the rights. Measured on radosgw 16.2.15, SeaweedFS 4.48 and moto 5.2.5; for AWS from its documentation.
package enum DecisionTable {
    package static let rows: [DecisionRow] =
        residueRows + transportRows + serverRows + explainedRows + placeRows + rightRows + credentialRows + deniedRows + otherRows

    /// The rows that look at the control: without one their word is no better than likely.
    private static let controlled: Set<String> = Set((rightRows + credentialRows + deniedRows).map(\.number)).subtracting(["17a", "23a", "30"])

    package static func diagnosis(of observation: ProbeObservation) -> ProbeDiagnosis {
        // The last row matches everything.
        let row = rows.first { $0.matches(observation) } ?? rows[rows.count - 1]
        let limit: Confidence = observation.isControlOff && controlled.contains(row.number) ? .likely : .certain
        return row.gives(observation).decided(by: row.number, atMost: limit)
    }

    /// What answers before a signature is shown is no S3 service: then no signature is sent.
    package static func isForeign(_ anon: ProbeEvidence, at host: String) -> Bool {
        isPortal(anon, at: host) || isPage(anon)
    }

    static func isPortal(_ anon: ProbeEvidence, at host: String) -> Bool {
        !anon.isS3 && (anon.status == 511 || anon.isRedirect && anon.locationHost != nil && anon.locationHost != host)
    }

    static func isPage(_ anon: ProbeEvidence) -> Bool { anon.hasBrokenLength || !anon.isS3 && anon.isSuccess && anon.isHTML }
}
