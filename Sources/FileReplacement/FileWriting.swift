package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Writes a file so that a crash, a full disk or a signal leaves the old bytes or the new ones, never less: beside it,
/// synced, renamed over it, the folder synced.
package enum FileWriting {
    /// Replaces, or makes, the file at `path`. A symbolic link stays, its target is replaced; mode, owner and group of
    /// an existing file are kept, a new file gets mode 0600. With `former`, the file must still hold that: what somebody
    /// else has written since is not lost.
    package static func replace(_ path: String, with bytes: SecretSlice, of former: SecretSlice? = nil) throws(FileError) {
        let target = resolved(path)
        var status = stat()
        // By the given path: the links of /dev/fd lead to pipes and to files without a name, which no other path leads to.
        let exists = stat(path, &status) == 0
        if exists {
            if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder(path: path) }
            guard status.st_nlink <= 1 else { throw .severalHardLinks(path: path, count: Int(status.st_nlink)) }
        }
        if exists, status.st_mode & S_IFMT != S_IFREG || status.st_nlink == 0 {
            // A device or a FIFO has no content to keep, and can't be renamed over; nor can a file without a name.
            let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_TRUNC)
            guard descriptor >= 0 else { throw .unwritable(path: path, step: "open", errorNumber: errno) }
            var failure: FileError?
            do throws(FileError) { try write(bytes, to: descriptor, path: path) } catch { failure = error }
            if close(descriptor) != 0, failure == nil { failure = .unwritable(path: path, step: "close", errorNumber: errno) }
            if let failure { throw failure }
            return
        }

        // A signal between here and the rename would leave a file of secrets behind: it waits.
        let signals = HeldSignals()
        defer { signals.release() }
        let (descriptor, temporary) = try createBeside(target, path: path)
        var failure: FileError?
        do throws(FileError) {
            try write(bytes, to: descriptor, path: path)
            if exists {
                // The new file's own owner and group: in a folder with the set-group-ID bit it is the folder's.
                var made = stat()
                guard fstat(descriptor, &made) == 0 else { throw .unwritable(path: path, step: "stat", errorNumber: errno) }
                if status.st_uid != made.st_uid || status.st_gid != made.st_gid {
                    guard fchown(descriptor, status.st_uid, status.st_gid) == 0 else {
                        throw .foreignOwner(path: path, errorNumber: errno)
                    }
                }
                guard fchmod(descriptor, status.st_mode & 0o7777) == 0 else {
                    throw .unwritable(path: path, step: "keep the mode", errorNumber: errno)
                }
            }
            guard fsync(descriptor) == 0 else { throw .unwritable(path: path, step: "sync", errorNumber: errno) }
        } catch { failure = error }
        if close(descriptor) != 0, failure == nil { failure = .unwritable(path: path, step: "close", errorNumber: errno) }
        if failure == nil {
            do throws(FileError) { try rename(temporary, over: target, holding: former, path: path) } catch { failure = error }
        }
        if let failure {
            unlink(temporary)
            throw failure
        }
        try syncFolder(of: target, path: path)
    }

    /// Throws when nothing can be written there, as far as that can be told beforehand.
    package static func checkPlace(_ path: String) throws(FileError) {
        let folder = folder(of: resolved(path))
        guard access(folder, W_OK | X_OK) == 0 else { throw .unwritable(path: path, step: "make a file beside it", errorNumber: errno) }
    }

    private static func rename(
        _ temporary: String, over target: String, holding former: SecretSlice?, path: String
    ) throws(FileError) {
        guard let former else { return try rename(temporary, target, path) }
        let locked = try LockedFile(target)
        try locked.checkHolds(former, path: path)
        try rename(temporary, target, path)
        // The lock must last until here.
        withExtendedLifetime(locked) {}
    }

    private static func rename(_ temporary: String, _ target: String, _ path: String) throws(FileError) {
        #if canImport(Glibc)
        let code = Glibc.rename(temporary, target)
        #else
        let code = Darwin.rename(temporary, target)
        #endif
        guard code == 0 else { throw .unwritable(path: path, step: "rename", errorNumber: errno) }
    }

    /// Makes the file at `path`, or the one that a dangling link there leads to, and refuses to replace anything.
    package static func createTarget(of path: String, with bytes: SecretSlice) throws(FileError) {
        do throws(FileError) { try create(resolved(path), with: bytes) } catch .alreadyThere { throw .alreadyThere(path: path) }
    }

    /// Takes a file away that was ours alone.
    package static func remove(_ path: String) { unlink(path) }

    /// Makes the file at `path` with mode 0600, and refuses to replace anything, also when two do it at once.
    package static func create(_ path: String, with bytes: SecretSlice) throws(FileError) {
        let signals = HeldSignals()
        defer { signals.release() }
        let (descriptor, temporary) = try createBeside(path, path: path)
        defer { unlink(temporary) }
        var failure: FileError?
        do throws(FileError) {
            try write(bytes, to: descriptor, path: path)
            guard fsync(descriptor) == 0 else { throw .unwritable(path: path, step: "sync", errorNumber: errno) }
        } catch { failure = error }
        if close(descriptor) != 0, failure == nil { failure = .unwritable(path: path, step: "close", errorNumber: errno) }
        if let failure { throw failure }
        guard link(temporary, path) == 0 else {
            if errno == EEXIST { throw .alreadyThere(path: path) }
            throw .unwritable(path: path, step: "link", errorNumber: errno)
        }
        try syncFolder(of: path, path: path)
    }

    /// Writes everything to an open descriptor; `path` is for the message.
    package static func write(_ bytes: SecretSlice, to descriptor: Int32, path: String) throws(FileError) {
        try bytes.withBytes { (buffer) throws(FileError) in try write(buffer, to: descriptor, path: path) }
    }

    /// The same for bytes that are no secret.
    package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = UnsafeRawBufferPointer(rebasing: rest)
            let count = writeSome(descriptor, chunk)
            if count < 0 {
                if errno == EINTR { continue }
                throw .unwritable(path: path, step: "write", errorNumber: errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func writeSome(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    /// The file that a chain of symbolic links ends at; a dangling link's target too, so that it is made.
    private static func resolved(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        var target = path
        // The system gives up after as many links.
        for _ in 0..<40 {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            let count = readlink(target, &buffer, Int(PATH_MAX))
            guard count > 0 else { break }
            let link = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            target = link.utf8.first == UInt8(ascii: "/") ? link : folder(of: target) + "/" + link
        }
        return target
    }

    private static func createBeside(_ target: String, path: String) throws(FileError) -> (Int32, String) {
        let name = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(target[target.index(after: $0)...]) } ?? target
        var template = Array((folder(of: target) + "/." + name + ".rcsops-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .unwritable(path: path, step: "make a file beside it", errorNumber: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return (descriptor, String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    // Not every file system can sync a folder, and a folder that may be written need not be readable; the rename is
    // done all the same. Any other failure means that the disk is failing.
    private static func syncFolder(of target: String, path: String) throws(FileError) {
        let descriptor = open(folder(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP, errno != EROFS {
            throw .unsynced(path: path, errorNumber: errno)
        }
    }
}
