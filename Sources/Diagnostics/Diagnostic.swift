/// Something to be told about an input: a stable code, the place, the cause and the way out. Never holds a value.
package struct Diagnostic: Equatable, Sendable {
    package enum Severity: Int, Sendable, Comparable {
        case note, warning, error

        package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

        /// The word in text and JSON.
        package var word: String {
            switch self {
            case .note: "note"
            case .warning: "warning"
            case .error: "error"
            }
        }
    }

    /// `RC` and four digits; a code keeps its meaning for ever.
    package var code: String
    package var severity: Severity
    package var place: SourcePlace?
    package var cause: String
    package var fix: String

    package init(code: String, severity: Severity, place: SourcePlace?, cause: String, fix: String) {
        self.code = code
        self.severity = severity
        self.place = place
        self.cause = cause
        self.fix = fix
    }

    /// `file:line:column: CODE cause`, then the way out on a line of its own.
    package func rendered() -> String {
        (place.map { $0.text + ": " } ?? "") + code + " " + (severity == .error ? "" : severity.word + ": ") + cause
            + "\n  fix: " + fix
    }
}
