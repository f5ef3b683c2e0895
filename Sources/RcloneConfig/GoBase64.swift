package import SecretMemory

/// Base64 as rclone reads it: CR and LF are skipped wherever they stand, left-over bits are not looked at (Go's
/// `encoding/base64`, which rclone 1.75 `fs/config/crypt.go` and `fs/config/obscure/obscure.go` use).
package enum GoBase64 {
    /// The two forms that rclone writes.
    package enum Form: Sendable {
        /// The standard alphabet, padded.
        case standard
        /// The URL alphabet, without padding.
        case rawURL
    }

    /// Why a text is no base64; the place counts bytes from the text's start.
    package enum Fault: Error, Equatable, Sendable {
        case illegalByte(at: Int)
        /// The text ends within a group of four letters.
        case endsEarly(at: Int)
    }

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encodeStandard(_ bytes: SecretSlice, into output: inout SecretBuilder) {
        output.reserve((bytes.count + 2) / 3 * 4)
        bytes.withBytes { bytes in
            var index = 0
            while index < bytes.count {
                let left = bytes.count - index
                let quantum =
                    Int(bytes[index]) << 16 | (left > 1 ? Int(bytes[index + 1]) << 8 : 0) | (left > 2 ? Int(bytes[index + 2]) : 0)
                output.append(letters[quantum >> 18])
                output.append(letters[quantum >> 12 & 63])
                output.append(left > 1 ? letters[quantum >> 6 & 63] : UInt8(ascii: "="))
                output.append(left > 2 ? letters[quantum & 63] : UInt8(ascii: "="))
                index += 3
            }
        }
    }

    package static func decode(_ text: SecretSlice, as form: Form, into arena: SecretArena) throws(Fault) -> SecretSlice {
        var output = SecretBuilder(in: arena, capacity: text.count / 4 * 3 + 4)
        var held: UInt32 = 0
        // Letters, and then padding, of the group at hand.
        var (count, padding) = (0, 0)
        for index in 0..<text.count {
            let byte = text[index]
            if byte == 0x0A || byte == 0x0D { continue }
            // Padding ends the text.
            if padding > 0, count + padding == 4 { throw .illegalByte(at: index) }
            if byte == UInt8(ascii: "="), form == .standard, count >= 2 {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: byte, form) else { throw .illegalByte(at: index) }
            held = held << 6 | value
            count += 1
            if count == 4 {
                for shift: UInt32 in [16, 8, 0] { output.append(UInt8(truncatingIfNeeded: held >> shift)) }
                (held, count) = (0, 0)
            }
        }
        let isWhole = form == .rawURL ? count != 1 : count == 0 || count + padding == 4
        guard isWhole else { throw .endsEarly(at: text.count - count - padding) }
        if count >= 2 { output.append(UInt8(truncatingIfNeeded: held >> (count == 2 ? 4 : 10))) }
        if count == 3 { output.append(UInt8(truncatingIfNeeded: held >> 2)) }
        return output.finish()
    }

    private static func value(of byte: UInt8, _ form: Form) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte) - 0x41
        case 0x61...0x7A: UInt32(byte) - 0x61 + 26
        case 0x30...0x39: UInt32(byte) - 0x30 + 52
        case UInt8(ascii: "+") where form == .standard: 62
        case UInt8(ascii: "/") where form == .standard: 63
        case UInt8(ascii: "-") where form == .rawURL: 62
        case UInt8(ascii: "_") where form == .rawURL: 63
        default: nil
        }
    }
}
