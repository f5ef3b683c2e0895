internal import Cryptography

/// A UUID of version 7 (RFC 9562, 5.7): names of rotations sort by the time at which they began.
package enum RotationIdentifier {
    package static func make(milliseconds: Int64) -> String { make(milliseconds: milliseconds, random: SecureRandom.bytes(10)) }

    static func make(milliseconds: Int64, random: [UInt8]) -> String {
        precondition(random.count == 10)
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * Int64($0))) } + random
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text
    }
}
