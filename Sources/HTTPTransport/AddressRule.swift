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
    /// Lets the metadata services through: for the client that asks one for credentials, and no other.
    package let allowsMetadata: Bool

    package init(isPublicOnly: Bool = false, allowsMetadata: Bool = false) {
        self.isPublicOnly = isPublicOnly
        self.allowsMetadata = allowsMetadata
    }

    /// Why no request may go to a host of that name; nil when it may, or when that is for its addresses to say.
    func refusal(ofHost host: String) -> Reason? {
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        // The names that Google's and Amazon's machines know their services by.
        let isMetadata = ["metadata", "metadata.google.internal", "metadata.goog", "instance-data"].contains(name) || name.hasPrefix("instance-data.")
        if isMetadata, !allowsMetadata { return .metadata }
        return IPAddress(loosely: name).flatMap { refusal(of: $0) }
    }

    /// Why no request may go to the address; nil when it may.
    func refusal(of address: IPAddress) -> Reason? {
        let reason = address.isIPv4 ? reason(ofIPv4: address) : reason(ofIPv6: address)
        if let reason { return reason }
        for inner in address.embedded {
            if let reason = refusal(of: inner) { return reason }
        }
        return nil
    }

    private func reason(ofIPv4 address: IPAddress) -> Reason? {
        // Amazon, Google, Azure; containers and pods of Amazon; Alibaba; Oracle; Azure's wire server.
        let metadata: [[UInt8]] = [
            [169, 254, 169, 254], [169, 254, 170, 2], [169, 254, 170, 23], [100, 100, 100, 200], [192, 0, 0, 192], [168, 63, 129, 16],
        ]
        if metadata.contains(address.bytes) { return allowsMetadata ? nil : .metadata }
        let special: [([UInt8], Int)] = [([0], 8), ([169, 254], 16), ([224], 4), ([255, 255, 255, 255], 32)]
        if special.contains(where: { address.isIn($0.0, $0.1) }) { return .special }
        // IANA's IPv4 Special-Purpose Address Registry: what is not globally reachable.
        let notPublic: [([UInt8], Int)] = [
            ([10], 8), ([100, 64], 10), ([127], 8), ([172, 16], 12), ([192, 0, 0], 24), ([192, 0, 2], 24), ([192, 168], 16), ([198, 18], 15),
            ([198, 51, 100], 24), ([203, 0, 113], 24), ([240], 4),
        ]
        return isPublicOnly && notPublic.contains { address.isIn($0.0, $0.1) } ? .notPublic : nil
    }

    private func reason(ofIPv6 address: IPAddress) -> Reason? {
        // Amazon's, and Google's fd20:ce::254.
        let metadata: [([UInt8], Int)] = [([0xFD, 0, 0x0E, 0xC2], 32), ([0xFD, 0x20, 0, 0xCE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], 128)]
        if metadata.contains(where: { address.isIn($0.0, $0.1) }) { return allowsMetadata ? nil : .metadata }
        let unspecified = [UInt8](repeating: 0, count: 16)
        let special: [([UInt8], Int)] = [(unspecified, 128), ([0xFE, 0x80], 10), ([0xFF], 8)]
        if special.contains(where: { address.isIn($0.0, $0.1) }) { return .special }
        let notPublic: [([UInt8], Int)] = [
            (unspecified.dropLast() + [1], 128), ([0xFC], 7), ([0xFE, 0xC0], 10), ([1, 0, 0, 0, 0, 0, 0, 0], 64), ([0x20, 0x01, 0x0D, 0xB8], 32),
        ]
        return isPublicOnly && notPublic.contains { address.isIn($0.0, $0.1) } ? .notPublic : nil
    }
}
