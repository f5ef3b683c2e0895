internal import DocumentTree

/// A JSON number as sops keeps it.
enum JSONNumber {
    /// Adds the number: to sops 3.11 each is a float64; with `integersAsIntegers`, to 3.13.2, what fits 64 bits signed is an
    /// integer. False when it is beyond float64 (Go `strconv.ParseFloat`: out of range).
    static func append(
        _ text: TreeText, isPlainInteger: Bool, integersAsIntegers: Bool, key: TreeText, keyKind: KeyKind,
        to tree: inout DocumentTree
    ) -> Bool {
        if integersAsIntegers, isPlainInteger, let value = Int64(text.string) {
            // -0 is 0 as an integer.
            tree.append(.integer, value == 0 ? tree.store([0x30]) : text, key: key, keyKind: keyKind)
            return true
        }
        if isCanonical(text) {
            tree.append(.float, text, key: key, keyKind: keyKind)
            return true
        }
        guard let value = Double(text.string), value.isFinite else { return false }
        tree.append(.float, tree.store(canonical(value)), key: key, keyKind: keyKind)
        return true
    }

    /// ``FloatText/canonical``, on a shorter way for the floats that Swift prints without an exponent.
    private static func canonical(_ value: Double) -> [UInt8] {
        let text = Array(value.description.utf8)
        guard !text.contains(UInt8(ascii: "e")) else { return FloatText(value).canonical }
        return text.suffix(2) == [UInt8(ascii: "."), 0x30] ? text.dropLast(2) : text
    }

    /// True when the text is its own canonical form for sure: at most 15 digits always survive a float64, and then no
    /// shorter spelling reads back the same.
    private static func isCanonical(_ text: TreeText) -> Bool {
        guard text.count <= 16 else { return false }
        var hasPoint = false
        for byte in text.buffer {
            if byte == UInt8(ascii: ".") { hasPoint = true } else if byte | 0x20 == UInt8(ascii: "e") { return false }
        }
        let digits = text.count - (text[0] == UInt8(ascii: "-") ? 1 : 0) - (hasPoint ? 1 : 0)
        return digits <= 15 && !(hasPoint && text[text.count - 1] == 0x30)
    }
}

extension TreeText {
    fileprivate var string: String { String(decoding: buffer, as: UTF8.self) }
}
