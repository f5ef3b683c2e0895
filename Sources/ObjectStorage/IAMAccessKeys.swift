package import AWSSigning
internal import SecretMemory

/// Keys of an IAM user by the Query protocol of 2010-05-08: Amazon's, and that of those who speak it too (spec of rotation, §1a).
package struct IAMAccessKeys: AccessKeyService {
    package enum Flavour: String, Sendable {
        case aws
        /// Any endpoint that a user names.
        case iam
        case seaweedfs
        /// Squid and newer, at the endpoint of S3, for users of an account.
        case cephIAM = "ceph-iam"
    }

    package let flavour: Flavour
    package let traits: AccessKeyTraits
    let endpoint: ServiceEndpoint
    /// Where GetCallerIdentity is asked.
    let sts: ServiceEndpoint
    let wire: AccessKeyWire

    /// - Parameter sts: Nil asks the endpoint itself, as servers have both in one.
    package init(_ flavour: Flavour, at endpoint: ServiceEndpoint, sts: ServiceEndpoint? = nil, by wire: AccessKeyWire) {
        self.flavour = flavour
        self.endpoint = endpoint
        self.sts = sts ?? endpoint
        self.wire = wire
        traits = Self.traits(of: flavour)
    }

    /// Amazon's own, in the partition of the region.
    package static func amazon(in region: String?, by wire: AccessKeyWire) throws(ServiceEndpoint.Fault) -> IAMAccessKeys {
        IAMAccessKeys(.aws, at: try .amazonIAM(for: region), sts: try .amazonSTS(for: region), by: wire)
    }

    private static func traits(of flavour: Flavour) -> AccessKeyTraits {
        var traits = AccessKeyTraits()
        switch flavour {
        case .aws:
            traits.limit = 2
            traits.verifySeconds = 60
        case .iam: break
        case .seaweedfs:
            // Its list has no CreateDate, and GetAccessKeyLastUsed is 501 (measured on 4.48).
            traits.tellsCreationDates = false
            traits.tellsLastUse = false
            traits.verifySeconds = 30
        case .cephIAM:
            traits.tellsLastUse = false
            traits.verifySeconds = 180
            traits.rejectionSeconds = 960
        }
        return traits
    }

    // MARK: Who

    private enum IdentitySource { case callerIdentity, user, list }

    private var identitySources: [IdentitySource] {
        switch flavour {
        case .aws: [.callerIdentity]
        case .iam: [.user, .callerIdentity, .list]
        // STS answers 503 there unless it is configured (measured), and may be missing before Tentacle.
        case .seaweedfs, .cephIAM: [.user, .list]
        }
    }

    package func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        var fault = AccessKeyError.unsupported(action: "iam:GetUser")
        for source in identitySources {
            do throws(AccessKeyError) {
                switch source {
                case .callerIdentity: return try await callerIdentity(credentials)
                case .user: return try await ownUser(credentials)
                case .list: return try await ownerByList(credentials)
                }
            } catch {
                switch error {
                // A server that has the request not, or doesn't allow it, may tell in another way.
                case .unsupported, .denied, .refused, .notFound, .unavailable, .unusableAnswer: fault = error
                default: throw error
                }
            }
        }
        throw fault
    }

    private func callerIdentity(_ credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        let place = "GetCallerIdentityResponse/GetCallerIdentityResult/"
        let (answer, xml) = try await ask("GetCallerIdentity", credentials, service: "sts", keeping: ["Account", "Arn"].map { place + $0 })
        guard let arn = xml.plain(place + "Arn"), let caller = CallerARN(arn) else { throw .unusableAnswer(status: answer.status) }
        return AccessKeyOwner(
            kind: caller.kind, user: caller.user, account: xml.plain(place + "Account") ?? caller.account, arn: arn, serverTime: answer.serverTime)
    }

    /// GetUser without a name is about the signer.
    private func ownUser(_ credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        let place = "GetUserResponse/GetUserResult/User/"
        let (answer, xml) = try await ask("GetUser", credentials, keeping: ["UserName", "Arn"].map { place + $0 })
        let arn = xml.plain(place + "Arn")
        let caller = arn.flatMap(CallerARN.init)
        guard let user = xml.plain(place + "UserName") ?? caller?.user else {
            guard let caller, caller.kind != .user else { throw .unusableAnswer(status: answer.status) }
            return AccessKeyOwner(kind: caller.kind, user: nil, account: caller.account, arn: arn, serverTime: answer.serverTime)
        }
        let kind = caller?.kind ?? .user
        return AccessKeyOwner(kind: kind == .unknown ? .user : kind, user: user, account: caller?.account, arn: arn, serverTime: answer.serverTime)
    }

    private func ownerByList(_ credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        let page = try await page(of: nil, after: nil, credentials)
        guard let user = page.members.first(where: { $0.record.id == credentials.accessKeyID })?.user else { throw .unusableAnswer(status: 200) }
        return AccessKeyOwner(kind: .user, user: user, serverTime: page.serverTime)
    }

    /// GetAccessKeyLastUsed names the user as well.
    package func owner(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        let (answer, xml) = try await askLastUse(of: id, credentials)
        guard let user = xml.plain(Self.lastUsePlace + "UserName") else { throw .unusableAnswer(status: answer.status) }
        return AccessKeyOwner(kind: .user, user: user, serverTime: answer.serverTime)
    }

    // MARK: Keys

    private struct Member {
        let record: AccessKeyRecord
        let user: String?
    }

    private struct Page {
        let members: [Member]
        let next: String?
        let serverTime: Int64?
    }

    /// More pages than that are no user's keys.
    private static let pageLimit = 100

    package func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList {
        var keys: [AccessKeyRecord] = []
        var marker: String?
        for _ in 0..<Self.pageLimit {
            let page = try await page(of: user, after: marker, credentials)
            // A server that doesn't heed the name would show, and lose, another user's keys.
            if let user, page.members.contains(where: { $0.user != nil && $0.user != user }) { throw .unusableAnswer(status: 200) }
            keys += page.members.map(\.record)
            guard let next = page.next else { return AccessKeyList(keys: keys, serverTime: page.serverTime) }
            guard next != marker else { break }
            marker = next
        }
        throw .unusableAnswer(status: 200)
    }

    private func page(of user: String?, after marker: String?, _ credentials: AWSCredentials) async throws(AccessKeyError) -> Page {
        let place = "ListAccessKeysResponse/ListAccessKeysResult/"
        let (answer, xml) = try await ask(
            "ListAccessKeys", credentials, [("UserName", user), ("Marker", marker)], keeping: ["IsTruncated", "Marker"].map { place + $0 },
            repeating: (place + "AccessKeyMetadata/member", ["UserName", "AccessKeyId", "Status", "CreateDate"]))
        var members: [Member] = []
        for member in xml.records {
            guard let id = member["AccessKeyId"].flatMap(MadePair.text(ofID:)) else { throw .unusableAnswer(status: answer.status) }
            let status = member["Status"]
            members.append(
                Member(
                    // SeaweedFS had no status before the end of 2025: such a key works.
                    record: AccessKeyRecord(
                        id: id, isActive: status?.equals("Active") ?? true,
                        created: member["CreateDate"].flatMap { InternetDate.seconds(String(decoding: $0.bytes, as: UTF8.self)) }),
                    user: member["UserName"].flatMap(XMLAnswer.plain)))
        }
        let isTruncated = xml[place + "IsTruncated"].map { $0.trimmed().equals("true") } ?? false
        let next = xml.plain(place + "Marker")
        guard !isTruncated || next != nil else { throw .unusableAnswer(status: answer.status) }
        return Page(members: members, next: isTruncated ? next : nil, serverTime: answer.serverTime)
    }

    package func create(
        _ pair: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials
    ) async throws(AccessKeyError) -> AWSCredentials {
        let place = "CreateAccessKeyResponse/CreateAccessKeyResult/AccessKey/"
        let (answer, xml) = try await ask(
            "CreateAccessKey", credentials, [("UserName", user)], isChange: true, keeping: ["UserName", "AccessKeyId", "SecretAccessKey"].map { place + $0 })
        guard let id = xml[place + "AccessKeyId"], let secret = xml[place + "SecretAccessKey"] else { throw .unusableAnswer(status: answer.status) }
        // Another user's key is none for this file.
        if let user, let owner = xml[place + "UserName"], XMLAnswer.plain(owner) != user { throw .othersPair(id: MadePair.text(ofID: id)) }
        return try MadePair.credentials(id: id, secret: secret, isAmazon: flavour == .aws)
    }

    package func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        let form = [("UserName", user), ("AccessKeyId", id), ("Status", isActive ? "Active" : "Inactive")]
        _ = try await ask("UpdateAccessKey", credentials, form, isChange: true)
    }

    package func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        _ = try await ask("DeleteAccessKey", credentials, [("UserName", user), ("AccessKeyId", id)], isChange: true)
    }

    private static let lastUsePlace = "GetAccessKeyLastUsedResponse/GetAccessKeyLastUsedResult/"

    package func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse? {
        guard traits.tellsLastUse else { return nil }
        let xml: XMLAnswer
        do throws(AccessKeyError) { (_, xml) = try await askLastUse(of: id, credentials) } catch {
            if case .unsupported = error { return nil }
            throw error
        }
        let place = Self.lastUsePlace + "AccessKeyLastUsed/"
        // "N/A" where a key was never used.
        func text(_ name: String) -> String? { xml.plain(place + name).flatMap { $0 == "N/A" ? nil : $0 } }
        return AccessKeyUse(date: text("LastUsedDate").flatMap(InternetDate.seconds), service: text("ServiceName"), region: text("Region"))
    }

    private func askLastUse(of id: String, _ credentials: AWSCredentials) async throws(AccessKeyError) -> (AccessKeyAnswer, XMLAnswer) {
        let names = ["UserName", "AccessKeyLastUsed/LastUsedDate", "AccessKeyLastUsed/ServiceName", "AccessKeyLastUsed/Region"]
        return try await ask("GetAccessKeyLastUsed", credentials, [("AccessKeyId", id)], keeping: names.map { Self.lastUsePlace + $0 })
    }

    package func judgement(of actions: [String], by arn: String, signedBy credentials: AWSCredentials) async -> [String: Bool]? {
        // Amazon alone has it, and one may do this without being allowed to ask (spec of rotation, §7).
        guard flavour == .aws else { return nil }
        let place = "SimulatePrincipalPolicyResponse/SimulatePrincipalPolicyResult/"
        var form: [(String, String?)] = [("PolicySourceArn", arn), ("ResourceArns.member.1", arn)]
        form += actions.enumerated().map { ("ActionNames.member." + String($0.offset + 1), $0.element) }
        do throws(AccessKeyError) {
            let (_, xml) = try await ask(
                "SimulatePrincipalPolicy", credentials, form, repeating: (place + "EvaluationResults/member", ["EvalActionName", "EvalDecision"]))
            var found: [String: Bool] = [:]
            for record in xml.records {
                guard let action = record["EvalActionName"].flatMap(XMLAnswer.plain), let decision = record["EvalDecision"] else { continue }
                found[action] = decision.equals("allowed")
            }
            return found
        } catch { return nil }
    }

    package func takeRequestID() -> String? { wire.lastChange.take() }

    package func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials? { nil }

    // MARK: The protocol

    /// One request. An answer that isn't the action's own, such as a portal's page, tells nothing of what was done.
    private func ask(
        _ action: String, _ credentials: AWSCredentials, _ form: [(String, String?)] = [], service: String = "iam", isChange: Bool = false,
        keeping paths: [String] = [], repeating record: (path: String, names: [String])? = nil
    ) async throws(AccessKeyError) -> (AccessKeyAnswer, XMLAnswer) {
        var fields = [("Action", action), ("Version", service == "sts" ? "2011-06-15" : "2010-05-08")]
        for (name, value) in form { if let value { fields.append((name, value)) } }
        let body = fields.map { $0.0 + "=" + PercentEncoding.encode($0.1, keeping: .unreserved) }.joined(separator: "&")
        let question = AccessKeyWire.Question(
            action: service + ":" + action, method: "POST", path: "/", fields: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(body.utf8), signing: .v4(service: service), isChange: isChange)
        let answer = try await wire.answer(to: question, at: service == "sts" ? sts : endpoint, signedBy: credentials)
        guard let xml = answer.xml(Set(paths), repeating: record), xml.root == action + "Response" else { throw .unusableAnswer(status: answer.status) }
        return (answer, xml)
    }
}

extension XMLAnswer {
    /// A name, a date or another text that may be shown: printable, and not long.
    static func plain(_ text: SecretSlice) -> String? {
        let bytes = text.trimmed().bytes
        guard (1...2048).contains(bytes.count), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), text.isValidUTF8 else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    func plain(_ path: String) -> String? { self[path].flatMap(Self.plain) }
}
