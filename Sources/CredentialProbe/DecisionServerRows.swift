extension DecisionTable {
    /// Rows 11 and 12: what answers, and a redirect to another region.
    static let serverRows: [DecisionRow] = [
        DecisionRow(
            "11", "before anything is signed, no S3 server: 511, a redirect to another host, or a page", [.captivePortal, .notS3],
            when: { seen in seen.anon.map { isForeign($0, at: seen.target.origin.host) } ?? false },
            gives: { seen in
                guard let anon = seen.anon, isPortal(anon, at: seen.target.origin.host) else { return ProbeDiagnosis(.notS3, .strong) }
                return ProbeDiagnosis(.captivePortal, .strong, detail: anon.locationHost.map { "it sends to " + $0 })
            }),
        DecisionRow(
            "11b", "unsigned and signed, no S3 server: 4xx with a page or a login; or a bucket that can't exist is there", .notS3, .likely,
            when: { seen in
                func isForeign(_ answer: ProbeEvidence?) -> Bool {
                    answer.map { !$0.isS3 && ($0.isHTML || $0.wantsLogin) && (400..<500).contains($0.status) } ?? false
                }
                return isForeign(seen.anon) && isForeign(seen.main) || seen.nobucket?.isSuccess == true
                    || seen.main.map { $0.hasBrokenLength || $0.isSuccess && $0.isHTML && !$0.isS3 } == true
            }),
        DecisionRow(
            "12", "a redirect with another region's name, or to another region's host of AWS", [.wrongRegion],
            when: { seen in seen.last?.isRedirect == true && (seen.otherRegion ?? seen.locationRegion) != nil },
            gives: { seen in wrongRegion(seen.otherRegion ?? seen.locationRegion, .certain) }),
    ]

    /// Rows 13 to 16: where the bucket is, the server's state, the clock.
    static let placeRows: [DecisionRow] = [
        DecisionRow(
            "13", "400 or 403 with another region's name", [.wrongRegion],
            when: { seen in (seen.main?.status == 400 || seen.main?.status == 403) && seen.otherRegion != nil },
            gives: { seen in wrongRegion(seen.otherRegion, .strong) }),
        DecisionRow(
            "14", "a redirect with neither", [.redirected], when: { $0.last?.isRedirect == true },
            gives: { seen in
                let isToTLS = seen.target.origin.scheme == .http && seen.last?.isLocationSecure == true && seen.last?.locationHost == seen.target.origin.host
                return ProbeDiagnosis(
                    .redirected, .likely, detail: seen.last?.locationHost.map { "to " + $0 }, hints: isToTLS ? ["write https:// in the option endpoint"] : [])
            }),
        DecisionRow(
            "15", "503, 429 or another 5xx but 501, after tries", [.throttled, .serverError],
            when: { seen in seen.last.map { $0.status == 429 || $0.status >= 500 && $0.status != 501 } ?? false },
            gives: { seen in
                guard let last = seen.last, !last.isThrottling else { return ProbeDiagnosis(.throttled, .certain) }
                return ProbeDiagnosis(.serverError, .certain, detail: "it answers " + String(last.status))
            }),
        DecisionRow(
            "16", "the clocks are more than 900 s apart, and 403 or 400", [.clockSkew],
            when: { seen in !seen.isAnonymous && seen.isSkewed && (seen.main?.status == 403 || seen.main?.status == 400) },
            gives: { clockSkew($0, .strong) }),
    ]

    static func wrongRegion(_ region: String?, _ confidence: Confidence) -> ProbeDiagnosis {
        ProbeDiagnosis(.wrongRegion, confidence, detail: region, hints: region.map { ["set region = " + $0] } ?? [])
    }

    static func clockSkew(_ seen: ProbeObservation, _ confidence: Confidence) -> ProbeDiagnosis {
        ProbeDiagnosis(.clockSkew, confidence, detail: seen.skew.map(skewText))
    }

    static func skewText(_ skew: Int64) -> String {
        "the server is " + String(abs(skew)) + " s " + (skew < 0 ? "behind" : "ahead")
    }
}
