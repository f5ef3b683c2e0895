/// Whose networks a request that is not encrypted would cross.
package enum HTTPReach: Sendable, Comparable {
    /// It stays on this machine.
    case machine
    case privateNetwork
    case publicNetwork
    /// It would not be sent at all, see ``AddressRule``.
    case refused

    init(of address: IPAddress) {
        if address.isLoopback {
            self = .machine
        } else {
            self = switch AddressRule(isPublicOnly: true).refusal(of: address) {
            case nil: .publicNetwork
            case .notPublic: .privateNetwork
            case .metadata, .special: .refused
            }
        }
    }
}
