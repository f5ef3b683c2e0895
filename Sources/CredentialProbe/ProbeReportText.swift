internal import HTTPTransport
internal import ObjectStorage

extension ProbeReport {
    /// For people: a line a remote, with the cause and the fix; details under it.
    ///
    /// - Parameters:
    ///   - isColoured: On a terminal that has colours.
    ///   - isQuiet: Only what is not as it should be, without the details.
    package func text(_ form: ReportForm, isColoured: Bool, isQuiet: Bool = false) -> String {
        let showsFile = hasSeveralFiles
        let names = zip(results, labels).map { result, label in
            showsFile ? ServerText.controlled(result.origin.file ?? "-") + ": " + label : label
        }
        let width = names.map(\.count).max() ?? 0
        var lines: [String] = []
        for (result, name) in zip(results, names) where !isQuiet || result.diagnosis.verdict != .ok && result.diagnosis.id != .notProbed {
            lines.append(line(of: result, name, width, isColoured))
            if !isQuiet { lines += details(of: result, form).map { "    " + $0 } }
        }
        return lines.map { secrets.redacted($0) + "\n" }.joined()
    }

    /// How many of each verdict, in one line.
    package var summary: String {
        let counts = Verdict.allCases.compactMap { verdict -> String? in
            let count = results.filter { $0.diagnosis.verdict == verdict && $0.diagnosis.id != .notProbed }.count
            return count == 0 ? nil : String(count) + " " + Self.word(verdict)
        }
        let left = results.filter { $0.diagnosis.id == .notProbed }.count
        return (counts + (left == 0 ? [] : [String(left) + " not probed"])).joined(separator: ", ")
    }

    private static func word(_ verdict: Verdict) -> String {
        switch verdict {
        case .ok: "ok"
        case .warn: "with a warning"
        case .fail: "failed"
        case .unproven: "unproven"
        case .error: "interrupted"
        }
    }

    private func line(of result: ProbeResult, _ name: String, _ width: Int, _ isColoured: Bool) -> String {
        let diagnosis = result.diagnosis
        let (mark, colour) = switch diagnosis.verdict {
        case .ok: ("✓", "32")
        case .warn: ("!", "33")
        case .unproven: (diagnosis.id == .notProbed ? "-" : "?", "33")
        case .fail, .error: ("✗", "31")
        }
        var text = (isColoured ? "\u{1B}[" + colour + "m" + mark + "\u{1B}[0m" : mark) + " " + name + String(repeating: " ", count: max(0, width - name.count))
        text += "  " + diagnosis.id.rawValue
        if diagnosis.confidence < .strong { text += " (" + diagnosis.confidence.rawValue + ")" }
        if diagnosis.verdict != .ok { text += ": " + diagnosis.message }
        if diagnosis.verdict != .ok, let hint = diagnosis.hints.first { text += "; fix: " + hint }
        return text
    }

    private func details(of result: ProbeResult, _ form: ReportForm) -> [String] {
        var lines: [String] = result.diagnosis.verdict == .ok ? result.diagnosis.hints.map { "hint: " + $0 } : result.diagnosis.hints.dropFirst().map { "or: " + $0 }
        if let target = result.target, let endpoint = result.endpoint {
            var parts = [ServerText.printable(endpoint) + (target.bucket.map { "/" + ServerText.printable($0) } ?? "")]
            if target.style == .virtualHost { parts.append("at host " + target.origin.host) }
            if let key = form.accessKey(result.accessKeyID) { parts.append("key " + key + " from " + (result.credentialSource ?? "config")) }
            parts.append(target.signer.rawValue + " for " + ServerText.printable(target.region))
            // Where it was refused nothing went out, no key either.
            let isAsked = ![.endpointRefused, .plaintextRefused].contains(result.diagnosis.id) || result.steps.contains { $0.status != nil }
            lines.append((isAsked ? "asked: " : "not asked: ") + parts.joined(separator: ", "))
        }
        if !result.steps.isEmpty { lines.append("answers: " + result.steps.map(Self.text).joined(separator: ", ")) }
        if let text = server(of: result) { lines.append(text) }
        lines += certificates(of: result)
        let rights = [
            ("list", result.rights.list), ("get", result.rights.get), ("put", result.rights.put), ("delete", result.rights.delete),
            ("multipart", result.rights.multipart),
        ].filter { $0.1 != .unknown }
        if !rights.isEmpty { lines.append("rights: " + rights.map { $0.0 + " " + $0.1.rawValue }.joined(separator: ", ")) }
        if !result.unverified.isEmpty { lines.append("not shown: " + result.unverified.joined(separator: ", ")) }
        lines += result.warnings.map { warning in
            (warning.id == .note ? "note: " : "warning: " + warning.id.rawValue + ": ") + ServerText.controlled(warning.detail)
        }
        if let residue = result.residue { lines.append("left behind: " + ServerText.printable(residue)) }
        if let version = result.residueVersion { lines.append("left behind: version " + ServerText.printable(version)) }
        return lines
    }

    /// A line for each certificate of a chain that was refused.
    func certificates(of result: ProbeResult) -> [String] {
        result.refusedChain.map { certificate in
            "certificate: " + ServerText.printable(certificate.subject) + ", issued by " + ServerText.printable(certificate.issuer) + ", valid from "
                + CalendarDate.text(certificate.notBefore) + " to " + CalendarDate.text(certificate.notAfter)
        }
    }

    private func server(of result: ProbeResult) -> String? {
        var parts: [String] = []
        if let kind = result.kind { parts.append(kind.rawValue) }
        if let software = result.software, software.lowercased() != result.kind?.rawValue { parts.append(software) }
        if let skew = result.skew, abs(skew) > 2 { parts.append("clock " + String(skew) + " s") }
        if let region = result.bucketRegion { parts.append("bucket in " + region) }
        if let version = result.tlsVersion { parts.append("TLS " + version) }
        if let end = result.peerNotAfter { parts.append("certificate until " + CalendarDate.text(end)) }
        return parts.isEmpty ? nil : "server: " + parts.joined(separator: ", ")
    }

    private static func text(_ step: StepRecord) -> String {
        var text = step.step.rawValue + " " + (step.status.map { String($0) } ?? step.error ?? "-")
        if step.status != nil, let error = step.error { text += " " + error }
        return text
    }
}
