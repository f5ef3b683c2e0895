#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Programs as a shell finds them.
enum ProgramSearch {
    private static var folders: [String] {
        (System.environment("PATH") ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
    }

    /// Where PATH has it; nil where it is not, or may not be run.
    static func path(of name: String) -> String? {
        if name.contains("/") { return isProgram(name) ? name : nil }
        return folders.map { $0 + "/" + name }.first(where: isProgram)
    }

    /// Each name once, in order.
    static func names(beginningWith start: String) -> [String] {
        var names: Set<String> = []
        for folder in folders {
            guard let open = opendir(folder) else { continue }
            while let entry = readdir(open) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name.hasPrefix(start), isProgram(folder + "/" + name) { names.insert(name) }
            }
            closedir(open)
        }
        return names.sorted()
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return access(path, X_OK) == 0 && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
