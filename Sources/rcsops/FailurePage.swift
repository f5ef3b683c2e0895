/// What a failure's code means, for `check --explain`: the counterpart of a finding's page. Looked up in text that costs
/// nothing as long as nobody asks.
struct FailurePage {
    let code: String
    let title: String
    let cause: String
    let harm: String
    let remedy: String

    private static let texts: [StaticString] = [
        FailurePageText.files, FailurePageText.keys, FailurePageText.documents, FailurePageText.usage, FailurePageText.processes,
        FailurePageText.sops, FailurePageText.recipients, FailurePageText.remotes, FailurePageText.identities,
        FailurePageText.ksops, FailurePageText.rendering, FailurePageText.deployment, FailurePageText.probing, FailurePageText.rotation,
        FailurePageText.history,
    ]

    /// The page of a code; case does not count.
    init?(spelling: String) {
        let wanted = spelling.uppercased()
        guard let page = Self.pages.first(where: { $0.code == wanted }) else { return nil }
        self = page
    }

    /// Four lines: code and title, cause, harm, remedy.
    private init?(_ lines: ArraySlice<Substring>) {
        guard lines.count == 4, let first = lines.first, let space = first.firstIndex(of: " ") else { return nil }
        let rest = lines.dropFirst().map(String.init)
        code = String(first[..<space])
        title = String(first[first.index(after: space)...])
        (cause, harm, remedy) = (rest[0], rest[1], rest[2])
    }

    /// All of them, by number.
    static var pages: [FailurePage] {
        texts.flatMap { text in
            let lines = text.description.split(separator: "\n")
            return stride(from: 0, to: lines.count, by: 4).compactMap { FailurePage(lines[$0..<min($0 + 4, lines.count)]) }
        }
    }

    /// The page as `check --explain` prints it.
    var text: String { code + ": " + title + "\n\n" + cause + "\n\nHarm: " + harm + "\nRemedy: " + remedy + "\n" }
}
