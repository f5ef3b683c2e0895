/// Whether yaml.v3 3.0.4 reads a plain text as a number. It takes all `_` out, then asks Go's `ParseInt`, `ParseUint` (base
/// by prefix) and `ParseFloat` (decimal only).
enum YAMLEmitterNumber {
    typealias Text = UnsafeBufferPointer<UInt8>

    /// For a text that begins with a digit or a sign.
    static func isNumber(_ text: Text) -> Bool { isInteger(text) || isOddlySignedInteger(text) || isFloat(text) }

    // MARK: - Integers

    private static func isInteger(_ text: Text) -> Bool {
        var rest = Characters(text)
        let sign = rest.takeSign()
        var base: UInt64 = 10
        if rest.peek() == UInt8(ascii: "0") {
            _ = rest.next()
            base = 8
            var behind = rest
            // A prefix alone is no number, and falls to "octal", where x is no digit.
            if let prefix = behind.next(), behind.peek() != nil {
                switch prefix | 0x20 {
                case UInt8(ascii: "x"): base = 16
                case UInt8(ascii: "o"): base = 8
                case UInt8(ascii: "b"): base = 2
                default: behind = rest
                }
                rest = behind
            }
        } else if rest.peek() == nil {
            return false
        }
        guard let magnitude = rest.takeMagnitude(base: base) else { return false }
        switch sign {
        case nil: return true
        case UInt8(ascii: "-"): return magnitude <= 1 << 63
        default: return magnitude < 1 << 63
        }
    }

    /// `0b-1`, `0o+7`: behind these two prefixes the library reads a signed number, and once more for `-0b`.
    private static func isOddlySignedInteger(_ text: Text) -> Bool {
        var rest = Characters(text)
        guard rest.next() == UInt8(ascii: "0"), let prefix = rest.next(),
            prefix == UInt8(ascii: "b") || prefix == UInt8(ascii: "o"), let sign = rest.takeSign(), rest.peek() != nil,
            let magnitude = rest.takeMagnitude(base: prefix == UInt8(ascii: "b") ? 2 : 8)
        else { return false }
        return magnitude < 1 << 63 || sign == UInt8(ascii: "-") && magnitude == 1 << 63
    }

    // MARK: - Floats

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, and not too large.
    private static func isFloat(_ text: Text) -> Bool {
        var rest = Characters(text)
        _ = rest.takeSign()
        return rest.isFloat()
    }

    /// A text that begins with a point goes to Go's `ParseFloat` as it is; there, `_` may only part digits.
    static func isFloatWithLeadingPoint(_ text: Text) -> Bool {
        var isBehindDigit = false
        var needsDigit = false
        for byte in text {
            let isDigit = byte &- 0x30 < 10
            if needsDigit, !isDigit { return false }
            needsDigit = byte == UInt8(ascii: "_")
            if needsDigit, !isBehindDigit { return false }
            isBehindDigit = isDigit
        }
        var rest = Characters(text)
        return !needsDigit && rest.isFloat()
    }

    /// The bytes without `_`.
    private struct Characters {
        private var place: Int
        private let text: Text

        init(_ text: Text) {
            self.text = text
            place = 0
            skipMarks()
        }

        private mutating func skipMarks() {
            while place < text.count, text[place] == UInt8(ascii: "_") { place += 1 }
        }

        func peek() -> UInt8? { place < text.count ? text[place] : nil }

        mutating func next() -> UInt8? {
            guard place < text.count else { return nil }
            let byte = text[place]
            place += 1
            skipMarks()
            return byte
        }

        mutating func takeSign() -> UInt8? {
            peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") ? next() : nil
        }

        /// The number that all the rest is; nil if it is none, or beyond 64 bits.
        mutating func takeMagnitude(base: UInt64) -> UInt64? {
            var magnitude: UInt64 = 0
            while let byte = next() {
                let digit: UInt8 =
                    switch byte {
                    case 0x30...0x39: byte - 0x30
                    case 0x41...0x46: byte - 0x41 + 10
                    case 0x61...0x66: byte - 0x61 + 10
                    default: 0xFF
                    }
                guard UInt64(digit) < base else { return nil }
                let (product, isTooLarge) = magnitude.multipliedReportingOverflow(by: base)
                let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
                guard !isTooLarge, !carries else { return nil }
                magnitude = sum
            }
            return magnitude
        }

        /// Passes over digits, and counts them.
        private mutating func skipDigits() -> Int {
            var count = 0
            while let byte = peek(), byte &- 0x30 < 10 {
                count += 1
                _ = next()
            }
            return count
        }

        mutating func isFloat() -> Bool {
            let mantissa = self
            let whole = skipDigits()
            if peek() == UInt8(ascii: ".") {
                _ = next()
                let fraction = skipDigits()
                guard whole > 0 || fraction > 0 else { return false }
            } else if whole == 0 {
                return false
            }
            var exponent = 0
            if let mark = peek(), mark | 0x20 == UInt8(ascii: "e") {
                _ = next()
                let sign = takeSign()
                guard peek() != nil else { return false }
                while let byte = peek(), byte &- 0x30 < 10 {
                    // Go stops counting here, too.
                    if exponent < 10_000 { exponent = exponent * 10 + Int(byte - 0x30) }
                    _ = next()
                }
                if sign == UInt8(ascii: "-") { exponent = -exponent }
            }
            return peek() == nil && !mantissa.isTooLarge(exponent: exponent)
        }

        /// True when the digits from here on, times ten to `exponent`, round to infinity.
        private func isTooLarge(exponent: Int) -> Bool {
            var rest = self
            var point = exponent
            var isFraction = false
            // Where 0.DIGITS has its point: up by one for each digit before it, down for each leading zero behind it.
            while let byte = rest.peek(), byte == UInt8(ascii: "0") || byte == UInt8(ascii: ".") {
                _ = rest.next()
                if byte == UInt8(ascii: ".") { isFraction = true } else if isFraction { point -= 1 }
            }
            var digits = rest
            if !isFraction { point += digits.skipDigits() }
            guard let first = rest.peek(), first &- 0x30 < 10, point >= 309 else { return false }
            guard point == 309 else { return true }
            for index in 0..<YAMLEmitterNumber.limit.utf8CodeUnitCount {
                if rest.peek() == UInt8(ascii: ".") { _ = rest.next() }
                let byte = rest.peek().map { $0 &- 0x30 < 10 ? $0 : 0x30 } ?? 0x30
                let bound = YAMLEmitterNumber.limit.utf8Start[index]
                if byte != bound { return byte > bound }
                if let current = rest.peek(), current &- 0x30 < 10 { _ = rest.next() }
            }
            return true
        }
    }

    /// 2^1024 − 2^970, the least number that rounds to infinity.
    private static let limit: StaticString =
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792"
}
