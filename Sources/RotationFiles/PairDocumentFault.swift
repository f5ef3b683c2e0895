internal import EncryptedFiles
internal import SopsDocument

/// Why a document can't be opened or written, in a few words; names may be in them, values never.
enum PairDocumentFault {
    static func words(_ error: EncryptedFileError) -> String {
        switch error {
        case .notRcloneConfig: "it is no rclone.conf"
        case .encryptedByRclone: "rclone's own encryption is around it"
        case .metadataLost: "its values are encrypted, and its metadata are cut off"
        case .secretInClear(let section, let key, _): "its rule would leave " + key.text + " of [" + section.text + "] readable"
        case .fragileInClear(let section, let key, _): "sops would change " + key.text + " of [" + section.text + "], which is readable"
        case .exposedRemote(let name, _): "its rule takes [" + name.text + "] for a readable option"
        case .commentSelector: "its rule goes by comments, which an rclone.conf has no place for"
        case .damagedBySopsEdit, .swallowedHeader: "sops edit has damaged values in it: rcsops decrypt tells which"
        case .lineBreak(let section, let key): key.text + " of [" + section.text + "] has a line break"
        case .overriddenByEmpty(let section, let key): "an empty " + key.text + " takes the place of another in [" + section.text + "]"
        case .unfaithful(let reason): reason
        case .noDataKey: "no identity here opens it"
        case .notWrapped(let failure): failure.text
        case .document(let error): words(error)
        }
    }

    private static func words(_ error: SopsError) -> String {
        switch error {
        case .macMismatch, .macUndecryptable: "its MAC does not fit: somebody has changed it without its key"
        case .authenticationFailed(let path): "the value at " + path + " was changed or moved"
        default: "it is no whole sops document"
        }
    }
}
