internal import Cryptography
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Paths, and what is told of a file besides its bytes.
enum FilePath {
    /// Where all links of a path end; nil where nothing is.
    static func real(_ path: String) -> String? {
        guard !path.utf8.contains(0), let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// Relative to a folder; an absolute path stays as it is.
    static func joined(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    /// From a folder to a file, both absolute and without links.
    static func relative(_ path: String, to folder: String) -> String {
        let (mine, others) = (path.split(separator: "/"), folder.split(separator: "/"))
        var common = 0
        while common < mine.count - 1, common < others.count, mine[common].utf8.elementsEqual(others[common].utf8) { common += 1 }
        return (Array(repeating: "..", count: others.count - common) + mine[common...].map { String($0) }).joined(separator: "/")
    }

    /// The names in a folder; none where it can't be read.
    static func names(in folder: String) -> [String] {
        guard let open = opendir(folder) else { return [] }
        defer { closedir(open) }
        var names: [String] = []
        while let entry = readdir(open) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.sorted(by: precedes)
    }

    static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

    /// SHA-256 in hex.
    static func hash(_ bytes: SecretSlice) -> String { hex(bytes.withBytes { SHA256.hash($0) }) }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
