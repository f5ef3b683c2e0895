package import AWSSigning
internal import Cryptography
internal import DocumentTree
internal import HTTPTransport
internal import SecretMemory

/// Service accounts of a MinIO user, by version 4 of the admin API, and version 3 where that isn't there (minio/madmin-go
/// `user-commands.go`, `encrypt.go`; spec of rotation, §1c). Experimental: never run against a server.
///
/// The client chooses the pair, so that a lost answer does no harm and no list is needed, which could only be read with Argon2id.
package struct MinIOServiceAccounts: AccessKeyService {
    package let traits: AccessKeyTraits
    let endpoint: ServiceEndpoint
    let wire: AccessKeyWire
    private let random: @Sendable (_ count: Int) -> [UInt8]

    package init(
        at endpoint: ServiceEndpoint, by wire: AccessKeyWire, random: @escaping @Sendable (_ count: Int) -> [UInt8] = { SecureRandom.bytes($0) }
    ) {
        self.endpoint = endpoint
        self.wire = wire
        self.random = random
        var traits = AccessKeyTraits()
        traits.takesPair = true
        traits.canList = false
        traits.tellsCreationDates = false
        traits.tellsLastUse = false
        self.traits = traits
    }

    /// A service account has a parent; a key that is its own account is a user's, or the server's root, and can't be replaced here.
    package func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        let answer = try await ask("GET", "accountinfo", right: "accountinfo", credentials)
        guard let tree = answer.json(), let root = tree.roots.first, let name = tree.secret("AccountName", in: root).flatMap(XMLAnswer.plain) else {
            throw .unusableAnswer(status: answer.status)
        }
        return AccessKeyOwner(kind: name == credentials.accessKeyID ? .root : .user, user: name, serverTime: answer.serverTime)
    }

    package func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList {
        throw .unsupported(action: "admin:ListServiceAccounts")
    }

    /// Always for the signer's own account: the new key has the rights of its parent, also where the signer has a policy of its own. So nobody else
    /// may sign it: of a `targetUser`, which an administrator could name, the server's rights are not known well enough.
    package func create(
        _ pair: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials
    ) async throws(AccessKeyError) -> AWSCredentials {
        guard let pair else { throw .unsupported(action: "a pair of the server's choice") }
        // What stands in JSON as it is; and the server's own limits.
        guard (3...20).contains(pair.accessKeyID.utf8.count), (8...40).contains(pair.secretAccessKey.count),
            pair.accessKeyID.utf8.allSatisfy(Self.isPlain), pair.secretAccessKey.withBytes({ $0.allSatisfy(Self.isPlain) })
        else { throw .unusablePair(id: nil) }
        var text = SecretBuilder(in: SecretArena())
        text.append("{\"accessKey\":\"")
        text.append(Array(pair.accessKeyID.utf8))
        text.append("\",\"secretKey\":\"")
        pair.secretAccessKey.withBytes { text.append($0) }
        text.append("\"}")
        let body = try encrypted(text.finish(), with: credentials)
        _ = try await ask("PUT", "add-service-account", right: "admin:CreateServiceAccount", body: body, isChange: true, credentials)
        return pair
    }

    package func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        let body = try encrypted(SecretArena().store(Array("{\"newStatus\":\"\(isActive ? "on" : "off")\"}".utf8)), with: credentials)
        try await change("POST", "update-service-account", of: id, right: "admin:UpdateServiceAccount", body: body, credentials)
    }

    package func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        try await change("DELETE", "delete-service-account", of: id, right: "admin:RemoveServiceAccount", credentials)
    }

    /// Done is 204 alone (§1c): with 200 a proxy's page comes, and no list would show that nothing was done.
    private func change(
        _ method: String, _ name: String, of id: String, right: String, body: [UInt8] = [], _ credentials: AWSCredentials
    ) async throws(AccessKeyError) {
        let answer = try await ask(method, name, query: Self.query(id), right: right, body: body, isChange: true, credentials)
        guard answer.status == 204 else { throw .unusableAnswer(status: answer.status) }
    }

    package func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse? { nil }

    package func takeRequestID() -> String? { wire.lastChange.take() }

    package func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials? { nil }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func query(_ id: String) -> String { "accessKey=" + PercentEncoding.encode(id, keeping: .unreserved) }

    /// Version 4 is refused with 426 by a server that has version 3 alone; nothing was done then, where it says so by its code.
    private func ask(
        _ method: String, _ name: String, query: String = "", right: String, body: [UInt8] = [], isChange: Bool = false, _ credentials: AWSCredentials
    ) async throws(AccessKeyError) -> AccessKeyAnswer {
        func question(_ version: String) -> AccessKeyWire.Question {
            AccessKeyWire.Question(
                action: right, method: method, path: "/minio/admin/" + version + "/" + name, query: query, body: body, signing: .v4(service: "s3"),
                isChange: isChange)
        }
        do throws(AccessKeyError) {
            return try await wire.answer(to: question("v4"), at: endpoint, signedBy: credentials)
        } catch {
            guard case .refused(status: 426, _) = error else { throw error }
        }
        return try await wire.answer(to: question("v3"), at: endpoint, signedBy: credentials)
    }

    /// PBKDF2 and AES-256-GCM, which servers take beside the two forms of Argon2id.
    private static let formOfBody: UInt8 = 2
    private static let iterations = 8192

    /// Salt, form, nonce and stream; the password is the secret that signs.
    func encrypted(_ text: SecretSlice, with credentials: AWSCredentials) throws(AccessKeyError) -> [UInt8] {
        let salt = random(32)
        let nonce = random(SioStream.nonceSize)
        do throws(CryptographyError) {
            let key = try credentials.secretAccessKey.withBytes { (password) throws(CryptographyError) in
                try PBKDF2.derive(passphrase: password, salt: salt, iterations: Self.iterations, hash: .sha256, count: AESGCM256.keySize)
            }
            let stream = try text.withBytes { (text) throws(CryptographyError) in try SioStream.seal(text, key: key, nonce: nonce) }
            return salt + [Self.formOfBody] + nonce + stream
        } catch { throw .notReached(.invalidRequest) }
    }
}
