/// Random YAML: styles of every kind, comments everywhere, anchors, several documents.
struct RandomYAML {
    private var random: SeededRandom
    private var lines: [String] = []
    private var anchors: [String] = []
    /// Comments make documents that sops itself damages, so some have few.
    private let commentRate: Int
    private let lineEnd: String

    static func lines(_ random: inout SeededRandom) -> [String] {
        var maker = RandomYAML(SeededRandom(seed: random.next()))
        maker.stream()
        return maker.lines
    }

    private init(_ random: SeededRandom) {
        self.random = random
        commentRate = self.random.pick([2, 5, 15, 1000])
        lineEnd = self.random.once(in: 20) ? "\r\n" : "\n"
    }

    private mutating func put(_ text: String) { lines.append(text + lineEnd) }

    private mutating func stream() {
        comments(0)
        for number in 0..<(random.once(in: 5) ? 2 + random.below(2) : 1) {
            if number > 0 || random.once(in: 8) { put(random.once(in: 8) ? "--- # start" : "---") }
            anchors = []
            comments(0)
            if random.once(in: 25) { put("{}") } else { map(0, depth: 0, step: random.pick([2, 2, 4, 3])) }
            if random.once(in: 20) { put("...") }
        }
        comments(0)
    }

    private mutating func comments(_ column: Int) {
        guard random.once(in: commentRate) else { return }
        for _ in 0...random.below(3) {
            if random.once(in: 5) { put("") }
            let shift = random.once(in: 8) ? random.below(5) - 2 : 0
            put(String(repeating: " ", count: max(0, column + shift)) + "#" + random.pick([" note ", " ", "", "# "]) + visible(RandomText.line(&random)) + "c\(random.below(100))")
        }
        if random.once(in: 4) { put("") }
    }

    private mutating func tail() -> String { random.once(in: commentRate) ? " # note t\(random.below(100))" : "" }

    /// Without what a YAML text can't hold, and what sops doesn't bring back.
    private func visible(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && ![0x7F, 0x85, 0x2028, 0x2029, 0xFEFF].contains($0.value) }))
    }

    private mutating func map(_ column: Int, depth: Int, step: Int, firstOnLine: Bool = false) {
        var used: Set<String> = []
        for number in 0..<1 + random.below(4) {
            var key = key()
            while !used.insert(key).inserted { key += String(random.below(10)) }
            let isOnLine = firstOnLine && number == 0
            if !isOnLine { comments(column) }
            value(isOnLine ? "" : String(repeating: " ", count: column), key + ":", column, depth: depth, step: step)
        }
        if random.once(in: 3) { comments(column) }
    }

    private mutating func key() -> String {
        let name = visible(RandomText.name(&random)).filter { !"\"\\".contains($0) }
        guard name.allSatisfy({ $0.isLetter || $0 == "_" }), !["y", "no"].contains(name), !random.once(in: 8) else { return "\"" + name + "\"" }
        return name.isEmpty ? "k" : name
    }

    /// `indent` + `mark`, and a value behind or below it. Content below stands right of `column`.
    private mutating func value(_ indent: String, _ mark: String, _ column: Int, depth: Int, step: Int) {
        let anchor = random.once(in: 12) ? "&n\(anchors.count) " : ""
        let start = indent + mark + " " + anchor
        let kind = random.below(depth > 4 ? 9 : 15)
        switch kind {
        case 0: put(indent + mark + tail())
        case 1 where !anchors.isEmpty: return put(indent + mark + " *" + random.pick(anchors) + tail())
        case 2: return block(start, column + step)
        case 3: put(start + flow(2) + tail())
        case 4: put(start + random.pick(["!!str 12", "!foo bar", "!!float 3", "!!binary aGVsbG8=", "!!binary gIGC"]) + tail())
        case 5: put(start + "plain text" + lineEnd + String(repeating: " ", count: column + step) + "continued" + tail())
        case 9, 10:
            put(indent + mark + (anchor.isEmpty ? "" : " " + anchor.dropLast()) + tail())
            list(random.once(in: 2) && mark.hasSuffix(":") ? column : column + step, depth: depth + 1, step: step)
        case 11...14:
            put(indent + mark + (anchor.isEmpty ? "" : " " + anchor.dropLast()) + tail())
            map(column + step, depth: depth + 1, step: step)
        default: put(start + scalar() + tail())
        }
        if !anchor.isEmpty, kind != 0 { anchors.append(String(anchor.dropFirst().dropLast())) }
    }

    private mutating func list(_ column: Int, depth: Int, step: Int) {
        let indent = String(repeating: " ", count: column)
        for _ in 0..<1 + random.below(4) {
            comments(column)
            if random.once(in: 4), depth < 5 {
                lines.append(indent + "- ")
                let place = lines.count - 1
                map(column + 2, depth: depth + 1, step: step, firstOnLine: true)
                // The first key stands on the dash's line.
                if lines.count > place + 1 { lines[place] += lines.remove(at: place + 1) }
            } else {
                value(indent, "-", column, depth: depth, step: 2)
            }
        }
        if random.once(in: 3) { comments(column) }
    }

    private mutating func block(_ start: String, _ column: Int) {
        put(start + random.pick(["|", "|-", "|+", ">", ">-"]) + tail())
        for number in 0..<1 + random.below(4) {
            let text = visible(RandomText.line(&random)).filter { $0 != "\t" }
            if number > 0, random.once(in: 5) { put("") }
            put(String(repeating: " ", count: column) + "x" + (number > 0 && random.once(in: 6) ? "" : " ") + text)
        }
        if random.once(in: 6) { put("") }
    }

    private mutating func scalar() -> String {
        switch random.below(9) {
        case 0: return random.pick(["1", "-7", "0x1F", "017", "1_000", "1.5", "1e3", "-0.25", "1e21", "12345678901234567890123", "9223372036854775807", ".inf", ".nan"])
        case 1: return random.pick(["true", "False", "null", "~", "yes", "2001-12-14", "2001-12-14t21:59:43.10-05:00", "12:30:45", "", "''"])
        case 2, 3: return "\"" + escaped(RandomText.text(&random)) + "\""
        case 4: return "'" + visible(RandomText.line(&random)).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        case 5: return "\"" + random.pick(["x\\n", "x\\n\\n", "x\\ny", "x\\n  y\\nz\\n", "x\\ty", "\\n\\n", "\\x7Fx", "\\U0001F600\\nx", "x \\ny", "\\r\\nx", "\\0"]) + "\""
        default: return "w" + visible(RandomText.line(&random)).filter { $0.isLetter || $0.isNumber || "-_./=é 日".contains($0) }
        }
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        // What begins with white space and has several lines is damaged by sops.
        for unit in "t" + visible(text.split(separator: "\n").joined(separator: "\u{A0}")) {
            switch unit {
            case "\"", "\\": result += "\\" + String(unit)
            case "\u{A0}": result += "\\n"
            default: result.append(unit)
            }
        }
        return result
    }

    private mutating func flow(_ depth: Int) -> String {
        guard depth > 0 else { return random.pick(["1", "x", "\"q, ]\"", "true", "null", "'s'"]) }
        let parts = (0..<random.below(4)).map { _ in flow(depth - 1 - random.below(2)) }
        return random.once(in: 2) ? "[" + parts.joined(separator: ", ") + "]"
            : "{" + parts.enumerated().map { "k\($0.offset): \($0.element)" }.joined(separator: ", ") + "}"
    }
}
