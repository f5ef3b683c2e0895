internal import SecretMemory

/// A JSON object in one value (RFC 8259), looked at in its place: the texts of its members, and nothing for what is no JSON.
struct JSONObjectText {
    private var members: [String: SecretSlice] = [:]
    private static let depthLimit = 64

    /// The member's text, quotes included.
    subscript(name: String) -> SecretSlice? { members[name] }

    init?(_ text: SecretSlice) {
        var scanner = Scanner(text: text)
        guard let members = scanner.object() else { return nil }
        scanner.skipBlanks()
        guard scanner.index == text.count else { return nil }
        for (name, value) in members { self.members[String(decoding: name.bytes, as: UTF8.self)] = value }
    }

    private struct Scanner {
        let text: SecretSlice
        var index = 0
        var depth = 0

        init(text: SecretSlice) { self.text = text }

        private var next: UInt8? { index < text.count ? text[index] : nil }

        mutating func skipBlanks() { while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 } }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard next == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        mutating func object() -> [(SecretSlice, SecretSlice)]? {
            var members: [(SecretSlice, SecretSlice)] = []
            guard take("{") else { return nil }
            if take("}") { return members }
            repeat {
                skipBlanks()
                guard let name = string(), take(":"), let value = value() else { return nil }
                // Other names are of no interest.
                if name.count <= 64 { members.append((name[1..<(name.count - 1)], value)) }
            } while take(",")
            return take("}") ? members : nil
        }

        private mutating func value() -> SecretSlice? {
            skipBlanks()
            let start = index
            depth += 1
            defer { depth -= 1 }
            guard depth < JSONObjectText.depthLimit else { return nil }
            switch next {
            case UInt8(ascii: "\""): return string()
            case UInt8(ascii: "{"): if object() == nil { return nil }
            case UInt8(ascii: "["): if !array() { return nil }
            default:
                while let byte = next, !Array(",]} \t\r\n".utf8).contains(byte) { index += 1 }
                guard isScalar(text[start..<index]) else { return nil }
            }
            return text[start..<index]
        }

        private mutating func array() -> Bool {
            guard take("[") else { return false }
            if take("]") { return true }
            repeat { if value() == nil { return false } } while take(",")
            return take("]")
        }

        private mutating func string() -> SecretSlice? {
            let start = index
            guard next == UInt8(ascii: "\"") else { return nil }
            index += 1
            while let byte = next, byte != UInt8(ascii: "\"") {
                guard byte >= 0x20 else { return nil }
                index += byte == UInt8(ascii: "\\") ? 2 : 1
            }
            guard index < text.count else { return nil }
            index += 1
            return text[start..<index]
        }

        private func isScalar(_ word: SecretSlice) -> Bool {
            if word.equals("true") || word.equals("false") || word.equals("null") { return true }
            return !word.isEmpty && word.withBytes { $0.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) } }
        }
    }
}
