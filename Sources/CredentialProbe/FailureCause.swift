package import HTTPTransport

/// What a failure of the transport means. Certificates are told by OpenSSL's verify codes, never by text.
package enum FailureCause {
    package static func of(_ failure: HTTPFailure) -> (id: DiagnosisID, confidence: Confidence) {
        switch failure {
        case .nameNotFound: (.dnsNotFound, .certain)
        case .nameServiceFailed, .nameTimeout: (.dnsFailed, .certain)
        case .addressRefused: (.endpointRefused, .certain)
        case .beyondReach: (.plaintextRefused, .certain)
        case .connectionRefused: (.connectionRefused, .certain)
        case .connectTimeout: (.connectTimeout, .certain)
        case .unreachable: (.unreachable, .certain)
        case .tls(let failure): of(failure.cause)
        case .tlsTimeout: (.tlsTimeout, .certain)
        case .plainServer: (.schemeMismatch, .strong)
        case .tlsServer: (.schemeMismatch, .likely)
        case .proxyRefused, .proxyUnreachable: (.proxyFailed, .certain)
        case .proxyAuthenticationRequired: (.proxyAuthRequired, .certain)
        case .responseTimeout: (.responseTimeout, .certain)
        case .closedEarly: (.connectionClosed, .certain)
        case .notHTTP: (.notS3, .certain)
        case .local: (.localTrouble, .certain)
        case .cancelled: (.interrupted, .certain)
        }
    }

    /// Codes of x509_vfy.h.
    private static func of(_ cause: TLSFailure.Cause) -> (DiagnosisID, Confidence) {
        switch cause {
        case .certificate(let code):
            switch code {
            case 2, 18, 19, 20, 21: (.tlsUnknownCA, .certain)
            case 10: (.tlsExpired, .certain)
            case 9: (.tlsNotYetValid, .certain)
            case 62, 64: (.tlsNameMismatch, .certain)
            default: (.tlsInvalid, .certain)
            }
        case .version: (.tlsVersion, .certain)
        case .clientCertificateRequired(let isCertain): (.tlsClientCertRequired, isCertain ? .certain : .likely)
        case .clientCertificateRefused: (.tlsClientCertRequired, .likely)
        case .noRoots: (.tlsNoRoots, .certain)
        case .alert, .handshake: (.tlsFailed, .certain)
        }
    }

    static func detail(of failure: HTTPFailure) -> String? {
        switch failure {
        case .addressRefused(let address, let reason): ServerText.printable(address) + " is " + word(reason)
        case .proxyRefused(let status): "it answers " + String(status)
        case .local(let number): "error number " + String(number)
        case .tls(let failure): detail(of: failure)
        default: nil
        }
    }

    static func hints(of failure: HTTPFailure) -> [String] {
        guard case .tls(let failure) = failure, of(failure.cause).0 == .tlsNameMismatch, let own = failure.chain.first, !own.names.isEmpty else { return [] }
        return ["write a name in endpoint that the certificate is for: " + own.names.prefix(8).map(ServerText.printable).joined(separator: ", ")]
    }

    private static func detail(of failure: TLSFailure) -> String? {
        switch failure.cause {
        case .certificate(let code) where of(failure.cause).0 == .tlsInvalid: "OpenSSL's verify code " + String(code)
        case .certificate(let code) where code == 18 || code == 19: "it is self-signed"
        case .clientCertificateRefused(let number):
            "it refuses the one that was given, by alert " + String(number) + ": it wants another authority's, or one that is in its dates"
        case .alert(let number): "the server sends alert " + String(number)
        default: nil
        }
    }

    private static func word(_ reason: AddressRule.Reason) -> String {
        switch reason {
        case .metadata: "a metadata service, which hands out a machine's credentials"
        case .special: "no address of a server"
        case .notPublic: "not public, and only public ones are allowed"
        }
    }
}
