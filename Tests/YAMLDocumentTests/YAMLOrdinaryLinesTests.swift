import DocumentTree
import SecretMemory
import TestVectors
import Testing
import YAMLDocument

@Suite struct YAMLOrdinaryLinesTests {
    private static let values = [
        "", "", " plain", " two words", " 12", " -3", " - x", " 1e3", " 0x1F", " true", " null", " ~", " .inf", " 2001-12-14", " a: b", " a:b", " a:",
        " a #b", " a#b", " 'q'", " \"q\"", " \"q", " |", " >-", " [a, b]", " {a: b}", " &x y", " *x", " !!str z", " ENC[AES256_GCM,data:a+/=,iv:b=,tag:c=,type:str]",
        " trailing ", "  two", "\tx", " a\tb", " é", " <<", " =", " @a", " `a", " %a", " ? a", " \\a", " $a", " a\r", " ---", " a, b", " a ]",
    ]
    private static let others = [
        "", "", "   ", "\t", "# c", "  # c", "- x", "  - x", "---", "--- x", "...", "%YAML 1.1", "loose", "  loose", "? k", ": v", "<<: *x", "\"q\": 1", "1: x",
        "true: x", "null: x", "a b: c", "a : b", "a:b", "\u{FEFF}a: b", "}", "'", "\"", "x: &x", "~: y", "0x1: y", "!!binary a1: x", "!!str key2: x", "*x : y", "null",
    ]

    private func text(_ random: inout some RandomNumberGenerator) -> String {
        var text = Int.random(in: 0..<8, using: &random) == 0 ? "---\n" : ""
        var column = 0
        for number in 0..<Int.random(in: 1...10, using: &random) {
            if Int.random(in: 0..<14, using: &random) == 0 {
                text += Self.others.randomElement(using: &random) ?? ""
            } else {
                if number > 0 {
                    let steps = [-4, -2, -2, 0, 0, 0, 0, 2, 2, 1]
                    column = max(0, column + (steps.randomElement(using: &random) ?? 0))
                }
                let odd = Int.random(in: 0..<3, using: &random) == 0
                let value = odd ? Self.values.randomElement(using: &random) ?? "" : Bool.random(using: &random) ? "" : " v\(number)"
                let key = ["a", "key", "_k", "k-1.x/y"].randomElement(using: &random) ?? "a"
                text += String(repeating: " ", count: column) + key + String(Int.random(in: 0..<6, using: &random)) + ":" + value
            }
            text += Int.random(in: 0..<40, using: &random) == 0 ? "\r\n" : "\n"
        }
        if Int.random(in: 0..<6, using: &random) == 0 { text.removeLast() }
        return text
    }

    private func read(_ text: String, byTokensOnly: Bool) -> String {
        let arena = SecretArena()
        var tree = DocumentTree(arena: arena)
        let source = tree.store(text)
        do throws(YAMLError) { try YAMLReader.read(source, into: &tree, byTokensOnly: byTokensOnly) } catch { return "error: \(error)" }
        let nodes = tree.nodes.map { node in
            "\(node.kind) \(node.keyKind) \(node.key.bytes) \(node.text.start == nil ? [] : [node.text.bytes]) \(node.end) \(node.isMergeKey)"
        }
        return "\(tree.roots) " + nodes.joined(separator: "\n")
    }

    @Test("ordinary lines give the tree, or the error, that reading by tokens gives")
    func bothWaysAgree() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of ordinary YAML lines: \(seed)")
        var random = SplitMix(seed: seed)
        var (taken, refused) = (0, 0)
        for _ in 0..<6000 {
            let text = text(&random)
            let (mine, long) = (read(text, byTokensOnly: false), read(text, byTokensOnly: true))
            #expect(mine == long, "\(text.debugDescription)")
            if mine != long { return }
            if long.hasPrefix("error") { refused += 1 } else { taken += 1 }
        }
        print("ordinary YAML lines: \(taken) documents taken and \(refused) refused, the same both ways")
        #expect(taken > 300 && refused > 300)
    }
}
