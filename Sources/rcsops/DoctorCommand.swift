import ArgumentParser

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say where keys are looked for, what is there, and what is wrong on this machine.",
        discussion: """
            No secret is shown. Exit 1 when something would make a command fail, or leak a secret. With --kustomize it says \
            instead whether a build of that folder would get its Secrets here: kubectl and kustomize, the plugin's place, each \
            generator, and each encrypted file with the keys at hand.
            """)

    @Option(name: .long, help: "The .sops.yaml to use instead of searching upwards for one.", completion: .file()) var config: String?
    @Option(
        name: .long, defaultAsFlag: ".",
        help: ArgumentHelp("Look at the kustomization in this folder; here, when no folder is given.", valueName: "folder"), completion: .directory)
    var kustomize: String?
    @Flag(name: .long, help: "The answer as a JSON list.") var json = false

    func validate() throws {
        if config != nil, kustomize != nil { throw ValidationError("--config is of no use with --kustomize: a build reads no .sops.yaml") }
    }

    func run() throws {
        var options = DoctorOptions()
        options.config = config
        options.asJSON = json
        options.kustomize = kustomize
        let given = options
        try reporting { () throws(Failure) in try DoctorOperation.run(given) }
    }
}
