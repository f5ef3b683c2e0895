package import Diagnostics
internal import SecretMemory

/// Findings about an rclone.conf, in the order of its lines. Nothing here shows a value.
package struct RcloneCheck {
    /// What the bytes at hand are.
    package enum Form: Sendable {
        /// The file as it lies on a disk.
        case plain
        /// What came out of an encrypted document: its comments are encrypted there.
        case decrypted
        /// An encrypted document itself, without the key: values may be ciphertext.
        case encrypted
    }

    /// How far up a dotted name is followed.
    private static let inheritanceLimit = 64
    let file: String
    let document: RcloneDocument
    let reading: RcloneReading
    let form: Form
    /// Seconds since 1970; nil when nothing is to be held against the clock.
    let now: Int64?
    private(set) var findings: [Diagnostic] = []
    /// The option whose connection string is being looked at: its parameters are judged as options are.
    var connectionString: ConfigName?
    private var tables: [ConfigName: BackendTable] = [:]

    /// Everything there is to say about the file.
    package static func findings(
        in document: RcloneDocument, file: String, form: Form = .plain, now: Int64? = nil
    ) -> [Diagnostic] {
        findings(in: document, meaning: document.reading, file: file, form: form, now: now)
    }

    /// The same for a document whose sections and names are stored in another spelling than they are meant in.
    package static func findings(
        in document: RcloneDocument, meaning reading: RcloneReading, file: String, form: Form, now: Int64?
    ) -> [Diagnostic] {
        var check = RcloneCheck(document: document, reading: reading, file: file, form: form, now: now)
        check.checkLines()
        check.checkSections()
        return check.findings.sorted { ($0.place?.line ?? 0, $0.place?.column ?? 0) < ($1.place?.line ?? 0, $1.place?.column ?? 0) }
    }

    private init(document: RcloneDocument, reading: RcloneReading, file: String, form: Form, now: Int64?) {
        self.document = document
        self.file = file
        self.form = form
        self.now = now
        self.reading = reading
    }

    mutating func add(
        _ code: FindingCode, _ severity: Diagnostic.Severity, line: Int, column: Int = 1, _ cause: String, fix: String
    ) {
        findings.append(
            Diagnostic(
                code: code.rawValue, severity: severity, place: SourcePlace(file: file, line: max(line, 1), column: column),
                cause: cause, fix: fix))
    }

    mutating func add(_ code: FindingCode, _ severity: Diagnostic.Severity, at entry: RcloneEntry, _ cause: String, fix: String) {
        add(code, severity, line: entry.line, column: entry.column, cause, fix: fix)
    }

    /// True for ciphertext in a document whose key is not at hand: that there is a value is all that is known of it.
    func isHidden(_ value: SecretSlice) -> Bool {
        form == .encrypted && value.withBytes { $0.starts(with: "ENC[AES256_GCM,".utf8) }
    }

    func named(_ section: RcloneSection) -> String {
        (connectionString.map { "the connection string in " + $0.text + " of " } ?? "") + "[" + section.name.text + "]"
    }

    private mutating func checkLines() {
        if RcloneFile.recognise(document) == .encryptedByRclone {
            add(
                .encryptedByRclone, .error, line: 1, "the file is encrypted by rclone itself (RCLONE_ENCRYPT_V0)",
                fix: "decrypt it with its password first: rcsops config unlock FILE")
            return
        }
        // The lines of a document are sops' own.
        guard form != .encrypted else { return }
        var headers: [ConfigName: Int] = [:]
        var keys: [ConfigName: [ConfigName: Int]] = [:]
        var hasReportedHeadless = false
        for line in document.lines {
            switch line.content {
            case .unreadable(let refusal, let column):
                add(
                    .unreadableLine, .error, line: line.number, column: column, refusal.cause + "; rclone refuses the whole file for it",
                    fix: "write it as KEY = VALUE, as [SECTION], or as a comment that begins with #")
            case .header(let name):
                if let first = headers[name] {
                    add(
                        .repeatedSection, .error, line: line.number, "section [" + name.text + "] is there twice; the first is in line \(first)",
                        fix: "put all keys of the remote below one header, or rename one of the two remotes")
                } else {
                    if name == .defaultSection, !headers.isEmpty { tellLateDefault(line) }
                    headers[name] = line.number
                }
            case .entry(let entry):
                if entry.section == .defaultSection, headers[.defaultSection] == nil, !hasReportedHeadless {
                    hasReportedHeadless = true
                    add(
                        .keyBeforeSection, .error, line: line.number, column: entry.column,
                        "key " + entry.key.text + " stands before any section, so it belongs to no remote",
                        fix: "put it below the [REMOTE] that it is meant for")
                }
                if let first = keys[entry.section]?[entry.key] {
                    add(
                        .repeatedKey, .warning, line: line.number, column: entry.column,
                        "key " + entry.key.text + " of [" + entry.section.text + "] is there twice (first in line \(first)); the last one counts",
                        fix: "delete the one that is not meant")
                }
                keys[entry.section, default: [:]][entry.key] = line.number
            case .dropped:
                add(
                    .emptyKey, .warning, line: line.number, "the key is empty; rclone drops the line",
                    fix: "name the key, or delete the line")
            case .comment: checkComment(line)
            case .byteOrderMark:
                guard form == .plain else { continue }
                add(
                    .byteOrderMark, .note, line: 1, "the file begins with a byte order mark; rclone passes over it, and leaves it out when it saves",
                    fix: "save the file as UTF-8 without a mark")
            case .blank: continue
            }
        }
        tellLostComments()
    }

    /// rclone keeps the comments above a section or a key, and drops those at the end (goconfig 1.0 `write.go`).
    private mutating func tellLostComments() {
        guard form == .plain else { return }
        var lost: Int?
        for line in document.lines.reversed() {
            switch line.content {
            case .comment: lost = line.number
            case .blank, .dropped, .byteOrderMark: continue
            case .header, .entry, .unreadable:
                guard let lost else { return }
                add(
                    .lostComment, .note, line: lost, "no section and no key comes after the comment: rclone's next save of the file drops it",
                    fix: "move it above what it is about")
                return
            }
        }
    }

    private mutating func tellLateDefault(_ line: RcloneLine) {
        add(
            .lateDefaultSection, .warning, line: line.number,
            "[DEFAULT] is not the first section: rclone's next save writes its keys below the remote before it",
            fix: "move [DEFAULT] to the top of the file")
    }

    private mutating func checkSections() {
        guard !findings.contains(where: { $0.code == FindingCode.encryptedByRclone.rawValue }) else { return }
        if !reading.sections.contains(where: { $0.name != .defaultSection }), document.unreadable.isEmpty {
            add(
                .noRemote, .error, line: 1, "there is no remote in the file: it is not an rclone.conf",
                fix: "give an rclone.conf, which has [REMOTE] headers with keys below them")
        }
        for section in reading.sections where section.name != .defaultSection {
            checkName(section)
            checkValues(section)
            checkInheritance(section)
            guard let type = inherited("type", by: section) else {
                add(
                    .typeMissing, .error, line: section.line, "remote " + named(section) + " has no type",
                    fix: "add the line that names its backend, such as type = s3")
                continue
            }
            guard !isHidden(type.value) else { continue }
            guard let backend = backend(ofType: type.value) else {
                add(
                    .unknownBackend, .error, line: type.line, column: type.column,
                    "remote " + named(section) + " has a type that rclone 1.75 does not know",
                    fix: nearestBackend(to: type.value).map { "did you mean type = " + $0 + "?" } ?? "use a backend that rcsops backends lists")
                continue
            }
            checkOptions(of: section, backend)
            if backend.name == "s3" { checkS3(section) }
        }
        checkReferences()
        checkConnectionStrings()
        checkInterpolation()
    }

    func nearestBackend(to type: SecretSlice) -> String? {
        NearestName.of(String(decoding: type[0..<min(type.count, 64)].bytes, as: UTF8.self), among: BackendRegistry.backends.map(\.name))
    }

    mutating func backend(ofType type: SecretSlice) -> BackendTable? {
        guard type.count <= 64 else { return nil }
        let name = ConfigName(type.bytes)
        if let known = tables[name] { return known }
        guard let found = BackendRegistry.backend(ofType: String(decoding: name.bytes, as: UTF8.self)) else { return nil }
        let table = BackendTable(found)
        tables[name] = table
        return table
    }

    private mutating func checkInheritance(_ section: RcloneSection) {
        guard let parent = section.name.ancestors.prefix(Self.inheritanceLimit).first(where: { reading[$0] != nil }) else { return }
        add(
            .inheritedOptions, .note, line: section.line,
            named(section) + " takes what it lacks from [" + parent.text + "], by the dot in its name",
            fix: "keep the two together, and rename one if that is not meant")
    }

    /// An option of the section itself or of the one it inherits from by its dotted name.
    func inherited(_ key: StaticString, by section: RcloneSection) -> RcloneEntry? {
        inherited(ConfigName(key.description), by: section)
    }

    /// The same for a name that is known at run time only.
    func inherited(_ key: ConfigName, by section: RcloneSection) -> RcloneEntry? {
        if let entry = section[key], !entry.value.isEmpty { return entry }
        // Few names have dots; one with thousands must not cost the square of them.
        for name in section.name.ancestors.prefix(Self.inheritanceLimit) {
            // rclone goes no further than a name that is missing: [a.b.c] takes nothing from [a] without [a.b].
            guard let parent = reading[name] else { return nil }
            if let entry = parent[key], !entry.value.isEmpty { return entry }
        }
        return nil
    }

    private mutating func checkName(_ section: RcloneSection) {
        guard !RemoteNameRule.isValid(section.name) else { return }
        add(
            .unusableName, .warning, line: section.line, "[" + section.name.text + "] is no name that rclone can be asked for",
            fix: "use letters, digits, and _ - . + @, with blanks and - inside only")
    }

    private mutating func checkValues(_ section: RcloneSection) {
        for entry in section.entries {
            if SecretOption.isSecretAsName(entry.key) {
                add(
                    .secretAsName, .warning, line: entry.line, column: entry.column,
                    "a key of [" + section.name.text + "] looks like a piece of a secret, and the names of keys are not encrypted",
                    fix: "if a long value was wrapped: write it on one line")
                continue
            }
            guard !isHidden(entry.value) else { continue }
            let named = entry.key.text + " of [" + section.name.text + "]"
            if Interpolation.hasReference(entry.value) {
                add(
                    .interpolation, .warning, line: entry.line, column: entry.column,
                    named + " holds a reference %(…)s, which rclone replaces when it reads the value",
                    fix: "if it is part of a password: it can't be stored in an rclone.conf; choose another password")
            }
            if FragileValue.isFragile(entry.value) {
                add(
                    .fragileValue, .note, line: entry.line, column: entry.column,
                    named + " has a form that sops' own editor (sops edit) damages in an encrypted document",
                    fix: "change such a document with rcsops, not with sops edit; rcsops notices the damage")
            }
            let value = entry.value
            let isRewritten = (value.contains(UInt8(ascii: "`")) && !value.contains(UInt8(ascii: "\"")))
                || value.trimmed().count != value.count || (value.count >= 6 && value.hasTripleQuote(at: 0))
            if isRewritten {
                add(
                    .rewrittenValue, .warning, line: entry.line, column: entry.column,
                    named + " has a form that rclone's next save of the file changes",
                    fix: "keep rclone from writing the file (rclone config, and OAuth refreshes, do)")
            }
        }
    }
}
