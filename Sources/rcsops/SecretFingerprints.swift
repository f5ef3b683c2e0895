import Cryptography
import DocumentTree
import EncryptedFiles
import RcloneConfig
import SecretMemory
import SopsDocument

/// The secrets of one version of a file, each as a code that shows only whether two are the same: HMAC-SHA256 under a key of this run.
struct SecretFingerprints: Sendable {
    struct Secret: Sendable {
        /// As in `prod/secret_access_key`.
        let path: String
        /// Of an rclone.conf, in whatever it lies.
        let remote: String?
        /// Of an S3 remote's pair.
        let keyID: String?
        /// Of the value; nil where no key opens the version.
        let value: [UInt8]?
        /// Of the ciphertext; nil for what stands in clear, or lies in an embedded file.
        let sealed: [UInt8]?
    }

    let secrets: [Secret]
    let isOpen: Bool

    /// Made once a run, so that nobody can compare the codes of two.
    final class Key: Sendable {
        private let bytes = SecureRandom.secret(32)

        func code(_ value: SecretSlice) -> [UInt8] { bytes.withBytes { key in value.withBytes { HMACSHA256.code(key: key, $0) } } }
    }

    /// Of a sops document.
    init(_ tree: DocumentTree, _ metadata: SopsMetadata, format: DocumentFormat, key: Key, isOpened: Bool) {
        let placed = PlacedValues(of: tree, metadata, format: format, identities: isOpened ? System.identities : nil)
        isOpen = placed.isOpen
        if let embedded = placed.embedded {
            let found = Self.secrets(of: RcloneDocument(parsing: embedded).reading, key)
            if !found.isEmpty {
                secrets = found
                return
            }
        }
        func name(_ value: PlacedValues.Value) -> String { value.path.joined(separator: "/") }
        guard placed.isRcloneConfig else {
            secrets = placed.values.compactMap { value in
                guard let sealed = value.ciphertext else { return nil }
                // A rotation's journal has the id in clear beside the secret.
                let id = value.path.last == "secret_access_key" ? placed.values.first { $0.path == value.path.dropLast() + ["id"] && $0.ciphertext == nil } : nil
                return Secret(path: name(value), remote: nil, keyID: id?.plaintext.map(Self.text), value: value.plaintext.map(key.code), sealed: key.code(sealed))
            }
            return
        }
        func option(_ name: String, of remote: String) -> SecretSlice? {
            placed.values.first { $0.path.count == 2 && $0.path[0] == remote && $0.path[1] == name }?.plaintext
        }
        secrets = placed.values.compactMap { value in
            guard value.path.count == 2, let shown = value.plaintext ?? value.ciphertext else { return nil }
            let remote = value.path[0]
            let type = option("type", of: remote).map { String(decoding: $0.bytes, as: UTF8.self) }
            guard Self.isSecret(value.path[1], of: type, shown) else { return nil }
            return Secret(
                path: name(value), remote: remote, keyID: option("access_key_id", of: remote).map(Self.text),
                value: value.plaintext.map(key.code), sealed: value.ciphertext.map(key.code))
        }
    }

    /// Of an rclone.conf in clear.
    init(plain reading: RcloneReading, key: Key) {
        secrets = Self.secrets(of: reading, key)
        isOpen = true
    }

    private static func secrets(of reading: RcloneReading, _ key: Key) -> [Secret] {
        reading.sections.flatMap { section -> [Secret] in
            let type = section.value("type").map { String(decoding: $0.bytes, as: UTF8.self) }
            let keyID = section.value("access_key_id").map(text)
            return section.entries.compactMap { entry in
                guard isSecret(entry.key.text, of: type, entry.value) else { return nil }
                return Secret(
                    path: section.name.text + "/" + entry.key.text, remote: section.name.text, keyID: keyID, value: key.code(entry.value), sealed: nil)
            }
        }
    }

    // The id of a pair is its name, and the secret stands beside it.
    private static func isSecret(_ option: String, of type: String?, _ value: SecretSlice) -> Bool {
        option != "access_key_id" && SecretOption.isKnownSecret(backend: type, key: ConfigName(option), value: value)
    }

    private static func text(_ value: SecretSlice) -> String { String(decoding: value.bytes, as: UTF8.self) }
}
