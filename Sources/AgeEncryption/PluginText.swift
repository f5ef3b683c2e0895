/// What a plugin says to people, as it may stand on a terminal.
enum PluginText {
    /// Longer ones are cut, in characters.
    private static let limit = 2000

    /// Without what moves the cursor, changes colours or turns the direction of writing; line ends become `separator`.
    static func shown(_ bytes: UnsafeRawBufferPointer, separator: String = " ") -> String {
        shown(String(decoding: bytes, as: UTF8.self), separator: separator)
    }

    static func shown(_ text: String, separator: String = " ") -> String {
        let lines = text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { line in
            String(String.UnicodeScalarView(line.filter { !isControl($0) }))
        }
        let all = lines.filter { line in line.contains { $0 != " " } }.joined(separator: separator)
        return all.count > limit ? String(all.prefix(limit)) + "…" : all
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
