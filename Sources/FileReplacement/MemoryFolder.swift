internal import CPOSIX
package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A folder of our own, on storage that is memory where there is some, for files that another program must read by their
/// names. Mode 0700; removed with all that is in it.
package struct MemoryFolder: ~Copyable {
    /// Absolute.
    package let path: String
    /// False for a folder on a disk.
    package let isMemory: Bool
    /// It stays when this value goes: what is in it is nowhere else.
    package var isKept = false

    /// Makes one in the first of `candidates` that is memory and may be written. Nil when none is.
    package init?(in candidates: [String] = ["/dev/shm"]) {
        guard let made = Self.makeInMemory(candidates) else { return nil }
        path = made
        isMemory = true
    }

    /// The same, and else in `folder`, whatever that lies on.
    package init(in candidates: [String], else folder: String) throws(FileError) {
        let inMemory = Self.makeInMemory(candidates)
        guard let made = inMemory ?? Self.make(in: folder) else {
            throw .unwritable(path: folder, step: "make a folder in it", errorNumber: errno)
        }
        path = made
        isMemory = inMemory != nil || rcsops_is_memory(folder) == 1
    }

    private static func makeInMemory(_ candidates: [String]) -> String? {
        for candidate in candidates where rcsops_is_memory(candidate) == 1 {
            if let made = make(in: candidate) { return made }
        }
        return nil
    }

    private static func make(in folder: String) -> String? {
        var template = Array((folder + "/rcsops-XXXXXX").utf8CString)
        return template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } }
    }

    /// The path of a file in it.
    package func path(of name: String) -> String { path + "/" + name }

    /// Writes a new file of mode 0600.
    package func write(_ bytes: SecretSlice, as name: String) throws(FileError) {
        let path = path(of: name)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: path, step: "open", errorNumber: errno) }
        defer { close(descriptor) }
        try FileWriting.write(bytes, to: descriptor, path: path)
    }

    /// Makes a FIFO of mode 0600.
    package func makePipe(_ name: String) throws(FileError) {
        guard mkfifo(path(of: name), 0o600) == 0 else {
            throw .unwritable(path: path(of: name), step: "make a FIFO", errorNumber: errno)
        }
    }

    deinit {
        if isKept { return }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if descriptor >= 0 { Self.empty(descriptor) }
        rmdir(path)
    }

    /// Removes all that is in an open folder, and closes it. By descriptors, so that nobody can lead it elsewhere by a link.
    private static func empty(_ descriptor: Int32) {
        guard let folder = fdopendir(descriptor) else {
            close(descriptor)
            return
        }
        while let entry = readdir(folder) {
            withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || unlinkat(descriptor, name, 0) == 0 { return }
                    let inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                    guard inner >= 0 else { return }
                    empty(inner)
                    unlinkat(descriptor, name, Int32(AT_REMOVEDIR))
                }
            }
        }
        closedir(folder)
    }
}
