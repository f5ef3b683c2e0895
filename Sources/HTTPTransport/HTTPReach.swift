/// Whose networks a request that is not encrypted would cross.
package enum HTTPReach: Sendable, Equatable {
    /// It stays on this machine.
    case machine
    case privateNetwork
    case publicNetwork
    /// It would not be sent at all, see ``AddressRule``.
    case refused
}
