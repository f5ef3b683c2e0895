import Cryptography

/// UUIDs of version 7 (RFC 9562 §5.7): they sort by the time when they were made.
enum RotationID {
    static func make(milliseconds: Int64) -> String {
        var bytes = SecureRandom.bytes(16)
        for place in 0..<6 { bytes[place] = UInt8(truncatingIfNeeded: milliseconds >> (8 * (5 - Int64(place)))) }
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = HexText.of(bytes)
        var text = ""
        for (place, digit) in hex.enumerated() {
            if [8, 12, 16, 20].contains(place) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}
