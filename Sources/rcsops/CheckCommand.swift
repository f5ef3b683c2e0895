import ArgumentParser
import RcloneConfig

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what is wrong with rclone.conf files, plain or encrypted; exit 1 on errors.",
        discussion: """
            Nothing is asked over the network, and no value is printed. Without the key an encrypted file is checked for what \
            can be seen.
            """)

    @Argument(help: "The files, or - for standard input.", completion: .file()) var files: [String] = []
    @Flag(name: .long, help: "Findings as a JSON list.") var json = false
    @Flag(name: .long, help: "Findings as SARIF 2.1.0, which code hosts show beside the lines.") var sarif = false
    @Flag(name: .long, help: "Exit 1 on warnings too.") var strict = false
    @Option(name: .long, help: "Only this remote of an rclone.conf, with all that it refers to. May be given again.") var remote: [String] = []
    @Option(name: .long, help: "Compare this deployed copy, plain or encrypted, with the file, tokens apart.", completion: .file()) var drift: String?
    @OptionGroup var jobs: JobsOption
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No notes and no summary.") var quiet = false
    @Option(name: .long, help: "Say what a code means, of a finding or of any other message, and end.") var explain: String?

    func validate() throws {
        if json && sarif { throw ValidationError("Give --json or --sarif.") }
        if drift != nil && files.count > 1 { throw ValidationError("Give one file with --drift.") }
        if files.isEmpty && explain == nil { throw ValidationError("Missing expected argument '<files> ...'") }
    }

    func run() throws {
        if let explain {
            try reporting { () throws(Failure) in try CheckOperation.explain(explain) }
            return
        }
        var isClean = true
        try reporting { () throws(Failure) in
            isClean = try CheckOperation.run(
                files: files, remotes: remote, drift: drift, form: sarif ? .sarif : json ? .json : .text, isStrict: strict, isQuiet: quiet,
                password: password.sources(isQuiet: quiet), jobs: jobs.jobs)
        }
        if !isClean { throw ExitCode(1) }
    }
}
