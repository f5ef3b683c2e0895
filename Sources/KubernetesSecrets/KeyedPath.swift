/// An entry of `files` or `binaryFiles`: `KEY=PATH`, or a path whose last component is the key (KSops 4.5.1 `ksops.go`).
package struct KeyedPath: Sendable {
    package let key: String
    package let path: String

    init(_ entry: String) throws(KSopsManifestError) {
        // By bytes, as Go does: a mark that is written over the sign doesn't hide it.
        let parts = entry.utf8.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            // Go's filepath.Base: slashes at the end don't count, and an empty path is ".".
            let last = entry.utf8.split(separator: UInt8(ascii: "/")).last
            key = last.map { String(Substring($0)) } ?? (entry.isEmpty ? "." : "/")
            path = entry
        case 2:
            key = String(Substring(parts[0]))
            path = String(Substring(parts[1]))
        default: throw .severalEqualsSigns(entry: entry)
        }
    }
}
