/// Why a dotenv text can't be read, or a tree can't be written as one. No case holds a value; names are no secrets.
package enum DotenvError: Error, Equatable, Sendable {
    /// A line, counted from 1, that is neither empty, nor a comment, nor `NAME=value`. Never the line itself, as sops has it.
    case malformedLine(Int, DotenvFault)
    /// More lines than a tree can hold.
    case tooLarge

    /// The tree has no document to write.
    case noDocument
    /// Dotenv holds one document; sops would lose the others.
    case severalDocuments(count: Int)
    /// A map or a list under that name.
    case nestedValue(key: String)
    /// A key that isn't text (`1: x` in YAML).
    case keyIsNotText(key: String)
    /// A name that would not come back: it holds `=` or a line break, or begins with `#`. sops writes it.
    case unwritableKey(key: String)
    /// A comment with a line break, whose rest would become another line.
    case unwritableComment
}
