extension DiagnosisID {
    /// What is the matter, for people.
    package var message: String {
        switch self {
        case .ok: "endpoint, credentials and bucket answer as they should"
        case .configInvalid: "the remote's options can't work"
        case .configConflict: "two of the remote's options work against each other"
        case .endpointRefused: "no request may go to the endpoint's address"
        case .plaintextRefused: "the endpoint is plain http, where anybody on the way could read or replay the request"
        case .credentialsUnavailable: "no credentials were found where the remote says they are"
        case .unsupportedFeature: "the remote uses a feature that can't be probed"
        case .unsupportedSource: "the remote's credentials come from a source that is not asked"
        case .v2Refused: "the server refuses signatures of version 2"
        case .wrongSecret: "the access key is known, the secret is not its secret"
        case .unknownAccessKey: "the server does not know the access key"
        case .userSuspended: "the key's user is suspended"
        case .tokenRejected: "the session token is refused: expired or broken"
        case .tokenExpired: "the session token has expired"
        case .clockSkew: "the clocks of this machine and of the server are too far apart for a signature"
        case .deniedUnspecified: "denied, without a sign of the cause: wrong key, wrong secret, expired token or missing permission"
        case .bucketNotFound: "the bucket does not exist"
        case .accessDenied: "the credentials are good, but may not do this"
        case .wrongRegion: "the bucket is in another region"
        case .redirected: "the server sends the request elsewhere"
        case .writeOnly: "the key may write and not read: right for a drop box, not for rclone sync, which lists first"
        case .residueLeft: "the test object could not be deleted"
        case .dnsNotFound: "the endpoint's name does not exist"
        case .dnsFailed: "the name service does not answer for the endpoint's name"
        case .connectionRefused: "nothing listens at the endpoint's port"
        case .connectTimeout: "the endpoint's address does not answer"
        case .unreachable: "there is no way to the endpoint's network"
        case .connectionClosed: "the connection ends before an answer"
        case .tlsUnknownCA: "the server's certificate is from an authority that this machine does not trust"
        case .tlsExpired: "the server's certificate has expired"
        case .tlsNotYetValid: "the server's certificate is not valid yet"
        case .tlsNameMismatch: "the server's certificate is for another name"
        case .tlsInvalid: "the server's certificate is not acceptable"
        case .tlsVersion: "the server speaks no TLS from version 1.2 on"
        case .tlsClientCertRequired: "the server wants a client's certificate"
        case .tlsNoRoots: "this machine has no certificate authorities to trust"
        case .tlsFailed: "TLS could not be agreed upon"
        case .tlsTimeout: "the server does not finish the start of TLS"
        case .schemeMismatch: "http and https are mixed up"
        case .responseTimeout: "the server took the request and did not answer in time"
        case .proxyFailed: "the proxy makes no connection to the endpoint"
        case .proxyAuthRequired: "the proxy wants a login"
        case .captivePortal: "a network's login page answers in place of the endpoint"
        case .notS3: "what answers is not an S3 service"
        case .throttled: "the server asks to be left alone for a while"
        case .serverError: "the server has trouble of its own"
        case .badRequest: "the server can't read the request"
        case .unexpectedStatus: "the server's answer is none that S3 gives here"
        case .unexpectedError: "the server names an error that is not known here"
        case .localTrouble: "this machine can't open connections"
        case .publicBucket: "everybody may read the bucket, so the credentials are not proven"
        case .signatureNotChecked: "the server takes a wrong secret too, so the credentials are not proven"
        case .anonymousRemote: "the remote has no keys, and is asked without"
        case .serviceHeadUnsupported: "the server does not answer for the service as a whole"
        case .methodNotSupported: "the server does not answer HEAD for a bucket"
        case .notProbed: "no server was asked"
        case .interrupted: "the probe was stopped before it knew"
        }
    }

    /// Advice for a case makes the general one idle.
    var isSaidBetter: Bool {
        switch self {
        case .configInvalid, .configConflict, .unsupportedFeature, .unsupportedSource, .credentialsUnavailable, .endpointRefused, .wrongRegion, .redirected,
            .schemeMismatch, .tlsNameMismatch:
            true
        default: false
        }
    }

