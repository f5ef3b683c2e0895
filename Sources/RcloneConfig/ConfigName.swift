/// The name of a section or a key: any bytes, compared as they are. No secret.
package struct ConfigName: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }

    // All at once: an array hashes its bytes one by one, which files with many remotes feel.
    package func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

    /// The section of keys that stand before any header (goconfig's `DEFAULT_SECTION`).
    package static let defaultSection = ConfigName("DEFAULT")

    /// For messages: control characters and invalid UTF-8 are shown as escapes.
    package var text: String {
        var result = ""
        // A file that is no rclone.conf may have names of any length.
        for scalar in String(decoding: bytes.prefix(Self.shownLimit), as: UTF8.self).unicodeScalars {
            if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return bytes.count > Self.shownLimit ? result + "…" : result
    }

    private static let shownLimit = 120

    /// Equal to a constant.
    package func isEqual(_ text: StaticString) -> Bool {
        bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The names that a dotted section inherits from, nearest first: `a.b`, then `a` for `a.b.c`.
    package var ancestors: some Sequence<ConfigName> {
        sequence(state: bytes[...]) { rest in
            guard let dot = rest.lastIndex(of: UInt8(ascii: ".")) else { return nil }
            rest = rest[..<dot]
            return ConfigName(Array(rest))
        }
    }
}
