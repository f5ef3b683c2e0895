/// sops' commands, in its order.
enum SopsCommands {
    static let all: [SopsCommand] = [
        completion, execEnv, execFile, publish, keyservice, filestatus, SopsGroupCommands.groups, updateKeys, decrypt, encrypt, rotate, edit, set, unset,
    ]

    private static let completion = SopsCommand(
        name: "completion", summary: "print a script that completes command lines in a shell",
        subcommands: [
            SopsCommand(name: "bash", summary: "for bash: source <(sops completion bash)") { (_, _) throws(Failure) in
                try System.put(SopsCompletion.bash(for: "sops"))
                return 0
            },
            SopsCommand(name: "zsh", summary: "for zsh: source <(sops completion zsh)") { (_, _) throws(Failure) in
                try System.put(SopsCompletion.zsh(for: "sops"))
                return 0
            },
        ])

    private static let publish = SopsCommand(
        name: "publish", argument: "FILE", summary: "publish a file to its destination (not in this version)",
        flags: [
            SopsFlag.switching("yes y", "ask nothing"), SopsFlag.switching("omit-extensions", "leave the extension out of the object's name"),
            SopsFlag.switching("recursive", "publish all files of a folder"), SopsFlag.switching("verbose", "tell more"), SopsFlags.decryptionOrder,
        ] + SopsFlags.keyService
    ) { (_, _) throws(Failure) in throw later("publish") }

    private static let keyservice = SopsCommand(
        name: "keyservice", summary: "serve the keys that are here to others (not in this version)",
        flags: [
            SopsFlag.text("network net", "tcp or unix"), SopsFlag.text("address addr", "where to listen"),
            SopsFlag.switching("prompt", "ask before each answer"), SopsFlag.switching("verbose", "tell more"),
        ]
    ) { (_, _) throws(Failure) in throw later("keyservice") }

    /// Both come with the keys that services hold.
    static func later(_ name: String) -> Failure {
        Failure("RC6504", exit: 1, name + " is not in this version of rcsops", fix: "use the real sops for it")
    }

    private static let decrypt = SopsCommand(
        name: "decrypt", argument: "[FILE]", summary: "decrypt a file, or standard input",
        flags: [SopsFlags.inPlace, SopsFlag.text("extract", "print one value or branch: '[\"key\"][0]'"), SopsFlags.output] + SopsFlags.types
            + [SopsFlags.ignoreMAC, SopsFlags.filenameOverride, SopsFlags.decryptionOrder] + SopsFlags.keyService
    ) { (global, flags) throws(Failure) in
        try DecryptOperation.run(try SopsOptions.decrypt(flags, global, file: try SopsOptions.file(flags, isNeeded: false)))
        return 0
    }

    private static let encrypt = SopsCommand(
        name: "encrypt", argument: "[FILE]", summary: "encrypt a file, or standard input with --filename-override",
        flags: [SopsFlags.inPlace, SopsFlags.output] + SopsFlags.keys + SopsFlags.types + SopsFlags.selection
            + [SopsFlags.context, SopsFlags.threshold, SopsFlags.filenameOverride] + SopsFlags.keyService,
        keyUse: .wraps
    ) { (global, flags) throws(Failure) in
        let options = try SopsOptions.encrypt(flags, global, file: try SopsOptions.file(flags, isNeeded: false))
        try EncryptOperation.run(options)
        return 0
    }

    private static let execEnv = SopsCommand(
        name: "exec-env", argument: "FILE COMMAND", summary: "run a command with the values in its environment",
        flags: [
            SopsFlag.switching("background", "start the command and end (deprecated)"), SopsFlag.switching("pristine", "give it no other variables"),
            SopsFlag.text("user", "run it as this user"), SopsFlag.switching("same-process", "become the command"), SopsFlags.decryptionOrder,
        ] + SopsFlags.keyService
    ) { (_, flags) throws(Failure) in
        var options = ExecEnvOptions()
        (options.file, options.command) = try fileAndCommand(flags)
        options.inBackground = flags.boolean("background")
        options.isPristine = flags.boolean("pristine")
        options.user = flags.text("user")
        options.inSameProcess = flags.boolean("same-process")
        options.decryptionOrder = flags.text("decryption-order")
        options.actsAsSops = true
        return try ExecEnvOperation.run(options)
    }

