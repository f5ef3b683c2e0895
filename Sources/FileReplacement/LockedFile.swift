internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The file that a path names now, under a lock that rcsops' other writers wait for: between the last look at the file and
/// its replacement none of them comes in.
struct LockedFile: ~Copyable {
    private let descriptor: Int32

    init(_ path: String) throws(FileError) {
        while true {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                if errno == ENOENT { throw .changed(path: path) }
                throw .unreadable(path: path, errorNumber: errno)
            }
            // Some file systems have no locks; the comparison remains.
            while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
            var held = stat()
            var named = stat()
            if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino, held.st_dev == named.st_dev {
                self.descriptor = descriptor
                return
            }
            // Whoever held the lock has put another file in the place.
            close(descriptor)
        }
    }

    /// Throws when the file no longer holds what was read of it.
    borrowing func checkHolds(_ bytes: SecretSlice, path: String) throws(FileError) {
        let now = try FileReading.read(descriptor: descriptor, named: path, into: SecretArena())
        guard now.equals(bytes) else { throw .changed(path: path) }
    }

    deinit { close(descriptor) }
}
