import EncryptedFiles
import RcloneConfig
import SecretMemory

/// An S3 key of a file that somebody could read who can't any more: a new data key does not take it back, only its provider can.
struct ExposedS3Key {
    let remote: String
    /// Enough to find the key at the provider, and no more.
    let shownID: String

    /// Those of an rclone.conf, in whatever form the file holds it; none for another file.
    static func all(in bytes: SecretSlice, path: String) -> [ExposedS3Key] {
        let arena = SecretArena()
        guard let text = try? DecryptOperation.rcloneConfig(of: bytes, input: Input(path), arena: arena) else { return [] }
        var keys: [ExposedS3Key] = []
        for section in RcloneDocument(parsing: text).reading.sections where section.value("type")?.equals("s3") ?? false {
            guard let id = section.value("access_key_id"), !id.isEmpty else { continue }
            keys.append(ExposedS3Key(remote: section.name.text, shownID: shown(id)))
        }
        return keys
    }

    private static func shown(_ id: SecretSlice) -> String { shown(String(decoding: id.bytes, as: UTF8.self)) }

    static func shown(_ id: String) -> String { id.utf8.count >= 12 ? id.prefix(4) + "…" + id.suffix(4) : "…" }
}
