#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What can go wrong between a path and its bytes. Every case names the path; `errorNumber` is the system's errno.
package enum FileError: Error, Equatable, Sendable {
    /// No file has that name.
    case notFound(path: String)
    /// The path names a folder.
    case isFolder(path: String)
    /// The file is there, yet can't be opened or read.
    case unreadable(path: String, errorNumber: Int32)
    /// A FIFO, a socket or a device, where a file is wanted.
    case notRegular(path: String)
    /// The path leads out of the folder that it has to stay in, to `target`.
    case outside(path: String, target: String)
    /// What is to be copied is there already, as the same file.
    case sameFile(path: String)
    /// More bytes than a configuration can have; `limit` in bytes.
    case tooLarge(path: String, limit: Int)
    /// Replacing would separate the file from its other names.
    case severalHardLinks(path: String, count: Int)
    /// The file belongs to somebody else, and the new one could not be given to them.
    case foreignOwner(path: String, errorNumber: Int32)
    /// Something of that name exists, and must not be replaced.
    case alreadyThere(path: String)
    /// Somebody else has written the file since it was read.
    case changed(path: String)
    /// The new file is in its place, yet the folder could not be synced: a crash now might bring the old one back.
    case unsynced(path: String, errorNumber: Int32)
    /// The new bytes could not be made durable; the file is as it was.
    case unwritable(path: String, step: String, errorNumber: Int32)

    /// The system's words for an errno.
    package static func words(for errorNumber: Int32) -> String {
        String(cString: strerror(errorNumber))
    }
}
