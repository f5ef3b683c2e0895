internal import SecretMemory

/// Names as a sops INI document can carry them: as they are, or `~` and the name with unsafe bytes as `%HH`.
package enum StoredName {
    /// A name that no spelling keeps out of the selector's reach.
    package struct Exposed: Error, Equatable, Sendable { package let name: ConfigName }

    /// The placeholder section of a document without sections; no name is escaped to it.
    package static let placeholder = Array("~".utf8)

    /// How a section is stored. `isExposed` says whether a spelling would leave the section's values in clear.
    package static func encode(section: ConfigName, isExposed: ([UInt8]) -> Bool) throws(Exposed) -> [UInt8] {
        if section == .defaultSection {
            guard !isExposed(section.bytes) else { throw Exposed(name: section) }
            return section.bytes
        }
        var stored = section.bytes
        // sops keeps the name for its metadata; the tilde marks an escape.
        if section.isEqual("sops") { stored = escaped(section.bytes, alsoAt: { $0 == 0 }) }
        else if section.bytes.first == UInt8(ascii: "~") { stored = escaped(section.bytes, alsoAt: { _ in false }) }
        guard isExposed(stored) else { return stored }
        let last = section.bytes.count - 1
        for spelling in [escaped(section.bytes, alsoAt: { $0 == last }), escaped(section.bytes, alsoAt: { _ in true })]
        where !isExposed(spelling) { return spelling }
        throw Exposed(name: section)
    }

    /// How a key is stored. `endsInSuffix` says whether a spelling has the document's unencrypted suffix.
    package static func encode(key: ConfigName, endsInSuffix: ([UInt8]) -> Bool) -> [UInt8] {
        let bytes = key.bytes
        let unsafeStarts = Array("#;[\"~".utf8)
        let isUnsafe = bytes.first.map { unsafeStarts.contains($0) } ?? false
            || bytes == [UInt8(ascii: "-")] || bytes.contains(UInt8(ascii: "`")) || bytes.contains(0x0D)
            || edgeBlanks(of: bytes) != (0, 0)
        if endsInSuffix(bytes) { return escaped(bytes, alsoAt: { $0 == bytes.count - 1 }) }
        return isUnsafe ? escaped(bytes, alsoAt: { _ in false }) : bytes
    }

    /// The name of a stored spelling.
    package static func decode(_ stored: [UInt8]) -> ConfigName {
        guard stored.first == UInt8(ascii: "~") else { return ConfigName(stored) }
        var bytes: [UInt8] = []
        var index = 1
        while index < stored.count {
            if stored[index] == UInt8(ascii: "%"), index + 2 < stored.count,
                let high = hexadecimal(stored[index + 1]), let low = hexadecimal(stored[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(stored[index])
                index += 1
            }
        }
        return ConfigName(bytes)
    }

    private static func escaped(_ name: [UInt8], alsoAt isChosen: (Int) -> Bool) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        let unsafe = Array("%\"`=:#;[]\\".utf8)
        let (leading, trailing) = edgeBlanks(of: name)
        var result = [UInt8(ascii: "~")]
        for (index, byte) in name.enumerated() {
            let isEdge = index < leading || index >= name.count - trailing
            if byte < 0x20 || byte == 0x7F || unsafe.contains(byte) || isEdge || isChosen(index) {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func edgeBlanks(of name: [UInt8]) -> (Int, Int) {
        name.withUnsafeBytes { WhiteSpace.edges(of: $0) }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        default: nil
        }
    }
}
