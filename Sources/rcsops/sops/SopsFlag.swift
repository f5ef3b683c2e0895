/// A flag of sops' command line (sops 3.11 `cmd/sops/main.go`).
struct SopsFlag: Sendable {
    enum Kind: Sendable { case boolean, text, integer, list }

    /// Without dashes, the long one first.
    let names: [String]
    let kind: Kind
    /// Counts when the flag is not given.
    let variable: String?
    let summary: String

    var name: String { names[0] }

    /// `names` has blanks between.
    static func switching(_ names: String, variable: String? = nil, _ summary: String) -> SopsFlag {
        SopsFlag(names: names.split(separator: " ").map(String.init), kind: .boolean, variable: variable, summary: summary)
    }

    static func text(_ names: String, variable: String? = nil, _ summary: String) -> SopsFlag {
        SopsFlag(names: names.split(separator: " ").map(String.init), kind: .text, variable: variable, summary: summary)
    }

    static func number(_ names: String, _ summary: String) -> SopsFlag {
        SopsFlag(names: names.split(separator: " ").map(String.init), kind: .integer, variable: nil, summary: summary)
    }

    static func list(_ names: String, variable: String? = nil, _ summary: String) -> SopsFlag {
        SopsFlag(names: names.split(separator: " ").map(String.init), kind: .list, variable: variable, summary: summary)
    }
}
