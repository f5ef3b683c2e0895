import ArgumentParser
import SopsDocument

struct GroupsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups", abstract: "Add or delete groups of master keys.", subcommands: [Add.self, Delete.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Add a group: so many groups must agree as the threshold says, else all.")

        @OptionGroup var common: Common
        @Option(name: .long, help: "A recipient of the new group. May be given again.") var age: [String] = []
        @Option(name: .long, help: "A PGP fingerprint of the new group. May be given again.") var pgp: [String] = []
        @Argument(help: .hidden) var words: [String] = []

        func run() throws {
            var options = GroupsAddOptions()
            options.file = common.file
            options.words = words
            options.keys = pgp.map { MasterKeyChange(kind: .pgp, text: $0) } + age.map { MasterKeyChange(kind: .age, text: $0) }
            options.inPlace = common.inPlace
            options.shamirThreshold = common.shamirThreshold
            let chosen = options
            try reporting { () throws(Failure) in try GroupsAddOperation.run(chosen) }
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a group by its number, from 0.")

        @OptionGroup var common: Common
        @Argument(help: "The group's number, from 0.") var index: [String] = []

        func run() throws {
            var options = GroupsDeleteOptions()
            options.file = common.file
            options.words = index
            options.inPlace = common.inPlace
            options.shamirThreshold = common.shamirThreshold
            let chosen = options
            try reporting { () throws(Failure) in try GroupsDeleteOperation.run(chosen) }
        }
    }

    struct Common: ParsableArguments {
        @OptionGroup var verbosity: VerboseOption
        @Option(name: .shortAndLong, help: "The encrypted file.", completion: .file()) var file: String?
        @Flag(name: .shortAndLong, help: "Replace the file, instead of printing it.") var inPlace = false
        @Option(name: .customLong("shamir-secret-sharing-threshold"), help: "How many key groups must agree; 0 leaves it.") var shamirThreshold = 0
    }
}
