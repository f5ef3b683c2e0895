internal import AWSSigning
internal import DocumentTree
internal import FileReplacement
internal import HTTPTransport
internal import JSONDocument
internal import SecretMemory

/// Keys of the machine or container that this runs on (AWS SDKs and Tools Reference Guide, "Container credential provider"
/// and "IMDS credential provider").
extension CredentialChain {
    /// A metadata service is near, or not there.
    private static var deadlines: HTTPDeadlines {
        var deadlines = HTTPDeadlines()
        deadlines.connect = .seconds(1)
        deadlines.address = .seconds(1)
        deadlines.response = .seconds(1)
        return deadlines
    }

    func containerCredentials() async throws(CredentialError) -> FoundCredentials {
        let origin: HTTPOrigin
        let target: String
        if let text = environment.text("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            (origin, target) = try Self.containerAddress(text)
        } else if let text = environment.text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard text.hasPrefix("/"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unsupported(.containerAddress) }
            (origin, target) = (HTTPOrigin(scheme: .http, host: "169.254.170.2"), text)
        } else {
            throw .profileSource("EcsContainer")
        }
        guard let metadata else { throw .metadataNotAllowed(.container) }
        var fields = [HTTPField("Host", origin.authority), HTTPField("User-Agent", userAgent), HTTPField("Accept", "application/json")]
        if let token = try containerToken() { fields.append(HTTPField("Authorization", token)) }
        let response = try await answer(
            HTTPRequest(method: "GET", target: target, fields: fields), at: origin, by: metadata, within: Self.deadlines, source: .container)
        guard response.status == 200 else { throw .refused(.container, status: response.status, code: nil) }
        return FoundCredentials(try Self.credentials(json: response.body, from: .container), from: .container)
    }

    /// Version 2 alone: a token first, and no way back to version 1.
    func instanceCredentials() async throws(CredentialError) -> FoundCredentials {
        if environment.text("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { throw .metadataDisabled }
        if environment.text("AWS_EC2_METADATA_SERVICE_ENDPOINT") != nil { throw .unsupported(.metadataEndpoint) }
        guard let metadata else { throw .metadataNotAllowed(.instance) }
        let isIPv6 = environment.text("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
        let origin = HTTPOrigin(scheme: .http, host: isIPv6 ? "fd00:ec2::254" : "169.254.169.254")
        func ask(_ method: String, _ target: String, _ field: HTTPField) async throws(CredentialError) -> [UInt8] {
            let request = HTTPRequest(
                method: method, target: target, fields: [HTTPField("Host", origin.authority), HTTPField("User-Agent", userAgent), field])
            let response = try await answer(request, at: origin, by: metadata, within: Self.deadlines, source: .instance)
            guard response.status == 200 else { throw .refused(.instance, status: response.status, code: nil) }
            return response.body
        }
        let token = try await ask("PUT", "/latest/api/token", HTTPField("x-aws-ec2-metadata-token-ttl-seconds", "60"))
        guard !token.isEmpty, token.count <= 4096, token.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unusableAnswer(.instance) }
        let proof = HTTPField("x-aws-ec2-metadata-token", String(decoding: token, as: UTF8.self))
        let folder = "/latest/meta-data/iam/security-credentials/"
        let roles = try await ask("GET", folder, proof)
        // One role a line, and an instance has one.
        let role = roles.prefix { $0 != 0x0A && $0 != 0x0D }
        guard (1...128).contains(role.count), role.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unusableAnswer(.instance) }
        let body = try await ask("GET", folder + PercentEncoding.encode(bytes: role, keeping: .unreserved), proof)
        return FoundCredentials(try Self.credentials(json: body, from: .instance), from: .instance)
    }

    /// An address that keys may come from: this machine's loopback, or the containers' services.
    private static func containerAddress(_ text: String) throws(CredentialError) -> (HTTPOrigin, String) {
        let scheme = text.hasPrefix("https://") ? "https://" : "http://"
        guard text.hasPrefix(scheme), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unsupported(.containerAddress) }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let url = try? EndpointURL(scheme + authority) else { throw .unsupported(.containerAddress) }
        let host = url.host.text
        guard HostName.isLoopback(host) || ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"].contains(host) else { throw .unsupported(.containerAddress) }
        let target = text.dropFirst(scheme.count + authority.count).prefix { $0 != "#" }
        return (
            HTTPOrigin(scheme: url.scheme, host: host, port: url.port), target.hasPrefix("/") ? String(target) : "/" + target
        )
    }

    private func containerToken() throws(CredentialError) -> String? {
        let bytes: [UInt8]
        if let path = environment.text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            let arena = SecretArena()
            do throws(FileError) { bytes = try environment.file(path, 64 << 10, arena).get().trimmed().bytes } catch { throw .file(error) }
        } else if let text = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN"), !text.isEmpty {
            bytes = text
        } else {
            return nil
        }
        // The SDK refuses line breaks for the same reason: they would begin another header.
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { throw .unsupported(.containerAddress) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func credentials(json body: [UInt8], from source: CredentialSource) throws(CredentialError) -> AWSCredentials {
        let arena = SecretArena()
        let text = arena.store(body)
        var tree = DocumentTree(arena: arena)
        let isRead = text.withBytes { bytes in
            do throws(JSONError) {
                try JSONReader.read(TreeText(bytes), into: &tree)
                return true
            } catch { return false }
        }
        guard isRead, let root = tree.roots.first else { throw .unusableAnswer(source) }
        func value(_ name: StaticString) -> SecretSlice? {
            guard let index = tree.item(name, in: root), tree.nodes[index].kind == .string else { return nil }
            return tree.nodes[index].text.isEmpty ? nil : arena.store(tree.nodes[index].text.buffer)
        }
        // The instance's service answers 200 also where it has none.
        if let code = value("Code"), !code.equals("Success") { throw .refused(source, status: 200, code: Self.code(code)) }
        guard let id = value("AccessKeyId"), let secret = value("SecretAccessKey") else { throw .unusableAnswer(source) }
        return try credentials(id: id, secret: secret, token: value("Token"), expiry: Self.text(value("Expiration")).flatMap(InternetDate.seconds))
    }
}
