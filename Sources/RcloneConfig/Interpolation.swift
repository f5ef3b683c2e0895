package import SecretMemory

/// goconfig's references `%(name)s`, which rclone replaces when it reads a value (goconfig 1.0 `conf.go`).
package enum Interpolation {
    /// True when the value holds one: `%(`, at least one byte but `)`, then `)s`.
    package static func hasReference(_ value: SecretSlice) -> Bool { firstReference(in: value) != nil }

    /// Where the leftmost one stands.
    static func firstReference(in value: SecretSlice) -> Range<Int>? {
        value.withBytes { bytes in
            var index = 0
            // The first ) at or behind the place, so that many %( before one ) are gone through once.
            var close = 0
            while index + 4 < bytes.count {
                if bytes[index] == UInt8(ascii: "%"), bytes[index + 1] == UInt8(ascii: "(") {
                    close = max(close, index + 2)
                    while close < bytes.count, bytes[close] != UInt8(ascii: ")") { close += 1 }
                    // Without a ) behind it no later %( can be a reference either.
                    guard close < bytes.count else { return nil }
                    if close > index + 2, close + 1 < bytes.count, bytes[close + 1] == UInt8(ascii: "s") { return index..<(close + 2) }
                }
                index += 1
            }
            return nil
        }
    }

    /// The references in a value, from the left, with the names that goconfig looks up and their lengths in bytes.
    static func references(in value: SecretSlice) -> [(name: ConfigName, length: Int)] {
        var references: [(name: ConfigName, length: Int)] = []
        var start = 0
        while let range = firstReference(in: value[start..<value.count]) {
            let reference = value[(start + range.lowerBound)..<(start + range.upperBound)]
            references.append((name(in: reference), reference.count))
            start += range.upperBound
        }
        return references
    }

    /// The name that goconfig looks up for a reference: it trims sets of characters, so a name that ends in s loses it.
    static func name(in reference: SecretSlice) -> ConfigName {
        var bytes = reference.bytes[...]
        while let first = bytes.first, first == UInt8(ascii: "%") || first == UInt8(ascii: "(") { bytes.removeFirst() }
        while let last = bytes.last, last == UInt8(ascii: ")") || last == UInt8(ascii: "s") { bytes.removeLast() }
        return ConfigName(Array(bytes))
    }
}
