import ArgumentParser

/// The command line as `rcsops`.
struct CommandLineTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rcsops",
        abstract: "Keeps rclone credentials in Git, encrypted, and gets them out where they are needed.",
        discussion: """
            An encrypted file is a sops INI document: any sops opens it. Keys are age keys; they are taken from
            SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, or ~/.config/sops/age/keys.txt. Called as sops, it takes sops' arguments.
            """,
        version: Version.text,
        subcommands: [EncryptCommand.self, DecryptCommand.self, CheckCommand.self, RenderCommand.self, KeyCommand.self])
}

/// An operation's failure as ArgumentParser's exit code; the text has been said.
func reporting(_ body: () throws(Failure) -> Void) throws {
    do throws(Failure) { try body() } catch {
        System.say(error.rendered)
        throw ExitCode(error.exitCode)
    }
}
