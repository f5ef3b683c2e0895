#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A lock file that one process holds at a time (flock(2)). It is never deleted: that would race with whoever opens it.
package struct HeldLock: ~Copyable {
    private let descriptor: Int32

    /// Nil when another process holds it.
    package init?(_ path: String) throws(FileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: path, step: "make the lock file", errorNumber: errno) }
        var code = flock(descriptor, LOCK_EX | LOCK_NB)
        while code != 0, errno == EINTR { code = flock(descriptor, LOCK_EX | LOCK_NB) }
        if code != 0, errno == EWOULDBLOCK {
            close(descriptor)
            return nil
        }
        // Some file systems have no locks; what is read is compared before it is replaced all the same.
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
