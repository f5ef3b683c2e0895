internal import AWSSigning
internal import SecretMemory

extension AWSCredentials {
    /// Lends the session token, where there is one.
    func withToken<R: ~Copyable>(_ body: (borrowing SecretBytes) -> R) -> R? {
        switch sessionToken {
        case .some(let token): body(token)
        case .none: nil
        }
    }
}
