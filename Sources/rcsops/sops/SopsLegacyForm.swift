import FileReplacement
import RcloneConfig

/// `sops [flags] FILE` without a command: what sops did before it had any, and many scripts still do.
enum SopsLegacyForm {
    static func run(_ flags: GoFlags) throws(Failure) -> Int32 {
        let file = try SopsOptions.file(flags, isNeeded: true)
        let asked = ["encrypt", "decrypt", "rotate"].filter { flags.boolean($0) } + ((flags.text("set") ?? "").isEmpty ? [] : ["set"])
        if asked.count > 1 {
            System.warn(
                "More than one command (--encrypt, --decrypt, --rotate, --set) has been specified. Only the changes made by the last one "
                    + "will be visible. Note that this behavior is deprecated and will cause an error eventually.")
        }
        let options = try SopsOptions.encrypt(flags, flags, file: file)
        if asked.dropLast().contains("encrypt") { try EncryptOperation.checkKeys(options) }
        try SopsOptions.checkKeys(flags, asked.last == "encrypt" ? .wraps : .opens)
        switch asked.last {
        case "encrypt":
            try EncryptOperation.run(options)
        case "decrypt":
            try DecryptOperation.run(try SopsOptions.decrypt(flags, flags, file: file))
        case "rotate":
            try EncryptOperation.checkRule(options)
            try RotateOperation.run(try rotate(flags, file: file))
        case "set":
            try EncryptOperation.checkRule(options)
            try SetOperation.run(try set(flags, file: file ?? ""))
        default: try edit(flags, options, file: file ?? "")
        }
        return 0
    }

    /// A missing file is told before it is read, other than by the command.
    private static func rotate(_ flags: GoFlags, file: String?) throws(Failure) -> RotateOptions {
        let options = try SopsOptions.rotate(flags, flags, file: file)
        let changesKeys = (options.additions + options.removals).contains { !$0.text.isEmpty }
        if !changesKeys { try Input(file).checkExists() }
        return options
    }

    /// A file that is there must have a rule, where there are any, as in all of these forms.
    private static func edit(_ flags: GoFlags, _ options: EncryptOptions, file: String) throws(Failure) {
        if FileReading.isMissing(file) {
            // A command that is misspelt would open an editor on a file of that name.
            if let nearest = NearestName.of(file, among: SopsCommands.all.map(\.name)) {
                System.warn("there is no command and no file \"" + file + "\": a new file is begun; did you mean sops " + nearest + "?")
            }
        } else { try EncryptOperation.checkRule(options) }
        try EditOperation.run(try SopsOptions.edit(flags, flags, file: file))
    }

    /// `--set 'PATH VALUE'`, which writes into the file, with `-i` and without, and uses no `--output` (sops 3.11
    /// `cmd/sops/main.go`).
    private static func set(_ flags: GoFlags, file: String) throws(Failure) -> SetOptions {
        let text = flags.text("set") ?? ""
        guard let end = text.firstRange(of: "] ") else {
            throw Failure("RC6510", exit: 7, "Invalid --set format", fix: "write --set '[\"key\"][0] JSON', with a blank between the path and the value")
        }
        var options = SetOptions(try SopsOptions.valueChange(flags, flags))
        options.change.words = [file, String(text[..<end.lowerBound]) + "]", String(text[end.upperBound...])]
        // What can't go together is refused all the same.
        _ = try Output(inPlace: flags.boolean("in-place"), path: flags.text("output"), input: Input(file))
        return options
    }
}
