#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// An IPv4 or IPv6 address.
struct IPAddress: Hashable, Sendable {
    /// 4 or 16.
    let bytes: [UInt8]

    /// For 4 or 16 bytes.
    init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// In the usual form, without brackets and zone. A dot at the end is no part of it.
    init?(_ text: String) {
        var address = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &address) == 1 {
            bytes = Array(address.prefix(4))
        } else if inet_pton(AF_INET6, text, &address) == 1 {
            bytes = address
        } else {
            return nil
        }
    }

    /// Every form that a resolver takes for an IPv4 address too: `0x7f.1`, `2130706433` (inet_aton).
    init?(loosely text: String) {
        if let address = IPAddress(text) {
            self = address
            return
        }
        var address = in_addr()
        // inet_aton reads a text up to a blank; there is none in a host.
        guard inet_aton(text, &address) != 0 else { return nil }
        bytes = withUnsafeBytes(of: &address) { Array($0) }
    }

    var text: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    var isIPv4: Bool { bytes.count == 4 }

    var isLoopback: Bool { isIPv4 ? bytes[0] == 127 : embedded.contains { $0.isLoopback } || self == IPAddress("::1") }

    /// True when the first `length` bits are those of `prefix`, an address of the same kind.
    func isIn(_ prefix: [UInt8], _ length: Int) -> Bool {
        let (whole, rest) = length.quotientAndRemainder(dividingBy: 8)
        guard bytes[..<whole].elementsEqual(prefix.prefix(whole)) else { return false }
        guard rest > 0 else { return true }
        let mask = ~UInt8(0) << (8 - rest)
        return bytes[whole] & mask == (whole < prefix.count ? prefix[whole] : 0) & mask
    }

    /// IPv4 addresses that packets to this IPv6 address may end at: mapped and compatible ones (RFC 4291 §2.5.5), translated ones
    /// (RFC 2765 §2.1), 6to4 (RFC 3056 §2), and NAT64 (RFC 6052 §2.2, RFC 8215).
    var embedded: [IPAddress] {
        guard !isIPv4 else { return [] }
        func at(_ indices: Int...) -> IPAddress? { IPAddress(bytes: indices.map { bytes[$0] }) }
        let last = at(12, 13, 14, 15)
        let zeros = [UInt8](repeating: 0, count: 12)
        var found: [IPAddress?] = []
        if isIn(zeros, 80), bytes[10...11].elementsEqual([255, 255]) { found.append(last) }
        if isIn(zeros, 96), !bytes[12...].elementsEqual([0, 0, 0, 0]), !bytes[12...].elementsEqual([0, 0, 0, 1]) { found.append(last) }
        if isIn(zeros, 64), bytes[8...11].elementsEqual([255, 255, 0, 0]) { found.append(last) }
        if isIn([0x20, 0x02], 16) { found.append(at(2, 3, 4, 5)) }
        if isIn([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], 96) { found.append(last) }
        if isIn([0, 0x64, 0xFF, 0x9B, 0, 1], 48) {
            // The prefix in use here may have any length from 48 bits on; zeros say that it has another one.
            found += [last, at(6, 7, 9, 10), at(7, 9, 10, 11), at(9, 10, 11, 12)].filter { $0?.bytes.first != 0 }
        }
        return found.compactMap { $0 }
    }
}
