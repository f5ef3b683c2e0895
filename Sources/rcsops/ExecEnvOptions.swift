/// What `exec-env` was asked for, whichever reader of arguments found it.
struct ExecEnvOptions {
    var file = ""
    var command = ""
    /// Start it and be gone.
    var inBackground = false
    /// Only the document's values, none of our variables.
    var isPristine = false
    var user: String?
    /// Become the command, and don't wait for it.
    var inSameProcess = false
    var decryptionOrder: String?
    /// Called as `sops`.
    var actsAsSops = false

    init() {}

    /// Reads the common forms without ArgumentParser. Nil for anything else, which ArgumentParser then reads, or explains.
    init?(common arguments: ArraySlice<String>) {
        var words: [String] = []
        for argument in arguments {
            switch argument {
            case "--pristine": isPristine = true
            case "--same-process": inSameProcess = true
            default:
                guard !argument.isEmpty, !argument.hasPrefix("-"), words.count < 2 else { return nil }
                words.append(argument)
            }
        }
        guard words.count == 2 else { return nil }
        (file, command) = (words[0], words[1])
    }
}
