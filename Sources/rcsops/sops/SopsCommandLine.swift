import RcloneConfig
import SopsDocument

/// The command line as `sops`: its commands and flags, its exit codes, its streams (sops 3.11 `cmd/sops/main.go`).
enum SopsCommandLine {
    static func run(_ arguments: [String]) throws(Failure) -> Int32 {
        if arguments.last == SopsCompletion.question {
            try System.put(SopsCompletion.answer(to: arguments.dropLast(), SopsCommands.all))
            return 0
        }
        let global = try flags(
            arguments, SopsFlags.global + [SopsFlags.help], isCommand: false, usage: "Incorrect Usage. ",
            help: { SopsHelp.text(of: SopsCommands.all) })
        if global.boolean("version") { return try put(Version.sops + "\n" + Version.text + "\n") }
        System.isVerbose = global.boolean("verbose")
        if global.boolean("help") { return try put(SopsHelp.text(of: SopsCommands.all)) }
        guard let word = global.words.first else { return try SopsLegacyForm.run(global) }
        if word == "help" || word == "h" { return try help(Array(global.words.dropFirst())) }
        guard let command = SopsCommands.all.first(where: { $0.name == word }) else { return try SopsLegacyForm.run(global) }
        return try run(command, Array(global.words.dropFirst()), global, path: word)
    }

    private static func run(_ command: SopsCommand, _ arguments: [String], _ global: GoFlags, path: String) throws(Failure) -> Int32 {
        let flags = try flags(
            arguments, command.flags + [SopsFlags.help], isCommand: true, usage: "Incorrect Usage: ",
            help: { SopsHelp.text(of: command, path: path) })
        if flags.boolean("help") { return try put(SopsHelp.text(of: command, path: path)) }
        if !command.subcommands.isEmpty {
            guard let word = flags.words.first, word != "help", word != "h" else { return try put(SopsHelp.text(of: command, path: path)) }
            guard let inner = command.subcommands.first(where: { $0.name == word }) else {
                // urfave/cli 1.22 exits with 3 for a topic that isn't there.
                throw Failure(
                    "RC6501", exit: 3, "sops " + path + " has no command \"" + word + "\"",
                    fix: "it has " + command.subcommands.map(\.name).joined(separator: " and "))
            }
            return try run(inner, Array(flags.words.dropFirst()), global, path: path + " " + word)
        }
        if command.flags.contains(where: { $0.name == "keyservice" }) { try SopsOptions.checkKeys(flags, command.keyUse) }
        return try command.run(global, flags)
    }

    private static func help(_ words: [String]) throws(Failure) -> Int32 {
        guard let word = words.first else { return try put(SopsHelp.text(of: SopsCommands.all)) }
        guard let command = SopsCommands.all.first(where: { $0.name == word }) else {
            let nearest = NearestName.of(word, among: SopsCommands.all.map(\.name))
            throw Failure(
                "RC6501", exit: 3, "there is no command \"" + word + "\"", fix: nearest.map { "did you mean sops help " + $0 + "?" } ?? "sops help lists the commands")
        }
        return try put(SopsHelp.text(of: command, path: word))
    }

    private static func put(_ text: String) throws(Failure) -> Int32 {
        try System.put(text)
        return 0
    }

    private static func flags(
        _ arguments: [String], _ known: [SopsFlag], isCommand: Bool, usage: String, help: () -> String
    ) throws(Failure) -> GoFlags {
        do throws(GoFlags.Refusal) {
            return try GoFlags(arguments, known: known, isCommand: isCommand, environment: { System.environment($0) })
        } catch {
            if !error.isOfEnvironment { try System.put(usage + error.text + "\n\n" + help()) }
            throw Failure(
                "RC6006", exit: 1, error.text,
                fix: error.suggestion.map { "did you mean " + $0 + "?" } ?? "-h lists what can be given; flags of sops itself stand before the command")
        }
    }
}
