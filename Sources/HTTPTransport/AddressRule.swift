/// Which addresses a request may go to. An endpoint may come from somebody else's configuration: addresses that hand out a
/// machine's credentials are always refused.
package struct AddressRule: Sendable {
    package enum Reason: Sendable, Equatable {
        /// A cloud's metadata service: 169.254.169.254, 169.254.170.2 and .23, fd00:ec2::/32, and its names.
        case metadata
        /// Link-local, multicast, broadcast, unspecified.
        case special
        /// Loopback and private networks, where only public ones are allowed.
        case notPublic
    }

    /// Refuses loopback, RFC 1918, 100.64/10 and fc00::/7 too.
    package let isPublicOnly: Bool

    package init(isPublicOnly: Bool = false) { self.isPublicOnly = isPublicOnly }
}
