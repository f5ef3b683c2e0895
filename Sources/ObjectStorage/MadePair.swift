package import AWSSigning
internal import Cryptography
internal import SecretMemory

/// A pair as a service gives it, or as we choose it.
package enum MadePair {
    /// Refuses what a line of an rclone.conf would not keep, or no signature could carry (spec of rotation, §1): the key exists then, and is
    /// to be deleted.
    static func credentials(id: SecretSlice?, secret: SecretSlice?, isAmazon: Bool) throws(AccessKeyError) -> AWSCredentials {
        guard let name = id.flatMap(text(ofID:)) else { throw .unusablePair(id: nil) }
        // AWS IAM API Reference, AccessKey: 16 to 128 of `\w`.
        let isRight = !isAmazon || name.utf8.count >= 16 && name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_")
        }
        guard isRight, let secret, isUsable(secret) else { throw .unusablePair(id: name) }
        return AWSCredentials(accessKeyID: name, secretAccessKey: secret.withBytes { SecretBytes(copying: $0) })
    }

    /// An id that can be signed with and shown; nil for another text.
    static func text(ofID id: SecretSlice) -> String? {
        let bytes = id.bytes
        guard (1...128).contains(bytes.count), AccessKeyID.fault(in: bytes, forV2: true) == nil else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Without control characters, and without a blank at its ends, which an INI value would lose.
    static func isUsable(_ secret: SecretSlice) -> Bool {
        secret.withBytes { bytes in
            guard let first = bytes.first, let last = bytes.last, bytes.count <= 1024 else { return false }
            return first != 0x20 && last != 0x20 && bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        }
    }

    private static let identifierLetters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
    private static let secretLetters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// A pair for back ends where the client chooses: 20 letters and digits, and 40 (238 bits).
    package static func random() -> AWSCredentials {
        var id = [UInt8](repeating: 0, count: 20)
        id.withMutableRawBytes { fill($0, with: identifierLetters) }
        return AWSCredentials(
            accessKeyID: String(decoding: id, as: UTF8.self), secretAccessKey: SecretBytes(count: 40) { fill($0, with: secretLetters) })
    }

    /// Draws each letter with the same chance: bytes beyond the last whole round of the alphabet are drawn again.
    private static func fill(_ room: UnsafeMutableRawBufferPointer, with letters: [UInt8]) {
        let end = 256 / letters.count * letters.count
        var index = 0
        while index < room.count {
            var byte: UInt8 = 0
            withUnsafeMutableBytes(of: &byte) { SecureRandom.fill($0) }
            guard Int(byte) < end else { continue }
            room[index] = letters[Int(byte) % letters.count]
            index += 1
        }
    }
}
