import Diagnostics
import RcloneConfig

/// Findings for other programs.
enum FindingText {
    /// One list, whatever the number of files.
    static func json(_ findings: [Diagnostic]) -> String {
        let items = findings.map { finding in
            "  {\"code\": " + quoted(finding.code) + ", \"severity\": " + quoted(finding.severity.word)
                + ", \"file\": " + quoted(finding.place?.file ?? "") + ", \"line\": \(finding.place?.line ?? 0)"
                + ", \"column\": \(finding.place?.column ?? 0), \"cause\": " + quoted(finding.cause)
                + ", \"fix\": " + quoted(finding.fix) + "}"
        }
        return list(items) + "\n"
    }

    /// SARIF 2.1.0 (OASIS): one run, the codes as its rules.
    static func sarif(_ findings: [Diagnostic]) -> String {
        let codes = Set(findings.map(\.code))
        let known = FindingCode.allCases.filter { codes.contains($0.rawValue) }.map { (code: $0.rawValue, title: $0.title, text: $0.text) }
        // A file that could not be looked at has the code of its failure.
        let failed = codes.subtracting(known.map(\.code)).sorted().compactMap { FailurePage(spelling: $0) }
        let rules = (known + failed.map { ($0.code, $0.title, $0.text) }).map { rule in
            "          {\"id\": " + quoted(rule.code) + ", \"shortDescription\": {\"text\": " + quoted(rule.title)
                + "}, \"help\": {\"text\": " + quoted(rule.text) + "}}"
        }
        let results = findings.map { finding in
            "        {\"ruleId\": " + quoted(finding.code) + ", \"level\": " + quoted(finding.severity.word)
                + ", \"message\": {\"text\": " + quoted(finding.cause + ". Fix: " + finding.fix) + "}, \"locations\": [{\"physicalLocation\": "
                + "{\"artifactLocation\": {\"uri\": " + quoted(uri(finding.place?.file ?? "")) + "}, \"region\": {\"startLine\": "
                + "\(max(finding.place?.line ?? 1, 1)), \"startColumn\": \(max(finding.place?.column ?? 1, 1))}}}]}"
        }
        return """
            {
              "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
              "version": "2.1.0",
              "runs": [
                {
                  "tool": {"driver": {"name": "rcsops", "version": \(quoted(Version.text)), "rules": [
            \(rules.joined(separator: ",\n"))
                  ]}},
                  "results": [
            \(results.joined(separator: ",\n"))
                  ]
                }
              ]
            }

            """
    }

    private static func list(_ items: [String]) -> String { items.isEmpty ? "[]" : "[\n" + items.joined(separator: ",\n") + "\n]" }

    /// A path as a reference (RFC 3986): everything but unreserved characters and / in percent form.
    private static func uri(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return path.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
                UInt8(ascii: "/"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
    }

    /// A JSON string (RFC 8259).
    static func quoted(_ text: String) -> String {
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
