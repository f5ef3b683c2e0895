internal import Cryptography
package import SecretMemory

/// rclone's obscured form of a password (rclone 1.75 `fs/config/obscure/obscure.go`): AES-256-CTR under a key that is in
/// rclone's source, so it hides a text from a glance and from nobody who looks. Nothing in it tells a wrong text.
package enum ObscuredText {
    package enum Fault: Error, Equatable, Sendable {
        /// No base64url without padding; the place counts bytes.
        case invalidBase64(at: Int)
        /// Fewer bytes than the IV has.
        case tooShort
        /// The library failed where it should not; says in which call.
        case libraryFailure(String)
    }

    /// Size of the IV, in bytes.
    package static let ivSize = AES256CTR.ivSize

    // Public: it is the same in every rclone.
    private static let key: [UInt8] = [
        0x9C, 0x93, 0x5B, 0x48, 0x73, 0x0A, 0x55, 0x4D, 0x6B, 0xFD, 0x7C, 0x63, 0xC8, 0x86, 0xA9, 0x2B,
        0xD3, 0x90, 0x19, 0x8E, 0xB8, 0x12, 0x8A, 0xFB, 0xF4, 0xDE, 0x16, 0x2B, 0x8B, 0x95, 0xF6, 0x38,
    ]

    /// The obscured form; the same IV, 16 bytes, gives the same text again.
    package static func obscure(_ text: SecretSlice, iv: [UInt8], in arena: SecretArena) throws(Fault) -> SecretSlice {
        guard iv.count == ivSize else { throw .libraryFailure("an IV of \(iv.count) bytes") }
        let room = arena.allocate(count: ivSize + text.count)
        iv.withRawBytes { room.copyMemory(from: $0) }
        try apply(text, iv: arena.store(iv), into: UnsafeMutableRawBufferPointer(rebasing: room[ivSize...]))
        var output = SecretBuilder(in: arena, capacity: (room.count + 2) / 3 * 4)
        Base64URL.encode(arena.slice(of: room), into: &output)
        return output.finish()
    }

    /// What was obscured; of a text that never was, whatever comes of it.
    package static func reveal(_ text: SecretSlice, in arena: SecretArena) throws(Fault) -> SecretSlice {
        let bytes: SecretSlice
        do throws(GoBase64.Fault) { bytes = try GoBase64.decode(text, as: .rawURL, into: arena) } catch {
            switch error {
            case .illegalByte(let place), .endsEarly(let place): throw .invalidBase64(at: place)
            }
        }
        guard bytes.count >= ivSize else { throw .tooShort }
        let room = arena.allocate(count: bytes.count - ivSize)
        try apply(bytes[ivSize..<bytes.count], iv: bytes[0..<ivSize], into: room)
        return arena.slice(of: room)
    }

    /// False for what nobody chose as a password, which shows that the text was not obscured: other than UTF-8, or with
    /// control characters in it.
    package static func isPlausible(_ revealed: SecretSlice) -> Bool {
        revealed.isValidUTF8 && revealed.firstIndex { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F } == nil
    }

    private static func apply(_ text: SecretSlice, iv: SecretSlice, into room: UnsafeMutableRawBufferPointer) throws(Fault) {
        do throws(CryptographyError) {
            try text.withBytes { (text) throws(CryptographyError) in
                try iv.withBytes { (iv) throws(CryptographyError) in
                    try key.withRawBytes { (key) throws(CryptographyError) in
                        try AES256CTR.apply(text, key: key, iv: iv, into: room)
                    }
                }
            }
        } catch { throw .libraryFailure("\(error)") }
    }
}
