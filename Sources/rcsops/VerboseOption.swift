import ArgumentParser

/// For every command that gets a data key.
struct VerboseOption: ParsableArguments {
    @Flag(name: .long, help: "Tell every attempt to get a data key.") var verbose = false

    // Called once the arguments are read, before the command runs.
    func validate() throws { if verbose { System.isVerbose = true } }
}
