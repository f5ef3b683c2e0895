extension DecisionTable {
    /// Rows 23 to 30: 403 and 400. A HEAD's answer has no body, but servers announce the length it would have had; the
    /// numbers differ from server to server, so only lengths of one run are compared.
    static let deniedRows: [DecisionRow] = [
        DecisionRow("23a", "no keys, 403 or 401", [.accessDenied], when: { $0.isAnonymous && ($0.main?.status == 403 || $0.main?.status == 401) }, gives: { _ in
            ProbeDiagnosis(.accessDenied, .likely, detail: "the remote has no keys", hints: DiagnosisID.anonymousRemote.hints)
        }),
        DecisionRow(
            "23k", "403, and the same secret failed in this run", [.wrongSecret, .unknownAccessKey, .userSuspended],
            when: { isDenied($0) && [.wrongSecret, .unknownAccessKey, .userSuspended].contains($0.known.cause) },
            gives: { ProbeDiagnosis($0.known.cause ?? .deniedUnspecified, .likely, detail: "as another remote with this key shows") }),
        DecisionRow(
            "23l", "403, and the same secret was good in this run", [.accessDenied],
            when: { isDenied($0) && $0.known.cause == .ok },
            gives: { denied($0, .strong) }),
        DecisionRow(
            "23m", "403, and another secret of the key was good in this run", [.wrongSecret],
            when: { isDenied($0) && $0.known.isOtherSecretGood && $0.nobucket?.status != 404 },
            gives: { _ in ProbeDiagnosis(.wrongSecret, .strong, detail: "another remote has the good one") }),
        DecisionRow(
            "23", "403, control 403, and a bucket that can't exist is 404", [.accessDenied],
            when: { isDenied($0) && $0.nobucket?.status == 404 && ($0.controlStatus == 403 || $0.controlStatus == nil) },
            gives: { denied($0, $0.controlStatus == nil ? .likely : .strong) }),
        DecisionRow(
            "24", "403, other length than the control's, the unsigned one's length", [.accessDenied],
            when: { isDenied($0) && isOtherThanControl($0) && $0.anon?.status == 403 && $0.anon?.announcedLength == $0.main?.announcedLength },
            gives: { denied($0, .strong) }),
        DecisionRow(
            "25", "403, other length than the control's and the unsigned one's", [.accessDenied, .clockSkew, .userSuspended, .unknownAccessKey],
            when: { isDenied($0) && isOtherThanControl($0) }, gives: ofOtherLength),
        DecisionRow(
            "26", "403 of the control's length, a random access key gives another", .wrongSecret, .strong,
            when: { seen in seen.isMainLikeControl && seen.akid.map { $0.status != 403 || $0.announcedLength != nil && $0.announcedLength != seen.main?.announcedLength } ?? false }),
        DecisionRow(
            "27", "403 of the control's length, a random access key gives the same", [.unknownAccessKey],
            when: { seen in seen.isMainLikeControl && seen.akid.map { $0.status == 403 && $0.announcedLength == seen.main?.announcedLength } ?? false && !isUnsignedAlike(seen) },
            gives: { seen in
                var hints = seen.hasToken ? ["the session token may be the one that is refused"] : []
                // A clock out of the window gives the same picture.
                if seen.skew == nil { hints.append("compare the clocks: the server does not tell its time, and 15 minutes apart look the same") }
                return ProbeDiagnosis(.unknownAccessKey, seen.skew == nil ? .likely : .strong, hints: hints)
            }),
        // The control went to another path, where lengths are others: what is left is the unsigned answer here, and that the server knows the key.
        DecisionRow(
            "27a", "403 of the unsigned one's length, where a control of the key at another path had another", [.accessDenied],
            when: { isDenied($0) && $0.control == nil && $0.known.tellsByLength && $0.canCompare($0.anon, $0.main) && isUnsignedAlike($0) },
            gives: { denied($0, .likely) }),
        DecisionRow(
            "27b", "403 of another length than the unsigned one's, and the key is known by another secret", [.wrongSecret],
            when: { seen in
                isDenied(seen) && seen.control == nil && seen.known.tellsByLength && seen.known.isIDKnown && seen.anon?.status == 403
                    && seen.canCompare(seen.anon, seen.main) && !isUnsignedAlike(seen)
            },
            gives: { _ in ProbeDiagnosis(.wrongSecret, .likely, detail: "another remote shows that the key is known") }),
        DecisionRow(
            "27c", "403, and the key is unknown, as another secret of it showed in this run", [.unknownAccessKey],
            when: { isDenied($0) && $0.control == nil && $0.known.isIDUnknown },
            gives: { _ in ProbeDiagnosis(.unknownAccessKey, .likely, detail: "as another remote with this key shows") }),
        DecisionRow("28", "400, with a session token", .tokenRejected, .likely, when: { seen in
            seen.main?.status == 400 && seen.hasToken && (seen.isSignatureChecked || seen.controlStatus == nil)
        }),
        DecisionRow("29", "400", .badRequest, .guess, when: { $0.main?.status == 400 }),
        DecisionRow("30", "403, and nothing to compare", .deniedUnspecified, .certain, when: { $0.main?.status == 403 || $0.main?.status == 401 }),
    ]

    private static func isDenied(_ seen: ProbeObservation) -> Bool { !seen.isAnonymous && seen.main?.status == 403 }

    private static func isOtherThanControl(_ seen: ProbeObservation) -> Bool { seen.isControlComparable && !seen.isMainLikeControl }

    /// Where the control's is the same too, lengths tell nothing.
    private static func isUnsignedAlike(_ seen: ProbeObservation) -> Bool {
        seen.anon?.status == 403 && seen.anon?.announcedLength == seen.main?.announcedLength
    }

    private static func denied(_ seen: ProbeObservation, _ confidence: Confidence) -> ProbeDiagnosis {
        ProbeDiagnosis(
            .accessDenied, confidence,
            detail: seen.isService ? nil : "HEAD of the bucket",
            hints: seen.explained == nil ? ["rclone lists, which is another right on some servers: --explain tries that"] : [])
    }

    /// radosgw's error body has no message: its length is a base, the code, and the bucket's name where the bucket is known, so
    /// the difference from the control's, SignatureDoesNotMatch, names the code (measured on 16.2.15).
    private static let ofOtherLength: @Sendable (ProbeObservation) -> ProbeDiagnosis = { seen in
        guard seen.kind == .radosgw, let signed = seen.main?.announcedLength, let control = seen.control?.announcedLength else {
            return denied(seen, .likely)
        }
        let known = seen.target.bucket.map { 25 + $0.utf8.count } ?? 0
        switch signed - control {
        case "InvalidAccessKeyId".utf8.count - Self.controlCode: return ProbeDiagnosis(.unknownAccessKey, .likely)
        case "RequestTimeTooSkewed".utf8.count - Self.controlCode: return clockSkew(seen, .likely)
        case "UserSuspended".utf8.count - Self.controlCode + known: return ProbeDiagnosis(.userSuspended, .likely)
        default: return denied(seen, .likely)
        }
    }

    private static let controlCode = "SignatureDoesNotMatch".utf8.count

    /// Rows 31 and 32, and what nothing else speaks of.
    static let otherRows: [DecisionRow] = [
        DecisionRow("31a", "405 or 501 for the service", .serviceHeadUnsupported, .strong, when: { $0.isService && isUnsupported($0) }),
        DecisionRow("31", "405 or 501 for the bucket", .methodNotSupported, .strong, when: isUnsupported),
        DecisionRow(
            "32", "any other status", [.unexpectedStatus], when: { $0.last != nil },
            gives: { ProbeDiagnosis(.unexpectedStatus, .certain, detail: "it answers " + String($0.last?.status ?? 0)) }),
        DecisionRow("33", "nothing was seen", .interrupted, .certain, when: { _ in true }),
    ]

    private static let isUnsupported: @Sendable (ProbeObservation) -> Bool = { $0.last?.status == 405 || $0.last?.status == 501 }
}
