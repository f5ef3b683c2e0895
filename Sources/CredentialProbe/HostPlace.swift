/// Where a host is, as far as a signature over plain http is concerned.
package enum HostPlace: Sendable {
    case loopback
    /// RFC 1918, RFC 6598, RFC 4193.
    case privateNetwork
    case elsewhere

    /// Goes by the text alone: a name other than localhost may be anywhere. One below localhost too, whatever RFC 6761 §6.3 says:
    /// resolvers ask DNS for it.
    package init(_ host: String) {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        if octets.count == 4, let first = octets[0], let second = octets[1], octets[2] != nil, octets[3] != nil {
            switch (first, second) {
            case (127, _): self = .loopback
            case (10, _), (172, 16...31), (192, 168), (100, 64...127): self = .privateNetwork
            default: self = .elsewhere
            }
        } else if host.utf8.contains(UInt8(ascii: ":")) {
            let head = host.lowercased()
            self = head == "::1" ? .loopback : head.prefix { $0 != ":" }.utf8.count == 4 && (head.hasPrefix("fc") || head.hasPrefix("fd")) ? .privateNetwork : .elsewhere
        } else {
            self = host == "localhost" ? .loopback : .elsewhere
        }
    }
}
