package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Reads whole files into an arena, since any of them may hold a secret.
package enum FileReading {
    /// A configuration is kilobytes; this only keeps a device file from filling the memory. In bytes.
    package static let limit = 256 << 20

    /// A file and no link, pipe or device: what a repository has may be anything, and a pipe never ends.
    package static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The bytes of the file at `path`; symbolic links are followed.
    package static func read(_ path: String, into arena: SecretArena) throws(FileError) -> SecretSlice {
        guard !path.utf8.contains(0) else { throw .unreadable(path: path, errorNumber: EINVAL) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .notFound(path: path) }
            throw .unreadable(path: path, errorNumber: errno)
        }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, named: path, into: arena)
    }

    /// Everything that standard input gives.
    package static func readStandardInput(into arena: SecretArena) throws(FileError) -> SecretSlice {
        try read(descriptor: STDIN_FILENO, named: "-", into: arena)
    }

    /// True for a file that its group or everybody may read.
    package static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_mode & 0o077 != 0
    }

    /// True when both names lead to one file.
    package static func isSameFile(_ path: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(path, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// True when something has that name.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// True when nothing has that name; a folder that may not be searched leaves it open.
    package static func isMissing(_ path: String) -> Bool { access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR) }

    static func read(
        descriptor: Int32, named path: String, into arena: SecretArena, limit: Int = FileReading.limit
    ) throws(FileError) -> SecretSlice {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, errorNumber: errno) }
        if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder(path: path) }
        guard status.st_size <= limit else { throw .tooLarge(path: path, limit: limit) }
        // Into the arena directly, so that no copy is left in ordinary memory. One byte more than the file has shows its end.
        var builder = SecretBuilder(in: arena, capacity: Int(status.st_size) + 1)
        while true {
            var count = 0
            builder.append(atLeast: 64 << 10) { room in
                count = readSome(descriptor, room)
                return max(count, 0)
            }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(path: path, errorNumber: errno)
            }
            guard builder.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        }
        return builder.finish()
    }

    private static func readSome(_ descriptor: Int32, _ window: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.read(descriptor, window.baseAddress, window.count)
        #else
        Darwin.read(descriptor, window.baseAddress, window.count)
        #endif
    }
}
