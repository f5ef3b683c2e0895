#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Copies a program so that nobody ever starts half of it: beside the place, then renamed. One that runs there goes on.
package enum ProgramCopy {
    /// Puts a copy of `source` at `path`. An existing file keeps its mode, a new one gets 0755 less the umask.
    package static func copy(_ source: String, to path: String) throws(FileError) {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .notFound(path: source) }
            throw .unreadable(path: source, errorNumber: errno)
        }
        defer { close(input) }
        var from = stat()
        guard fstat(input, &from) == 0 else { throw .unreadable(path: source, errorNumber: errno) }
        guard from.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: source) }
        var former = stat()
        var mode: mode_t = 0o755 & ~currentMask
        if stat(path, &former) == 0 {
            if former.st_mode & S_IFMT == S_IFDIR { throw .isFolder(path: path) }
            guard former.st_dev != from.st_dev || former.st_ino != from.st_ino else { throw .sameFile(path: path) }
            mode = former.st_mode & 0o7777
        }
        let signals = HeldSignals()
        defer { signals.release() }
        var template = Array((path + ".rcsops-XXXXXX").utf8CString)
        let output = mkstemp(&template)
        guard output >= 0 else { throw .unwritable(path: path, step: "make a file beside it", errorNumber: errno) }
        _ = fcntl(output, F_SETFD, FD_CLOEXEC)
        var failure: FileError?
        do throws(FileError) {
            try copy(from: input, named: source, to: output, path: path)
            guard fchmod(output, mode) == 0 else { throw .unwritable(path: path, step: "set the mode", errorNumber: errno) }
            guard fsync(output) == 0 else { throw .unwritable(path: path, step: "sync", errorNumber: errno) }
        } catch { failure = error }
        if close(output) != 0, failure == nil { failure = .unwritable(path: path, step: "close", errorNumber: errno) }
        if failure == nil, rename(template, path) != 0 { failure = .unwritable(path: path, step: "rename", errorNumber: errno) }
        if let failure {
            unlink(template)
            throw failure
        }
    }

    /// The file of the running program, however it was called.
    package static func ownPath() throws(FileError) -> String {
        #if os(Linux)
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlink("/proc/self/exe", &buffer, Int(PATH_MAX)) > 0 else { throw .unreadable(path: "/proc/self/exe", errorNumber: errno) }
        // Through the link of the system, which leads there though the file has been removed.
        return "/proc/self/exe"
        #else
        var size = UInt32(PATH_MAX)
        var buffer = [CChar](repeating: 0, count: Int(size) + 1)
        guard _NSGetExecutablePath(&buffer, &size) == 0 else { throw .unreadable(path: "the program", errorNumber: ENAMETOOLONG) }
        return String(cString: buffer)
        #endif
    }

    private static var currentMask: mode_t {
        let mask = umask(0o022)
        umask(mask)
        return mask
    }

    private static func copy(from input: Int32, named source: String, to output: Int32, path: String) throws(FileError) {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { room.deallocate() }
        while true {
            let count = read(input, room.baseAddress, room.count)
            if count == 0 { return }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(path: source, errorNumber: errno)
            }
            try FileWriting.write(UnsafeRawBufferPointer(rebasing: room[..<count]), to: output, path: path)
        }
    }
}
