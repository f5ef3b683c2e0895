package import SecretMemory

/// goconfig's references `%(name)s`, which rclone replaces when it reads a value (goconfig 1.0 `conf.go`).
package enum Interpolation {
    /// True when the value holds one: `%(`, at least one byte but `)`, then `)s`.
    package static func hasReference(_ value: SecretSlice) -> Bool {
        value.withBytes { bytes in
            var index = 0
            while index + 4 < bytes.count {
                if bytes[index] == UInt8(ascii: "%"), bytes[index + 1] == UInt8(ascii: "(") {
                    var end = index + 2
                    while end < bytes.count, bytes[end] != UInt8(ascii: ")") { end += 1 }
                    // Without a ) behind it no later %( can be a reference either.
                    guard end < bytes.count else { return false }
                    if end > index + 2, end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "s") { return true }
                }
                index += 1
            }
            return false
        }
    }

    /// The references in a value, with the names that goconfig looks up: it strips `%` and `(` at the start and `)` and `s`
    /// at the end as sets of characters, so a name loses its own last s.
    static func references(in value: SecretSlice) -> [(name: ConfigName, length: Int)] {
        value.withBytes { bytes in
            var references: [(name: ConfigName, length: Int)] = []
            var index = 0
            while index + 4 < bytes.count {
                guard bytes[index] == UInt8(ascii: "%"), bytes[index + 1] == UInt8(ascii: "(") else {
                    index += 1
                    continue
                }
                guard let end = bytes[(index + 2)...].firstIndex(of: UInt8(ascii: ")")) else { break }
                guard end > index + 2, end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "s") else {
                    index += 1
                    continue
                }
                var name = bytes[index...(end + 1)]
                name = name.drop { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "(") }
                while let last = name.last, last == UInt8(ascii: ")") || last == UInt8(ascii: "s") { name = name.dropLast() }
                references.append((ConfigName(Array(name)), end + 2 - index))
                index = end + 2
            }
            return references
        }
    }
}
