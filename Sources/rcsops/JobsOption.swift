import ArgumentParser

/// For every command that takes many files.
struct JobsOption: ParsableArguments {
    @Option(name: .long, help: "How many files at once; else as many as there are processors.") var jobs = 0
}
