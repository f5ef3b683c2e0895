internal import Cryptography
internal import SecretMemory

/// A proxy, as a URL in the environment names it.
final class HTTPProxy: Sendable {
    /// `https` speaks TLS to the proxy itself.
    let origin: HTTPOrigin
    /// The value of `Proxy-Authorization`, where the URL has a user.
    let authorization: SecretBytes?

    /// Nil for what is no http or https proxy; as Go's httpproxy, a text without a scheme is one of http.
    init?(_ text: String) {
        var bytes = text.utf8[...]
        func hasPrefix(_ prefix: String) -> Bool { bytes.count >= prefix.utf8.count && zip(bytes, prefix.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 } }
        var scheme = HTTPOrigin.Scheme.http
        if hasPrefix("http://") {
            bytes = bytes.dropFirst(7)
        } else if hasPrefix("https://") {
            bytes = bytes.dropFirst(8)
            scheme = .https
        } else if text.contains("://") {
            return nil
        }
        bytes = bytes.prefix { ![UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0) }
        if let at = bytes.lastIndex(of: UInt8(ascii: "@")) {
            let user = bytes[..<at]
            let colon = user.firstIndex(of: UInt8(ascii: ":")) ?? user.endIndex
            guard let name = Self.decoded(user[..<colon]), let password = Self.decoded(user[colon...].dropFirst()) else { return nil }
            // RFC 7617 §2; the user has to be told apart from the password.
            let pair = SecretBytes(copying: name + [UInt8(ascii: ":")] + password).withBytes { SecretBase64.encoded($0) }
            authorization = pair.withBytes { SecretBytes(copying: Array("Basic ".utf8) + $0) }
            bytes = bytes[at...].dropFirst()
        } else {
            authorization = nil
        }
        guard let place = HostAndPort(String(decoding: bytes, as: UTF8.self)) else { return nil }
        origin = HTTPOrigin(scheme: scheme, host: place.host, port: place.port)
    }

    /// Percent-decoded; nil for a bad escape.
    private static func decoded(_ text: Substring.UTF8View.SubSequence) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
        }
        return bytes
    }
}
