extension DecisionTable {
    /// Stands first: whatever else is the matter, something of ours lies in the bucket.
    static let residueRows: [DecisionRow] = [
        DecisionRow("W1", "the test object is still there", [.residueLeft], when: { $0.write?.residue != nil }, gives: { seen in
            ProbeDiagnosis(.residueLeft, .certain, detail: seen.write?.residue.map(ServerText.printable))
        }),
    ]

    /// What the caller asked to be looked at: writing, and reading an object.
    static let rightRows: [DecisionRow] = [
        DecisionRow(
            "W2", "a destination that may not be written to", [.accessDenied],
            when: { $0.role == .destination && $0.write?.put == .no && !isKeyBad($0) },
            gives: { _ in
                ProbeDiagnosis(.accessDenied, .likely, detail: "writing is denied", hints: ["grant s3:PutObject, s3:AbortMultipartUpload and s3:DeleteObject"])
            }),
        DecisionRow(
            "W3", "writing is allowed, HEAD of the bucket is not", .writeOnly, .likely,
            when: { $0.main?.status == 403 && $0.write?.put == .yes && $0.explained != .list && $0.object?.status != 404 && $0.object?.isSuccess != true }),
        DecisionRow(
            "O1", "HEAD of the bucket is denied, an object's is not", [.ok],
            when: { seen in !seen.isAnonymous && seen.main?.status == 403 && (seen.object?.status == 404 || seen.object?.isSuccess == true) },
            gives: { seen in
                ProbeDiagnosis(.ok, seen.isSignatureChecked ? .strong : .likely, warnings: [ProbeWarning(.headBucketDenied)])
            }),
        DecisionRow(
            "O2", "the bucket answers, an object's HEAD is denied", [.accessDenied],
            when: { seen in !seen.isAnonymous && seen.main?.isSuccess == true && seen.object?.status == 403 && (seen.role == .source || seen.isObjectNamed) },
            gives: { seen in
                ProbeDiagnosis(
                    .accessDenied, .likely, detail: "HEAD of an object: List or Get is missing",
                    hints: ["grant s3:GetObject on the bucket's objects"]
                        + (seen.isCustomerKeySent && seen.isObjectNamed ? ["or the object is encrypted with another key than sse_customer_key"] : []),
                    warnings: [ProbeWarning(.objectDenied)])
            }),
        DecisionRow(
            "O3", "the bucket answers, a named object's HEAD is 400: it is encrypted with a customer's key (SSE-C)", [.accessDenied],
            when: { seen in !seen.isAnonymous && seen.main?.isSuccess == true && seen.isObjectNamed && seen.object?.status == 400 },
            gives: { seen in
                var hints = [
                    seen.isCustomerKeySent
                        ? "check sse_customer_key: the object may have another one"
                        : "set sse_customer_algorithm and sse_customer_key, and ask over https"
                ]
                // radosgw's rgw_crypt_require_ssl, which is on by default.
                if seen.isCustomerKeySent, seen.target.origin.scheme == .http { hints.append("or ask over https: some servers take such a key in no other way") }
                return ProbeDiagnosis(
                    .accessDenied, .likely, detail: "HEAD of the object is 400, as for one that is encrypted with a customer's key (SSE-C)", hints: hints)
            }),
    ]

    /// Rows 17 to 22: the target answered, or is not there.
    static let credentialRows: [DecisionRow] = [
        DecisionRow("17a", "no keys, 2xx", .anonymousRemote, .certain, when: { $0.isAnonymous && $0.main?.isSuccess == true }),
        DecisionRow("17", "signed 2xx, control 403 or 400", .ok, .certain, when: { $0.main?.isSuccess == true && $0.isSignatureChecked }),
        DecisionRow(
            "18", "signed and control 2xx, unsigned not", .signatureNotChecked, .strong,
            when: { $0.main?.isSuccess == true && isSuccess($0.controlStatus) && $0.anon?.isSuccess != true }),
        DecisionRow(
            "19", "signed, control and unsigned 2xx", .publicBucket, .certain,
            when: { $0.main?.isSuccess == true && isSuccess($0.controlStatus) && $0.anon?.isSuccess == true }),
        DecisionRow("20", "signed 2xx, no control to compare with", [.ok, .publicBucket], when: { $0.main?.isSuccess == true }, gives: { seen in
            seen.anon?.isSuccess == true ? ProbeDiagnosis(.publicBucket, .likely) : ProbeDiagnosis(.ok, .likely)
        }),
        DecisionRow("21", "404, control 403", [.bucketNotFound], when: { isMissing($0) && $0.isSignatureChecked }, gives: { seen in
            ProbeDiagnosis(.bucketNotFound, .strong, detail: "the credentials are good", hints: missingHints(seen))
        }),
        DecisionRow("22", "404, control not 403", [.bucketNotFound], when: isMissing, gives: { seen in
            ProbeDiagnosis(
                .bucketNotFound, .likely, hints: missingHints(seen), warnings: seen.isAnonymous ? [] : [ProbeWarning(.credentialsUnproven)])
        }),
    ]

    static let isMissing: @Sendable (ProbeObservation) -> Bool = { $0.main?.status == 404 && !$0.isService }

    private static func isSuccess(_ status: Int?) -> Bool { status.map { (200..<300).contains($0) } ?? false }

    /// A denied write says nothing while the key itself is refused.
    private static func isKeyBad(_ seen: ProbeObservation) -> Bool { seen.main?.isSuccess != true && seen.isMainLikeControl }

    /// A radosgw that has a domain name and does not know this host takes the whole host for the bucket (measured).
    private static func missingHints(_ seen: ProbeObservation) -> [String] {
        seen.kind == .radosgw && seen.target.style == .path
            ? ["if the bucket is there: the gateway may not know this host name (rgw_dns_name), and take the host for the bucket"] : []
    }
}
