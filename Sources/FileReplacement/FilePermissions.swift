#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Who besides its owner may do what with a file or a folder. Symbolic links are followed.
package struct FilePermissions: Sendable {
    private let mode: UInt32

    /// Nil where nothing has that name, or where nobody may look.
    package init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        mode = UInt32(status.st_mode)
    }

    private var isFolder: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFDIR) }

    /// Its group or everybody may read it.
    package var isReadableByOthers: Bool { mode & 0o044 != 0 }
    /// Everybody may change it. In a folder with the sticky bit only what one owns.
    package var isWritableByAll: Bool { mode & 0o002 != 0 && !(isFolder && mode & 0o1000 != 0) }
    package var isWritableByGroup: Bool { mode & 0o020 != 0 }

    /// In octal, as chmod takes it.
    package var text: String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
