import RcloneConfig

/// What `decrypt` was asked for, whichever reader of arguments found it.
struct DecryptOptions {
    var file: String?
    var inPlace = false
    var output: String?
    var config: String?
    var ignoresMAC = false
    var filenameOverride: String?
    var damagedValues = LayoutRestoring.DamagePolicy.stop
    var formats = DocumentFormats()
    /// Remotes to take, with what they refer to; all when empty.
    var remotes: [String] = []
    /// The path of the one value that is wanted.
    var extract: String?
    var decryptionOrder: String?
    var isQuiet = false
    /// Called as `sops`.
    var actsAsSops = false

    /// Reads the common forms without ArgumentParser, whose start costs more than the decryption. Nil for anything
    /// else, which ArgumentParser then reads, or explains.
    init?(common arguments: ArraySlice<String>) {
        var rest = arguments
        while let argument = rest.popFirst() {
            switch argument {
            case "-i", "--in-place": inPlace = true
            case "--ignore-mac": ignoresMAC = true
            case "-q", "--quiet": isQuiet = true
            case "--output":
                guard let value = rest.popFirst(), !value.hasPrefix("-") else { return nil }
                output = value
            case "--extract":
                guard let value = rest.popFirst(), !value.hasPrefix("-") else { return nil }
                extract = value
            default:
                guard file == nil, !argument.isEmpty, argument == "-" || !argument.hasPrefix("-") else { return nil }
                file = argument
            }
        }
        guard file != nil else { return nil }
    }

    init() {}
}
