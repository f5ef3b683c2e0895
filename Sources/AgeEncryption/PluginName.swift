#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The name of an age plugin, in lower case: what follows `age-plugin-` in its program's name.
package struct PluginName: Hashable, Sendable {
    package let text: String
    /// The name of its program.
    package var program: String { "age-plugin-" + text }

    /// Nil for what is no name. It becomes part of a path, and Bech32 lets a `/` through, so only the letters that the
    /// specification has are taken (age plugin protocol v1, "Plugin names").
    package init?(_ text: String) {
        let isName = !text.isEmpty && text != "." && text != ".." && text.utf8.count <= 200
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
                default: false
                }
            }
        guard isName else { return nil }
        self.text = text.lowercased()
    }

    /// The program's path: the first of the folders of PATH that has it. Entries that are empty or relative mean the current
    /// folder, from which nothing is started.
    func path(_ surroundings: AgeSurroundings) throws(AgeError) -> String {
        for folder in (surroundings.environment("PATH") ?? "").split(separator: ":") where folder.hasPrefix("/") {
            let path = folder + "/" + program
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 { return path }
        }
        throw .plugin(name: text, reason: "is not installed; put the program " + program + " into a folder of PATH")
    }
}
