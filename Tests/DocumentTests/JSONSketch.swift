/// A JSON document as a tree of literals, for making and for shrinking.
indirect enum JSONSketch: Sendable {
    case literal(String)
    case list([JSONSketch])
    case map([(key: String, value: JSONSketch)])

    static func random(_ random: inout SeededRandom) -> JSONSketch { map(&random, depth: 0) }

    private static func map(_ random: inout SeededRandom, depth: Int) -> JSONSketch {
        .map((0..<(depth == 0 ? 1 : 0) + random.below(5)).map { _ in (quoted(RandomText.name(&random), &random), value(&random, depth: depth)) })
    }

    private static func value(_ random: inout SeededRandom, depth: Int) -> JSONSketch {
        switch random.below(depth > 5 ? 8 : 12) {
        case 0: .literal(random.pick(["true", "false", "null", "\"\""]))
        case 1, 2: .literal(number(&random))
        case 3..<8: .literal(quoted(RandomText.text(&random), &random))
        case 8, 9: .list((0..<random.below(5)).map { _ in value(&random, depth: depth + 1) })
        default: map(&random, depth: depth + 1)
        }
    }

    private static func number(_ random: inout SeededRandom) -> String {
        let digits = (0..<1 + random.below(22)).map { _ in String(random.below(10)) }.joined()
        let whole = random.once(in: 2) ? String(random.below(100_000)) : String(digits.drop { $0 == "0" })
        return (random.once(in: 4) ? "-" : "") + (whole.isEmpty ? "0" : whole)
            + (random.once(in: 3) ? "." + digits : "") + (random.once(in: 4) ? random.pick(["e", "E", "e+", "E-", "e-"]) + String(random.below(random.once(in: 9) ? 400 : 30)) : "")
    }

    private static func quoted(_ text: String, _ random: inout SeededRandom) -> String {
        var result = "\""
        for unit in text.unicodeScalars {
            switch unit {
            case "\"", "\\": result += "\\" + String(unit)
            case "\n": result += "\\n"
            case "\t": result += random.once(in: 2) ? "\\t" : "\\u0009"
            default:
                if unit.value < 0x20 || (unit.value < 0x10000 && random.once(in: 12)) {
                    let hex = String(unit.value, radix: 16, uppercase: random.once(in: 2))
                    result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                } else {
                    result.unicodeScalars.append(unit)
                }
            }
        }
        return result + (random.once(in: 60) ? "\\ud83d" : "") + "\""
    }

    var text: String {
        switch self {
        case .literal(let text): text
        case .list(let elements): "[" + elements.map(\.text).joined(separator: ", ") + "]"
        case .map(let items): "{" + items.map { $0.key + ": " + $0.value.text }.joined(separator: ",\n ") + "}"
        }
    }

    /// Simpler documents, the simplest first.
    var smaller: [JSONSketch] {
        switch self {
        case .literal(let text):
            guard text != "1", text.first == "\"", text.utf8.count > 3 else { return text == "1" ? [] : [.literal("1")] }
            return [.literal("1")] + (text.contains("\\") ? [] : [.literal(String(text.prefix(text.count / 2)) + "\"")])
        case .list(let elements):
            return [.literal("1")] + elements.indices.map { .list(elements.without($0)) } + elements.indices.flatMap { place in
                elements[place].smaller.map { .list(elements.with($0, at: place)) }
            }
        case .map(let items):
            let halves = items.count > 3 ? [Array(items[..<(items.count / 2)]), Array(items[(items.count / 2)...])] : []
            return halves.map { .map($0) } + items.indices.map { .map(items.without($0)) }
                + items.indices.flatMap { place in
                    items[place].value.smaller.map { .map(items.with((items[place].key, $0), at: place)) }
                        + (items[place].key == "\"k\"" ? [] : [.map(items.with(("\"k\"", items[place].value), at: place))])
                }
        }
    }
}

extension Array {
    fileprivate func without(_ place: Int) -> Self {
        var copy = self
        copy.remove(at: place)
        return copy
    }

    fileprivate func with(_ element: Element, at place: Int) -> Self {
        var copy = self
        copy[place] = element
        return copy
    }
}
