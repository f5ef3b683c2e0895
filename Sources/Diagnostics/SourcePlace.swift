/// Where in a file something was found; line and column are 1-based, the column counts bytes.
package struct SourcePlace: Equatable, Sendable {
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`.
    package var text: String { file + ":" + String(line) + ":" + String(column) }
}
