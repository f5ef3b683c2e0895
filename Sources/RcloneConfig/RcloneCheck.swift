package import Diagnostics
internal import SecretMemory

/// Findings about an rclone.conf, in the order of its lines. Nothing here shows a value.
package struct RcloneCheck {
    /// What `encrypt` tells too, since it would leave the name readable.
    package static let secretAsName = "RC1028"
    /// How far up a dotted name is followed.
    private static let inheritanceLimit = 64
    let file: String
    let document: RcloneDocument
    let reading: RcloneReading
    private(set) var findings: [Diagnostic] = []

    /// Everything there is to say about the file.
    package static func findings(in document: RcloneDocument, file: String) -> [Diagnostic] {
        var check = RcloneCheck(document: document, file: file)
        check.checkLines()
        check.checkSections()
        return check.findings.sorted { ($0.place?.line ?? 0, $0.place?.column ?? 0) < ($1.place?.line ?? 0, $1.place?.column ?? 0) }
    }

    private init(document: RcloneDocument, file: String) {
        self.document = document
        self.file = file
        reading = document.reading
    }

    mutating func add(_ code: String, _ severity: Diagnostic.Severity, line: Int, column: Int = 1, _ cause: String, fix: String) {
        findings.append(
            Diagnostic(
                code: code, severity: severity, place: SourcePlace(file: file, line: max(line, 1), column: column),
                cause: cause, fix: fix))
    }

    private mutating func checkLines() {
        if RcloneFile.recognise(document) == .encryptedByRclone {
            add(
                "RC1023", .error, line: 1, "the file is encrypted by rclone itself (RCLONE_ENCRYPT_V0)",
                fix: "decrypt it with its password first: rcsops config unlock FILE")
            return
        }
        var headers: [ConfigName: Int] = [:]
        var keys: [ConfigName: [ConfigName: Int]] = [:]
        var hasReportedHeadless = false
        for line in document.lines {
            switch line.content {
            case .unreadable(let refusal, let column):
                add(
                    "RC1001", .error, line: line.number, column: column, refusal.cause + "; rclone refuses the whole file for it",
                    fix: "write it as KEY = VALUE, as [SECTION], or as a comment that begins with #")
            case .header(let name):
                if let first = headers[name] {
                    add(
                        "RC1002", .error, line: line.number, "section [" + name.text + "] is there twice; the first is in line \(first)",
                        fix: "put all keys of the remote below one header, or rename one of the two remotes")
                } else {
                    headers[name] = line.number
                }
            case .entry(let entry):
                if entry.section == .defaultSection, headers[.defaultSection] == nil, !hasReportedHeadless {
                    hasReportedHeadless = true
                    add(
                        "RC1004", .error, line: line.number, column: entry.column,
                        "key " + entry.key.text + " stands before any section, so it belongs to no remote",
                        fix: "put it below the [REMOTE] that it is meant for")
                }
                if let first = keys[entry.section]?[entry.key] {
                    add(
                        "RC1003", .warning, line: line.number, column: entry.column,
                        "key " + entry.key.text + " of [" + entry.section.text + "] is there twice (first in line \(first)); the last one counts",
                        fix: "delete the one that is not meant")
                }
                keys[entry.section, default: [:]][entry.key] = line.number
            case .dropped:
                add(
                    "RC1005", .warning, line: line.number, "the key is empty; rclone drops the line",
                    fix: "name the key, or delete the line")
            case .byteOrderMark, .blank, .comment: continue
            }
        }
    }

    private mutating func checkSections() {
        guard !findings.contains(where: { $0.code == "RC1023" }) else { return }
        if !reading.sections.contains(where: { $0.name != .defaultSection }), document.unreadable.isEmpty {
            add(
                "RC1024", .error, line: 1, "there is no remote in the file: it is not an rclone.conf",
                fix: "give an rclone.conf, which has [REMOTE] headers with keys below them")
        }
        for section in reading.sections where section.name != .defaultSection {
            checkName(section)
            checkValues(section)
            let type = inherited("type", by: section)
            guard let type else {
                add(
                    "RC1006", .error, line: section.line, "remote [" + section.name.text + "] has no type",
                    fix: "add the line that names its backend, such as type = s3")
                continue
            }
            let name = String(decoding: type.value.bytes, as: UTF8.self)
            guard BackendNames.all.contains(name) else {
                let nearest = NearestName.of(name, among: BackendNames.all)
                add(
                    "RC1007", .error, line: type.line, column: type.column,
                    "remote [" + section.name.text + "] has a type that rclone 1.75 does not know",
                    fix: nearest.map { "did you mean type = " + $0 + "?" } ?? "use a backend that rclone help backends lists")
                continue
            }
            if name == "s3" { checkS3(section) }
        }
    }

    /// An option of the section itself or of the one it inherits from by its dotted name.
    func inherited(_ key: StaticString, by section: RcloneSection) -> RcloneEntry? {
        if let entry = section.entry(key), !entry.value.isEmpty { return entry }
        // Few names have dots; one with thousands must not cost the square of them.
        for name in section.name.ancestors.prefix(Self.inheritanceLimit) {
            if let entry = reading[name]?.entry(key), !entry.value.isEmpty { return entry }
        }
        return nil
    }

    private mutating func checkName(_ section: RcloneSection) {
        guard !RemoteNameRule.isValid(section.name) else { return }
        add(
            "RC1018", .warning, line: section.line, "[" + section.name.text + "] is no name that rclone can be asked for",
            fix: "use letters, digits, and _ - . + @, with blanks and - inside only")
    }

    private mutating func checkValues(_ section: RcloneSection) {
        for entry in section.entries {
            if SecretOption.isSecretAsName(entry.key) {
                add(
                    Self.secretAsName, .warning, line: entry.line, column: entry.column,
                    "a key of [" + section.name.text + "] looks like a piece of a secret, and the names of keys are not encrypted",
                    fix: "if a long value was wrapped: write it on one line")
                continue
            }
            let named = entry.key.text + " of [" + section.name.text + "]"
            if Interpolation.hasReference(entry.value) {
                add(
                    "RC1019", .warning, line: entry.line, column: entry.column,
                    named + " holds a reference %(…)s, which rclone replaces when it reads the value",
                    fix: "if it is part of a password: it can't be stored in an rclone.conf; choose another password")
            }
            if FragileValue.isFragile(entry.value) {
                add(
                    "RC1022", .note, line: entry.line, column: entry.column,
                    named + " has a form that sops' own editor (sops edit) damages in an encrypted document",
                    fix: "change such a document with rcsops, not with sops edit; rcsops notices the damage")
            }
            let value = entry.value
            let isRewritten = (value.contains(UInt8(ascii: "`")) && !value.contains(UInt8(ascii: "\"")))
                || value.trimmed().count != value.count || (value.count >= 6 && value.hasTripleQuote(at: 0))
            if isRewritten {
                add(
                    "RC1021", .warning, line: entry.line, column: entry.column,
                    named + " has a form that rclone's next save of the file changes",
                    fix: "keep rclone from writing the file (rclone config, and OAuth refreshes, do)")
            }
        }
    }
}
