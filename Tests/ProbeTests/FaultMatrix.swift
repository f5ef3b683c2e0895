import CommandDriver

/// The ways in which S3 remotes fail. The statuses behind them were measured on the three servers; what each of them answers
/// differs, and so do the diagnoses.
enum FaultMatrix {
    static let cases: [FaultCase] = keys + rights + targets + signatures + clocks

    private static let keys = [
        FaultCase("good", everywhere: .works()),
        FaultCase("wrong secret", everywhere: .fails("wrong_secret"), changesKey: FaultCase.spoilSecret),
        FaultCase("unknown access key", everywhere: .fails("unknown_access_key"), changesKey: FaultCase.spoilID),
        FaultCase("wrong secret, explained", question: .explain, everywhere: .fails("wrong_secret"), changesKey: FaultCase.spoilSecret),
        FaultCase("unknown access key, explained", question: .explain, everywhere: .fails("unknown_access_key"), changesKey: FaultCase.spoilID),
        FaultCase("suspended user", user: "suspended", radosgw: .fails("user_suspended"), seaweedfs: nil, moto: nil),
        FaultCase("suspended user, service", user: "suspended", bucket: nil, radosgw: .fails("user_suspended"), seaweedfs: nil, moto: nil),
        // moto fails on what has no signature.
        FaultCase("no keys", isAnonymous: true, radosgw: .fails("access_denied"), seaweedfs: .fails("access_denied"), moto: .fails("server_error")),
        FaultCase(
            "a session token that is none", options: ["session_token = junk"], radosgw: .works(), seaweedfs: .fails("unknown_access_key"),
            moto: .fails("token_rejected")),
    ]

    private static let rights = [
        FaultCase("no rights", user: "stranger", everywhere: .fails("access_denied")),
        FaultCase("no rights, explained", user: "stranger", question: .explain, everywhere: .fails("access_denied")),
        FaultCase("another owner's bucket", user: "reader", bucket: "other-bkt", radosgw: .fails("access_denied"), seaweedfs: .fails("access_denied"), moto: nil),
        FaultCase("list and get, as source", user: "reader", question: .source, radosgw: .works(), seaweedfs: .works(), moto: nil),
        FaultCase("list and get, explained", user: "reader", question: .explain, everywhere: .works()),
        FaultCase("list alone, explained", user: "lister", question: .explain, everywhere: .works()),
        FaultCase("get alone", user: "getter", radosgw: .fails("access_denied"), seaweedfs: nil, moto: .fails("access_denied")),
        // SeaweedFS takes the right to read for enough of HEAD of the bucket.
        FaultCase("get alone, explained", user: "getter", question: .explain, everywhere: .fails("access_denied")),
        FaultCase("write alone", user: "writer", everywhere: .fails("access_denied")),
        FaultCase("write alone, checked dry", user: "writer", question: .dry, radosgw: .fails("write_only"), seaweedfs: .fails("write_only"), moto: nil),
        FaultCase("owner, checked dry", question: .dry, radosgw: .works(), seaweedfs: .works(), moto: nil),
    ]

    private static let targets = [
        FaultCase("missing bucket", bucket: "nosuch-bkt", everywhere: .fails("bucket_not_found")),
        FaultCase(
            "missing bucket, no rights", user: "stranger", bucket: "nosuch-bkt", radosgw: .fails("bucket_not_found"), seaweedfs: .fails("access_denied"),
            moto: .fails("access_denied")),
        FaultCase("missing bucket, wrong secret", bucket: "nosuch-bkt", everywhere: .fails("wrong_secret"), changesKey: FaultCase.spoilSecret),
        FaultCase("a bucket of an old name", bucket: "B_", everywhere: .fails("bucket_not_found")),
        FaultCase("service", bucket: nil, radosgw: .works(), seaweedfs: .works("service_head_unsupported"), moto: .works()),
        FaultCase(
            "service, wrong secret", bucket: nil, radosgw: .fails("wrong_secret"), seaweedfs: .fails("service_head_unsupported"), moto: .fails("wrong_secret"),
            changesKey: FaultCase.spoilSecret),
        FaultCase("service, no rights", user: "stranger", bucket: nil, radosgw: .works(), seaweedfs: .works("service_head_unsupported"), moto: nil),
        FaultCase("a folder in the bucket", bucket: "bkt/folder", everywhere: .works()),
    ]

    private static let signatures = [
        FaultCase("another region", options: ["region = mars-1"], everywhere: .works()),
        FaultCase("version 2", options: ["v2_auth = true"], radosgw: .works(), seaweedfs: .works(), moto: nil),
        FaultCase(
            "version 2, wrong secret", options: ["v2_auth = true"], radosgw: .fails("wrong_secret"), seaweedfs: .fails("wrong_secret"), moto: nil,
            changesKey: FaultCase.spoilSecret),
        FaultCase("the region that means version 2", options: ["region = other-v2-signature"], radosgw: .works(), seaweedfs: .works(), moto: nil),
    ]

    // moto looks at no clock, and under a false one its failures would be waited for in vain.
    private static let clocks = [
        FaultCase("20 minutes slow", clock: "-20m", radosgw: .fails("clock_skew"), seaweedfs: .fails("clock_skew"), moto: nil),
        FaultCase("20 minutes fast", clock: "+20m", radosgw: .fails("clock_skew"), seaweedfs: .fails("clock_skew"), moto: nil),
        FaultCase("8 days slow", clock: "-8d", radosgw: .fails("clock_skew"), seaweedfs: .fails("clock_skew"), moto: nil),
        FaultCase("10 minutes slow", clock: "-10m", radosgw: .works(), seaweedfs: .works(), moto: nil),
        FaultCase(
            "version 2, 20 minutes slow", options: ["v2_auth = true"], clock: "-20m", radosgw: .fails("clock_skew"), seaweedfs: .works(), moto: nil),
    ]
}
