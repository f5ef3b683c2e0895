package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Reads regular files only, of a size that fits, and none outside of a folder: for paths that a file from Git names.
package enum ConfinedReading {
    /// The bytes of the file at `path`; links are followed, and what counts is where they end. `root` nil: anywhere.
    package static func read(_ path: String, below root: String?, limit: Int, into arena: SecretArena) throws(FileError) -> SecretSlice {
        // C would take what stands before it for the path, and open another file.
        guard !path.utf8.contains(0) else { throw .unreadable(path: path, errorNumber: EINVAL) }
        guard let real = realpath(path, nil) else {
            if errno == ENOENT || errno == ENOTDIR { throw .notFound(path: path) }
            throw .unreadable(path: path, errorNumber: errno)
        }
        defer { free(real) }
        let target = String(cString: real)
        if let root {
            guard let folder = realpath(root, nil) else { throw .unreadable(path: root, errorNumber: errno) }
            defer { free(folder) }
            guard isInside(real, folder) else { throw .outside(path: path, target: target) }
        }
        // Without O_NONBLOCK a FIFO waits for its writer; without O_NOFOLLOW a link that was put there since would count.
        let descriptor = open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .notFound(path: path) }
            throw .unreadable(path: path, errorNumber: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, errorNumber: errno) }
        if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder(path: path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
        guard status.st_size <= limit else { throw .tooLarge(path: path, limit: limit) }
        return try FileReading.read(descriptor: descriptor, named: path, into: arena, limit: limit)
    }

    /// By bytes: a String takes folders for one whose names differ in the spelling of a letter alone, or are no UTF-8.
    private static func isInside(_ path: UnsafePointer<CChar>, _ folder: UnsafePointer<CChar>) -> Bool {
        let size = strlen(folder)
        return size == 1 || strncmp(path, folder, size) == 0 && path[size] == CChar(bitPattern: UInt8(ascii: "/"))
    }

    /// The same of standard input, which may be a pipe.
    package static func readStandardInput(limit: Int, into arena: SecretArena) throws(FileError) -> SecretSlice {
        try FileReading.read(descriptor: STDIN_FILENO, named: "stdin", into: arena, limit: limit)
    }

    /// True when standard input is a terminal or another character device, such as /dev/null.
    package static var isStandardInputADevice: Bool {
        var status = stat()
        return fstat(STDIN_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
    }
}
