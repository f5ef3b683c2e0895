/// What a text allows of YAML's forms (yaml.v2 2.4 `emitterc.go`, yaml_emitter_analyze_scalar).
struct ScalarShape {
    enum Style { case plain, singleQuoted, doubleQuoted, literal }

    private(set) var hasBreaks = false
    private var hasLineFeed = false
    private var plain = true
    private var singleQuoted = true
    private var literal = true
    private let needsQuotes: Bool
    private let isEmpty: Bool
    private let isMergeKey: Bool

    init(_ text: UnsafeRawBufferPointer) {
        isEmpty = text.isEmpty
        // As a key it would merge; yaml.v2 leaves it plain there too.
        isMergeKey = text.elementsEqual("<<".utf8)
        needsQuotes = Self.isOtherType(text)
        if isEmpty {
            literal = false
            return
        }
        if text.count >= 3, text.prefix(3).allSatisfy({ $0 == 0x2D }) || text.prefix(3).allSatisfy({ $0 == 0x2E }) { plain = false }
        var afterBlank = true
        var afterSpace = false
        var afterBreak = false
        var index = 0
        while index < text.count {
            let (scalar, size) = Self.scalar(in: text, at: index)
            let end = index + size
            let beforeBlank = end == text.count || Self.isBlank(Self.scalar(in: text, at: end).value)
            if index == 0, Self.indicators.contains(scalar) { plain = false }
            switch scalar {
            case 0x3F where index == 0, 0x2D where index == 0, 0x3A: if beforeBlank { plain = false }
            case 0x23 where afterBlank: plain = false
            default: break
            }
            if !Self.isPrintable(scalar) { (plain, singleQuoted, literal) = (false, false, false) }
            if scalar == 0x20 {
                if index == 0 || end == text.count { plain = false }
                if end == text.count { literal = false }
                if afterBreak { (plain, singleQuoted) = (false, false) }
                (afterSpace, afterBreak) = (true, false)
            } else if Self.isBreak(scalar) {
                hasBreaks = true
                plain = false
                if scalar == 0x0A { hasLineFeed = true }
                if afterSpace { (singleQuoted, literal) = (false, false) }
                (afterSpace, afterBreak) = (false, true)
            } else {
                (afterSpace, afterBreak) = (false, false)
            }
            afterBlank = Self.isBlank(scalar)
            index = end
        }
    }

    /// The form that the emitter chooses, given what the encoder asks for.
    func style(isKey: Bool) -> Style {
        if hasLineFeed { return isKey || !literal ? .doubleQuoted : .literal }
        if needsQuotes || isEmpty || isKey && isMergeKey { return .doubleQuoted }
        if plain { return .plain }
        return singleQuoted && !hasBreaks ? .singleQuoted : .doubleQuoted
    }

    /// True for what would be read as a truth value, a number, a date or null without quotes.
    static func isOtherType(_ text: UnsafeRawBufferPointer) -> Bool {
        // The longest text that is no text without quotes is a number; others are not made a String of.
        text.count <= 64 ? ManifestScalar.needsQuotes(String(decoding: text, as: UTF8.self)) : isLongNumber(text)
    }

    // A number of any length is an integer or float to Go's parser as well.
    private static func isLongNumber(_ text: UnsafeRawBufferPointer) -> Bool {
        text.allSatisfy { (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x5F, 0x65, 0x45, 0x3A, 0x62, 0x78].contains($0) }
            && ManifestScalar.needsQuotes(String(decoding: text, as: UTF8.self))
    }

    private static let indicators: Set<UInt32> = Set("#,[]{}&*!|>'\"%@`".unicodeScalars.map(\.value))

    /// LF, CR, NEL and the two separators of Unicode, which end lines in YAML 1.1.
    static func isBreak(_ scalar: UInt32) -> Bool { scalar == 0x0A || scalar == 0x0D || scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029 }

    private static func isBlank(_ scalar: UInt32) -> Bool { scalar == 0x20 || scalar == 0x09 || scalar == 0 || isBreak(scalar) }

    /// As the emitter has it: no tab, nothing above the first plane. The two separators are printable there; readers of
    /// YAML 1.1 and 1.2 differ in them, so they are escaped here.
    static func isPrintable(_ scalar: UInt32) -> Bool {
        scalar == 0x0A || (0x20...0x7E).contains(scalar) || (0xA0...0xD7FF).contains(scalar) && scalar != 0x2028 && scalar != 0x2029
            || (0xE000...0xFFFD).contains(scalar) && scalar != 0xFEFF
    }

    /// The character at a place of valid UTF-8, and its size in bytes.
    static func scalar(in text: UnsafeRawBufferPointer, at index: Int) -> (value: UInt32, size: Int) {
        let first = text[index]
        if first < 0x80 { return (UInt32(first), 1) }
        let size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (0x7F >> UInt32(size))
        for offset in 1..<size where index + offset < text.count { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
        return (value, min(size, text.count - index))
    }
}
