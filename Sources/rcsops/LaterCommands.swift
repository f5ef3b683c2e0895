import ArgumentParser

/// Commands of sops that come with the keys that services hold.
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "publish", abstract: "Not in this version.", shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough) var words: [String] = []

    func run() throws { try reporting { () throws(Failure) in throw SopsCommands.later("publish") } }
}

struct KeyServiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "keyservice", abstract: "Not in this version.", shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough) var words: [String] = []

    func run() throws { try reporting { () throws(Failure) in throw SopsCommands.later("keyservice") } }
}
