/// The alphabets of names, apimachinery `util/validation`.
package enum KubernetesNames {
    package static let subdomainRule = "lower-case letters, digits, - and ., at most 253 bytes, a letter or digit at both ends"
    package static let labelRule = "lower-case letters, digits and -, at most 63 bytes, a letter or digit at both ends"

    /// RFC 1123 subdomain: names of most objects, prefixes of labels.
    package static func isSubdomain(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= 253 && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel($0, limit: 253) }
    }

    /// RFC 1123 label: namespaces.
    package static func isLabel(_ text: some StringProtocol, limit: Int = 63) -> Bool {
        func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || isDigit(byte) }
        let text = Array(text.utf8)
        guard let first = text.first, let last = text.last, text.count <= limit else { return false }
        return isSmall(first) && isSmall(last) && text.allSatisfy { isSmall($0) || $0 == UInt8(ascii: "-") }
    }

    /// `IsConfigMapKey`: it becomes the name of a file, so it must not lead out of the folder, nor clash with `..data`.
    package static func isSecretKey(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte) && text != "." && !text.hasPrefix("..")
    }

    /// `IsQualifiedName`: keys of labels and annotations, with a domain and `/` before them or not.
    package static func isQualifiedName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return isLabelText(parts[0])
        case 2: return isSubdomain(parts[0]) && isLabelText(parts[1])
        default: return false
        }
    }

    package static func isLabelValue(_ text: String) -> Bool { text.isEmpty || isLabelText(text) }

    private static func isLabelText(_ text: some StringProtocol) -> Bool {
        let text = Array(text.utf8)
        guard let first = text.first, let last = text.last, text.count <= 63 else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last) && text.allSatisfy(isNameByte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
