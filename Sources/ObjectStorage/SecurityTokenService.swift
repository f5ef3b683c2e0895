internal import AWSSigning
internal import FileReplacement
internal import HTTPTransport
internal import SecretMemory

/// What is asked of STS.
struct SecurityTokenRequest: Sendable {
    let role: S3Options.Role
    /// Nil is an error: there is no STS without a region.
    let region: String?
    /// The SDK's configuration was loaded, and with it the variables that name another STS.
    let isEnvironmentUsed: Bool
}

/// Roles, by the Security Token Service (AWS STS API Reference, version 2011-06-15).
extension CredentialChain {
    private static let tokenLimit = 64 << 10

    /// AssumeRole, signed with the keys that take the role on.
    func assumeRole(
        _ request: SecurityTokenRequest, with credentials: AWSCredentials, from source: CredentialSource
    ) async throws(CredentialError) -> AWSCredentials {
        guard allowsSTS else { throw .stsNotAllowed(source) }
        let role = request.role
        var form = [("Action", "AssumeRole"), ("Version", "2011-06-15"), ("RoleArn", role.arn)]
        form.append(("RoleSessionName", role.sessionName ?? "rcsops"))
        form.append(("DurationSeconds", String(role.duration ?? 900)))
        if let id = role.externalID { form.append(("ExternalId", id)) }
        return try await ask(form: Self.encoded(form), for: request, credentials: credentials, source: source)
    }

    /// AssumeRoleWithWebIdentity: the token is the proof, and nothing is signed.
    func assumeRole(_ request: SecurityTokenRequest, tokenFile path: String) async throws(CredentialError) -> AWSCredentials {
        guard allowsSTS else { throw .stsNotAllowed(.webIdentity) }
        let arena = SecretArena()
        let token: SecretSlice
        do throws(FileError) { token = try environment.file(path, Self.tokenLimit, arena).get() } catch { throw .file(error) }
        let role = request.role
        var form = [("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role.arn)]
        form.append(("RoleSessionName", role.sessionName ?? "rcsops"))
        let proof = token.withBytes { PercentEncoding.encode(bytes: $0, keeping: .unreserved) }
        return try await ask(
            form: Self.encoded(form) + Array("&WebIdentityToken=".utf8) + Array(proof.utf8), for: request, credentials: nil, source: .webIdentity)
    }

    private func ask(
        form: [UInt8], for request: SecurityTokenRequest, credentials: AWSCredentials?, source: CredentialSource
    ) async throws(CredentialError) -> AWSCredentials {
        guard let region = request.region else { throw .regionMissing }
        let (origin, path, signedRegion) = try service(in: region, isEnvironmentUsed: request.isEnvironmentUsed)
        // The answer holds a secret key, and a web identity's question its token.
        guard origin.scheme == .https || HostName.isLoopback(origin.host) else { throw .unsupported(.plainService) }
        let unsigned = SigningRequest(
            method: "POST", path: path,
            fields: [
                ("Host", origin.authority), ("User-Agent", userAgent), ("Accept-Encoding", "identity"),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ])
        var signed = unsigned
        if let credentials {
            let signer = SigV4(service: "sts", region: signedRegion, paths: .normalizedAndEncodedAgain)
            do throws(AWSSigningError) {
                signed = try signer.signed(
                    unsigned, payloadHash: SigV4.payloadHash(form), credentials: credentials, time: environment.now())
            } catch { throw .signing(error) }
        }
        let response = try await answer(
            HTTPRequest(method: "POST", target: path, fields: signed.fields.map { HTTPField($0.name, $0.value) }, body: form), at: origin,
            by: exchange, within: HTTPDeadlines(), source: source)
        let arena = SecretArena()
        guard response.status == 200 else {
            let error = XMLAnswer(response.body, keeping: ["ErrorResponse/Error/Code"], into: arena)
            throw .refused(source, status: response.status, code: Self.code(error?["ErrorResponse/Error/Code"]))
        }
        let action = credentials == nil ? "AssumeRoleWithWebIdentity" : "AssumeRole"
        let place = "\(action)Response/\(action)Result/Credentials/"
        let names = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"]
        guard let answer = XMLAnswer(response.body, keeping: Set(names.map { place + $0 }), into: arena),
            let id = answer[place + names[0]], let secret = answer[place + names[1]], let token = answer[place + names[2]]
        else { throw .unusableAnswer(source) }
        return try Self.credentials(
            id: id, secret: secret, token: token, expiry: Self.text(answer[place + names[3]]).flatMap(InternetDate.seconds))
    }

    private func service(
        in region: String, isEnvironmentUsed: Bool
    ) throws(CredentialError) -> (origin: HTTPOrigin, path: String, region: String) {
        let isGlobal = region == "aws-global"
        let signedRegion = isGlobal ? "us-east-1" : region
        if isEnvironmentUsed, environment.text("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() != "true",
            let text = environment.text("AWS_ENDPOINT_URL_STS") ?? environment.text("AWS_ENDPOINT_URL")
        {
            let url: EndpointURL
            do throws(EndpointURL.Fault) { url = try EndpointURL(text) } catch { throw .configuration(.endpoint(error)) }
            return (HTTPOrigin(scheme: url.scheme, host: url.host.text, port: url.port), url.pathPrefix + "/", signedRegion)
        }
        guard (1...63).contains(region.utf8.count), region.lowercased().utf8.allSatisfy({
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
        }) else { throw .configuration(.regionInHost) }
        let domain = (AWSPartition.of(region: region) ?? .standard).domain
        return (HTTPOrigin(scheme: .https, host: isGlobal ? "sts." + domain : "sts." + region.lowercased() + "." + domain), "/", signedRegion)
    }

    func answer(
        _ request: HTTPRequest, at origin: HTTPOrigin, by exchange: any HTTPExchange, within deadlines: HTTPDeadlines, source: CredentialSource
    ) async throws(CredentialError) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await exchange.response(to: request, at: origin, within: deadlines)
        } catch { throw .unreachable(source, error) }
    }

    /// A code is a word of letters; anything else is the server's own text, and stays with it. A signature, or a key, has digits:
    /// what was sent must not come out as a code.
    static func code(_ text: SecretSlice?) -> String? {
        guard let bytes = text?.bytes, (1...64).contains(bytes.count),
            bytes.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func encoded(_ form: [(String, String)]) -> [UInt8] {
        Array(form.map { $0.0 + "=" + PercentEncoding.encode($0.1, keeping: .unreserved) }.joined(separator: "&").utf8)
    }
}
