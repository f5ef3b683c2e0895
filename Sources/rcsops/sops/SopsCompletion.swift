/// Completion of command lines in a shell. The scripts ask the program itself, by a last word that no user types; scripts that
/// sops has installed do the same, so they serve rcsops in its place (urfave/cli 1.22).
enum SopsCompletion {
    static let question = "--generate-bash-completion"

    /// What can follow the words, one a line: the flags that begin as the last word does, else the commands.
    static func answer(to words: [String], _ commands: [SopsCommand]) -> String {
        var (flags, names) = (SopsFlags.global + [SopsFlags.help], commands)
        for word in words where !word.hasPrefix("-") {
            guard let command = names.first(where: { $0.name == word }) else { break }
            (flags, names) = (command.flags + [SopsFlags.help], command.subcommands)
        }
        if let last = words.last, last.hasPrefix("-") {
            let start = last.drop { $0 == "-" }
            let long = flags.map(\.name).filter { $0.hasPrefix(start) }
            return long.map { "--" + $0 + "\n" }.joined()
        }
        guard !names.isEmpty else { return "" }
        return (names.map(\.name) + ["help", "h"]).map { $0 + "\n" }.joined()
    }

    static func bash(for program: String) -> String {
        """

        #! /bin/bash
        # Loaded by: source <(\(program) completion bash)

        _\(program)_completion() {
          [[ "${COMP_WORDS[0]}" == source ]] && return 0
          local word="${COMP_WORDS[COMP_CWORD]}"
          local -a line=("${COMP_WORDS[@]:0:COMP_CWORD}")
          [[ "$word" == -* ]] && line+=("$word")
          local answers
          answers=$("${line[@]}" \(question) 2>/dev/null)
          mapfile -t COMPREPLY < <(compgen -W "$answers" -- "$word")
        }
        complete -o bashdefault -o default -o nospace -F _\(program)_completion \(program)

        """
    }

    static func zsh(for program: String) -> String {
        """

        #compdef \(program)
        # Loaded by: source <(\(program) completion zsh)

        _\(program)_completion() {
          local word=${words[-1]}
          local -a line answers
          line=("${(@)words[1,-2]}")
          [[ "$word" == -* ]] && line+=("$word")
          answers=("${(@f)$("${line[@]}" \(question) 2>/dev/null)}")
          if [[ -n "${answers[1]}" ]]; then _describe values answers; else _files; fi
        }
        compdef _\(program)_completion \(program)

        """
    }
}
