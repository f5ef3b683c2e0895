/// What stands between scheme and path of a URL, without the user: `host`, `host:port`, `[::1]:port`.
struct HostAndPort {
    /// In lower case, without brackets.
    let host: String
    let port: UInt16?

    init?(_ text: String) {
        let lower = text.lowercased()
        var host = lower[...]
        var rest = lower[lower.endIndex...]
        if lower.hasPrefix("[") {
            guard let end = lower.firstIndex(of: "]") else { return nil }
            host = lower[..<end].dropFirst()
            rest = lower[end...].dropFirst()
            guard IPAddress(String(host)) != nil else { return nil }
        } else if let colon = lower.firstIndex(of: ":") {
            (host, rest) = (lower[..<colon], lower[colon...])
        }
        self.host = String(host)
        guard HTTPOrigin.isHost(self.host) else { return nil }
        if rest.isEmpty || rest == ":" {
            port = nil
        } else {
            guard rest.first == ":", rest.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(rest.dropFirst()), number > 0
            else { return nil }
            port = number
        }
    }
}

extension HTTPOrigin {
    /// True for a text that can be a host: nothing in it ends a header line, or the name early.
    static func isHost(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 255 else { return false }
        if text.utf8.contains(UInt8(ascii: ":")) { return IPAddress(text) != nil }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// The host as certificates and SNI have it: without the dot at its end.
    var peerName: String { host.hasSuffix(".") ? String(host.dropLast()) : host }

    /// `host:port`, the target of CONNECT (RFC 9110 §9.3.6).
    var hostAndPort: String { (host.utf8.contains(UInt8(ascii: ":")) ? "[" + host + "]" : host) + ":" + String(port) }
}
