/// A word of a command that somebody is to copy into a shell.
enum ShellWord {
    /// As it is where that is safe; else in quotes, with control characters in the form that bash and zsh read.
    static func quoted(_ text: String) -> String {
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) {
            let escaped = text.unicodeScalars.map { scalar -> String in
                switch scalar {
                case "\\", "'": "\\" + String(scalar)
                case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                    String(scalar).utf8.map { "\\" + String($0 >> 6) + String($0 >> 3 & 7) + String($0 & 7) }.joined()
                default: String(scalar)
                }
            }
            return "$'" + escaped.joined() + "'"
        }
        return !text.isEmpty && text.utf8.allSatisfy { (0x2B...0x3A).contains($0) && $0 != 0x2C || (0x40...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
