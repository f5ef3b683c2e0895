internal import DocumentTree
internal import SecretMemory

/// A scalar as sops holds it.
struct YAMLScalar {
    var kind: NodeKind
    var text: TreeText

    /// Resolves a scalar by the rules of yaml.v3 3.0.4; nil where its tag doesn't fit.
    static func resolve(_ node: YAMLNode, arena: SecretArena) -> YAMLScalar? {
        switch node.tag {
        case .string, .other, .merge: return string(node.text)
        case .binary:
            guard let decoded = YAMLBase64.decoded(node.text, arena: arena) else { return nil }
            return YAMLScalar(kind: .string, text: decoded)
        case .none, .nonSpecific:
            return node.isPlain ? plain(node.text, allowsTime: true, arena: arena) : string(node.text)
        case .boolean, .integer, .float, .null, .timestamp: break
        }
        let found = plain(node.text, allowsTime: node.tag == .timestamp, arena: arena)
        switch (node.tag, found.kind) {
        case (.boolean, .boolean), (.integer, .integer), (.integer, .unsigned), (.float, .float), (.null, .null),
            (.timestamp, .time):
            return found
        case (.float, .integer):
            guard let value = YAMLNumber.double(found.text) else { return nil }
            return float(value, arena: arena)
        default: return nil
        }
    }

    /// The text that a missing value has too.
    private static let noBytes: StaticString = ""

    private static func string(_ text: TreeText) -> YAMLScalar {
        YAMLScalar(kind: .string, text: text.start == nil ? constant(noBytes) : text)
    }

    private static func constant(_ text: StaticString) -> TreeText {
        TreeText(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private static func float(_ value: Double, arena: SecretArena) -> YAMLScalar {
        YAMLScalar(kind: .float, text: arena.text(FloatText(value).canonical))
    }

    /// A scalar without quotes and tag.
    static func plain(_ text: TreeText, allowsTime: Bool, arena: SecretArena) -> YAMLScalar {
        guard let first = text.buffer.first else { return YAMLScalar(kind: .null, text: .none) }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"),
            UInt8(ascii: "F"):
            return word(text)
        case UInt8(ascii: "."):
            if let value = special(text) ?? YAMLNumber.pointFloat(text) { return float(value, arena: arena) }
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return number(text, allowsTime: allowsTime, arena: arena)
        default: break
        }
        return string(text)
    }

    private static func word(_ text: TreeText) -> YAMLScalar {
        switch text.count {
        case 1 where text.equals("~"): return YAMLScalar(kind: .null, text: .none)
        case 4:
            if text.equals("null") || text.equals("Null") || text.equals("NULL") { return YAMLScalar(kind: .null, text: .none) }
            if text.equals("true") || text.equals("True") || text.equals("TRUE") {
                return YAMLScalar(kind: .boolean, text: constant("True"))
            }
        case 5 where text.equals("false") || text.equals("False") || text.equals("FALSE"):
            return YAMLScalar(kind: .boolean, text: constant("False"))
        default: break
        }
        return string(text)
    }

    private static func special(_ text: TreeText) -> Double? {
        guard text.count == 4 || text.count == 5 else { return nil }
        if text.equals(".nan") || text.equals(".NaN") || text.equals(".NAN") { return .nan }
        let isNegative = text[0] == UInt8(ascii: "-")
        let rest = isNegative || text[0] == UInt8(ascii: "+") ? text[1..<text.count] : text
        guard rest.equals(".inf") || rest.equals(".Inf") || rest.equals(".INF") else { return nil }
        return isNegative ? -.infinity : .infinity
    }

    private static func number(_ text: TreeText, allowsTime: Bool, arena: SecretArena) -> YAMLScalar {
        if let value = special(text) { return float(value, arena: arena) }
        if allowsTime, let time = YAMLTimestamp(text) {
            return YAMLScalar(kind: .time, text: arena.text(time.canonical))
        }
        let digits = YAMLNumber.withoutUnderscores(text, arena: arena)
        switch YAMLNumber.integer(digits) {
        case .integer(let isNegative, let magnitude):
            let kind = !isNegative && magnitude > UInt64(Int64.max) ? NodeKind.unsigned : .integer
            if YAMLNumber.isCanonical(digits) { return YAMLScalar(kind: kind, text: digits) }
            let spelled = (isNegative && magnitude != 0 ? "-" : "") + String(magnitude)
            return YAMLScalar(kind: kind, text: arena.text(Array(spelled.utf8)))
        case .none:
            guard YAMLNumber.isFloat(digits), let value = YAMLNumber.double(digits) else { return string(text) }
            return float(value, arena: arena)
        }
    }
}

extension SecretArena {
    /// A copy of bytes that lives as long as the arena.
    func text(_ bytes: [UInt8]) -> TreeText {
        let room = allocate(count: bytes.count)
        room.copyBytes(from: bytes)
        return TreeText(UnsafeRawBufferPointer(room))
    }
}
