import Foundation

/// An encrypted document as text, for changing it: its lines, each with a name and perhaps an `ENC[…]`.
struct EncryptedText: Sendable {
    private(set) var lines: [String]
    let format: SampleFormat

    init(_ data: Data, _ format: SampleFormat) {
        lines = String(decoding: data, as: UTF8.self).components(separatedBy: "\n")
        self.format = format
    }

    var data: Data { Data(lines.joined(separator: "\n").utf8) }

    /// The name of the metadata field as the format has it.
    func field(_ name: String) -> String { format == .dotenv ? "sops_" + name : name }

    /// Where the line of a name is; the first one.
    func line(of name: String) -> Int? {
        lines.firstIndex { line in
            let text = line.drop { $0 == " " || $0 == "\t" || $0 == "\"" }
            return text.hasPrefix(name) && text.dropFirst(name.count).first.map { " :=\"".contains($0) } == true
        }
    }

    private static func cipherText(in line: String) -> Range<String.Index>? {
        guard let start = line.range(of: "ENC["), let end = line.range(of: "]", range: start.upperBound..<line.endIndex) else { return nil }
        return start.lowerBound..<end.upperBound
    }

    func cipherText(of name: String) -> String? {
        line(of: name).flatMap { place in Self.cipherText(in: lines[place]).map { String(lines[place][$0]) } }
    }

    /// Puts another text in the place of a name's `ENC[…]`.
    func replacing(_ name: String, with text: String) -> EncryptedText? {
        guard let place = line(of: name), let range = Self.cipherText(in: lines[place]) else { return nil }
        var copy = self
        copy.lines[place].replaceSubrange(range, with: text)
        return copy
    }

    /// One bit of the base64 part after `data:`, `iv:` or `tag:` turned.
    func flipping(_ part: String, of name: String, bit: Int = 3) -> EncryptedText? {
        guard let text = cipherText(of: name), let mark = text.range(of: part + ":") else { return nil }
        let end = text[mark.upperBound...].firstIndex(of: ",") ?? text.endIndex
        guard var bytes = Data(base64Encoded: String(text[mark.upperBound..<end])), !bytes.isEmpty else { return nil }
        bytes[bit / 8 % bytes.count] ^= 1 << UInt8(bit % 8)
        return replacing(name, with: text.replacingCharacters(in: mark.upperBound..<end, with: bytes.base64EncodedString()))
    }

    func removing(_ name: String) -> EncryptedText? {
        guard let place = line(of: name) else { return nil }
        var copy = self
        copy.lines.remove(at: place)
        return copy
    }

    func renaming(_ name: String, to other: String) -> EncryptedText? { changing(name) { $0.replacingFirst(name, with: other) } }

    /// A copy of a name's line under another name.
    func adding(_ other: String, like name: String) -> EncryptedText? {
        guard let place = line(of: name) else { return nil }
        var copy = self
        copy.lines.insert(lines[place].replacingFirst(name, with: other), at: place + 1)
        return copy
    }

    /// The line of a name changed.
    func changing(_ name: String, _ change: (String) -> String) -> EncryptedText? {
        guard let place = line(of: name) else { return nil }
        var copy = self
        copy.lines[place] = change(lines[place])
        return copy
    }
}

extension String {
    func replacingFirst(_ text: String, with other: String) -> String {
        range(of: text).map { replacingCharacters(in: $0, with: other) } ?? self
    }
}
