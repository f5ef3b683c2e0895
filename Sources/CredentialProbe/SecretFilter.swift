package import AWSSigning
package import ObjectStorage
internal import Cryptography
internal import HTTPTransport
internal import SecretMemory

/// Replaces the run's secrets in text that goes out, raw, percent-encoded and in base64: the last fence, for what a server sends back.
package struct SecretFilter: Sendable {
    static let replacement = "[redacted]"
    /// A shorter secret is found in every other word.
    private static let least = 4

    private let needles: SecretNeedles
    /// Signatures of the requests sent, and what stands before them.
    private let words: [String]

    package init(_ credentials: [AWSCredentials], customerKeys: [S3CustomerKey] = []) {
        let needles = SecretNeedles()
        for one in credentials {
            Self.withForms(of: one.secretAccessKey) { needles.add($0) }
            one.withToken { Self.withForms(of: $0) { needles.add($0) } }
        }
        for one in customerKeys {
            // It is sent in base64, and may be sent back so, or once more encoded.
            one.withKey { text in Self.withForms(of: SecretBytes(copying: text)) { needles.add($0) } }
            one.withRawKey { key in Self.withForms(of: SecretBytes(copying: key)) { needles.add($0) } }
        }
        self.init(needles, words: [])
    }

    private init(_ needles: SecretNeedles, words: [String]) {
        self.needles = needles
        self.words = words
    }

    /// Hides, beside the secrets, what signed this request.
    func hiding(_ request: HTTPRequest) -> SecretFilter {
        var words: [String] = []
        for name in ["authorization", "x-amz-security-token"] {
            for value in request.fields.values(of: name) {
                words.append(value)
                // V4 ends in Signature=…, V2 in KEY:….
                for separator in ["=", ":"] as [Character] { words.append(String(value.split(separator: separator).last ?? "")) }
                // In base64 it ends in a sign that may be left off.
                words.append(String((value.split(separator: ":").last ?? "").prefix { $0 != "=" }))
            }
        }
        return SecretFilter(needles, words: self.words + words.filter { $0.utf8.count >= Self.least }.sorted { $0.utf8.count > $1.utf8.count })
    }

    package func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        // All are looked for in the text as it came: the replacement of one may hold another.
        var found: [Range<Int>] = []
        func hide(_ needle: UnsafeRawBufferPointer) {
            guard needle.count >= Self.least, needle.count <= bytes.count else { return }
            var begin = 0
            while let start = Self.place(of: needle, in: bytes, from: begin) {
                begin = start + needle.count
                found.append(start..<begin)
            }
        }
        for word in words {
            var word = word
            word.withUTF8 { hide(UnsafeRawBufferPointer($0)) }
        }
        found += needles.places(in: bytes)
        return found.isEmpty ? text : Self.replacing(found, in: bytes)
    }

    /// Ranges that touch become one.
    private static func replacing(_ ranges: [Range<Int>], in bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        var end = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > end {
            if range.lowerBound >= end {
                result += bytes[end..<range.lowerBound]
                result += replacement.utf8
            }
            end = range.upperBound
        }
        return String(decoding: result + bytes[end...], as: UTF8.self)
    }

    /// The forms in which a secret may come back.
    private static func withForms(of secret: borrowing SecretBytes, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard secret.count >= least else { return }
        secret.withBytes { bytes in
            body(bytes)
            for isUpper in [true, false] {
                let encoded = percentEncoded(bytes, isUpper: isUpper)
                encoded.withBytes { body($0) }
            }
            for shift in 0...2 { inBase64(bytes, after: shift) { body($0) } }
        }
    }

    /// As it stands in the base64 of a longer text, such as a Secret's file, behind so many bytes of a group of three. Only what no neighbour
    /// changes; without the padding, which a URL may lack.
    private static func inBase64(_ bytes: UnsafeRawBufferPointer, after shift: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        let shifted = SecretBytes(count: shift + bytes.count) { UnsafeMutableRawBufferPointer(rebasing: $0[shift...]).copyMemory(from: bytes) }
        let encoded = shifted.withBytes { SecretBase64.encoded($0) }
        encoded.withBytes { full in
            let whole = (shift + bytes.count) / 3 * 4
            // The first characters hold bits of what stands before.
            let start = shift == 0 ? 0 : shift + 1
            if start < whole { body(UnsafeRawBufferPointer(rebasing: full[start..<whole])) }
        }
    }

    private static func percentEncoded(_ bytes: UnsafeRawBufferPointer, isUpper: Bool) -> SecretBytes {
        func isPlain(_ byte: UInt8) -> Bool {
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
        }
        let size = bytes.reduce(0) { $0 + (isPlain($1) ? 1 : 3) }
        return SecretBytes(count: size) { output in
            var place = 0
            func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : (isUpper ? 0x41 : 0x61) + value - 10 }
            for byte in bytes {
                if isPlain(byte) {
                    output[place] = byte
                    place += 1
                } else {
                    output[place] = UInt8(ascii: "%")
                    output[place + 1] = digit(byte >> 4)
                    output[place + 2] = digit(byte & 15)
                    place += 3
                }
            }
        }
    }

    private static func place(of needle: UnsafeRawBufferPointer, in bytes: [UInt8], from begin: Int) -> Int? {
        guard begin + needle.count <= bytes.count else { return nil }
        return bytes.withUnsafeBytes { haystack in
            (begin...(haystack.count - needle.count)).first { start in
                haystack[start] == needle[0] && UnsafeRawBufferPointer(rebasing: haystack[start..<(start + needle.count)]).elementsEqual(needle)
            }
        }
    }
}
