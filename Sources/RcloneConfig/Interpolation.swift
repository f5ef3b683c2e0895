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
}
