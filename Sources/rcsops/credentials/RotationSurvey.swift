import AWSSigning
import HTTPTransport
import ObjectStorage

/// Asks what can be asked without changing anything, and refuses what §1 refuses before a key is made.
struct RotationSurvey: Sendable {
    let pair: HeldPair
    let settings: KeyServiceSettings
    let service: any AccessKeyService
    let wishes: RotationWishes
    /// What the signer may do is of interest where something is to be done.
    var asksForJudgement = true

    /// Clocks that differ by more are a failure before anything is done.
    static let greatestSkew: Int64 = 240

    struct Facts: Sendable {
        var owner = AccessKeyOwner(kind: .unknown, user: nil)
        var keys: AccessKeyList?
        var lastUse: AccessKeyUse?
        var others: [(id: String, use: AccessKeyUse?)] = []
        /// What the back end thinks of the signer's rights.
        var judgement: [String: Bool] = [:]
    }

    func facts(now: Int64) async -> Result<Facts, Failure> {
        do throws(Failure) { return .success(try await ask(now: now)) } catch { return .failure(error) }
    }

    private func ask(now: Int64) async throws(Failure) -> Facts {
        var facts = Facts()
        do throws(AccessKeyError) { facts.owner = try await service.owner(signedBy: pair.credentials) } catch {
            // Some back ends tell no owner; the list tells the user then.
            switch error {
            case .unsupported: break
            case .denied where wishes.signer.adminRemote != nil, .unknownSigner where wishes.signer.adminRemote != nil: break
            default: throw .of(error, doing: "the owner of the key", settings, key: pair.id)
            }
        }
        if facts.owner.kind == .unknown, wishes.signer.adminRemote != nil { facts.owner = try await toldOwner() ?? facts.owner }
        switch facts.owner.kind {
        case .root:
            throw Failure(
                "RC8516", exit: 3, pair.id + " is a key of the account's root, which rcsops does not rotate",
                fix: "make a user with the rights that the remote needs, and give it that user's key")
        case .temporary:
            throw Failure("RC8516", exit: 3, pair.id + " is a temporary key", fix: "a file keeps the key of a user; temporary ones end by themselves")
        case .user, .unknown: break
        }
        let user = wishes.user ?? facts.owner.user
        if settings.source == .cephAdmin { for user in [facts.owner.user, wishes.user].compactMap({ $0 }) { try refuse(user) } }
        if service.traits.canList {
            do throws(AccessKeyError) { facts.keys = try await service.keys(of: user, signedBy: pair.credentials) } catch {
                throw .of(error, doing: "the list of keys", settings, key: pair.id)
            }
        }
        try checkClock(facts, now: now)
        if let keys = facts.keys, !keys.keys.contains(where: { $0.id == pair.id }) {
            throw Failure(
                "RC8518", exit: 3, pair.id + " is none of the keys that " + (user ?? "the user") + " has",
                fix: "name the user by --user, or the place where the key is from by --source and --iam-endpoint")
        }
        // To one who doesn't tell the owner; the list of a user has the keys of its subusers, too.
        if let other = facts.keys?.keys.first(where: { $0.id == pair.id })?.otherUser { try refuse(other) }
        if service.traits.tellsLastUse, facts.keys != nil {
            facts.lastUse = await lastUse(of: pair.id)
        }
        let isFull = service.traits.limit.map { (facts.keys?.keys.count ?? 0) >= $0 } ?? false
        if isFull || wishes.evicted != nil, let keys = facts.keys?.keys {
            for key in keys where key.id != pair.id { facts.others.append((key.id, await lastUse(of: key.id))) }
        }
        if asksForJudgement, let arn = facts.owner.arn, facts.owner.kind == .user, !settings.source.actions.isEmpty {
            facts.judgement = await service.judgement(of: settings.source.actions, by: arn, signedBy: pair.credentials) ?? [:]
        }
        return facts
    }

    /// Refuses a key of that user where it would get another's rights: a key of the user itself in place of a subuser's, which may do less. The admin
    /// operations make a subuser's keys in another way, which the spec of rotation (§1b) has not.
    private func refuse(_ user: String) throws(Failure) {
        if user.utf8.contains(UInt8(ascii: ":")) {
            throw Failure(
                "RC8518", exit: 3, pair.id + " is a key of the subuser " + user + ", and those are not made here",
                fix: "give the remote a key of the user itself; or make one (radosgw-admin key create --subuser " + user + ") and give it by --source manual")
        }
        guard let named = wishes.user, named != user else { return }
        throw Failure(
            "RC8518", exit: 3, pair.id + " is a key of " + user + ", and not of " + named + ", which --user names",
            fix: "leave --user out; or name the file and the remote that have a key of " + named)
    }

    /// As an administrator has it; nil where it is not told.
    private func toldOwner() async throws(Failure) -> AccessKeyOwner? {
        do throws(AccessKeyError) { return try await service.owner(of: pair.id, signedBy: pair.credentials) } catch {
            switch error {
            case .unsupported: return nil
            case .denied, .notFound, .unusableAnswer: if wishes.user != nil { return nil }
            default: break
            }
            throw .of(error, doing: "the owner of the key", settings, key: pair.id)
        }
    }

    private func lastUse(of id: String) async -> AccessKeyUse? {
        do throws(AccessKeyError) { return try await service.lastUse(of: id, signedBy: pair.credentials) } catch { return nil }
    }

    private func checkClock(_ facts: Facts, now: Int64) throws(Failure) {
        guard let server = facts.keys?.serverTime ?? facts.owner.serverTime else { return }
        guard abs(server - now) > Self.greatestSkew else { return }
        throw Failure(
            "RC8515", exit: 6, "this machine's clock and the server's differ by " + String(abs(server - now)) + " seconds",
            fix: "set the clock (timedatectl); dates of a rotation hang on it. Nothing was done")
    }
}
