/// Words of a text that may be a secret key which nobody here knows.
enum SecretLookalikes {
    /// No provider makes shorter ones that hold.
    private static let least = 16

    /// The text with these words taken out: long ones of base64's, hex or percent-encoding's characters, of letters and digits or of both cases.
    static func hidden(in text: String) -> String {
        var result: [UInt8] = []
        var word: [UInt8] = []
        func end() {
            result += isLookalike(word) ? Array("[redacted]".utf8) : word
            word = []
        }
        for byte in text.utf8 {
            if isPart(byte) { word.append(byte) } else {
                end()
                result.append(byte)
            }
        }
        end()
        return String(decoding: result, as: UTF8.self)
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) && byte >= 0x41 || (0x30...0x39).contains(byte) || "+/=-_.~%".utf8.contains(byte)
    }

    private static func isLookalike(_ word: [UInt8]) -> Bool {
        guard word.count >= least else { return false }
        let kinds = [0x41...0x5A, 0x61...0x7A, 0x30...0x39] as [ClosedRange<UInt8>]
        return kinds.count { kind in word.contains(where: kind.contains) } > 1
    }
}
