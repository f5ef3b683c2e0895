#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The host of an endpoint: a name of A-labels in lower case, or an address.
struct HostName: Equatable {
    enum Fault: Error, Equatable {
        /// Empty, or with an empty label.
        case empty
        /// More than 63 bytes in a label, or 253 in all.
        case tooLong
        /// A byte that no host name has.
        case character
        /// An IPv6 address without brackets.
        case bareIPv6
        /// Brackets around what is no IPv6 address, or one with a zone.
        case address
        /// Letters whose one spelling needs more of Unicode's tables than are at hand (RFC 5891 §4.2).
        case unusualLetters
    }

    /// Without brackets.
    let text: String
    let isAddress: Bool
    /// Letters that are not ASCII were put in lower case; rclone leaves them, and asks for another name.
    let isFolded: Bool

    init(_ raw: Substring) throws(Fault) {
        if raw.utf8.first == UInt8(ascii: "[") {
            let inner = raw.dropFirst().dropLast()
            guard raw.utf8.last == UInt8(ascii: "]"), Self.isIPv6(inner) else { throw .address }
            (text, isAddress, isFolded) = (inner.lowercased(), true, false)
            return
        }
        if raw.utf8.filter({ $0 == UInt8(ascii: ":") }).count > 1 { throw .bareIPv6 }
        guard !raw.isEmpty else { throw .empty }
        var labels: [String] = []
        var isFolded = false
        var parts = raw.split(separator: ".", omittingEmptySubsequences: false)
        // The dot of the root is kept for the look-up.
        let isRooted = parts.count > 1 && parts[parts.count - 1].isEmpty
        if isRooted { parts.removeLast() }
        for part in parts {
            guard !part.isEmpty else { throw .empty }
            let label = part.lowercased()
            if label.utf8.allSatisfy({ $0 < 0x80 }) {
                guard label.utf8.allSatisfy(Self.isHostByte) else { throw .character }
                labels.append(label)
            } else {
                let scalars = Array(label.unicodeScalars)
                for scalar in scalars where !scalar.isASCII {
                    guard Self.hasOneSpelling(scalar) else { throw Self.isLetter(scalar) ? .unusualLetters : .character }
                }
                guard scalars.filter(\.isASCII).allSatisfy({ Self.isHostByte(UInt8(truncatingIfNeeded: $0.value)) }) else { throw .character }
                guard let encoded = Punycode.encode(scalars) else { throw .tooLong }
                if !label.unicodeScalars.elementsEqual(part.unicodeScalars) { isFolded = true }
                labels.append("xn--" + encoded)
            }
            guard let last = labels.last, last.utf8.count <= 63 else { throw .tooLong }
        }
        let name = labels.joined(separator: ".")
        guard name.utf8.count <= 253 else { throw .tooLong }
        let isAddress = Self.isIPv4(name)
        // Resolvers take 127.1 and 0x7f.1 for addresses, and rclone doesn't.
        guard isAddress || !Self.isNumber(labels[labels.count - 1]) else { throw .address }
        text = isRooted ? name + "." : name
        self.isAddress = isAddress && !isRooted
        self.isFolded = isFolded
    }

    static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { part in
            let isCanonical = part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0")
            return (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) } && isCanonical && Int(part)! < 256
        }
    }

    static func isLoopback(_ host: String) -> Bool { host == "localhost" || host == "::1" || isIPv4(host) && host.hasPrefix("127.") }

    private static func isIPv6(_ text: some StringProtocol) -> Bool {
        var address = in6_addr()
        return String(text).withCString { inet_pton(AF_INET6, $0, &address) } == 1
    }

    private static func isNumber(_ label: String) -> Bool {
        if label.hasPrefix("0x") { return label.utf8.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } }
        return label.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// With the underscore, which names inside clusters have.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.canonicalCombiningClass != .notReordered
    }

    /// Letters that are in NFC by themselves and have no other spelling: what IDNA would map or compose is left out.
    private static func hasOneSpelling(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else { return false }
        switch scalar.value {
        case 0xDF...0x24F, 0x390...0x3CE, 0x430...0x45F, 0x561...0x586, 0x5D0...0x5EA, 0x620...0x63F, 0x641...0x64A, 0xE01...0xE2E,
            0x3041...0x3096, 0x30A1...0x30FA, 0x30FC, 0x4E00...0x9FFF, 0xAC00...0xD7A3:
            // Ligatures and digraphs that IDNA maps to two letters.
            return ![0x132, 0x133, 0x13F, 0x140, 0x149, 0x17F].contains(scalar.value) && !(0x1C4...0x1CC).contains(scalar.value)
                && !(0x1F1...0x1F3).contains(scalar.value)
        default: return false
        }
    }
}
