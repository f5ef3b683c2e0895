import ArgumentParser

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say where keys are looked for, what is there, and what is wrong on this machine.",
        discussion: "No secret is shown. Exit 1 when something would make a command fail, or leak a secret.")

    @Option(name: .long, help: "The .sops.yaml to use instead of searching upwards for one.", completion: .file()) var config: String?
    @Flag(name: .long, help: "The answer as a JSON list.") var json = false

    func run() throws {
        var options = DoctorOptions()
        options.config = config
        options.asJSON = json
        let given = options
        try reporting { () throws(Failure) in try DoctorOperation.run(given) }
    }
}
