package import AWSSigning
internal import DocumentTree
internal import SecretMemory

/// Keys of a Ceph user by the gateway's admin operations (Ceph documentation, "Admin Operations"; spec of rotation, §1b). What is
/// noted as measured is so on radosgw 16.2.15. Answers hold the secrets of all keys of the user.
package struct CephAdminKeys: AccessKeyService {
    package enum Signer: String, Sendable { case v4, v2 }

    package let traits: AccessKeyTraits
    let endpoint: ServiceEndpoint
    let signer: Signer
    let wire: AccessKeyWire

    /// - Parameters:
    ///   - endpoint: A gateway of the master zone.
    ///   - takesPair: The client chooses the pair; its secret rides in the URL then, and into the access logs of the gateway and of proxies.
    package init(at endpoint: ServiceEndpoint, signer: Signer = .v4, takesPair: Bool = false, by wire: AccessKeyWire) {
        self.endpoint = endpoint
        self.signer = signer
        self.wire = wire
        var traits = AccessKeyTraits()
        traits.takesPair = takesPair
        traits.showsSecrets = true
        traits.canDeactivate = false
        traits.tellsCreationDates = false
        traits.tellsLastUse = false
        traits.verifySeconds = 180
        // Other gateways may keep a user for rgw_cache_expiry_interval, 900 seconds unless set otherwise.
        traits.rejectionSeconds = 960
        self.traits = traits
    }

    /// The signer itself may ask only where it is an administrator: others have no right to ask about themselves.
    package func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        try await owner(of: credentials.accessKeyID, signedBy: credentials)
    }

    /// An unknown id is AccessDenied (measured), as is a missing right.
    package func owner(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        let (answer, tree) = try await user([("access-key", id)], credentials)
        guard let key = try entries(of: tree, answer).first(where: { $0.id == id }) else { throw .unusableAnswer(status: answer.status) }
        return AccessKeyOwner(kind: .user, user: key.user, serverTime: answer.serverTime)
    }

    package func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList {
        let name = try name(user)
        let (answer, keys) = try await entries(of: name, credentials)
        return AccessKeyList(keys: keys.map { $0.record(of: name) }, serverTime: answer.serverTime)
    }

    package func create(
        _ pair: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials
    ) async throws(AccessKeyError) -> AWSCredentials {
        let name = try name(user)
        guard let pair else { return try await create(for: name, credentials) }
        let secret = pair.secretAccessKey.withBytes { PercentEncoding.encode(bytes: $0, keeping: .unreserved) }
        let query = [("uid", name), ("key-type", "s3"), ("generate-key", "false"), ("access-key", pair.accessKeyID)]
        // Sent again it changes nothing; with another secret it replaces the former one (measured).
        _ = try await ask("PUT", "key&" + Self.encoded(query) + "&secret-key=" + secret, right: "users=write", isChange: true, hasSecret: true, credentials)
        return pair
    }

    /// The answer has all keys of the user: the new one is the one that was not there before.
    private func create(for user: String, _ credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials {
        let before = Set(try await entries(of: user, credentials).keys.map(\.id))
        let query = [("uid", user), ("key-type", "s3"), ("generate-key", "true")]
        let answer = try await ask("PUT", "key&" + Self.encoded(query), right: "users=write", isChange: true, credentials)
        guard let tree = answer.json(listNamed: "keys") else { throw .unusableAnswer(status: answer.status) }
        let new = try entries(of: tree, answer).filter { !before.contains($0.id) }
        // Two: somebody else made one meanwhile, and nobody can tell which is whose.
        guard new.count == 1, let key = new.first else { throw .unusableAnswer(status: answer.status) }
        return try key.credentials()
    }

    package func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        throw .unsupported(action: "deactivate")
    }

    /// A key that the user doesn't have is InvalidAccessKeyId (measured), which is also said of a signer that isn't known; the list tells which.
    package func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        let name = try name(user)
        do throws(AccessKeyError) {
            let query = [("uid", name), ("access-key", id), ("key-type", "s3")]
            _ = try await ask("DELETE", "key&" + Self.encoded(query), right: "users=write", isChange: true, credentials)
        } catch {
            guard case .unknownSigner(code: "InvalidAccessKeyId") = error else { throw error }
            if try await entries(of: name, credentials).keys.contains(where: { $0.id == id }) { throw error }
            throw .notFound
        }
    }

    package func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse? { nil }

    package func takeRequestID() -> String? { wire.lastChange.take() }

    package func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials? {
        try await entries(of: try name(user), credentials).keys.first { $0.id == id }?.credentials()
    }

    // MARK: Reading

    private struct Entry {
        let id: String
        let user: String
        private let isActive: Bool
        private let created: Int64?
        let secret: SecretSlice?
        private let idText: SecretSlice

        /// Nil for what is no key.
        init?(_ node: Int, in tree: DocumentTree) {
            guard tree.nodes[node].kind == .branch, let idText = tree.secret("access_key", in: node), let id = MadePair.text(ofID: idText),
                let user = tree.secret("user", in: node).flatMap(XMLAnswer.plain)
            else { return nil }
            self.id = id
            self.idText = idText
            self.user = user
            secret = tree.secret("secret_key", in: node)
            // Newer releases tell both.
            isActive = tree.item("active", in: node).map { tree.nodes[$0].text.equals("True") } ?? true
            created = tree.text("create_date", in: node).flatMap(InternetDate.seconds)
        }

        /// As the list of a user shows it.
        func record(of name: String) -> AccessKeyRecord {
            AccessKeyRecord(id: id, isActive: isActive, created: created, otherUser: user == name ? nil : user)
        }

        func credentials() throws(AccessKeyError) -> AWSCredentials { try MadePair.credentials(id: idText, secret: secret, isAmazon: false) }
    }

    private func entries(of user: String, _ credentials: AWSCredentials) async throws(AccessKeyError) -> (answer: AccessKeyAnswer, keys: [Entry]) {
        let (answer, tree) = try await self.user([("uid", user)], credentials)
        return (answer, try entries(of: tree, answer))
    }

    private func entries(of tree: DocumentTree, _ answer: AccessKeyAnswer) throws(AccessKeyError) -> [Entry] {
        guard let root = tree.roots.first, let list = tree.item("keys", in: root), tree.nodes[list].kind == .list else {
            throw .unusableAnswer(status: answer.status)
        }
        var found: [Entry] = []
        for node in tree.members(of: list) {
            guard let entry = Entry(node, in: tree) else { throw .unusableAnswer(status: answer.status) }
            found.append(entry)
        }
        return found
    }

    private func user(
        _ query: [(String, String)], _ credentials: AWSCredentials
    ) async throws(AccessKeyError) -> (answer: AccessKeyAnswer, tree: DocumentTree) {
        let answer = try await ask("GET", Self.encoded(query + [("stats", "false")]), right: "users=read", credentials)
        guard let tree = answer.json() else { throw .unusableAnswer(status: answer.status) }
        return (answer, tree)
    }

    // MARK: The protocol

    /// The operations are about a user that has to be named. `user:part` is a subuser, whose keys are made in another way.
    private func name(_ user: String?) throws(AccessKeyError) -> String {
        guard let user, !user.isEmpty, !user.utf8.contains(UInt8(ascii: ":")) else { throw .unsupported(action: "keys of a subuser") }
        return user
    }

    private static func encoded(_ query: [(String, String)]) -> String {
        query.map { $0.0 + "=" + PercentEncoding.encode($0.1, keeping: .unreserved) }.joined(separator: "&")
    }

    /// The bare `key` is signed as `key=`, before `key-type` (version 4), and is no sub-resource of version 2 (both measured).
    private func ask(
        _ method: String, _ query: String, right: String, isChange: Bool = false, hasSecret: Bool = false, _ credentials: AWSCredentials
    ) async throws(AccessKeyError) -> AccessKeyAnswer {
        let question = AccessKeyWire.Question(
            action: right, method: method, path: "/admin/user", query: query + "&format=json", signing: signer == .v4 ? .v4(service: "s3") : .v2,
            isChange: isChange, hasSecret: hasSecret)
        return try await wire.answer(to: question, at: endpoint, signedBy: credentials)
    }
}
