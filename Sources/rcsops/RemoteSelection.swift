import EncryptedFiles
import RcloneConfig
import SecretMemory

/// `--remote NAME`: that remote and all that it refers to, in the file's order, with the comments that belong to them.
enum RemoteSelection {
    /// The whole document when no remote is named.
    static func narrow(
        _ document: RcloneDocument, to remotes: [String], file: String, arena: SecretArena
    ) throws(Failure) -> RcloneDocument {
        guard !remotes.isEmpty else { return document }
        // A line that rclone refuses may belong to any remote.
        guard document.unreadable.isEmpty else {
            throw .of(EncryptedFileError.notRcloneConfig(unreadable: document.unreadable), file: file)
        }
        return RemoteClosure.document(of: try names(remotes, document, file, arena), in: document, arena: arena)
    }

    static func narrow(
        _ text: SecretSlice, to remotes: [String], file: String, arena: SecretArena
    ) throws(Failure) -> SecretSlice {
        remotes.isEmpty ? text : try narrow(RcloneDocument(parsing: text), to: remotes, file: file, arena: arena).source
    }

    /// The numbers of the lines of those remotes; nil for all.
    static func lines(
        of remotes: [String], in document: RcloneDocument, file: String, arena: SecretArena
    ) throws(Failure) -> Set<Int>? {
        guard !remotes.isEmpty else { return nil }
        return RemoteClosure.lineNumbers(of: try names(remotes, document, file, arena), in: document)
    }

    private static func names(
        _ remotes: [String], _ document: RcloneDocument, _ file: String, _ arena: SecretArena
    ) throws(Failure) -> Set<ConfigName> {
        do throws(ClosureError) {
            return try RemoteClosure.names(of: remotes.map { ConfigName($0) }, in: document.reading, arena: arena)
        } catch { throw .of(error, file: file) }
    }

    /// In place the other remotes would be gone.
    static func refuseLoss(_ remotes: [String], inPlace: Bool) throws(Failure) {
        guard inPlace, !remotes.isEmpty else { return }
        throw Failure(
            "RC8204", exit: 64, "--in-place would take all other remotes out of the file", fix: "write to another file with --output")
    }

    static func noRemotes(in file: String) -> Failure {
        Failure(
            "RC8205", exit: 2, "\"" + file + "\" is no rclone.conf or encrypted one, and --remote can choose nothing in it",
            fix: "leave --remote out, or give the rclone.conf")
    }
}
