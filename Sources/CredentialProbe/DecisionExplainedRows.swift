extension DecisionTable {
    /// The server's own word, where a GET was allowed. It outranks what HEAD only lets one conclude.
    static let explainedRows: [DecisionRow] = [
        DecisionRow(
            "E1", "a GET's error code", Array(Set(meanings.values)).sorted { $0.rawValue < $1.rawValue } + [.v2Refused, .unexpectedError],
            when: { seen in if case .error? = seen.explained { (seen.main?.isSuccess != true || isAboutKeys(seen)) && !isDropBox(seen) } else { false } },
            gives: { seen in
                guard case .error(let code, let region, let wantsV4)? = seen.explained else { return ProbeDiagnosis(.unexpectedError, .certain) }
                if code == "InvalidRequest", wantsV4 { return ProbeDiagnosis(.v2Refused, .certain) }
                switch meanings[code] {
                case .wrongRegion?: return wrongRegion(region ?? seen.otherRegion, .certain)
                case .clockSkew?: return clockSkew(seen, .certain)
                case .configInvalid?: return ProbeDiagnosis(.configInvalid, .certain, detail: "the server refuses the bucket's name")
                case .accessDenied?: return ProbeDiagnosis(.accessDenied, .certain, detail: seen.isService ? nil : "listing the bucket")
                case let known?: return ProbeDiagnosis(known, .certain)
                case nil: return ProbeDiagnosis(.unexpectedError, .certain, detail: code)
                }
            }),
        // rclone lists and does not ask for the bucket's HEAD: SeaweedFS and moto want other rights for the two (measured).
        DecisionRow(
            "E2", "a GET lists what HEAD is denied", [.ok],
            when: { seen in seen.explained == .list && !seen.isAnonymous && [400, 403, 405, 501].contains(seen.main?.status ?? 0) && !isShort(seen) },
            gives: { seen in
                guard seen.main?.status == 403 else {
                    // HEAD has not shown then that keys are looked at.
                    return ProbeDiagnosis(.ok, .likely, hints: ["the server answers HEAD with " + String(seen.main?.status ?? 0) + ", and lists"])
                }
                return ProbeDiagnosis(.ok, .certain, warnings: seen.isService ? [] : [ProbeWarning(.headBucketDenied)])
            }),
    ]

    /// Error codes of Amazon S3's API reference, "Error responses", and radosgw's own.
    package static let meanings: [String: DiagnosisID] = [
        "InvalidAccessKeyId": .unknownAccessKey, "SignatureDoesNotMatch": .wrongSecret, "RequestTimeTooSkewed": .clockSkew,
        "ExpiredToken": .tokenExpired, "TokenRefreshRequired": .tokenExpired, "InvalidToken": .tokenRejected,
        "AccessDenied": .accessDenied, "AllAccessDisabled": .accessDenied, "AccountProblem": .accessDenied, "UserSuspended": .userSuspended,
        "AuthorizationHeaderMalformed": .wrongRegion, "IllegalLocationConstraintException": .wrongRegion, "PermanentRedirect": .wrongRegion,
        "TemporaryRedirect": .wrongRegion, "NoSuchBucket": .bucketNotFound, "InvalidBucketName": .configInvalid, "SlowDown": .throttled,
        "ServiceUnavailable": .throttled, "RequestLimitExceeded": .throttled, "NotImplemented": .methodNotSupported,
        "MethodNotAllowed": .methodNotSupported,
    ]

    /// HEAD succeeded, but the GET shows that the key is none: a public bucket, or a server that looks at GET only.
    private static func isAboutKeys(_ seen: ProbeObservation) -> Bool {
        guard case .error(let code, _, _)? = seen.explained, let meaning = meanings[code] else { return false }
        return meaning.exitCode == 3 || meaning == .accessDenied
    }

    /// What is denied is reading: row W3 says more.
    private static func isDropBox(_ seen: ProbeObservation) -> Bool {
        seen.isListDenied && seen.main?.status == 403 && seen.write?.put == .yes
    }

    /// Something that the job needs is known to be missing, whatever the list says.
    private static func isShort(_ seen: ProbeObservation) -> Bool {
        seen.role == .destination && seen.write?.put == .no
    }
}
