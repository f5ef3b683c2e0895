import SopsDocument

/// The command line as `sops`: its flags, its exit codes, its defaults.
enum SopsCommandLine {
    private static let shared: [String: (name: String, kind: GoFlags.Kind)] = [
        "in-place": ("in-place", .boolean), "i": ("in-place", .boolean), "output": ("output", .text),
        "filename-override": ("filename-override", .text), "input-type": ("input-type", .text),
        "output-type": ("output-type", .text), "help": ("help", .boolean), "h": ("help", .boolean),
    ]
    private static let encryptFlags = shared.merging([
        "age": ("age", .text), "a": ("age", .text), "unencrypted-suffix": ("unencrypted_suffix", .text),
        "encrypted-suffix": ("encrypted_suffix", .text), "unencrypted-regex": ("unencrypted_regex", .text),
        "encrypted-regex": ("encrypted_regex", .text), "shamir-secret-sharing-threshold": ("threshold", .text),
    ]) { first, _ in first }
    private static let decryptFlags = shared.merging(["ignore-mac": ("ignore-mac", .boolean), "extract": ("extract", .text)]) { first, _ in first }
    private static let updateKeysFlags: [String: (name: String, kind: GoFlags.Kind)] = [
        "yes": ("yes", .boolean), "y": ("yes", .boolean), "input-type": ("input-type", .text),
    ]
    private static let globalFlags = encryptFlags.merging(decryptFlags) { first, _ in first }.merging([
        "config": ("config", .text), "indent": ("indent", .text), "version": ("version", .boolean), "v": ("version", .boolean),
        "encrypt": ("encrypt", .boolean), "e": ("encrypt", .boolean),
        "decrypt": ("decrypt", .boolean), "d": ("decrypt", .boolean), "mac-only-encrypted": ("mac-only-encrypted", .boolean),
        "disable-version-check": ("disable-version-check", .boolean), "check-for-updates": ("check-for-updates", .boolean),
        "unencrypted-comment-regex": ("unencrypted_comment_regex", .text),
        "encrypted-comment-regex": ("encrypted_comment_regex", .text),
    ]) { first, _ in first }

    static func run(_ arguments: [String]) throws(Failure) {
        let global = try flags(arguments, known: globalFlags, stopsAtFirstWord: true)
        if global.boolean("version") { return try System.put(Version.sops + "\n" + Version.text + "\n") }
        if global.boolean("help") { return try System.put(help) }
        if global.boolean("encrypt") { return try encrypt(global, global: global, wantsFile: true) }
        if global.boolean("decrypt") { return try decrypt(global, global: global, wantsFile: true) }
        switch global.words.first {
        case "encrypt":
            try encrypt(flags(Array(global.words.dropFirst()), known: encryptFlags), global: global, wantsFile: false)
        case "decrypt": try decrypt(flags(Array(global.words.dropFirst()), known: decryptFlags), global: global, wantsFile: false)
        case "updatekeys": try updateKeys(flags(Array(global.words.dropFirst()), known: updateKeysFlags), global: global)
        case "help", "h", nil: try System.put(help)
        case let word?:
            throw Failure(
                "RC6005", exit: 1, "sops " + word + " is not among the commands of this version of rcsops",
                fix: "use encrypt or decrypt here, and the real sops for the rest")
        }
    }

    private static func flags(
        _ arguments: [String], known: [String: (name: String, kind: GoFlags.Kind)], stopsAtFirstWord: Bool = false
    ) throws(Failure) -> GoFlags {
        do throws(GoFlags.Refusal) { return try GoFlags(arguments, known: known, stopsAtFirstWord: stopsAtFirstWord) } catch {
            throw Failure("RC6006", exit: 1, error.text, fix: "sops help lists what can be given")
        }
    }

    private static func encrypt(_ flags: GoFlags, global: GoFlags, wantsFile: Bool) throws(Failure) {
        if flags.boolean("help") { return try System.put(help) }
        var options = EncryptOptions()
        options.file = try file(flags, wantsFile: wantsFile)
        options.inPlace = flags.boolean("in-place")
        options.output = flags.text("output")
        options.recipients = flags.text("age")
        options.config = global.text("config")
        options.filenameOverride = flags.text("filename-override")
        options.selectors = EncryptionSelector.Kind.allCases.compactMap { kind in
            flags.text(kind.rawValue).flatMap { $0.isEmpty ? nil : (kind, $0) }
        }
        options.macOnlyEncrypted = global.boolean("mac-only-encrypted")
        if let text = flags.text("threshold") {
            guard let threshold = Int(text) else {
                throw Failure("RC6006", exit: 1, "invalid value \"" + text + "\" for flag -shamir-secret-sharing-threshold: parse error", fix: "give a whole number")
            }
            options.shamirThreshold = threshold
        }
        options.actsAsSops = true
        options.formats = try formats(flags, global)
        try EncryptOperation.run(options)
    }

    private static func decrypt(_ flags: GoFlags, global: GoFlags, wantsFile: Bool) throws(Failure) {
        if flags.boolean("help") { return try System.put(help) }
        var options = DecryptOptions()
        options.file = try file(flags, wantsFile: wantsFile)
        options.inPlace = flags.boolean("in-place")
        options.output = flags.text("output")
        options.ignoresMAC = flags.boolean("ignore-mac")
        options.filenameOverride = flags.text("filename-override")
        options.extract = flags.text("extract")
        options.isQuiet = true
        options.actsAsSops = true
        options.formats = try formats(flags, global)
        try DecryptOperation.run(options)
    }

    private static func updateKeys(_ flags: GoFlags, global: GoFlags) throws(Failure) {
        var options = UpdateKeysOptions()
        options.paths = flags.words
        options.isAgreed = flags.boolean("yes")
        options.inputType = try formats(flags, global).inputType
        options.config = global.text("config")
        options.actsAsSops = true
        try UpdateKeysOperation.run(options)
    }

    private static func formats(_ flags: GoFlags, _ global: GoFlags) throws(Failure) -> DocumentFormats {
        var indent: Int?
        if let text = global.text("indent") {
            guard let value = Int(text) else {
                throw Failure("RC6006", exit: 1, "invalid value \"" + text + "\" for flag -indent: parse error", fix: "give a whole number")
            }
            indent = value
        }
        return try DocumentFormats(input: flags.text("input-type"), output: flags.text("output-type"), indent: indent, isStrict: false)
    }

    /// Nil for standard input, which only the commands with a name read.
    private static func file(_ flags: GoFlags, wantsFile: Bool) throws(Failure) -> String? {
        if flags.words.count > 1 {
            System.warn("More than one positional argument provided. Only the first one will be used!")
            if let flag = flags.words.dropFirst().last(where: { $0.hasPrefix("-") }) {
                System.warn(
                    "Note that one of the ignored positional argument is \"" + flag + "\", which looks like a flag. Flags must always "
                        + "be provided before the first positional argument!")
            }
        }
        guard let word = flags.words.first else {
            if wantsFile { throw Failure("RC6009", exit: 100, "no file specified", fix: "name the file") }
            return nil
        }
        // sops has no sign for standard input: it takes a lone - for a name.
        return word == "-" ? "./-" : word
    }

    private static let help = """
        rcsops, called as sops: encrypts and decrypts rclone.conf files as sops INI documents.

        USAGE:
           sops encrypt [--age RECIPIENTS] [-i | --output FILE] [--filename-override PATH] [FILE]
           sops decrypt [-i | --output FILE] [--ignore-mac] [FILE]
           sops --version

        Called as rcsops it does more: rcsops help.

        """
}
