import Diagnostics
import EncryptedFiles
import SopsConfiguration
import SopsDocument

/// What the rules say of one file, for people and as JSON.
struct RuleAnswer {
    let file: String
    let config: String
    let match: RuleMatch
    var selector: EncryptionSelector?
    /// Nil where the file is not there.
    var preview: EncryptionPreview?
    /// Set where no rule matches.
    var unmatched: Failure?

    /// As many names as a screen holds; JSON has them all.
    private static let shownNames = 20

    var text: String {
        var lines = [file]
        func line(_ title: String, _ text: String) { lines.append("  " + title + String(repeating: " ", count: 14 - title.count) + text) }
        line("config", config)
        line("matched as", match.candidate)
        for passed in match.passed { line("passed by", place(passed.line) + "  path_regex " + passed.pattern + " is not found in it") }
        guard let rule = match.rule else {
            line("rule", "none matches")
            return System.printable(lines.joined(separator: "\n") + "\n")
        }
        line("rule", place(rule.line) + (rule.pathPattern.isEmpty ? "  matches every path" : "  path_regex " + rule.pathPattern))
        for (index, keys) in rule.groups.enumerated() {
            if rule.groups.count > 1 { line("group \(index + 1)", keys.isEmpty ? "no key" : "") }
            for key in keys { line(rule.groups.count > 1 ? "" : "recipient", key.kind.rawValue + "  " + key.text) }
            if keys.isEmpty, rule.groups.count == 1 { line("recipient", "none; give --age, or add age: to the rule") }
        }
        if rule.groups.count > 1 { line("threshold", "\(threshold(rule)) of \(rule.groups.count) groups must agree") }
        line("encrypts", encrypts)
        if rule.macOnlyEncrypted { line("MAC", "over encrypted values only") }
        if let preview { lines += Self.lines(preview) }
        return System.printable(lines.joined(separator: "\n") + "\n")
    }

    private static func lines(_ preview: EncryptionPreview) -> [String] {
        var lines: [String] = []
        if let present = preview.present, present.kind != preview.selector.kind || present.text != preview.selector.text {
            lines.append("  file's own    " + words(for: present) + "; it stays until the file is encrypted anew")
        }
        for (title, names) in [("encrypted:    ", preview.encrypted), ("in clear:     ", preview.clear)] {
            guard let first = names.first else {
                lines.append("  " + title + "nothing")
                continue
            }
            lines.append("  " + title + first)
            lines += names.dropFirst().prefix(shownNames - 1).map { "                " + $0 }
            if names.count > shownNames { lines.append("                and \(names.count - shownNames) more") }
        }
        return lines
    }

    private func place(_ line: Int) -> String { config + ":\(line)" }

    private func threshold(_ rule: CreationRule) -> Int { rule.shamirThreshold == 0 ? rule.groups.count : rule.shamirThreshold }

    private var encrypts: String {
        if preview?.isWhole ?? false { return "the file as a whole; a rule for names does not count" }
        guard let selector else {
            guard let preview else { return "no rule for names: harmless options of an rclone.conf stay readable, and all of any other file is encrypted but names in _unencrypted" }
            return preview.present == nil && preview.isRcloneConfig
                ? "everything but the harmless options, as no rule for names is given" : Self.words(for: preview.selector)
        }
        return Self.words(for: selector)
    }

    private static func words(for selector: EncryptionSelector) -> String {
        // The rule that rcsops makes by itself is longer than a screen is wide.
        let text = selector.text.count > 120 ? selector.text.prefix(100) + "…" : selector.text[...]
        let rule = " (" + selector.kind.rawValue + ": " + text + ")"
        return switch selector.kind {
        case .unencryptedSuffix: "everything but below names that end in it" + rule
        case .encryptedSuffix: "only below names that end in it" + rule
        case .unencryptedRegex: "everything but below names that match" + rule
        case .encryptedRegex: "only below names that match" + rule
        case .unencryptedCommentRegex: "everything but what a comment names" + rule
        case .encryptedCommentRegex: "only what a comment names" + rule
        }
    }

    /// What the file would come to harm by.
    var warnings: [Diagnostic] {
        guard let preview, let rule = match.rule else { return [] }
        let place = SourcePlace(file: config, line: rule.line, column: 1)
        var findings: [Diagnostic] = []
        if !preview.secretsInClear.isEmpty {
            findings.append(
                Diagnostic(
                    code: "RC6403", severity: .warning, place: place,
                    cause: "under this rule secrets of " + file + " would stay in clear: "
                        + preview.secretsInClear.prefix(Self.shownNames).joined(separator: ", "),
                    fix: "widen the rule so that it takes them, or leave it out: then all but harmless options are encrypted"))
        }
        if preview.encrypted.isEmpty {
            findings.append(
                Diagnostic(
                    code: "RC6404", severity: .warning, place: place, cause: "under this rule nothing of " + file + " would be encrypted",
                    fix: "look for a misspelt name in the rule, or leave it out"))
        }
        return findings
    }

    var json: String {
        let quoted = FindingText.quoted
        var members: [(name: String, value: String)] = [
            ("file", quoted(file)), ("config", quoted(config)), ("matched_as", quoted(match.candidate)),
            ("passed", JSONList.array(match.passed.map { JSONList.object([("line", String($0.line)), ("path_regex", quoted($0.pattern))]) })),
        ]
        guard let rule = match.rule else { return JSONList.object(members + [("rule", "null")]) }
        members += [
            ("rule", JSONList.object([("line", String(rule.line)), ("path_regex", quoted(rule.pathPattern))])),
            (
                "groups",
                JSONList.array(
                    rule.groups.map { keys in
                        JSONList.array(keys.map { JSONList.object([("kind", quoted($0.kind.rawValue)), ("key", quoted($0.text))]) })
                    })
            ), ("shamir_threshold", String(rule.shamirThreshold)), ("selector", Self.json(preview?.selector ?? selector)),
            ("mac_only_encrypted", rule.macOnlyEncrypted ? "true" : "false"),
        ]
        if let preview {
            members += [
                ("present_selector", Self.json(preview.present)), ("encrypted", JSONList.strings(preview.encrypted)),
                ("clear", JSONList.strings(preview.clear)), ("secrets_in_clear", JSONList.strings(preview.secretsInClear)),
            ]
        }
        return JSONList.object(members + [("warnings", JSONList.array(warnings.map(JSONList.object)))])
    }

    private static func json(_ selector: EncryptionSelector?) -> String {
        selector.map { JSONList.object([("kind", FindingText.quoted($0.kind.rawValue)), ("text", FindingText.quoted($0.text))]) } ?? "null"
    }
}
