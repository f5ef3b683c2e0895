import ChildPrograms
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
    /// The variable that names it, or `default`.
    let source: String

    /// SOPS_EDITOR, then EDITOR, then the first of vim, nano and vi that is there.
    static func find() throws(Failure) -> Editor {
        for variable in ["SOPS_EDITOR", "EDITOR"] {
            guard let text = System.environment(variable), !text.isEmpty else { continue }
            let words: [String]
            do throws(ShellWords.Unfinished) { words = try ShellWords.split(text) } catch {
                throw Failure(
                    "RC6321", exit: 201, variable + " has a quote or a backslash that is left open",
                    fix: "write it as for a shell: " + variable + "=\"code --wait\"")
            }
            guard !words.isEmpty else { throw Failure("RC6321", exit: 201, variable + " names no editor", fix: "unset it, or write a program into it") }
            return Editor(words: words, source: variable)
        }
        for name in ["vim", "nano", "vi"] where ProgramSearch.path(of: name) != nil { return Editor(words: [name], source: "default") }
        throw Failure(
            "RC6322", exit: 201, "no editor available: SOPS_EDITOR and EDITOR are not set, and there is no vim, nano or vi",
            fix: "set EDITOR to the editor of your choice")
    }

    /// The whole command for a file. What would leave copies of the text elsewhere is switched off, where we know how.
    func arguments(for file: String) -> [String] {
        [words[0]] + (EditorKind(of: program)?.arguments(besides: words.dropFirst()) ?? []) + words.dropFirst() + [file]
    }

    /// What should be known of the editor before secrets are in it.
    var warning: String? { EditorKind(of: program)?.warning(given: words.dropFirst()) }

    /// The command as it was found, for people.
    var text: String { words.joined(separator: " ") }

    /// Where PATH has the program; nil where it is not.
    var path: String? { ProgramSearch.path(of: words[0]) }

    /// The program's own name: `vi` and `editor` are mostly links.
    private var program: String {
        guard let path, let real = realpath(path, nil) else { return words[0] }
        defer { free(real) }
        return String(cString: real)
    }
}
