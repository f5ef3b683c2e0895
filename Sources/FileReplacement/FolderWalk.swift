#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The files below a folder, for commands that work on all of them.
package enum FolderWalk {
    /// True for a folder; a symbolic link is followed here, since somebody has named it.
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Regular files in byte order of their paths. Git's own folder is left out, links are not followed, and what a killed
    /// rcsops may have left beside a file is none of the files.
    /// `unnamed` is told of what no text can name.
    /// `passesClosed` leaves out folders that can't be read.
    package static func files(below folder: String, passesClosed: Bool = false, unnamed: (String) -> Void = { _ in }) throws(FileError) -> [String] {
        guard let open = opendir(folder) else {
            if passesClosed { return [] }
            throw .unreadable(path: folder, errorNumber: errno)
        }
        var names: [String] = []
        while let entry = readdir(open) {
            let (name, isText) = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { (String(cString: $0), String(validatingCString: $0) != nil) }
            }
            guard isText else {
                unnamed(folder + "/" + name)
                continue
            }
            if name != ".", name != "..", name != ".git", !isLeftOver(name) { names.append(name) }
        }
        closedir(open)
        var files: [String] = []
        for name in names.sorted(by: { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }) {
            let path = folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: files += try Self.files(below: path, passesClosed: passesClosed, unnamed: unnamed)
            case S_IFREG: files.append(path)
            default: break
            }
        }
        return files
    }

    // As FileWriting names the file beside the one that it replaces.
    private static func isLeftOver(_ name: String) -> Bool {
        guard name.hasPrefix("."), let mark = name.firstRange(of: ".rcsops-") else { return false }
        return name[mark.upperBound...].utf8.count == 6
    }
}
