internal import Cryptography
package import SecretMemory

/// rclone's own encryption around a whole configuration, `RCLONE_ENCRYPT_V0` (rclone 1.75 `fs/config/crypt.go`): base64 of
/// a nonce and of NaCl's secretbox under a key that is made of a password.
package struct EncryptedConfig: Sendable {
    /// What stands behind the marker.
    private let payload: SecretSlice
    /// The line in which that begins.
    private let firstLine: Int
    /// A byte order mark keeps rclone from seeing the marker: it reads the ciphertext as INI, and destroys it with its
    /// next save.
    package let hasByteOrderMark: Bool

    private static let marker: StaticString = "RCLONE_ENCRYPT_V0:"
    private static let anyVersion = Array("RCLONE_ENCRYPT_V".utf8)
    // As rclone writes it.
    private static let head: StaticString = "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\n"
    private static let overhead = SecretBox.nonceSize + SecretBox.tagSize

    /// Nil for a file that is not encrypted. The first line that is neither empty nor a comment decides.
    package init?(recognising source: SecretSlice) throws(EncryptedConfigError) {
        hasByteOrderMark = source.count >= 3 && source[0] == 0xEF && source[1] == 0xBB && source[2] == 0xBF
        var start = hasByteOrderMark ? 3 : 0
        var number = 0
        while start < source.count {
            number += 1
            let end = source.first(0x0A, from: start) ?? source.count
            let line = source[start..<end].trimmed()
            start = min(end + 1, source.count)
            if line.isEmpty || line[0] == UInt8(ascii: "#") || line[0] == UInt8(ascii: ";") { continue }
            if line.equals(Self.marker) {
                payload = source[start..<source.count]
                firstLine = number + 1
                return
            }
            if line.count >= Self.anyVersion.count, line[0..<Self.anyVersion.count].bytes == Self.anyVersion {
                throw .unsupportedVersion(line: number)
            }
            return nil
        }
        return nil
    }

    /// The plaintext, under a key of ``ConfigPassword``.
    package func open(_ key: borrowing SecretBytes, in arena: SecretArena) throws(EncryptedConfigError) -> SecretSlice {
        let box: SecretSlice
        do throws(GoBase64.Fault) { box = try GoBase64.decode(payload, as: .standard, into: arena) } catch {
            switch error {
            case .illegalByte(let byte): throw place(of: byte)
            case .endsEarly: throw .cutOff
            }
        }
        guard box.count >= Self.overhead else { throw .tooShort(byteCount: box.count) }
        let room = arena.allocate(count: box.count - Self.overhead)
        do throws(CryptographyError) {
            try key.withBytes { (key) throws(CryptographyError) in
                try box.withBytes { (box) throws(CryptographyError) in
                    try SecretBox.open(
                        UnsafeRawBufferPointer(rebasing: box[SecretBox.nonceSize...]), key: key,
                        nonce: UnsafeRawBufferPointer(rebasing: box[..<SecretBox.nonceSize]), into: room)
                }
            }
        } catch .authenticationFailed { throw .authenticationFailed } catch { throw .libraryFailure("\(error)") }
        return arena.slice(of: room)
    }

    private func place(of byte: Int) -> EncryptedConfigError {
        var (line, column) = (firstLine, 1)
        for index in 0..<byte {
            column += 1
            if payload[index] == 0x0A { (line, column) = (line + 1, 1) }
        }
        return .invalidBase64(line: line, column: column, byte: byte)
    }

    /// The file that rclone would write of a plaintext: one line of base64, and no line end behind it. The nonce, 24
    /// bytes, must be new for each file.
    package static func seal(
        _ plaintext: SecretSlice, key: borrowing SecretBytes, nonce: [UInt8], in arena: SecretArena
    ) throws(EncryptedConfigError) -> SecretSlice {
        let box = arena.allocate(count: overhead + plaintext.count)
        do throws(CryptographyError) {
            try key.withBytes { (key) throws(CryptographyError) in
                try plaintext.withBytes { (plaintext) throws(CryptographyError) in
                    try nonce.withRawBytes { (nonce) throws(CryptographyError) in
                        guard nonce.count == SecretBox.nonceSize else { throw .invalidIVSize(nonce.count) }
                        box.copyMemory(from: nonce)
                        try SecretBox.seal(
                            plaintext, key: key, nonce: nonce,
                            into: UnsafeMutableRawBufferPointer(rebasing: box[SecretBox.nonceSize...]))
                    }
                }
            }
        } catch { throw .libraryFailure("\(error)") }
        var output = SecretBuilder(in: arena, capacity: head.utf8CodeUnitCount + (box.count + 2) / 3 * 4)
        output.append(head)
        GoBase64.encodeStandard(arena.slice(of: box), into: &output)
        return output.finish()
    }
}
