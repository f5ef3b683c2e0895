internal import DocumentTree
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Go's spelling of numbers, as yaml.v3 3.0.4 takes it (`strconv` with base 0).
enum YAMLNumber {
    enum Integer: Equatable {
        case none
        case integer(isNegative: Bool, magnitude: UInt64)
    }

    /// yaml.v3 takes every underscore out first.
    static func withoutUnderscores(_ text: TreeText, arena: SecretArena) -> TreeText {
        guard text.buffer.contains(UInt8(ascii: "_")) else { return text }
        let room = arena.allocate(count: text.count)
        var length = 0
        for byte in text.buffer where byte != UInt8(ascii: "_") {
            room[length] = byte
            length += 1
        }
        return TreeText(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<length]))
    }

    /// True for a decimal that is spelled as Go prints it.
    static func isCanonical(_ text: TreeText) -> Bool {
        let start = text[0] == UInt8(ascii: "-") ? 1 : 0
        guard text.count > start, text.buffer.dropFirst(start).allSatisfy({ digit($0) < 10 }) else { return false }
        return text[start] != UInt8(ascii: "0") || text.count == 1
    }

    /// An integer of 64 bits, with sign or without.
    static func integer(_ text: TreeText) -> Integer {
        guard !text.isEmpty else { return .none }
        let hasSign = text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+")
        let isNegative = text[0] == UInt8(ascii: "-")
        let rest = hasSign ? text[1..<text.count] : text
        guard !rest.isEmpty else { return .none }
        var base: UInt64 = 10
        var digits = rest
        if rest[0] == UInt8(ascii: "0") {
            let prefixed: UInt64? = rest.count < 3 ? nil : Self.base(of: rest[1])
            base = prefixed ?? 8
            digits = rest[(prefixed == nil ? 1 : 2)..<rest.count]
            if digits.isEmpty { return .integer(isNegative: isNegative, magnitude: 0) }
        }
        if let magnitude = magnitude(digits, base: base) {
            if isNegative { return magnitude <= 1 << 63 ? .integer(isNegative: true, magnitude: magnitude) : .none }
            // Without a sign Go tries unsigned too.
            return magnitude <= UInt64(Int64.max) || !hasSign ? .integer(isNegative: false, magnitude: magnitude) : .none
        }
        return hasSign ? .none : signedBehindPrefix(rest)
    }

    private static func base(of letter: UInt8) -> UInt64? {
        switch letter | 0x20 {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
    }

    /// yaml.v3 reads `0b-1` and `0o-7` too, by an older rule.
    private static func signedBehindPrefix(_ text: TreeText) -> Integer {
        guard text.count > 3, text[1] == UInt8(ascii: "b") || text[1] == UInt8(ascii: "o") else { return .none }
        let isNegative = text[2] == UInt8(ascii: "-")
        guard isNegative || text[2] == UInt8(ascii: "+"),
            let magnitude = magnitude(text[3..<text.count], base: text[1] == UInt8(ascii: "b") ? 2 : 8),
            magnitude <= UInt64(Int64.max) + (isNegative ? 1 : 0)
        else { return .none }
        return .integer(isNegative: isNegative, magnitude: magnitude)
    }

    private static func magnitude(_ digits: TreeText, base: UInt64) -> UInt64? {
        var value: UInt64 = 0
        for byte in digits.buffer {
            let digit = UInt64(digit(byte))
            guard digit < base else { return nil }
            let (product, overflows) = value.multipliedReportingOverflow(by: base)
            let (sum, carries) = product.addingReportingOverflow(digit)
            guard !overflows, !carries else { return nil }
            value = sum
        }
        return digits.isEmpty ? nil : value
    }

    private static func digit(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: 255
        }
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    static func isFloat(_ text: TreeText) -> Bool {
        var place = 0
        func skipDigits() -> Int {
            let start = place
            while place < text.count, digit(text[place]) < 10 { place += 1 }
            return place - start
        }
        func skipSign() {
            if place < text.count, text[place] == UInt8(ascii: "-") || text[place] == UInt8(ascii: "+") { place += 1 }
        }
        skipSign()
        let whole = skipDigits()
        if place < text.count, text[place] == UInt8(ascii: ".") {
            place += 1
            if skipDigits() == 0, whole == 0 { return false }
        } else if whole == 0 {
            return false
        }
        if place < text.count, text[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            skipSign()
            if skipDigits() == 0 { return false }
        }
        return place == text.count
    }

    /// A text that begins with a point, by Go's rule: underscores stand between digits.
    static func pointFloat(_ text: TreeText) -> Double? {
        // Most texts that begin so are no numbers; they are not copied.
        guard text.buffer.allSatisfy({ digit($0) < 10 || ".eE+-_".utf8.contains($0) }) else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: text.count, alignment: 1) { room in
            defer { ConstantTime.wipe(room) }
            var length = 0
            for index in 0..<text.count {
                if text[index] == UInt8(ascii: "_") {
                    guard index > 0, digit(text[index - 1]) < 10, index + 1 < text.count, digit(text[index + 1]) < 10 else {
                        return nil
                    }
                } else {
                    room[length] = text[index]
                    length += 1
                }
            }
            let plain = TreeText(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<length]))
            return isFloat(plain) ? double(plain) : nil
        }
    }

    /// The nearest float of a decimal; nil when it is out of range, as in Go.
    static func double(_ text: TreeText) -> Double? {
        let value = withUnsafeTemporaryAllocation(byteCount: text.count + 1, alignment: 1) { room in
            room.copyMemory(from: text.buffer)
            room[text.count] = 0
            defer { ConstantTime.wipe(room) }
            guard let start = room.bindMemory(to: CChar.self).baseAddress else { return Double.nan }
            return strtod(start, nil)
        }
        return value.isFinite ? value : nil
    }
}
