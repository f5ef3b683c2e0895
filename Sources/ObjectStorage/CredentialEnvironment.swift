package import FileReplacement
package import SecretMemory

/// What the chain asks of the process that runs it. Tests give their own.
package struct CredentialEnvironment: Sendable {
    /// The value of a variable; an empty one counts as none.
    package let variable: @Sendable (_ name: String) -> [UInt8]?
    /// A regular file of at most `limit` bytes.
    package let file: @Sendable (_ path: String, _ limit: Int, _ arena: SecretArena) -> Result<SecretSlice, FileError>
    /// Seconds since 1970.
    package let now: @Sendable () -> Int64

    package init(
        variable: @escaping @Sendable (_ name: String) -> [UInt8]?,
        file: @escaping @Sendable (_ path: String, _ limit: Int, _ arena: SecretArena) -> Result<SecretSlice, FileError> = { path, limit, arena in
            Result { () throws(FileError) in try ConfinedReading.read(path, below: nil, limit: limit, into: arena) }
        },
        now: @escaping @Sendable () -> Int64
    ) {
        self.variable = variable
        self.file = file
        self.now = now
    }

    /// A variable that is no secret; nil for an empty one and for what is no UTF-8.
    func text(_ name: String) -> String? {
        guard let bytes = variable(name), !bytes.isEmpty else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The first of several names that is set.
    func secret(_ names: String..., into arena: SecretArena) -> SecretSlice? {
        for name in names {
            guard let bytes = variable(name), !bytes.isEmpty else { continue }
            return arena.store(bytes)
        }
        return nil
    }
}
