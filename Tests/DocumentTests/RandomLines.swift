/// Random INI and dotenv documents.
enum RandomLines {
    static func ini(_ random: inout SeededRandom) -> [String] {
        var lines: [String] = []
        if random.once(in: 4) { lines += items(&random) }
        for _ in 0..<1 + random.below(3) {
            lines += comments(&random)
            lines.append("[" + sectionName(&random) + "]" + (random.once(in: 12) ? " ; of the section" : "") + "\n")
            lines += items(&random)
        }
        return lines
    }

    private static func sectionName(_ random: inout SeededRandom) -> String {
        let name = RandomText.name(&random).filter { !$0.isNewline && $0 != "]" }
        return name == "sops" || name.isEmpty ? "s" : name
    }

    private static func comments(_ random: inout SeededRandom) -> [String] {
        guard random.once(in: 3) else { return [] }
        return (0...random.below(2)).map { _ in random.pick(["; ", "# ", ";", "#", "  ; "]) + "note " + RandomText.line(&random) + "\n" }
    }

    private static func items(_ random: inout SeededRandom) -> [String] {
        var lines: [String] = []
        for _ in 0..<random.below(5) {
            lines += comments(&random)
            if random.once(in: 6) { lines.append("\n") }
            var key = RandomText.name(&random).filter { !"\"`=:[;#\n".contains($0) }
            // go-ini numbers a lone dash, and writes what sops reads as a comment.
            if key.isEmpty || key == "-" { key = "k" }
            lines.append(random.pick(["", "", " "]) + key + random.pick(["=", " = ", ":", " : "]) + value(&random) + "\n")
        }
        return lines
    }

    private static func value(_ random: inout SeededRandom) -> String {
        let text = RandomText.line(&random)
        switch random.below(8) {
        case 0: return "\"" + text + "\""
        case 1: return "`" + text.filter { $0 != "`" } + "`"
        case 2: return "\"\"\"" + text.filter { $0 != "\"" } + "\nmore\"\"\""
        case 3: return text + " ; tail " + text
        case 4: return "x" + text + "\\\n  continued"
        default: return text
        }
    }

    static func dotenv(_ random: inout SeededRandom) -> [String] {
        (0..<1 + random.below(9)).map { _ in
            switch random.below(12) {
            case 0, 1: return "#" + RandomText.line(&random) + "\n"
            case 2: return "\n"
            case 3: return random.once(in: 4) ? RandomText.line(&random) + "\n" : "E=\n"
            default:
                let text = RandomText.text(&random).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
                return RandomText.line(&random).filter { $0 != "=" } + "K" + String(random.below(20)) + "=" + text + (random.once(in: 20) ? "\r" : "") + "\n"
            }
        }
    }
}
