#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Keeps other rotations from some documents (§2.4): flock on `DOCUMENT.lock`, which is never removed, since whoever unlinks a lock
/// file races with one who has just opened it. On file systems without locks the comparison before each rename remains.
package final class RotationLock: Sendable {
    private let descriptors: [Int32]
    /// Others that it keeps as long as its own.
    private let others: RotationLock?
    /// The documents, without links in their paths.
    package let paths: [String]

    /// Takes the locks of all documents, in bytewise order of their real paths, so that two rotations never wait for each other;
    /// neither of them waits at all. What dead runs have left is removed.
    package init(_ documents: [String], besides others: RotationLock? = nil) throws(RotationFileError) {
        let paths = Array(Set(documents.map { FilePath.real($0) ?? $0 })).sorted(by: FilePath.precedes)
        var descriptors: [Int32] = []
        do throws(RotationFileError) {
            for path in paths { if let descriptor = try Self.take(path) { descriptors.append(descriptor) } }
        } catch {
            for descriptor in descriptors { close(descriptor) }
            throw error
        }
        self.descriptors = descriptors
        self.others = others
        self.paths = paths + (others?.paths ?? [])
        for path in paths { LeftOverFiles.remove(of: path) }
    }

    package static func path(of document: String) -> String { document + ".lock" }

    /// Has Git pass the locks of these documents by, before there are any: one stays also where no journal came about, which says so itself. Where
    /// that can't be done they are seen, and nothing else.
    package static func hideFromGit(_ documents: [String]) { GitExclusion.hideLocks(of: documents.map { FilePath.real($0) ?? $0 }) }

    /// Nil where the document's folder is not there, as after a change of branches: nobody can write such a file, and what is to be done about it
    /// the rotation says.
    private static func take(_ document: String) throws(RotationFileError) -> Int32? {
        let path = path(of: document)
        try pass(.lockOpen, path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .unlockable(path: path, errorNumber: errno)
        }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let number = errno
            let holder = holder(descriptor)
            guard number == EWOULDBLOCK else {
                // NFS without a lock daemon, for one.
                if number == ENOLCK || number == ENOTSUP || number == ENOSYS { return descriptor }
                close(descriptor)
                throw .unlockable(path: path, errorNumber: number)
            }
            close(descriptor)
            throw .locked(path: document, pid: holder)
        }
        do throws(RotationFileError) { try pass(.lockWrite, path) } catch {
            close(descriptor)
            throw error
        }
        // Only told to others; a full disk is no reason to stop here.
        let text = Array((String(getpid()) + "\n").utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
        return descriptor
    }

    private static func pass(_ point: FaultPoint, _ path: String) throws(RotationFileError) {
        do throws(FaultPoint.Fault) { try point.pass() } catch { throw .unlockable(path: path, errorNumber: error.errorNumber) }
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var room = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &room, room.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: room[..<count], as: UTF8.self).prefix { $0 != "\n" })
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
