internal import HTTPTransport
internal import ObjectStorage

extension ProbeReport {
    /// A suite of tests for CI: a remote is a test case. What is not proven is a failure only where the caller wants proof.
    package func junit(_ form: ReportForm) -> String {
        func isFailure(_ result: ProbeResult) -> Bool {
            switch result.diagnosis.verdict {
            case .fail: true
            case .warn, .unproven: form.isStrict && result.diagnosis.id != .notProbed
            case .ok, .error: false
            }
        }
        let failures = results.filter(isFailure).count
        let errors = results.filter { $0.diagnosis.verdict == .error }.count
        let skipped = results.filter { $0.diagnosis.id == .notProbed }.count
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"rcsops probe\" tests=\"" + String(results.count) + "\" failures=\""
            + String(failures) + "\" errors=\"" + String(errors) + "\" skipped=\"" + String(skipped) + "\">\n"
        for (result, label) in zip(results, labels) {
            text += "  <testcase classname=" + quoted(result.endpoint ?? "rcsops.probe") + " name=" + quoted(label)
            if let file = result.origin.file { text += " file=" + quoted(file) }
            if !form.isDeterministic {
                let milliseconds = result.steps.reduce(0) { $0 + ($1.milliseconds ?? 0) }
                text += " time=\"" + String(milliseconds / 1_000) + "." + String(String(milliseconds % 1_000 + 1_000).dropFirst()) + "\""
            }
            text += ">\n" + outcome(of: result, isFailure(result)) + "  </testcase>\n"
        }
        return text + "</testsuite>\n"
    }

    private func outcome(of result: ProbeResult, _ isFailure: Bool) -> String {
        let diagnosis = result.diagnosis
        let body = escaped((diagnosis.hints + certificates(of: result)).joined(separator: "\n"))
        let attributes = " type=" + quoted(diagnosis.id.rawValue) + " message=" + quoted(diagnosis.message)
        if isFailure { return "    <failure" + attributes + ">" + body + "</failure>\n" }
        if diagnosis.verdict == .error { return "    <error" + attributes + ">" + body + "</error>\n" }
        if diagnosis.id == .notProbed { return "    <skipped message=" + quoted(diagnosis.message) + "/>\n" }
        let lines = [diagnosis.id.rawValue + ": " + diagnosis.message] + result.warnings.map { $0.id.rawValue + ": " + $0.detail }
        return "    <system-out>" + escaped(lines.joined(separator: "\n")) + "</system-out>\n"
    }

    private func quoted(_ text: String) -> String { "\"" + escaped(text) + "\"" }

    /// Characters that XML 1.0 §2.2 has no place for are spelled out.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in secrets.redacted(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value & 0xFFFE == 0xFFFE:
                result += "\\x" + String(scalar.value, radix: 16, uppercase: true)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
