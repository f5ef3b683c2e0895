internal import SecretMemory

/// Names as a sops INI document can carry them: as they are, or `~` and the name with unsafe bytes as `%HH`. Which
/// names are unsafe depends on the document's selector too, since it goes by names.
package struct StoredNames {
    /// A name that no spelling keeps out of the selector's reach.
    package struct Exposed: Error, Equatable, Sendable { package let name: ConfigName }

    /// The placeholder section of a document without sections; no name is escaped to it.
    package static let placeholder = Array("~".utf8)

    private let exposesSection: ([UInt8]) -> Bool
    private let exposesKey: ([UInt8]) -> Bool

    /// Each says whether a stored spelling would leave the values below it in clear against the file's meaning.
    package init(exposesSection: @escaping ([UInt8]) -> Bool, exposesKey: @escaping ([UInt8]) -> Bool) {
        self.exposesSection = exposesSection
        self.exposesKey = exposesKey
    }

    /// How a section is stored.
    package func encode(section: ConfigName) throws(Exposed) -> [UInt8] {
        if section == .defaultSection {
            guard !exposesSection(section.bytes) else { throw Exposed(name: section) }
            return section.bytes
        }
        var stored = section.bytes
        // sops keeps the name for its metadata; the tilde marks an escape.
        if section.isEqual("sops") { stored = Self.escaped(section.bytes, alsoAt: { $0 == 0 }) }
        else if section.bytes.first == UInt8(ascii: "~") { stored = Self.escaped(section.bytes, alsoAt: { _ in false }) }
        guard exposesSection(stored) else { return stored }
        let last = section.bytes.count - 1
        for spelling in [Self.escaped(section.bytes, alsoAt: { $0 == last }), Self.escaped(section.bytes, alsoAt: { _ in true })]
        where !exposesSection(spelling) { return spelling }
        throw Exposed(name: section)
    }

    /// How a key is stored.
    package func encode(key: ConfigName) -> [UInt8] {
        let bytes = key.bytes
        let unsafeStarts = Array("#;[\"~".utf8)
        let isUnsafe = bytes.first.map { unsafeStarts.contains($0) } ?? false
            || bytes == [UInt8(ascii: "-")] || bytes.contains(UInt8(ascii: "`")) || bytes.contains(0x0D)
            || Self.edgeBlanks(of: bytes) != (0, 0)
        if exposesKey(bytes) { return Self.escaped(bytes, alsoAt: { $0 == bytes.count - 1 }) }
        return isUnsafe ? Self.escaped(bytes, alsoAt: { _ in false }) : bytes
    }

    /// The section of a stored spelling. One that ``encode(section:)`` would not have made is the name itself: another
    /// tool stored it, or somebody who wants two names to become one.
    package func decode(section stored: [UInt8]) -> ConfigName {
        guard let name = Self.unescaped(stored), (try? encode(section: name)) == stored else { return ConfigName(stored) }
        return name
    }

    /// The key of a stored spelling, by the same rule.
    package func decode(key stored: [UInt8]) -> ConfigName {
        guard let name = Self.unescaped(stored), encode(key: name) == stored else { return ConfigName(stored) }
        return name
    }

    /// Nil for what is no escape, or holds a line break, which no name of an rclone.conf does.
    private static func unescaped(_ stored: [UInt8]) -> ConfigName? {
        guard stored.first == UInt8(ascii: "~") else { return nil }
        var bytes: [UInt8] = []
        var index = 1
        while index < stored.count {
            guard stored[index] == UInt8(ascii: "%") else {
                bytes.append(stored[index])
                index += 1
                continue
            }
            guard index + 2 < stored.count, let high = hexadecimal(stored[index + 1]), let low = hexadecimal(stored[index + 2])
            else { return nil }
            bytes.append(high << 4 | low)
            index += 3
        }
        return bytes.contains(0x0A) || bytes.isEmpty ? nil : ConfigName(bytes)
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
