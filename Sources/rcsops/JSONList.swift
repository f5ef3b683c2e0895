import Diagnostics

/// Answers for other programs: values put together as text, since each is small.
enum JSONList {
    /// One value a line.
    static func text(_ items: [String]) -> String { items.isEmpty ? "[]\n" : "[\n  " + items.joined(separator: ",\n  ") + "\n]\n" }

    static func array(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }

    /// A list of strings.
    static func strings(_ items: [String]) -> String { array(items.map(FindingText.quoted)) }

    /// Members in the order given.
    static func object(_ members: [(name: String, value: String)]) -> String {
        "{" + members.map { FindingText.quoted($0.name) + ": " + $0.value }.joined(separator: ", ") + "}"
    }

    static func object(_ finding: Diagnostic) -> String {
        object([
            ("code", FindingText.quoted(finding.code)), ("severity", FindingText.quoted(finding.severity.word)),
            ("file", FindingText.quoted(finding.place?.file ?? "")), ("line", String(finding.place?.line ?? 0)),
            ("column", String(finding.place?.column ?? 0)), ("cause", FindingText.quoted(finding.cause)), ("fix", FindingText.quoted(finding.fix)),
        ])
    }
}
