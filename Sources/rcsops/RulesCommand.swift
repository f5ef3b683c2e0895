import ArgumentParser

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Say which rule of .sops.yaml holds for a file, and what it would encrypt; no key is needed.",
        discussion: "The file need not exist yet. Exit 1 when no rule matches.")

    @Argument(help: "The files, plain, encrypted, or not there yet.", completion: .file()) var files: [String]
    @Option(name: .long, help: "The .sops.yaml to use instead of searching upwards for one.", completion: .file()) var config: String?
    @Option(name: .long, help: "What the files are: yaml, json, ini, dotenv or binary; else name and content tell.") var inputType: String?
    @Flag(name: .long, help: "The answer as a JSON list.") var json = false

    func run() throws {
        var options = RulesOptions()
        options.files = files
        options.config = config
        options.asJSON = json
        var chosen = options
        try reporting { () throws(Failure) in
            chosen.inputType = try DocumentFormats(input: inputType, output: nil, indent: nil, isStrict: true).inputType
            try RulesOperation.run(chosen)
        }
    }
}
