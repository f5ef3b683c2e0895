internal import CPOSIX
package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A folder of our own on storage that is memory, for files that another program must read by their names. Mode 0700;
/// removed with all that is in it.
package struct MemoryFolder: ~Copyable {
    /// Absolute.
    package let path: String

    /// Makes one in the first of `candidates` that is memory and may be written. Nil when none is.
    package init?(in candidates: [String] = ["/dev/shm"]) {
        for candidate in candidates where rcsops_is_memory(candidate) == 1 {
            var template = Array((candidate + "/rcsops-XXXXXX").utf8CString)
            let made = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } }
            if let made {
                path = made
                return
            }
        }
        return nil
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

    deinit {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { unlink(path + "/" + name) }
            }
            closedir(folder)
        }
        rmdir(path)
    }
}
