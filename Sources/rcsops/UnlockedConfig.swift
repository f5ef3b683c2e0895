import Cryptography
import RcloneConfig
import SecretMemory

/// An rclone.conf out of rclone's own encryption, which can be put back around it.
final class UnlockedConfig {
    let text: SecretSlice
    private let key: SecretBytes

    init(text: SecretSlice, key: consuming SecretBytes) {
        self.text = text
        self.key = key
    }

    /// Encrypts a changed text with the same password.
    func lock(_ text: SecretSlice, name: String, in arena: SecretArena) throws(Failure) -> SecretSlice {
        do throws(EncryptedConfigError) {
            return try EncryptedConfig.seal(text, key: key, nonce: SecureRandom.bytes(SecretBox.nonceSize), in: arena)
        } catch { throw .of(error, file: name) }
    }
}
