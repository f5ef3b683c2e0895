import AWSSigning
import ObjectStorage

/// A back end as the command line wants it: an administrator's pair signs in place of the one that is rotated (`--admin-remote`), and a new
/// key gets another time to become known (`--verify-timeout`).
struct AdjustedKeys: AccessKeyService {
    let service: any AccessKeyService
    var administrator: AWSCredentials?
    var verifySeconds: Int?
    var sightings = KeySightings()

    var traits: AccessKeyTraits {
        var traits = service.traits
        if let verifySeconds { traits.verifySeconds = verifySeconds }
        return traits
    }

    private func signer(_ own: AWSCredentials) -> AWSCredentials { administrator ?? own }

    /// Whose key is rotated is asked with that key itself.
    func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner { try await service.owner(signedBy: credentials) }

    func owner(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        try await service.owner(of: id, signedBy: signer(credentials))
    }

    func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList {
        let list = try await service.keys(of: user, signedBy: signer(credentials))
        sightings.listed(list.keys)
        return list
    }

    func create(_ pair: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials {
        let made = try await service.create(pair, for: user, signedBy: signer(credentials))
        sightings.changed(made.accessKeyID, isActive: true)
        return made
    }

    func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        try await service.setActive(isActive, id: id, of: user, signedBy: signer(credentials))
        sightings.changed(id, isActive: isActive)
    }

    func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        try await service.delete(id: id, of: user, signedBy: signer(credentials))
        sightings.deleted(id)
    }

    /// Of an administrator nobody knows the name.
    func judgement(of actions: [String], by arn: String, signedBy credentials: AWSCredentials) async -> [String: Bool]? {
        administrator == nil ? await service.judgement(of: actions, by: arn, signedBy: credentials) : nil
    }

    func takeRequestID() -> String? { service.takeRequestID() }

    func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse? {
        let use = try await service.lastUse(of: id, signedBy: signer(credentials))
        if let use { sightings.used(id, use) }
        return use
    }

    func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials? {
        try await service.secret(of: id, of: user, signedBy: signer(credentials))
    }
}
