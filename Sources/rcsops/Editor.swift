import FileReplacement
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The program in which a person changes a text (sops 3.11 `cmd/sops/edit.go`).
struct Editor {
    /// The program first; the file's path is to follow.
    private let words: [String]
    private let isTold: Bool

    /// SOPS_EDITOR, then EDITOR, then the first of vim, nano and vi that is there.
    static func find() throws(Failure) -> Editor {
        for variable in ["SOPS_EDITOR", "EDITOR"] {
            guard let text = System.environment(variable), !text.isEmpty else { continue }
            guard let words = ShellWords.split(text) else {
                throw Failure("RC6321", exit: 201, variable + " has a quote or a backslash that is left open", fix: "write it as for a shell: " + variable + "=\"code --wait\"")
            }
            guard !words.isEmpty else { throw Failure("RC6321", exit: 201, variable + " names no editor", fix: "unset it, or write a program into it") }
            return Editor(words: words, isTold: true)
        }
        for name in ["vim", "nano", "vi"] where path(of: name) != nil { return Editor(words: [name], isTold: false) }
        throw Failure(
            "RC6322", exit: 201, "no editor available: SOPS_EDITOR and EDITOR are not set, and there is no vim, nano or vi",
            fix: "set EDITOR to the editor of your choice")
    }

    /// The whole command for a file. What would leave copies of the text elsewhere is switched off, where we know how.
    func arguments(for file: String) -> [String] {
        [words[0]] + (EditorKind(of: program)?.arguments(besides: words.dropFirst()) ?? []) + words.dropFirst() + [file]
    }

    /// What should be known of the editor before secrets are in it.
    var warning: String? { EditorKind(of: program)?.warning }

    /// The program's own name: `vi` and `editor` are mostly links.
    private var program: String {
        guard let path = Self.path(of: words[0]), let real = realpath(path, nil) else { return words[0] }
        defer { free(real) }
        return String(cString: real)
    }

    /// Where PATH has it.
    private static func path(of name: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        for folder in (System.environment("PATH") ?? "/usr/bin:/bin").split(separator: ":") {
            let path = folder + "/" + name
            if access(path, X_OK) == 0 { return path }
        }
        return nil
    }
}
