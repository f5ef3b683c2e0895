/// Where a remote's files lie in the end: behind all the remotes that wrap others.
package struct StoragePlace: Sendable {
    /// The remote that talks to the storage.
    package let options: RemoteOptions
    /// Behind its colon, without slashes at the ends.
    package let path: String
    /// The wrappers in between, the outermost first; empty when the remote itself stores.
    package let wrappers: [ConfigName]
    /// A crypt in between encrypts the names of what would come behind ``path``: nothing of it can be named.
    package let hidesNames: Bool
}

/// Why there is no such place.
package enum StorageFault: Error, Sendable {
    /// Remotes that refer to each other in a circle, or in a chain that nobody writes.
    case circle([ConfigName])
    case missing(ConfigName, from: ConfigName?)
    /// An option of a wrapper that names no remote and no folder, or is not there.
    case malformed(ConfigName, key: String)
    /// A folder of this machine.
    case local(ConfigName)
    /// A combine has no such folder.
    case noFolder(ConfigName)
    /// More places than anybody means.
    case tooMany(ConfigName)
    case value(EffectiveError)
}