    /// What to do, the likeliest first; an observation may add to it.
    package var hints: [String] {
        switch self {
        case .ok, .notProbed: []
        case .configInvalid, .configConflict, .unsupportedFeature: ["correct the option in the rclone.conf"]
        case .endpointRefused: ["write the address of the S3 service in the option endpoint"]
        case .plaintextRefused: ["write https:// in the option endpoint", "allow it by --allow-http, where the network is trusted"]
        case .credentialsUnavailable: ["set access_key_id and secret_access_key, or run where env_auth finds them"]
        case .unsupportedSource: ["put the keys in the remote, in the environment or in a profile for the probe"]
        case .v2Refused: ["take v2_auth, or the region other-v2-signature, out of the remote"]
        case .wrongSecret:
            [
                "check secret_access_key for a blank at its end, or a half paste",
                "check that v2_auth is what the server wants", "a proxy that changes path, Host or query breaks signatures too",
                "some servers answer so for a wrong region",
            ]
        case .unknownAccessKey: ["check access_key_id for a blank at its end, and that the key was made at this endpoint", "the key may have been deleted"]
        case .userSuspended: ["ask the operator of the storage to enable the user"]
        case .tokenRejected, .tokenExpired: ["get new temporary credentials"]
        case .clockSkew: ["set this machine's clock, by NTP"]
        case .deniedUnspecified: ["run again with --explain: a GET's answer names the cause"]
        case .bucketNotFound: ["check the bucket's name and the endpoint"]
        case .accessDenied: ["let the bucket's owner grant s3:ListBucket, and what else the job needs"]
        case .wrongRegion: ["set the option region to the bucket's region"]
        case .redirected: ["set the option endpoint to where the bucket is"]
        case .writeOnly: ["grant s3:ListBucket and s3:GetObject too, if it is for rclone sync"]
        case .residueLeft: ["delete the object by hand, and grant s3:DeleteObject to a destination"]
        case .dnsNotFound: ["check the spelling of endpoint; a cluster's own names work only inside it"]
        case .dnsFailed: ["check the resolvers of this machine"]
        case .connectionRefused: ["check the port in endpoint, and that the service runs"]
        case .connectTimeout, .unreachable: ["check the network: firewall, VPN, network policy, proxy"]
        case .connectionClosed: ["try again; look at what stands between here and the server"]
        case .tlsUnknownCA: ["give the authority's certificate by --ca-cert, and to rclone by its --ca-cert"]
        case .tlsExpired: ["let the server's operator renew the certificate"]
        case .tlsNotYetValid: ["check this machine's clock, then the certificate"]
        case .tlsNameMismatch: ["write a name in endpoint that the certificate is for"]
        case .tlsInvalid: ["let the server's operator look at the certificate"]
        case .tlsVersion: ["let the server's operator enable TLS 1.2 or 1.3"]
        case .tlsClientCertRequired: ["give --client-cert and --client-key, and to rclone the same"]
        case .tlsNoRoots: ["install the system's ca-certificates, which an empty container image lacks, or give --ca-cert"]
        case .tlsFailed: ["let the server's operator look at its TLS settings"]
        case .tlsTimeout: ["check that the port is one for https, and the way there"]
        case .schemeMismatch: ["write the other of http:// and https:// in endpoint"]
        case .responseTimeout: ["try again; give the server more time by --timeout"]
        case .proxyFailed: ["check HTTPS_PROXY and NO_PROXY"]
        case .proxyAuthRequired: ["put name and password in the proxy's address"]
        case .captivePortal: ["log in to the network, or use another"]
        case .notS3: ["check endpoint: it may be a web console or a proxy"]
        case .throttled: ["wait, and try again with fewer --jobs"]
        case .serverError: ["try again later; the request id helps the server's operator"]
        case .badRequest: ["check region; run again with --explain"]
        case .unexpectedStatus: ["check endpoint; run again with --explain"]
        case .unexpectedError: ["look the code up in the server's documentation"]
        case .localTrouble: ["check the limit of open files and the memory of this machine"]
        case .publicBucket: ["run again with --explain or --check-write to prove the credentials"]
        case .signatureNotChecked: ["ask the server's operator whether keys are checked at all"]
        case .anonymousRemote: ["set access_key_id and secret_access_key, or env_auth = true, unless this is meant"]
        case .serviceHeadUnsupported: ["name a bucket: --bucket NAME"]
        case .methodNotSupported: ["run again with --explain, which asks for a list"]
        case .interrupted: ["run it again, with more time by --deadline"]
        }
    }
}
