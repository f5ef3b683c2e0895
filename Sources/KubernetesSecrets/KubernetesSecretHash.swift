internal import Cryptography
internal import SecretMemory

extension KubernetesSecret {
    /// Whose hash of the content a name ends in. They differ in what they take for the name.
    package enum HashKind: Sendable {
        /// kustomize `api/hasher`: looks the name up under a key that no object has, so it never counts.
        case kustomize
        /// `kubectl create secret --append-hash`: the name counts.
        case kubectl
    }

    /// Ten characters that change with the values and the type. Labels, annotations and namespace do not count.
    package func contentHash(_ kind: HashKind, form: Form) -> String {
        let arena = SecretArena()
        var json = SecretBuilder(in: arena, capacity: entries.reduce(256) { $0 + $1.value.count * 3 / 2 + $1.key.utf8.count + 8 })
        json.append("{\"data\":")
        if form == .data { Self.writeMap(entries, form, into: &json) } else { json.append(kind == .kustomize ? "\"\"" : "null") }
        json.append(",\"kind\":\"Secret\",\"name\":")
        Self.writeString(kind == .kustomize ? "" : name, into: &json)
        if form == .stringData {
            json.append(",\"stringData\":")
            Self.writeMap(entries, form, into: &json)
        }
        json.append(",\"type\":")
        Self.writeString(type ?? "", into: &json)
        json.append("}")
        // kustomize `hasher.go`, `encode`: no vowels, so that no word comes out.
        let letters: [UInt8: UInt8] = [
            UInt8(ascii: "0"): UInt8(ascii: "g"), UInt8(ascii: "1"): UInt8(ascii: "h"), UInt8(ascii: "3"): UInt8(ascii: "k"),
            UInt8(ascii: "a"): UInt8(ascii: "m"), UInt8(ascii: "e"): UInt8(ascii: "t"),
        ]
        let digits = Array("0123456789abcdef".utf8)
        let hex = json.finish().withBytes { SHA256.hash($0) }.prefix(5).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: hex.map { letters[$0] ?? $0 }, as: UTF8.self)
    }

    private static func writeMap(_ entries: [Entry], _ form: Form, into json: inout SecretBuilder) {
        json.append("{")
        for (index, entry) in entries.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { json.append(",") }
            writeString(entry.key, into: &json)
            json.append(":")
            switch form {
            case .data: entry.encoded { writeString($0, into: &json) }
            case .stringData: entry.value.withBytes { writeString($0, into: &json) }
            }
        }
        json.append("}")
    }

    private static func writeString(_ text: String, into json: inout SecretBuilder) {
        Array(text.utf8).withUnsafeBytes { writeString($0, into: &json) }
    }

    /// As Go's encoding/json writes it, with its escapes for HTML.
    private static func writeString(_ bytes: UnsafeRawBufferPointer, into json: inout SecretBuilder) {
        json.append("\"")
        let digits = Array("0123456789abcdef".utf8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case 0x22: json.append("\\\"")
            case 0x5C: json.append("\\\\")
            case 0x0A: json.append("\\n")
            case 0x0D: json.append("\\r")
            case 0x09: json.append("\\t")
            case 0x08: json.append("\\b")
            case 0x0C: json.append("\\f")
            case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
                json.append("\\u00")
                json.append(digits[Int(byte >> 4)])
                json.append(digits[Int(byte & 15)])
            case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8:
                json.append(bytes[index + 2] == 0xA8 ? "\\u2028" : "\\u2029")
                index += 2
            default: json.append(byte)
            }
            index += 1
        }
        json.append("\"")
    }
}
