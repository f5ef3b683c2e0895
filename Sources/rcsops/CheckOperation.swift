import Diagnostics
import EncryptedFiles
import FileReplacement
import RcloneConfig
import SecretMemory

/// `check`: says what is wrong with rclone.conf files, plain or encrypted.
enum CheckOperation {
    /// How findings are printed.
    enum Form { case text, json, sarif }

    private struct Checked {
        var name: String
        var findings: [Diagnostic]
        var remotes: Int

        func count(_ severity: Diagnostic.Severity) -> Int { findings.filter { $0.severity == severity }.count }
    }

    /// True when there are no errors, and no warnings where those count. A file that can't be read ends the check after
    /// all others were looked at.
    static func run(
        files: [String], remotes: [String], drift: String?, form: Form, isStrict: Bool, isQuiet: Bool,
        password: PasswordSources, jobs: Int = 0
    ) throws(Failure) -> Bool {
        var checked: [Checked] = []
        var failures: [Failure] = []
        var unread: [Diagnostic] = []
        let many = try ManyFiles(files, jobs: jobs, isQuiet: isQuiet, activity: "checking")
        let results = many.results { (file) throws(Failure) in try check(Input(file), remotes, drift, password) }
        for (file, result) in zip(many.files, results) {
            switch result {
            case .success(let one): checked.append(one)
            case .failure(let failure):
                failures.append(failure)
                unread.append(finding(of: failure, file: file))
            }
        }
        let findings = checked.flatMap(\.findings).filter { !isQuiet || $0.severity > .note }
        switch form {
        // Another program must see that a file was not looked at.
        case .json: try System.put(FindingText.json(unread + findings))
        case .sarif: try System.put(FindingText.sarif(unread + findings))
        case .text:
            try System.put(System.printable(findings.map { $0.rendered() + "\n" }.joined()))
            if !isQuiet { for file in checked { System.say(summary(file)) } }
        }
        for failure in failures.dropLast() { System.say(failure.rendered) }
        if let last = failures.last { throw last }
        let worst: Diagnostic.Severity = isStrict ? .warning : .error
        return !findings.contains { $0.severity >= worst }
    }

    private static func finding(of failure: Failure, file: String) -> Diagnostic {
        Diagnostic(
            code: failure.code, severity: .error, place: SourcePlace(file: file, line: 1, column: 1), cause: failure.cause, fix: failure.fix)
    }

    /// Prints what a code means.
    static func explain(_ spelling: String) throws(Failure) {
        guard let text = FindingCode(spelling: spelling)?.text ?? FailurePage(spelling: spelling)?.text else {
            let known = FindingCode.allCases.map(\.rawValue) + FailurePage.pages.map(\.code)
            throw Failure(
                "RC6012", exit: 64, "there is no code \"" + spelling + "\"",
                fix: NearestName.of(spelling.uppercased(), among: known).map { "did you mean " + $0 + "?" }
                    ?? "give RC and four digits, as they stand in the message")
        }
        try System.put(text)
    }

    private static func check(_ input: Input, _ chosen: [String], _ drift: String?, _ password: PasswordSources) throws(Failure) -> Checked {
        var checked = try check(input, chosen, password)
        if let drift { checked.findings += try driftFindings(input, chosen, drift, password) }
        return checked
    }

    /// How the deployed copy differs. Both files have to be read in full.
    private static func driftFindings(_ input: Input, _ chosen: [String], _ path: String, _ password: PasswordSources) throws(Failure) -> [Diagnostic] {
        guard input.path != nil else {
            throw Failure("RC6014", exit: 64, "--drift can't compare with standard input", fix: "name the file")
        }
        let arena = SecretArena()
        let deployed = Input(path)
        try deployed.checkExists()
        func document(_ input: Input) throws(Failure) -> RcloneDocument {
            RcloneDocument(parsing: try DecryptOperation.rcloneConfig(of: try input.read(into: arena), input: input, password: password, arena: arena))
        }
        let source = try RemoteSelection.narrow(try document(input), to: chosen, file: input.name, arena: arena)
        return RcloneDrift.findings(
            of: try document(deployed).reading, named: deployed.name, from: source.reading, file: input.name,
            remotes: chosen.isEmpty ? nil : Set(source.reading.sections.map(\.name)))
    }