    private static let execFile = SopsCommand(
        name: "exec-file", argument: "FILE COMMAND", summary: "run a command with the plaintext in a file: {} is its path",
        flags: [
            SopsFlag.switching("background", "start the command and end (deprecated)"), SopsFlag.switching("no-fifo", "a regular file instead of a FIFO"),
            SopsFlag.text("user", "run it as this user"),
        ] + SopsFlags.types + [SopsFlag.text("filename", "the name of the file"), SopsFlags.decryptionOrder] + SopsFlags.keyService
    ) { (global, flags) throws(Failure) in
        var options = ExecFileOptions()
        (options.file, options.command) = try fileAndCommand(flags)
        options.inBackground = flags.boolean("background")
        options.withoutPipe = flags.boolean("no-fifo")
        options.user = flags.text("user")
        options.formats = try SopsOptions.formats(flags, global)
        options.filename = flags.text("filename")
        options.decryptionOrder = flags.text("decryption-order")
        options.actsAsSops = true
        return try ExecFileOperation.run(options)
    }

    private static func fileAndCommand(_ flags: GoFlags) throws(Failure) -> (String, String) {
        guard flags.words.count == 2 else {
            throw SopsOptions.noFile("error: missing file to decrypt: a file and a command are wanted, not \(flags.words.count) words", exit: 1)
        }
        return (SopsOptions.path(flags.words[0]), flags.words[1])
    }

    private static let filestatus = SopsCommand(
        name: "filestatus", argument: "FILE", summary: "tell whether a file is encrypted, as JSON", flags: [SopsFlags.inputType]
    ) { (global, flags) throws(Failure) in
        var options = FileStatusOptions()
        options.files = flags.words.first.map { [SopsOptions.path($0)] } ?? []
        options.formats = try SopsOptions.formats(flags, global)
        options.actsAsSops = true
        try FileStatusOperation.run(options)
        return 0
    }

    private static let updateKeys = SopsCommand(
        name: "updatekeys", argument: "FILE…", summary: "give files the keys of their rules in .sops.yaml",
        flags: [SopsFlag.switching("yes y", "ask nothing"), SopsFlags.inputType] + SopsFlags.keyService
    ) { (global, flags) throws(Failure) in
        var options = UpdateKeysOptions()
        options.paths = SopsOptions.paths(flags.words)
        options.isAgreed = flags.boolean("yes")
        options.inputType = try SopsOptions.formats(flags, global).inputType
        options.config = global.text("config")
        options.actsAsSops = true
        try UpdateKeysOperation.run(options)
        return 0
    }

    private static let rotate = SopsCommand(
        name: "rotate", argument: "FILE", summary: "make a new data key and encrypt all values anew",
        flags: [SopsFlags.inPlace, SopsFlags.output] + SopsFlags.types + [SopsFlags.context] + SopsFlags.addedAndRemoved
            + [SopsFlags.filenameOverride, SopsFlags.decryptionOrder] + SopsFlags.keyService
    ) { (global, flags) throws(Failure) in
        try RotateOperation.run(try SopsOptions.rotate(flags, global, file: try SopsOptions.file(flags, isNeeded: true)))
        return 0
    }

    private static let set = SopsCommand(
        name: "set", argument: "FILE PATH [VALUE]", summary: "set a value or a branch: set FILE '[\"key\"][0]' JSON",
        flags: SopsFlags.types + [
            SopsFlag.switching("value-file", "VALUE is the name of a file that holds it"), SopsFlag.switching("value-stdin", "the value comes from standard input"),
            SopsFlags.threshold, SopsFlags.ignoreMAC, SopsFlags.decryptionOrder, SopsFlags.idempotent,
        ] + SopsFlags.keyService
    ) { (global, flags) throws(Failure) in
        var options = SetOptions(try SopsOptions.valueChange(flags, global))
        options.valueFile = flags.boolean("value-file")
        options.valueStandardInput = flags.boolean("value-stdin")
        try SetOperation.run(options)
        return 0
    }

    private static let unset = SopsCommand(
        name: "unset", argument: "FILE PATH", summary: "take a value or a branch away: unset FILE '[\"key\"][0]'",
        flags: SopsFlags.types + [SopsFlags.threshold, SopsFlags.ignoreMAC, SopsFlags.decryptionOrder, SopsFlags.idempotent] + SopsFlags.keyService
    ) { (global, flags) throws(Failure) in
        try UnsetOperation.run(try SopsOptions.valueChange(flags, global))
        return 0
    }

    private static let edit = SopsCommand(
        name: "edit", argument: "FILE", summary: "open a file in the editor: $SOPS_EDITOR, $EDITOR, vim, nano or vi",
        flags: SopsFlags.keys + SopsFlags.types + SopsFlags.selection
            + [SopsFlags.context, SopsFlags.threshold, SopsFlags.showMasterKeys, SopsFlags.ignoreMAC, SopsFlags.decryptionOrder] + SopsFlags.keyService
    ) { (global, flags) throws(Failure) in
        try EditOperation.run(try SopsOptions.edit(flags, global, file: try SopsOptions.file(flags, isNeeded: true)))
        return 0
    }
}
