/// NO_PROXY: a list of `*`, names, names that begin with a dot, addresses, networks in CIDR form; a name or an address may have a
/// port.
struct ProxyExceptions: Sendable {
    private enum Entry {
        case all
        case network(IPAddress, bits: Int)
        case address(IPAddress, port: UInt16?)
        /// With its leading dot; `isExact` when the name itself is meant too.
        case name(String, isExact: Bool, port: UInt16?)
    }

    private let entries: [Entry]

    init(_ text: String) {
        entries = text.lowercased().split(separator: ",").compactMap { Self.entry($0.trimmed) }
    }

    func contain(_ name: String, _ address: IPAddress?, port: UInt16) -> Bool {
        entries.contains { entry in
            switch entry {
            case .all: true
            case .network(let network, let bits): address.map { $0.isIPv4 == network.isIPv4 && $0.isIn(network.bytes, bits) } ?? false
            case .address(let own, let ownPort): address == own && (ownPort == nil || ownPort == port)
            case .name(let suffix, let isExact, let ownPort):
                (name.hasSuffix(suffix) || isExact && name == suffix.dropFirst()) && (ownPort == nil || ownPort == port)
            }
        }
    }

    private static func entry(_ text: Substring) -> Entry? {
        if text.isEmpty { return nil }
        if text == "*" { return .all }
        if let slash = text.firstIndex(of: "/") {
            guard let network = IPAddress(String(text[..<slash])), let bits = Int(text[slash...].dropFirst()), (0...network.bytes.count * 8).contains(bits)
            else { return nil }
            return .network(network, bits: bits)
        }
        if let address = IPAddress(String(text)) { return .address(address, port: nil) }
        var name = text
        if name.hasPrefix("*.") { name = name.dropFirst() }
        let isExact = !name.hasPrefix(".")
        guard let place = HostAndPort(isExact ? String(name) : String(name.dropFirst())) else { return nil }
        if isExact, let address = IPAddress(place.host) { return .address(address, port: place.port) }
        return .name("." + place.host, isExact: isExact, port: place.port)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.first == " " || text.first == "\t" { text = text.dropFirst() }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }
}
