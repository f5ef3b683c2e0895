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
    private let parts = Mutex<[String: Opening]>([:])
    /// A folder may have any number of files, and memory that may be locked is small: 256 KiB with 64 bytes a part.
    private static let limit = 4096

    /// A wrapped text, and what is in it once somebody has opened it.
    private final class Opening: Sendable {
        let part = Mutex<SharedPart?>(nil)
    }

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

    /// What is in a wrapped text: `open` gets it out, and is called once, also where several threads ask at the same time.
    /// After a failure the next one tries again.
    func part<Failure: Error>(
        _ wrapped: String, into arena: SecretArena, _ open: () -> Result<SecretSlice, Failure>
    ) -> Result<SecretSlice, Failure> {
        let opening = parts.withLock { parts in
            if let known = parts[wrapped] { return known }
            let new = Opening()
            if parts.count < Self.limit { parts[wrapped] = new }
            return new
        }
        let result = opening.part.withLock { part in
            if let part { return Result<SecretSlice, Failure>.success(part.bytes.withBytes { arena.store($0) }) }
            let result = open()
            if case .success(let opened) = result { part = SharedPart(opened.withBytes { SecretBytes(copying: $0) }) }
            return result
        }
        // Those of other people's keys would take the room.
        if case .failure = result { parts.withLock { $0[wrapped] = nil } }
        return result
    }
}
