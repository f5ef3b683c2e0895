package import SecretMemory
internal import SopsDocument

/// A Kubernetes Secret that holds one rclone.conf, written as YAML that people can review: a block literal where YAML
/// has one for the bytes, else quoted text, and base64 under `data` for what is no text.
package struct SecretManifest: Sendable {
    /// The key under which rclone's pipelines look for the file.
    package static let key = "rclone.conf"
    /// What the API server takes in one Secret (`MaxSecretSize`), in bytes.
    package static let sizeLimit = 1 << 20

    private let name: String
    private let namespace: String?

    /// Names are checked as the API server would.
    package init(name: String, namespace: String?) throws(SecretManifestError) {
        guard Self.isSubdomain(name) else {
            throw .invalidName(
                what: "Secret", name: name,
                rule: "lower-case letters, digits, - and ., at most 253 bytes, a letter or digit at both ends")
        }
        if let namespace, !Self.isLabel(Substring(namespace)) {
            throw .invalidName(
                what: "namespace", name: namespace,
                rule: "lower-case letters, digits and -, at most 63 bytes, a letter or digit at both ends")
        }
        self.name = name
        self.namespace = namespace
    }

    /// The manifest of a file's bytes.
    package func render(_ file: SecretSlice, in arena: SecretArena) throws(SecretManifestError) -> SecretSlice {
        guard file.count <= Self.sizeLimit else { throw .tooLarge(size: file.count, limit: Self.sizeLimit) }
        var output = SecretBuilder(in: arena, capacity: file.count * 2 + 512)
        output.append("apiVersion: v1\nkind: Secret\nmetadata:\n  name: ")
        output.append(Self.scalar(name))
        if let namespace {
            output.append("\n  namespace: ")
            output.append(Self.scalar(namespace))
        }
        output.append("\ntype: Opaque\n")
        switch Self.form(of: file) {
        case .literal: Self.writeLiteral(file, into: &output)
        case .quoted: Self.writeQuoted(file, into: &output)
        case .base64:
            output.append("data:\n  rclone.conf: ")
            file.withBytes { output.append(Base64.encode($0)) }
            output.append("\n")
        }
        return output.finish()
    }

    private enum Form { case literal, quoted, base64 }

    private static func form(of file: SecretSlice) -> Form {
        guard file.isValidUTF8 else { return .base64 }
        return file.withBytes { bytes in
            var form = Form.literal
            for (index, byte) in bytes.enumerated() {
                switch byte {
                case 0: return .base64
                case 0x0A, 0x20...0x7E: continue
                case 0x09: continue
                case 0x80...:
                    // NEL, line and paragraph separators end a YAML 1.1 line; C1 controls, a BOM and the two
                    // non-characters U+FFFE and U+FFFF are not printable in YAML.
                    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                    let third = index + 2 < bytes.count ? bytes[index + 2] : 0
                    if byte == 0xC2, next < 0xA0 { form = .quoted }
                    if byte == 0xE2, next == 0x80, third == 0xA8 || third == 0xA9 { form = .quoted }
                    if byte == 0xEF, (next == 0xBB && third == 0xBF) || (next == 0xBF && third >= 0xBE) { form = .quoted }
                default: form = .quoted
                }
            }
            return bytes.allSatisfy { $0 == 0x0A || $0 == 0x20 || $0 == 0x09 } ? .quoted : form
        }
    }

    private static func writeLiteral(_ file: SecretSlice, into output: inout SecretBuilder) {
        output.append("stringData:\n  rclone.conf: |")
        file.withBytes { bytes in
            // Leading blanks of the first line that has text would be taken for indentation (YAML 1.2 §8.1.1.1).
            var first = 0
            while first < bytes.count, bytes[first] == 0x0A { first += 1 }
            if bytes[first] == 0x20 || bytes[first] == 0x09 || first > 0 { output.append("2") }
            if bytes.last != 0x0A { output.append("-") } else if bytes.count >= 2, bytes[bytes.count - 2] == 0x0A { output.append("+") }
            output.append("\n")
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                if end > start { output.append("    ") }
                output.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                output.append("\n")
                start = end + 1
            }
        }
    }

    private static func writeQuoted(_ file: SecretSlice, into output: inout SecretBuilder) {
        output.append("stringData:\n  rclone.conf: \"")
        file.withBytes { bytes in
            // The caller has made sure that it is UTF-8 without NUL.
            var start = 0
            while start < bytes.count {
                let size = bytes[start] < 0x80 ? 1 : bytes[start] < 0xE0 ? 2 : bytes[start] < 0xF0 ? 3 : 4
                let character = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + size)])
                start += size
                var scalar = UInt32(character[0])
                if size > 1 {
                    scalar &= 0x7F >> UInt32(size)
                    for byte in character.dropFirst() { scalar = scalar << 6 | UInt32(byte & 0x3F) }
                }
                switch scalar {
                case 0x0A: output.append("\\n")
                case 0x0D: output.append("\\r")
                case 0x09: output.append("\\t")
                case 0x22: output.append("\\\"")
                case 0x5C: output.append("\\\\")
                case 0x2028, 0x2029, 0xFEFF: writeEscape(scalar, into: &output)
                case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...: output.append(character)
                default: writeEscape(scalar, into: &output)
                }
            }
        }
        output.append("\"\n")
    }

    private static func writeEscape(_ scalar: UInt32, into output: inout SecretBuilder) {
        let digits = Array("0123456789abcdef".utf8)
        output.append("\\u")
        for shift in [12, 8, 4, 0] { output.append(digits[Int(scalar >> UInt32(shift)) & 15]) }
    }

    /// A name that YAML would read as a number, a boolean or null needs quotes.
    private static func scalar(_ name: String) -> [UInt8] {
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        let startsLikeNumber = name.utf8.first.map { $0 >= 0x30 && $0 <= 0x39 } ?? false
        return Array((startsLikeNumber || words.contains(name) ? "\"" + name + "\"" : name).utf8)
    }

    // RFC 1123 names as apimachinery's validation has them.
    private static func isSubdomain(_ text: String) -> Bool {
        text.utf8.count <= 253 && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel($0, limit: 253) }
    }

    private static func isLabel(_ text: Substring, limit: Int = 63) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= limit else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last) && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
}
