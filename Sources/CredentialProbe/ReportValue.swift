/// A JSON value whose members keep their order (RFC 8259). Every string passes the filter of secrets on its way out.
indirect enum ReportValue: Sendable {
    case null
    case bool(Bool)
    case number(Int64)
    case string(String)
    case array([ReportValue])
    case object([(name: String, value: ReportValue)])

    static func string(_ text: String?) -> ReportValue { text.map { .string($0) } ?? .null }
    static func number(_ number: Int?) -> ReportValue { number.map { .number(Int64($0)) } ?? .null }
    static func strings(_ texts: [String]) -> ReportValue { .array(texts.map { .string($0) }) }

    /// In one line.
    func text(hiding secrets: SecretFilter) -> String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): String(value)
        case .string(let text): Self.quoted(secrets.redacted(text))
        case .array(let values): "[" + values.map { $0.text(hiding: secrets) }.joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.name) + ":" + $0.value.text(hiding: secrets) }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
