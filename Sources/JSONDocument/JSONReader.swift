package import DocumentTree

/// Reads JSON (RFC 8259, as strict as Go's `encoding/json`) the way sops 3.11 keeps it.
package enum JSONReader {
    /// Objects and arrays within each other, the outermost counted (Go `encoding/json`: exceeded max depth).
    package static let depthLimit = 10_000

    /// Adds the text's one object to `tree` as a document. The order of keys and duplicate keys stay. Texts without escapes
    /// point into `source`, which must live as long as the tree; the others are stored in its arena.
    ///
    /// Refuses what sops takes at the price of data: a text that is cut off, and text behind the closing brace. After an
    /// error the tree is not to be used.
    /// - Parameter integersAsIntegers: sops 3.13.2 keeps what fits 64 bits as an integer; 3.11 keeps each number as a float.
    package static func read(
        _ source: TreeText, into tree: inout DocumentTree, integersAsIntegers: Bool = false
    ) throws(JSONError) {
        guard let start = source.start, !source.isEmpty else { throw .empty }
        if source.hasPrefix("\u{FEFF}") { throw .byteOrderMark }
        var reading = JSONReading(start: start, count: source.count, integersAsIntegers: integersAsIntegers)
        try reading.readDocument(into: &tree)
    }
}
