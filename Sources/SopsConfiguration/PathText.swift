/// Paths as text, made absolute and cleaned as Go's `filepath.Abs` does: no symbolic link is followed.
package enum PathText {
    /// `path` seen from `workingFolder`, without `.`, `..` and doubled slashes.
    package static func absolute(_ path: String, in workingFolder: String) -> String {
        let full = path.utf8.first == UInt8(ascii: "/") ? path : workingFolder + "/" + path
        var parts: [Substring] = []
        for part in full.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The folder of an absolute path.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}
