internal import EncryptedFiles
internal import FileReplacement
internal import SecretMemory
package import SopsDocument

/// To whom a journal is encrypted.
package enum JournalRecipients: Sendable {
    /// Whom the document at this path is encrypted to now: its key groups and their threshold.
    case document(path: String)
    /// For a plain document, which names nobody.
    case given(groups: [KeyGroup], threshold: Int)

    /// Nil when the document can't tell.
    var current: (groups: [KeyGroup], threshold: Int)? {
        switch self {
        case .given(let groups, let threshold): return (groups, threshold)
        case .document(let path):
            let arena = SecretArena()
            guard let bytes = try? ConfinedReading.read(path, below: nil, limit: FileReading.limit, into: arena) else { return nil }
            let format: DocumentFormat
            switch InputForm.recognise(bytes, in: arena) {
            case .sopsINI: format = .ini
            case .sopsDocument(let found): format = found
            default: return nil
            }
            guard let metadata = try? DocumentStore(format).readEncrypted(bytes, in: arena).metadata else { return nil }
            return (metadata.keyGroups, metadata.shamirThreshold)
        }
    }

    /// What tells two sets of recipients apart; the wrapped keys don't.
    static func names(_ groups: [KeyGroup], _ threshold: Int) -> [String] {
        ["\(threshold)"] + groups.flatMap { ["group"] + $0.keys.map { $0.kind.rawValue + " " + $0.displayName } }
    }

    /// The entries without the keys that they wrap for the document.
    static func bare(_ groups: [KeyGroup]) -> [KeyGroup] {
        groups.map { group in
            KeyGroup(
                keys: group.keys.map { key in MasterKeyEntry(kind: key.kind, fields: key.fields.filter { $0.name != "enc" && $0.name != "created_at" }) },
                unknown: group.unknown)
        }
    }
}
