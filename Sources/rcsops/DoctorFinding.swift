/// One thing that `doctor` has looked at.
struct DoctorFinding {
    enum Section: String, CaseIterable {
        case identities, configuration, memory, editor, programs
        /// Of `--kustomize`.
        case kustomize, plugin, generators
    }

    enum Status: String {
        case good = "ok", note, warning, error
    }

    let section: Section
    /// A variable, a path, a program.
    let subject: String
    let status: Status
    /// What was found; never a secret.
    let text: String
    var code: String?
    var fix: String?

    init(_ section: Section, _ subject: String, _ status: Status, _ text: String) {
        self.section = section
        self.subject = subject
        self.status = status
        self.text = text
    }

    /// With a code and a way out.
    init(_ section: Section, _ subject: String, _ status: Status, _ code: String, _ text: String, fix: String) {
        self.init(section, subject, status, text)
        self.code = code
        self.fix = fix
    }

    var line: String {
        let mark = status.rawValue + String(repeating: " ", count: 9 - status.rawValue.count)
        return "  " + mark + subject + ": " + (code.map { $0 + " " } ?? "") + text + "\n" + (fix.map { "           fix: " + $0 + "\n" } ?? "")
    }

    var json: String {
        let quoted = FindingText.quoted
        return JSONList.object([
            ("section", quoted(section.rawValue)), ("subject", quoted(subject)), ("status", quoted(status.rawValue)), ("text", quoted(text)),
            ("code", code.map(quoted) ?? "null"), ("fix", fix.map(quoted) ?? "null"),
        ])
    }
}
