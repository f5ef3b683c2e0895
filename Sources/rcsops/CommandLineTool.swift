import ArgumentParser
import RcloneConfig

/// The command line as `rcsops`.
struct CommandLineTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rcsops",
        abstract: "Keeps rclone credentials in Git, encrypted, and gets them out where they are needed.",
        discussion: """
            An encrypted file is a sops INI document: any sops opens it. Keys are age keys; they are taken from \
            the places where sops looks (rcsops key list shows them), such as SOPS_AGE_KEY_FILE, ~/.config/sops/age/keys.txt \
            and ~/.ssh/id_ed25519. Called as sops, it takes sops' arguments.
            """,
        version: Version.text,
        subcommands: [
            EncryptCommand.self, DecryptCommand.self, CheckCommand.self, ProbeCommand.self, ConfigCommand.self, RcloneCommand.self, BackendsCommand.self, RenderCommand.self,
            UnrenderCommand.self, KSopsCommand.self, ArgoCDCommand.self,
            KeyCommand.self, RulesCommand.self, UpdateKeysCommand.self, RecipientsCommand.self, ExposedCommand.self, DoctorCommand.self, EditCommand.self, ExecEnvCommand.self, ExecFileCommand.self, SetCommand.self,
            UnsetCommand.self, RotateCommand.self, CredentialsCommand.self, GroupsCommand.self, FileStatusCommand.self, CompletionCommand.self,
            PublishCommand.self, KeyServiceCommand.self,
        ])

    /// Runs the command that the arguments name; the exit code. What ArgumentParser would print goes through the same
    /// checked writes as everything else.
    static func run(_ arguments: [String]) -> Int32 {
        if let failure = misspelt(arguments) ?? ProbeCommand.unknownWriteCheck(in: arguments) {
            System.say(failure.rendered)
            return failure.exitCode
        }
        do { try execute(separated(arguments)) } catch { return told(error) }
        return 0
    }

    private static func execute(_ arguments: [String]) throws {
        var command = try parseAsRoot(arguments)
        try command.run()
    }

    /// ArgumentParser 1.8.2 takes `--name=value` of an option that may do without a value for the bare option where another option follows,
    /// and drops the value.
    private static func separated(_ arguments: [String]) -> [String] {
        let names: [String: String] = ["doctor": "--kustomize", "probe": "--check-write"]
        guard let command = arguments.first, let name = names[command] else { return arguments }
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end].flatMap { $0.hasPrefix(name + "=") ? [name, String($0.dropFirst(name.count + 1))] : [$0] } + arguments[end...]
    }

    /// Prints what an error of ArgumentParser says, help among it; an operation's failure has been said.
    private static func told(_ error: any Error) -> Int32 {
        let code = exitCode(for: error).rawValue
        let text = fullMessage(for: error)
        if text.isEmpty { return code }
        if code == 0 {
            return rcsops.exitCode { () throws(Failure) in
                try System.put(text + "\n")
                return 0
            }
        }
        System.say(text + "\n")
        return code
    }

    /// ArgumentParser takes an unknown command for a surplus argument.
    private static func misspelt(_ arguments: [String]) -> Failure? {
        var (path, rest) = (["rcsops"], arguments[...])
        if rest.first == "help" {
            path.append("help")
            rest.removeFirst()
        }
        var commands = configuration.subcommands
        while !commands.isEmpty, let word = rest.popFirst(), !word.hasPrefix("-"), word != "help" {
            guard let command = commands.first(where: { $0.configuration.commandName == word }) else {
                let names = commands.compactMap { $0.configuration.commandName } + ["help"]
                let begun = names.filter { $0.hasPrefix(word) }
                let nearest = begun.count == 1 ? begun[0] : NearestName.of(word, among: names)
                let shown = path.joined(separator: " ")
                return Failure(
                    "RC6010", exit: 64, "there is no command \"" + (path.dropFirst() + [word]).joined(separator: " ") + "\"",
                    fix: nearest.map { "did you mean " + shown + " " + $0 + "?" } ?? shown + (path.last == "help" ? "" : " -h") + " lists the commands")
            }
            path.append(word)
            commands = command.configuration.subcommands
        }
        return nil
    }
}

/// An operation's failure as ArgumentParser's exit code; the text has been said.
func reporting(_ body: () throws(Failure) -> Void) throws {
    do throws(Failure) { try body() } catch {
        System.say(error.rendered)
        throw ExitCode(error.exitCode)
    }
}

/// The same for an operation that gives the exit code of a program that it ran.
func reportingExitCode(_ body: () throws(Failure) -> Int32) throws {
    var code: Int32 = 0
    try reporting { () throws(Failure) in code = try body() }
    if code != 0 { throw ExitCode(code) }
}
