import ArgumentParser

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what is wrong with an rclone.conf, plain or encrypted; exit 1 on errors.")

    @Argument(help: "The file, or - for standard input.", completion: .file()) var file: String
    @Flag(name: .long, help: "Findings as a JSON list.") var json = false
    @Option(name: .long, help: "Only this remote of an rclone.conf, with all that it refers to. May be given again.") var remote: [String] = []
    @Flag(name: .shortAndLong, help: "No notes and no summary.") var quiet = false

    func run() throws {
        var isClean = true
        try reporting { () throws(Failure) in isClean = try CheckOperation.run(file: file, remotes: remote, asJSON: json, isQuiet: quiet) }
        if !isClean { throw ExitCode(1) }
    }
}