    private static func check(_ input: Input, _ chosen: [String], _ password: PasswordSources) throws(Failure) -> Checked {
        try input.checkExists()
        let arena = SecretArena()
        let source = try input.read(into: arena)
        let marked = markFindings(input, source)
        switch InputForm.recognise(source, in: arena) {
        case .rcloneConfig(let plain): return try checked(plain, as: .plain, input, chosen, arena, more: modeFindings(input, plain))
        case .other:
            let plain = RcloneDocument(parsing: source)
            return try checked(plain, as: .plain, input, chosen, arena, more: modeFindings(input, plain))
        case .sopsINI(let tree):
            let visible: VisibleDocument
            do throws(EncryptedFileError) { visible = try VisibleDocument(source, tree: tree) } catch { throw .ofEncrypted(error, file: input.name) }
            guard let text = try decrypted(source, input, password, arena) else {
                let findings = RcloneCheck.findings(
                    in: visible.document, meaning: visible.reading, file: input.name, form: .encrypted, now: System.now)
                let clear = RcloneCheck.secretsInClear(in: visible.reading, decrypted: nil, file: input.name)
                let overrides = RcloneCheck.overrides(in: visible.reading, by: System.environmentNames, file: input.name)
                return Checked(
                    name: input.name, findings: findings + clear + overrides + [unseen(input)], remotes: remotes(visible.reading))
            }
            let document = RcloneDocument(parsing: text)
            return try checked(
                document, as: .decrypted, input, chosen, arena,
                more: RcloneCheck.secretsInClear(in: visible.reading, decrypted: document.reading, file: input.name))
        case .sopsDocument, .manifest, .unusable:
            guard let text = try decrypted(source, input, password, arena) else {
                return Checked(name: input.name, findings: [unseen(input)], remotes: 0)
            }
            return try checked(RcloneDocument(parsing: text), as: .decrypted, input, chosen, arena, more: marked)
        }
    }

    /// The rclone.conf in the document; nil when no key opens it.
    private static func decrypted(_ source: SecretSlice, _ input: Input, _ password: PasswordSources, _ arena: SecretArena) throws(Failure) -> SecretSlice? {
        do throws(Failure) { return try DecryptOperation.rcloneConfig(of: source, input: input, password: password, arena: arena) } catch {
            guard error.exitCode == Failure.noDataKeyExitCode else { throw error }
            return nil
        }
    }

    private static func checked(
        _ document: RcloneDocument, as form: RcloneCheck.Form, _ input: Input, _ chosen: [String], _ arena: SecretArena, more: [Diagnostic]
    ) throws(Failure) -> Checked {
        let kept = try RemoteSelection.lines(of: chosen, in: document, file: input.name, arena: arena)
        let overrides = RcloneCheck.overrides(in: document.reading, by: System.environmentNames, file: input.name)
        let findings = (RcloneCheck.findings(in: document, file: input.name, form: form, now: System.now) + overrides).filter { finding in
            // rclone refuses the whole file for a line that it can't read.
            kept?.contains(finding.place?.line ?? 0) ?? true || finding.code == "RC1001"
        }
        let count = document.reading.sections.filter { $0.name != .defaultSection && kept?.contains($0.line) ?? true }.count
        return Checked(name: input.name, findings: more + findings, remotes: count)
    }

    private static func remotes(_ reading: RcloneReading) -> Int { reading.sections.filter { $0.name != .defaultSection }.count }

    private static func unseen(_ input: Input) -> Diagnostic {
        Diagnostic(
            code: FindingCode.valuesUnseen.rawValue, severity: .note, place: SourcePlace(file: input.name, line: 1, column: 1),
            cause: "no identity opens the file, so encrypted values were not looked at",
            fix: "give the key by SOPS_AGE_KEY or SOPS_AGE_KEY_FILE to have them checked too")
    }

    /// rclone looks for its own encryption at the very start (rclone 1.75 `fs/config/crypt.go`).
    private static func markFindings(_ input: Input, _ source: SecretSlice) -> [Diagnostic] {
        guard let locked = try? EncryptedConfig(recognising: source), locked.hasByteOrderMark else { return [] }
        return [
            Diagnostic(
                code: FindingCode.byteOrderMark.rawValue, severity: .error, place: SourcePlace(file: input.name, line: 1, column: 1),
                cause: "a byte order mark hides from rclone that it encrypted the file: it can't read it, and may destroy it",
                fix: "take the mark away: rcsops config unlock FILE, then rcsops config lock")
        ]
    }

    /// A plain file with secrets is for its owner alone.
    private static func modeFindings(_ input: Input, _ document: RcloneDocument) -> [Diagnostic] {
        guard let path = input.path, FileReading.isReadableByOthers(path) else { return [] }
        let holdsSecret = document.reading.sections.contains { section in
            let backend = section.value("type").map { String(decoding: $0.bytes.prefix(64), as: UTF8.self) }
            return section.entries.contains { SecretOption.isKnownSecret(backend: backend, key: $0.key, value: $0.value) }
        }
        guard holdsSecret else { return [] }
        return [
            Diagnostic(
                code: FindingCode.readableByOthers.rawValue, severity: .warning, place: SourcePlace(file: input.name, line: 1, column: 1),
                cause: "the file holds secrets, and others than its owner may read it", fix: "chmod 600 it, and keep the encrypted file in Git")
        ]
    }

    private static func summary(_ file: Checked) -> String {
        func counted(_ count: Int, _ word: String) -> String { "\(count) " + word + (count == 1 ? "" : "s") }
        return file.name + ": " + counted(file.remotes, "remote") + ", " + counted(file.count(.error), "error") + ", "
            + counted(file.count(.warning), "warning") + "\n"
    }
}
