import Cryptography
import RcloneConfig
import SecretMemory

/// An rclone.conf out of rclone's own encryption, which can be put back around it.
final class UnlockedConfig {
    let text: SecretSlice
    private let key: Key

    private final class Key {
        let bytes: SecretBytes

        init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
    }

    init(text: SecretSlice, key: consuming SecretBytes) {
        self.text = text
        self.key = Key(key)
    }

    private init(text: SecretSlice, keyOf other: UnlockedConfig) {
        self.text = text
        key = other.key
    }

    /// The file as it is now; nil when it has another password.
    func open(_ config: EncryptedConfig, in arena: SecretArena) -> UnlockedConfig? {
        do throws(EncryptedConfigError) { return UnlockedConfig(text: try config.open(key.bytes, in: arena), keyOf: self) } catch { return nil }
    }

    /// Encrypts a changed text with the same password.
    func lock(_ text: SecretSlice, name: String, in arena: SecretArena) throws(Failure) -> SecretSlice {
        do throws(EncryptedConfigError) {
            return try EncryptedConfig.seal(text, key: key.bytes, nonce: SecureRandom.bytes(SecretBox.nonceSize), in: arena)
        } catch { throw .of(error, file: name) }
    }
}
