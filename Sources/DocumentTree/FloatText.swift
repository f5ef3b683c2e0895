/// A float's digits, and its spellings in the formats. Go's `strconv.FormatFloat` is the rule for each (sops 3.11 writes by
/// it): always the fewest digits that read back the same.
package struct FloatText: Equatable, Sendable {
    private enum Form: Equatable { case finite, infinite, notANumber }

    private let form: Form
    private let isNegative: Bool
    /// ASCII digits without zeros at either end; empty for zero.
    private let digits: [UInt8]
    /// Where the decimal point stands: 0.DIGITS × 10^point.
    private let point: Int

    private init(form: Form, isNegative: Bool, digits: [UInt8] = [], point: Int = 0) {
        self.form = form
        self.isNegative = isNegative
        self.digits = digits
        self.point = point
    }

    package init(_ value: Double) {
        let isNegative = value.sign == .minus
        guard value.isFinite else {
            self.init(form: value.isNaN ? .notANumber : .infinite, isNegative: isNegative)
            return
        }
        // Swift prints the fewest digits too, as 123.45, 1e+21 or 5e-324.
        let (digits, point) = Self.parts(of: Array(value.magnitude.description.utf8))
        self.init(form: .finite, isNegative: isNegative, digits: digits, point: point)
    }

    /// Reads the canonical form of ``NodeKind/float``; nil for anything else.
    package init?(canonical text: TreeText) {
        if text.equals("NaN") || text.equals("+Inf") || text.equals("-Inf") {
            self.init(form: text.count == 3 ? .notANumber : .infinite, isNegative: text[0] == UInt8(ascii: "-"))
            return
        }
        var rest = text.bytes[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let points = rest.filter { $0 == UInt8(ascii: ".") }.count
        guard points <= 1, rest.count > points, rest.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) })
        else { return nil }
        let (digits, point) = Self.parts(of: Array(rest))
        self.init(form: .finite, isNegative: isNegative, digits: digits, point: point)
    }

    private static func parts(of text: [UInt8]) -> ([UInt8], Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: ".") { point = digits.count } else if byte == UInt8(ascii: "e") {
                exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
                break
            } else {
                digits.append(byte)
            }
        }
        var place = point ?? digits.count
        let leading = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(leading)
        place -= leading
        while digits.last == 0x30 { digits.removeLast() }
        return digits.isEmpty ? ([], 0) : (digits, place + exponent)
    }

    /// What is encrypted and hashed: no exponent (`'f'`, −1).
    package var canonical: [UInt8] {
        switch form {
        case .notANumber: Array("NaN".utf8)
        case .infinite: Array((isNegative ? "-Inf" : "+Inf").utf8)
        case .finite: sign + plain
        }
    }

    /// As yaml.v3 writes it (`'g'`, −1), with YAML's words for what is not finite.
    package var yaml: [UInt8] {
        switch form {
        case .notANumber: Array(".nan".utf8)
        case .infinite: Array((isNegative ? "-.inf" : ".inf").utf8)
        case .finite: general(UInt8(ascii: "e"))
        }
    }

    /// As encoding/json writes it; nil for what JSON has no number for.
    package var json: [UInt8]? {
        guard form == .finite else { return nil }
        guard !digits.isEmpty, point - 1 < -6 || point - 1 >= 21 else { return sign + plain }
        var text = scientific(UInt8(ascii: "e"))
        // 1e-07 becomes 1e-7.
        if let mark = text.lastIndex(of: UInt8(ascii: "-")), mark > 0, text.count == mark + 3, text[mark + 1] == 0x30 {
            text.remove(at: mark + 1)
        }
        return text
    }

    /// As sops writes it in INI and dotenv (`'G'`, −1, and a decimal where neither point nor exponent shows a float).
    package var plainText: [UInt8] {
        switch form {
        case .notANumber: return Array("NaN".utf8)
        case .infinite: return canonical
        case .finite:
            let text = general(UInt8(ascii: "E"))
            return text.contains(UInt8(ascii: ".")) || text.contains(UInt8(ascii: "E")) ? text : text + Array(".0".utf8)
        }
    }

    private var sign: [UInt8] { isNegative ? [UInt8(ascii: "-")] : [] }

    private var plain: [UInt8] {
        guard !digits.isEmpty else { return [0x30] }
        if point <= 0 { return Array("0.".utf8) + [UInt8](repeating: 0x30, count: -point) + digits }
        if point >= digits.count { return digits + [UInt8](repeating: 0x30, count: point - digits.count) }
        return digits[..<point] + [UInt8(ascii: ".")] + digits[point...]
    }

    private func general(_ mark: UInt8) -> [UInt8] {
        let exponent = digits.isEmpty ? 0 : point - 1
        return exponent < -4 || exponent >= 6 ? scientific(mark) : sign + plain
    }

    private func scientific(_ mark: UInt8) -> [UInt8] {
        var text = sign + digits.prefix(1)
        if digits.count > 1 { text += [UInt8(ascii: ".")] + digits.dropFirst() }
        let exponent = point - 1
        text += [mark, UInt8(ascii: exponent < 0 ? "-" : "+")]
        let number = Array(String(abs(exponent)).utf8)
        return text + (number.count < 2 ? [0x30] : []) + number
    }
}
