package import SecretMemory

/// Reads an env file as godotenv 1.5.1 does (`parser.go`), through which KSops' `envs` go: quotes, comments behind values,
/// escapes, and names of earlier variables after `$`. So a value may come out as another than the one that sops keeps.
package struct DotenvReading {
    /// A variable; of a name that stands twice the last one counts.
    package struct Pair {
        package let key: String
        package let value: SecretSlice
    }

    private let text: SecretSlice
    private let arena: SecretArena
    private var place = 0
    private var pairs: [Pair] = []
    private var places: [String: Int] = [:]

    /// The variables of a text, in the order of their first lines.
    package static func read(_ text: SecretSlice, in arena: SecretArena) throws(DotenvReadingError) -> [Pair] {
        var reading = DotenvReading(text: withoutCarriageReturns(text, in: arena), arena: arena)
        while reading.skipToStatement() {
            let key = try reading.readKey()
            let value = try reading.readValue()
            if let place = reading.places[key] { reading.pairs[place] = Pair(key: key, value: value) } else {
                reading.places[key] = reading.pairs.count
                reading.pairs.append(Pair(key: key, value: value))
            }
        }
        return reading.pairs
    }

    private init(text: SecretSlice, arena: SecretArena) {
        self.text = text
        self.arena = arena
    }

    private static func withoutCarriageReturns(_ text: SecretSlice, in arena: SecretArena) -> SecretSlice {
        guard text.contains(0x0D) else { return text }
        var output = SecretBuilder(in: arena, capacity: text.count)
        for index in 0..<text.count where text[index] != 0x0D || index + 1 == text.count || text[index + 1] != 0x0A { output.append(text[index]) }
        return output.finish()
    }

    // A space that does not end a line. The two beyond ASCII are bytes where a name is looked at, and characters elsewhere.
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || (0x0B...0x0D).contains(byte) }

    /// The size of the blank that begins at a place, zero for none.
    private func blankSize(at index: Int, _ end: Int) -> Int {
        guard index < end else { return 0 }
        if Self.isBlank(text[index]) { return 1 }
        return text[index] == 0xC2 && index + 1 < end && (text[index + 1] == 0x85 || text[index + 1] == 0xA0) ? 2 : 0
    }

    private var line: Int { (0..<min(place, text.count)).reduce(1) { text[$1] == 0x0A ? $0 + 1 : $0 } }

    /// False at the end of the text. Comments are passed over.
    private mutating func skipToStatement() -> Bool {
        while place < text.count {
            let size = text[place] == 0x0A ? 1 : blankSize(at: place, text.count)
            if size > 0 {
                place += size
            } else if text[place] == UInt8(ascii: "#") {
                while place < text.count, text[place] != 0x0A { place += 1 }
            } else { return true }
        }
        return false
    }

    private mutating func skipBlanks() {
        while true {
            let size = blankSize(at: place, text.count)
            if size == 0 { return }
            place += size
        }
    }

    private mutating func readKey() throws(DotenvReadingError) -> String {
        let export = Array("export".utf8)
        if place + 6 < text.count, text[place..<(place + 6)].bytes == export, blankSize(at: place + 6, text.count) > 0 {
            place += 6
            skipBlanks()
        }
        guard place < text.count else { throw .nameMissing(line: line) }
        var index = place
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") {
                var end = index
                while end > place {
                    let size = Self.isBlank(text[end - 1]) ? 1 : isWideBlank(before: end, place) ? 2 : 0
                    if size == 0 { break }
                    end -= size
                }
                let key = String(decoding: text[place..<end].bytes, as: UTF8.self)
                place = index + 1
                skipBlanks()
                return key
            }
            guard Self.isBlank(byte) || Self.mayStandInName(byte) else {
                throw .unexpectedCharacter(line: line, byte: byte)
            }
            index += 1
        }
        // No separator up to the end: the whole rest is the value of a variable without a name.
        skipBlanks()
        return ""
    }

    /// Letters and digits of Latin 1: names are looked at byte by byte there.
    private static func mayStandInName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2E, 0x85, 0xA0, 0xAA, 0xB2, 0xB3, 0xB5, 0xB9, 0xBA, 0xBC...0xBE: true
        case 0xC0...: byte != 0xD7 && byte != 0xF7
        default: false
        }
    }

    private mutating func readValue() throws(DotenvReadingError) -> SecretSlice {
        guard place < text.count else { return text[place..<place] }
        let quote = text[place]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return readUnquoted() }
        for index in (place + 1)..<max(text.count, place + 1) where text[index] == quote && text[index - 1] != UInt8(ascii: "\\") {
            var (start, end) = (place, index)
            while start < end, text[start] == quote { start += 1 }
            while end > start, text[end - 1] == quote { end -= 1 }
            place = index + 1
            let inner = text[start..<end]
            return quote == UInt8(ascii: "'") ? inner : expanded(withoutEscapes(inner))
        }
        throw .unterminatedQuote(line: line)
    }

    private mutating func readUnquoted() -> SecretSlice {
        let begin = place
        var end = begin
        while end < text.count, text[end] != 0x0A, text[end] != 0x0D { end += 1 }
        place = end
        var last = end
        var index = end - 1
        // The last mark with a blank before it; what is before that may hold others.
        while index > begin {
            if text[index] == UInt8(ascii: "#"), Self.isBlank(text[index - 1]) || isWideBlank(before: index, begin) {
                last = index
                break
            }
            index -= 1
        }
        while last > begin {
            if Self.isBlank(text[last - 1]) { last -= 1 } else if isWideBlank(before: last, begin) { last -= 2 } else { break }
        }
        return expanded(text[begin..<last])
    }

    private func isWideBlank(before index: Int, _ begin: Int) -> Bool { index - 2 >= begin && blankSize(at: index - 2, index) == 2 }

    /// `\n` and `\r` are what they say, other backslashes go, but for one before `$`.
    private func withoutEscapes(_ value: SecretSlice) -> SecretSlice {
        let backslash = UInt8(ascii: "\\")
        guard value.contains(backslash) else { return value }
        // Two passes, as there: the second one takes away a backslash before a line break that the first has made.
        var first = SecretBuilder(in: arena, capacity: value.count)
        var index = 0
        while index < value.count {
            guard value[index] == backslash, index + 1 < value.count, value[index + 1] != 0x0A else {
                first.append(value[index])
                index += 1
                continue
            }
            switch value[index + 1] {
            case UInt8(ascii: "n"): first.append(0x0A)
            case UInt8(ascii: "r"): first.append(0x0D)
            default:
                first.append(backslash)
                first.append(value[index + 1])
            }
            index += 2
        }
        let passed = first.finish()
        var second = SecretBuilder(in: arena, capacity: passed.count)
        index = 0
        while index < passed.count {
            if passed[index] == backslash, index + 1 < passed.count, passed[index + 1] != UInt8(ascii: "$") {
                second.append(passed[index + 1])
                index += 2
            } else {
                second.append(passed[index])
                index += 1
            }
        }
        return second.finish()
    }

    /// `$NAME` and `${NAME}`, names of capitals, digits and `_` only, become the value of an earlier variable, or nothing.
    private func expanded(_ value: SecretSlice) -> SecretSlice {
        let dollar = UInt8(ascii: "$")
        guard value.contains(dollar) else { return value }
        var output = SecretBuilder(in: arena, capacity: value.count)
        var index = 0
        while index < value.count {
            let isEscaped = value[index] == UInt8(ascii: "\\") && index + 1 < value.count && value[index + 1] == dollar
            guard isEscaped || value[index] == dollar else {
                output.append(value[index])
                index += 1
                continue
            }
            let begin = index
            index += isEscaped ? 2 : 1
            if index < value.count, value[index] == UInt8(ascii: "(") { index += 1 }
            if index < value.count, value[index] == UInt8(ascii: "{") { index += 1 }
            let name = index
            while index < value.count, Self.isVariable(value[index]) { index += 1 }
            let text = String(decoding: value[name..<index].bytes, as: UTF8.self)
            if index < value.count, value[index] == UInt8(ascii: "}") { index += 1 }
            if isEscaped { output.append(value[(begin + 1)..<index]) } else if !text.isEmpty {
                if let place = places[text] { output.append(pairs[place].value) }
            } else { output.append(value[begin..<index]) }
        }
        return output.finish()
    }

    private static func isVariable(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F }
}
