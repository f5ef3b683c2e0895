import TestVectors

/// Random JSON documents, and paths and values to change them by.
struct RandomChange {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    private static let names = ["a", "b", "c d", "é", "a.b"]

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    mutating func document() -> String { "{" + (0..<4).map { "\"\(Self.names[$0])\": " + value(depth: 3) }.joined(separator: ", ") + "}" }

    private mutating func value(depth: Int) -> String {
        switch below(depth > 0 ? 9 : 6) {
        case 0: return "null"
        case 1: return below(2) == 0 ? "true" : "false"
        case 2: return String(below(100) - 50)
        case 3: return ["0.5", "1e21", "-2.25e-8", "12345678901234567"][below(4)]
        case 4: return "\"\""
        case 5: return "\"" + ["x", "two words", "l1\\nl2", "\\u00e9", "true", "5"][below(6)] + "\""
        case 6: return "[" + (0..<below(4)).map { _ in value(depth: depth - 1) }.joined(separator: ", ") + "]"
        default:
            // Without a name twice, which YAML refuses.
            return "{" + (0..<below(4)).map { "\"\(Self.names[$0])\": " + value(depth: depth - 1) }.joined(separator: ", ") + "}"
        }
    }

    private mutating func path() -> String {
        (0...below(4)).map { step in
            step > 0 && below(5) < 2 ? "[\(below(4))]" : "[\"" + Self.names[below(Self.names.count)] + "\"]"
        }.joined()
    }

    /// A command without its file.
    mutating func arguments() -> [String] {
        if below(4) == 0 { return ["unset", path()] }
        var value = value(depth: 2)
        // A list is refused by itself.
        while value.hasPrefix("["), below(8) > 0 { value = self.value(depth: 2) }
        return ["set", path(), value]
    }
}
