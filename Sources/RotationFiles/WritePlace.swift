internal import CredentialRotation
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Whether a file could be replaced, as far as that can be told without doing it.
enum WritePlace {
    /// Of a journal.
    private static let leastRoom = 64 << 10

    /// What a file takes that is replaced: twice its size, and a journal beside it.
    static func room(size: Int) -> Int { size * 2 + leastRoom }

    static func check(_ path: String, named name: String, size: Int, breaksLinks: Bool) throws(RotationDocumentError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .unwritable(path: name, step: "stat", errorNumber: errno) }
        guard status.st_nlink <= 1 || breaksLinks else { throw .severalLinks(path: name) }
        guard faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 else { throw .unwritable(path: name, step: "write to it", errorNumber: errno) }
        let folder = FilePath.folder(of: path)
        guard faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 else { throw .unwritable(path: name, step: "make a file beside it", errorNumber: errno) }
        let isForeign = status.st_uid != geteuid() && geteuid() != 0
        guard !isForeign else { throw .unwritable(path: name, step: "keep the owner", errorNumber: EPERM) }
        var system = statvfs()
        guard statvfs(folder, &system) == 0 else { return }
        let free = UInt64(system.f_bavail) * UInt64(system.f_frsize)
        guard system.f_blocks == 0 || free >= UInt64(room(size: size)) else {
            throw .unwritable(path: name, step: "find room beside it", errorNumber: ENOSPC)
        }
    }
}
