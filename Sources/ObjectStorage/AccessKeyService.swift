package import AWSSigning

/// What a back end does with the access keys of one user (spec of rotation, §1). Nothing is tried again by itself: whoever asks knows what
/// may be asked twice.
package protocol AccessKeyService: Sendable {
    var traits: AccessKeyTraits { get }

    /// Whose key signs. A temporary key, and the root of an account, are told as such.
    func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner

    /// Whose key that is, by the word of somebody who may ask about others. ``AccessKeyError/unsupported(action:)`` where nobody tells.
    func owner(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner

    /// All keys of the user, whatever their number.
    func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList

    /// Makes a key; `pair` where ``AccessKeyTraits/takesPair`` is true, else nil. It is never sent twice by itself.
    func create(_ pair: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials

    func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError)

    /// A key that isn't there is ``AccessKeyError/notFound``, or nothing at all: some back ends say that they deleted it.
    func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError)

    /// Nil when the back end doesn't tell.
    func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse?

    /// Which of these actions the owner with that ARN may do to its own keys, by the back end's own judgement of its policies; nil where it
    /// gives none. A judgement, and no promise.
    func judgement(of actions: [String], by arn: String, signedBy credentials: AWSCredentials) async -> [String: Bool]?

    /// The name under which the back end knows the last request that was to change something, once; nil where it gave none, and where no answer came.
    func takeRequestID() -> String?

    /// The secret of a key where the back end shows it (``AccessKeyTraits/showsSecrets``), else nil.
    func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials?
}

extension AccessKeyService {
    package func owner(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        throw .unsupported(action: "owner of a key")
    }

    package func judgement(of actions: [String], by arn: String, signedBy credentials: AWSCredentials) async -> [String: Bool]? { nil }

    package func takeRequestID() -> String? { nil }
}
