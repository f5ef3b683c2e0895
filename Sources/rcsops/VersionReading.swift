import DocumentTree
import EncryptedFiles
import RcloneConfig
import SecretMemory
import SopsDocument

/// What one version of a file is to somebody who looks for secrets.
enum VersionReading {
    case nothing
    /// A sops document; `isJournal`: of a rotation.
    case sealed(tree: DocumentTree, metadata: SopsMetadata, format: DocumentFormat, isJournal: Bool)
    /// An rclone.conf in clear that holds secrets.
    case plain(RcloneReading)
    /// It looks encrypted, and can't be read.
    case unreadable

    /// What a rotation's journal calls its form.
    static let journalMark = "rcsops-rotation/1"
    private static let plainMarks = ["secret_access_key", "pass =", "pass=", "token =", "token="].map { Array($0.utf8) }

    init(_ bytes: SecretSlice, path: String, in arena: SecretArena) {
        func holds(_ text: String) -> Bool { bytes.firstRange(of: Array(text.utf8), from: 0) != nil }
        if holds("lastmodified"), holds("sops") {
            do throws(SopsError) {
                let named = DocumentFormat(path: path)
                let form = InputForm.recognise(bytes, as: named, in: arena)
                let format = DecryptOperation.format(of: form, named: named, asSops: false)
                let (tree, metadata) = try DocumentStore(format).readEncrypted(bytes, in: arena)
                self = .sealed(tree: tree, metadata: metadata, format: format, isJournal: format == .json && holds(Self.journalMark))
                return
            } catch {
                if error != .metadataNotFound, holds("ENC[AES256_GCM,") {
                    self = .unreadable
                    return
                }
            }
        }
        self = .nothing
        let isManifest = holds("Secret") && holds("rclone.conf")
        guard isManifest || holds("type") && Self.plainMarks.contains(where: { bytes.firstRange(of: $0, from: 0) != nil }) else { return }
        if case .rcloneConfig(let document) = InputForm.recognise(bytes, in: arena) {
            self = .plain(document.reading)
        } else if isManifest, let reading = Self.embedded(bytes, in: arena) {
            self = .plain(reading)
        }
    }

    private static func embedded(_ bytes: SecretSlice, in arena: SecretArena) -> RcloneReading? {
        guard case .manifest(let format, _) = InputForm.recognise(bytes, in: arena), let tree = try? DocumentStore(format).read(bytes, in: arena),
            let text = EmbeddedConfig(in: tree)?.text, case .rcloneConfig(let document) = InputForm.recognise(text, in: arena)
        else { return nil }
        return document.reading
    }
}
