internal import SecretMemory
internal import Synchronization

/// What was read and opened so far, for all the files of a process and all its threads.
final class IdentityMemory: Sendable {
    private struct Loaded {
        /// Of the sources that give the same to everybody.
        var known: [SourceReading] = []
        var outputs: [IdentitySources.CommandOutput] = []
        var byRecipient: [String: LoadedIdentities] = [:]
    }

    private let loaded = Mutex(Loaded())
    private let parts = Mutex<[String: SharedPart]>([:])
    /// A folder may have any number of files, and memory that may be locked is small: 256 KiB with 64 bytes a part.
    private static let limit = 4096

    private final class SharedPart: Sendable {
        let bytes: SecretBytes

        init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
    }

    /// What the sources gave that give the same to everybody; `read` gives it the first time.
    func known(_ read: () -> [SourceReading]) -> [SourceReading] {
        loaded.withLock { loaded in
            if loaded.known.isEmpty { loaded.known = read() }
            return loaded.known
        }
    }

    /// `read` is given what was read before, and adds to it.
    func identities(
        for recipient: String, _ read: (inout [SourceReading], inout [IdentitySources.CommandOutput]) -> LoadedIdentities
    ) -> LoadedIdentities {
        loaded.withLock { loaded in
            if let found = loaded.byRecipient[recipient] { return found }
            let identities = read(&loaded.known, &loaded.outputs)
            loaded.byRecipient[recipient] = identities
            return identities
        }
    }

    func part(_ wrapped: String, into arena: SecretArena) -> SecretSlice? {
        parts.withLock { parts in parts[wrapped] }.map { part in part.bytes.withBytes { arena.store($0) } }
    }

    func keep(_ part: SecretSlice, of wrapped: String) {
        let shared = SharedPart(part.withBytes { SecretBytes(copying: $0) })
        parts.withLock { parts in if parts.count < Self.limit { parts[wrapped] = shared } }
    }
}
