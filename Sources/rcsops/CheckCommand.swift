import ArgumentParser

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what is wrong with an rclone.conf, plain or encrypted; exit 1 on errors.")

    @Argument(help: "The file, or - for standard input.", completion: .file()) var file: String
    @Flag(name: .long, help: "Findings as a JSON list.") var json = false
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No notes and no summary.") var quiet = false

    func run() throws {
        var isClean = true
        try reporting { () throws(Failure) in
            isClean = try CheckOperation.run(file: file, asJSON: json, isQuiet: quiet, password: password.sources(isQuiet: quiet))
        }
        if !isClean { throw ExitCode(1) }
    }
}
