/// Every cause that the probe can name. The names stand in reports and keep their meaning.
package enum DiagnosisID: String, Sendable, CaseIterable {
    case ok
    // The configuration: nothing was asked, or asking it would be wrong.
    case configInvalid = "config_invalid"
    case configConflict = "config_conflict"
    case endpointRefused = "endpoint_refused"
    case plaintextRefused = "plaintext_refused"
    case credentialsUnavailable = "credentials_unavailable"
    case unsupportedFeature = "unsupported_feature"
    case unsupportedSource = "unsupported_source"
    case v2Refused = "v2_refused"
    // The credentials.
    case wrongSecret = "wrong_secret"
    case unknownAccessKey = "unknown_access_key"
    case userSuspended = "user_suspended"
    case tokenRejected = "token_rejected"
    case tokenExpired = "token_expired"
    case clockSkew = "clock_skew"
    case deniedUnspecified = "denied_unspecified"
    // The target.
    case bucketNotFound = "bucket_not_found"
    case accessDenied = "access_denied"
    case wrongRegion = "wrong_region"
    case redirected
    case writeOnly = "write_only"
    case residueLeft = "residue_left"
    // The way there.
    case dnsNotFound = "dns_not_found"
    case dnsFailed = "dns_failed"
    case connectionRefused = "connection_refused"
    case connectTimeout = "connect_timeout"
    case unreachable
    case connectionClosed = "connection_closed"
    case tlsUnknownCA = "tls_unknown_ca"
    case tlsExpired = "tls_expired"
    case tlsNotYetValid = "tls_not_yet_valid"
    case tlsNameMismatch = "tls_name_mismatch"
    case tlsInvalid = "tls_invalid"
    case tlsVersion = "tls_version"
    case tlsClientCertRequired = "tls_client_cert_required"
    case tlsNoRoots = "tls_no_roots"
    case tlsFailed = "tls_failed"
    case tlsTimeout = "tls_timeout"
    case schemeMismatch = "scheme_mismatch"
    case responseTimeout = "response_timeout"
    case proxyFailed = "proxy_failed"
    case proxyAuthRequired = "proxy_auth_required"
    case captivePortal = "captive_portal"
    case notS3 = "not_s3"
    case throttled
    case serverError = "server_error"
    case badRequest = "bad_request"
    case unexpectedStatus = "unexpected_status"
    case unexpectedError = "unexpected_error"
    case localTrouble = "local_trouble"
    // Nothing proven.
    case publicBucket = "public_bucket"
    case signatureNotChecked = "signature_not_checked"
    case anonymousRemote = "anonymous_remote"
    case serviceHeadUnsupported = "service_head_unsupported"
    case methodNotSupported = "method_not_supported"
    case notProbed = "not_probed"
    case interrupted

    package var verdict: Verdict {
        switch self {
        case .ok: .ok
        case .signatureNotChecked: .warn
        case .publicBucket, .anonymousRemote, .serviceHeadUnsupported, .methodNotSupported, .notProbed: .unproven
        case .interrupted: .error
        default: .fail
        }
    }

    /// What the run ends with, if nothing weighs more. 7 counts only where the caller wants proof.
    package var exitCode: Int32 {
        switch self {
        case .ok, .notProbed: 0
        case .configInvalid, .configConflict, .endpointRefused, .plaintextRefused, .credentialsUnavailable, .unsupportedFeature, .unsupportedSource,
            .v2Refused:
            2
        case .wrongSecret, .unknownAccessKey, .userSuspended, .tokenRejected, .tokenExpired, .clockSkew, .deniedUnspecified: 3
        case .bucketNotFound, .accessDenied, .wrongRegion, .redirected, .writeOnly: 4
        case .residueLeft: 5
        case .dnsNotFound, .dnsFailed, .connectionRefused, .connectTimeout, .unreachable, .connectionClosed, .tlsUnknownCA, .tlsExpired,
            .tlsNotYetValid, .tlsNameMismatch, .tlsInvalid, .tlsVersion, .tlsClientCertRequired, .tlsNoRoots, .tlsFailed, .tlsTimeout,
            .schemeMismatch, .responseTimeout, .proxyFailed, .proxyAuthRequired, .captivePortal, .notS3, .throttled, .serverError, .badRequest,
            .unexpectedStatus, .unexpectedError, .localTrouble, .interrupted:
            6
        case .publicBucket, .signatureNotChecked, .anonymousRemote, .serviceHeadUnsupported, .methodNotSupported: 7
        }
    }
}
