/// sops' commands, in its order.
enum SopsCommands {
    static let all: [SopsCommand] = [
        completion, publish, keyservice, decrypt, encrypt,
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
        try SopsOptions.checkKeys(flags, opens: true)
        try DecryptOperation.run(try SopsOptions.decrypt(flags, global, file: try SopsOptions.file(flags, isNeeded: false)))
        return 0
    }

    private static let encrypt = SopsCommand(
        name: "encrypt", argument: "[FILE]", summary: "encrypt a file, or standard input with --filename-override",
        flags: [SopsFlags.inPlace, SopsFlags.output] + SopsFlags.keys + SopsFlags.types + SopsFlags.selection
            + [SopsFlags.context, SopsFlags.threshold, SopsFlags.filenameOverride] + SopsFlags.keyService
    ) { (global, flags) throws(Failure) in
        let options = try SopsOptions.encrypt(flags, global, file: try SopsOptions.file(flags, isNeeded: false))
        try SopsOptions.checkKeys(flags, opens: false)
        try EncryptOperation.run(options)
        return 0
    }
}
