import ArgumentParser

struct FileStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "filestatus", abstract: "Say as JSON whether files are encrypted; no key is needed.")

    @Argument(help: "The files.", completion: .file()) var files: [String] = []
    @Option(name: .long, help: "What the file is: yaml, json, ini, dotenv or binary; else its name and content tell.") var inputType: String?
    @OptionGroup var jobs: JobsOption

    func run() throws {
        var options = FileStatusOptions()
        options.files = files
        options.jobs = jobs.jobs
        var chosen = options
        try reporting { () throws(Failure) in
            chosen.formats = try DocumentFormats(input: inputType, output: nil, indent: nil, isStrict: true)
            try FileStatusOperation.run(chosen)
        }
    }
}
