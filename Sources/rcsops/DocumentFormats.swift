import SopsDocument

/// What formats a command reads and writes: told by flags, else by the name, else by the content.
struct DocumentFormats {
    /// `--input-type` and `--output-type`; sops lets any other word count as none.
    var inputType: DocumentFormat?
    var outputType: DocumentFormat?
    var indent: Int?
    /// The `.sops.yaml` whose indentation counts, where one was named.
    var config: String?

    init() {}

    /// Nothing on the command line.
    static let none = DocumentFormats()

    /// sops takes a word that is no format for none at all; we say so.
    init(input: String?, output: String?, indent: Int?, isStrict: Bool) throws(Failure) {
        inputType = try Self.format(input, "--input-type", isStrict)
        outputType = try Self.format(output, "--output-type", isStrict)
        self.indent = indent
    }

    private static func format(_ text: String?, _ flag: String, _ isStrict: Bool) throws(Failure) -> DocumentFormat? {
        guard let text, !text.isEmpty else { return nil }
        if let format = DocumentFormat(rawValue: text) { return format }
        guard isStrict else {
            System.warn(flag + " " + text + " is no format, and does not count; the formats are yaml, json, ini, dotenv and binary")
            return nil
        }
        throw Failure("RC6007", exit: 64, flag + " " + text + " is no format", fix: "use yaml, json, ini, dotenv or binary")
    }

    /// A store with the indentation of the command line, else of `.sops.yaml`.
    func store(_ format: DocumentFormat, _ indents: [DocumentFormat: Int]) -> DocumentStore {
        DocumentStore(format, indent: indent ?? indents[format])
    }
}
