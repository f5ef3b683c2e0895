internal import Cryptography
package import SecretMemory

/// The key that rclone makes of a configuration's password (rclone 1.75 `fs/config/crypt.go`, `fs/config/ui.go`). There is
/// no salt and no work factor: whoever has the file tries passwords at the price of one SHA-256 each.
package enum ConfigPassword {
    package enum Fault: Error, Equatable, Sendable {
        case invalidUTF8
        /// Nothing in it but white space.
        case empty
    }

    /// 32 bytes. White space at the ends counts.
    package static func key(from password: SecretSlice, in arena: SecretArena) throws(Fault) -> SecretBytes {
        guard password.isValidUTF8 else { throw .invalidUTF8 }
        guard !password.trimmed().isEmpty else { throw .empty }
        var text = SecretBuilder(in: arena, capacity: password.count + 32)
        text.append("[")
        text.append(NFKC.normalized(password, in: arena))
        text.append("][rclone-config]")
        var digest = text.finish().withBytes { SHA256.hash($0) }
        defer { digest.withMutableRawBytes { ConstantTime.wipe($0) } }
        return SecretBytes(copying: digest)
    }

    /// True when white space stands at an end, where nobody sees it.
    package static func hasOuterWhiteSpace(_ password: SecretSlice) -> Bool { password.trimmed().count != password.count }
}
