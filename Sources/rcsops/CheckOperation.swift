import Diagnostics
import RcloneConfig
import SecretMemory

/// `check`: says what is wrong with an rclone.conf, plain or encrypted.
enum CheckOperation {
    /// True when there are no errors.
    static func run(file: String?, asJSON: Bool, isQuiet: Bool, password: PasswordSources) throws(Failure) -> Bool {
        let input = Input(file)
        try input.checkExists()
        let arena = SecretArena()
        let source = try input.read(into: arena)
        let document = RcloneDocument(
            parsing: try DecryptOperation.rcloneConfig(of: source, input: input, password: password, arena: arena))
        let findings = RcloneCheck.findings(in: document, file: input.name)
        let errors = findings.filter { $0.severity == .error }.count
        if asJSON {
            try System.put(json(findings))
        } else {
            var text = ""
            for finding in findings where finding.severity > .note || !isQuiet { text += finding.rendered() + "\n" }
            try System.put(System.printable(text))
            if !isQuiet {
                let warnings = findings.filter { $0.severity == .warning }.count
                let remotes = document.reading.sections.filter { $0.name != .defaultSection }.count
                System.say(
                    input.name + ": \(remotes) remote" + (remotes == 1 ? "" : "s") + ", \(errors) error" + (errors == 1 ? "" : "s")
                        + ", \(warnings) warning" + (warnings == 1 ? "" : "s") + "\n")
            }
        }
        return errors == 0
    }

    private static func json(_ findings: [Diagnostic]) -> String {
        let items = findings.map { finding in
            "  {\"code\": " + quoted(finding.code) + ", \"severity\": " + quoted(finding.severity.word)
                + ", \"file\": " + quoted(finding.place?.file ?? "") + ", \"line\": \(finding.place?.line ?? 0)"
                + ", \"column\": \(finding.place?.column ?? 0), \"cause\": " + quoted(finding.cause)
                + ", \"fix\": " + quoted(finding.fix) + "}"
        }
        return items.isEmpty ? "[]\n" : "[\n" + items.joined(separator: ",\n") + "\n]\n"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            default:
                if scalar.value < 0x20 {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
