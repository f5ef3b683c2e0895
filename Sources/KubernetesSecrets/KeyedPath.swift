/// An entry of `files` or `binaryFiles`: `KEY=PATH`, or a path whose last component is the key (KSops 4.5.1 `ksops.go`).
package struct KeyedPath: Sendable {
    package let key: String
    package let path: String

    init(_ entry: String) throws(KSopsManifestError) {
        let parts = entry.split(separator: "=", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            // Go's path.Base: slashes at the end don't count, and an empty path is ".".
            let trimmed = entry.utf8.last == UInt8(ascii: "/") ? String(entry.reversed().drop { $0 == "/" }.reversed()) : entry
            let last = trimmed.split(separator: "/").last.map(String.init)
            key = last ?? (entry.isEmpty ? "." : "/")
            path = entry
        case 2:
            key = String(parts[0])
            path = String(parts[1])
        default: throw .severalEqualsSigns(entry: entry)
        }
    }
}
