import ArgumentParser
import RcloneConfig

struct BackendsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backends", abstract: "List rclone's backends, or the options of one.",
        discussion: """
            With a name: each option with its type, what the registry says of it, its default, and whether rcsops keeps it \
            readable in an encrypted file. From rclone \(BackendRegistry.rcloneVersion).
            """)

    @Argument(help: "A backend, as type names it.") var name: String?
    @Flag(name: .long, help: "As JSON.") var json = false

    func run() throws {
        try reporting { () throws(Failure) in try BackendsOperation.run(name: name, asJSON: json) }
    }
}
