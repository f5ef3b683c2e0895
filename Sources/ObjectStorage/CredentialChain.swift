internal import AWSSigning
internal import FileReplacement
package import HTTPTransport
internal import SecretMemory

/// Where rclone's keys come from: the remote's own, else with `env_auth` the default chain of aws-sdk-go-v2 (rclone 1.75
/// `s3Connection`; `config/resolve_credentials.go`). Services are asked with leave only, and metadata addresses by an
/// exchange of their own.
package struct CredentialChain: Sendable {
    let environment: CredentialEnvironment
    let exchange: any HTTPExchange
    /// One that may reach metadata addresses, without a proxy; nil when they are not to be asked.
    let metadata: (any HTTPExchange)?
    let allowsSTS: Bool
    let userAgent: String

    package init(
        environment: CredentialEnvironment, exchange: any HTTPExchange, metadata: (any HTTPExchange)?, allowsSTS: Bool, userAgent: String
    ) {
        self.environment = environment
        self.exchange = exchange
        self.metadata = metadata
        self.allowsSTS = allowsSTS
        self.userAgent = userAgent
    }

    package func credentials(for options: S3Options) async throws(CredentialError) -> FoundCredentials {
        let found = try await base(for: options)
        guard let role = options.role else { return found }
        guard let credentials = found.credentials else { throw .configuration(.missingKey(option: "access_key_id")) }
        let request = SecurityTokenRequest(role: role, region: options.region ?? "us-east-1", isEnvironmentUsed: options.isEnvironmentUsed)
        return FoundCredentials(
            try await assumeRole(request, with: credentials, from: found.source), from: found.source, isRole: true, warnings: found.warnings)
    }

    /// What the environment and the profile say of the endpoint.
    package func settings(for options: S3Options) throws(CredentialError) -> AWSSettings {
        guard options.isEnvironmentUsed else { return .none }
        let profile = try profile(for: options).profile
        func isTrue(_ text: String?) -> Bool { text?.lowercased() == "true" }
        let isFIPS = isTrue(environment.text("AWS_USE_FIPS_ENDPOINT") ?? Self.text(profile["use_fips_endpoint"]))
        guard options.endpoint == nil,
            !isTrue(environment.text("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? Self.text(profile["ignore_configured_endpoint_urls"]))
        else { return AWSSettings(isFIPS: isFIPS, endpoint: nil) }
        if let own = environment.text("AWS_ENDPOINT_URL_S3") ?? environment.text("AWS_ENDPOINT_URL") {
            return AWSSettings(isFIPS: isFIPS, endpoint: own)
        }
        if profile["services"] != nil { throw .unsupported(.services) }
        return AWSSettings(isFIPS: isFIPS, endpoint: Self.text(profile["endpoint_url"]))
    }

    private func base(for options: S3Options) async throws(CredentialError) -> FoundCredentials {
        if options.isEnvironmentUsed { return try await chain(for: options) }
        switch (options.accessKeyID, options.secretAccessKey) {
        case (nil, nil): return FoundCredentials(nil, from: .configuration, warnings: [.anonymousRemote])
        case (nil, _): throw .configuration(.missingKey(option: "access_key_id"))
        case (_, nil): throw .configuration(.missingKey(option: "secret_access_key"))
        case (let id?, let secret?):
            let isV2 = options.isV2 || options.region == "other-v2-signature"
            return FoundCredentials(
                try Self.credentials(id: id, secret: secret, token: options.sessionToken, isV2: isV2), from: .configuration)
        }
    }

    /// The environment's keys count before those of the shared files, unless the remote itself names a profile.
    private func chain(for options: S3Options) async throws(CredentialError) -> FoundCredentials {
        // A profile that can't be had stops rclone, also where the environment has keys.
        let (profile, name, profiles) = try profile(for: options)
        if options.profile == nil {
            if let keys = try environmentKeys() { return FoundCredentials(keys, from: .environment) }
            if let path = environment.text("AWS_WEB_IDENTITY_TOKEN_FILE") {
                guard let arn = environment.text("AWS_ROLE_ARN") else { throw .webIdentityIncomplete }
                let role = S3Options.Role(arn: arn, sessionName: environment.text("AWS_ROLE_SESSION_NAME"))
                let request = SecurityTokenRequest(role: role, region: region(of: profile), isEnvironmentUsed: true)
                return FoundCredentials(try await assumeRole(request, tokenFile: path), from: .webIdentity, isRole: true)
            }
        }
        return try await credentials(of: profile, named: name, in: profiles, path: [])
    }

    func environmentKeys() throws(CredentialError) -> AWSCredentials? {
        let arena = SecretArena()
        guard let id = environment.secret("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", into: arena),
            let secret = environment.secret("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY", into: arena)
        else { return nil }
        return try Self.credentials(id: id, secret: secret, token: environment.secret("AWS_SESSION_TOKEN", into: arena))
    }

    private func profile(
        for options: S3Options
    ) throws(CredentialError) -> (profile: SharedProfiles.Profile, name: String, all: SharedProfiles) {
        let named = options.profile ?? environment.text("AWS_PROFILE") ?? environment.text("AWS_DEFAULT_PROFILE")
        let home = environment.text("HOME")
        let arena = SecretArena()
        var all = SharedProfiles()
        let configuration = options.sharedCredentialsFile ?? environment.text("AWS_CONFIG_FILE") ?? home.map { $0 + "/.aws/config" }
        let credentials = environment.text("AWS_SHARED_CREDENTIALS_FILE") ?? home.map { $0 + "/.aws/credentials" }
        for (path, file) in [(configuration, SharedProfiles.File.configuration), (credentials, .credentials)] {
            guard let path else { continue }
            let text: SecretSlice
            do throws(FileError) { text = try environment.file(path, 1 << 20, arena).get() } catch {
                if case .notFound = error { continue }
                throw .file(error)
            }
            all.add(text, from: file)
        }
        let name = named ?? "default"
        guard let profile = all.profiles[name] else {
            guard named == nil else { throw .profileMissing(name) }
            return ([:], name, all)
        }
        guard !all.partial.contains(name) else { throw .profilePartial(name) }
        return (profile, name, all)
    }

    /// The region of whichever STS is asked; rclone's own `region` is not heeded here.
    private func region(of profile: SharedProfiles.Profile) -> String? {
        environment.text("AWS_REGION") ?? environment.text("AWS_DEFAULT_REGION") ?? Self.text(profile["region"])
    }

    /// - Parameter path: The profiles that led here, as each other's source.
    private func credentials(
        of profile: SharedProfiles.Profile, named name: String, in all: SharedProfiles, path: [String]
    ) async throws(CredentialError) -> FoundCredentials {
        let arn = Self.text(profile["role_arn"])
        let source = Self.text(profile["source_profile"])
        var found: FoundCredentials
        if let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"], source == nil || source == name || !path.isEmpty {
            found = FoundCredentials(
                try Self.credentials(id: id, secret: secret, token: profile["aws_session_token"]), from: .profile)
            // Keys end the line of sources.
            if !path.isEmpty { return found }
        } else if let source {
            guard arn != nil, source != name, !path.contains(source), path.count < 8, let next = all.profiles[source] else {
                throw .profileSource(name)
            }
            found = try await credentials(of: next, named: source, in: all, path: path + [name])
        } else if let word = profile["credential_source"] {
            guard arn != nil else { throw .profileSource(name) }
            found = try await credentials(of: Self.text(word))
        } else if let file = Self.text(profile["web_identity_token_file"]) {
            guard let arn else { throw .webIdentityIncomplete }
            let role = S3Options.Role(arn: arn, sessionName: Self.text(profile["role_session_name"]))
            let request = SecurityTokenRequest(role: role, region: region(of: profile), isEnvironmentUsed: true)
            return FoundCredentials(try await assumeRole(request, tokenFile: file), from: .webIdentity, isRole: true)
        } else if ["sso_session", "sso_start_url", "sso_account_id", "sso_region", "sso_role_name"].contains(where: { profile[$0] != nil }) {
            throw .unsupported(.sso)
        } else if profile["login_session"] != nil {
            throw .unsupported(.loginSession)
        } else if profile["credential_process"] != nil {
            throw .unsupported(.credentialProcess)
        } else {
            found = try await metadataCredentials()
        }
        guard let arn else { return found }
        if profile["mfa_serial"] != nil { throw .unsupported(.mfa) }
        guard let base = found.credentials else { throw .profileSource(name) }
        let role = S3Options.Role(
            arn: arn, sessionName: Self.text(profile["role_session_name"]), externalID: Self.text(profile["external_id"]),
            duration: Self.text(profile["duration_seconds"]).flatMap { Int64($0) }.flatMap { $0 > 900 ? $0 : nil })
        let request = SecurityTokenRequest(role: role, region: region(of: profile), isEnvironmentUsed: true)
        found = FoundCredentials(try await assumeRole(request, with: base, from: found.source), from: found.source, isRole: true)
        return found
    }

    private func credentials(of source: String?) async throws(CredentialError) -> FoundCredentials {
        switch source {
        case "Environment":
            guard let keys = try environmentKeys() else { throw .profileSource("Environment") }
            return FoundCredentials(keys, from: .environment)
        case "EcsContainer": return try await containerCredentials()
        case "Ec2InstanceMetadata": return try await instanceCredentials()
        default: throw .unsupported(.credentialSource)
        }
    }

    /// The end of the line: a container's service where the environment names one, else the instance's.
    private func metadataCredentials() async throws(CredentialError) -> FoundCredentials {
        let isContainer = ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"].contains { environment.text($0) != nil }
        return isContainer ? try await containerCredentials() : try await instanceCredentials()
    }

    static func text(_ value: SecretSlice?) -> String? { value.map { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Keys that can sign: what would break a header is refused before anything is sent.
    static func credentials(
        id: SecretSlice, secret: SecretSlice, token: SecretSlice?, expiry: Int64? = nil, isV2: Bool = false
    ) throws(CredentialError) -> AWSCredentials {
        if let fault = id.withBytes({ AccessKeyID.fault(in: $0, forV2: isV2) }) { throw .configuration(.accessKeyID(fault)) }
        let name = String(decoding: id.bytes, as: UTF8.self)
        let key = secret.withBytes { SecretBytes(copying: $0) }
        guard let token, !token.isEmpty else { return AWSCredentials(accessKeyID: name, secretAccessKey: key, expiry: expiry) }
        guard token.withBytes({ $0.allSatisfy { $0 > 0x20 && $0 < 0x7F } }) else { throw .configuration(.sessionToken) }
        return AWSCredentials(
            accessKeyID: name, secretAccessKey: key, sessionToken: token.withBytes { SecretBytes(copying: $0) }, expiry: expiry)
    }
}
