internal import DocumentTree

/// The bytes of decrypted values. The type stands outside the additional data, so somebody may have changed it: what does
/// not fit is refused, and what fits in another spelling gets the canonical one, which is what sops hashes (Go `strconv`).
enum ScalarText {
    /// No number or time is longer; a value that is would be a text whose type was changed.
    private static let limit = 400

    /// The canonical bytes, nil when the text is none of its type.
    static func canonical(_ text: TreeText, _ type: ScalarType, in tree: DocumentTree) -> TreeText? {
        switch type {
        case .string, .bytes, .comment: return text
        case .integer, .float, .boolean, .time: break
        }
        guard text.count <= limit else { return nil }
        let word = String(decoding: text.buffer, as: UTF8.self)
        let spelled: [UInt8]?
        switch type {
        case .boolean:
            switch word {
            case "1", "t", "T", "TRUE", "true", "True": spelled = Array("True".utf8)
            case "0", "f", "F", "FALSE", "false", "False": spelled = Array("False".utf8)
            default: spelled = nil
            }
        case .integer: spelled = Int64(word).map { Array(String($0).utf8) }
        case .float:
            switch word {
            case "NaN", "+Inf", "-Inf": return text
            case "Inf": spelled = Array("+Inf".utf8)
            default:
                // What sops wrote is canonical already; reading and printing it would cost more than all the rest.
                if FloatText(canonical: text)?.canonical == text.bytes { return text }
                spelled = Double(word).flatMap { $0.isFinite ? FloatText($0).canonical : nil }
            }
        default: spelled = RFC3339.isTime(word) ? text.bytes : nil
        }
        guard let spelled else { return nil }
        return text.buffer.elementsEqual(spelled) ? text : tree.store(spelled)
    }
}
