import EncryptedFiles
import RcloneConfig
import SecretMemory

/// `config show`, `redacted` and `convert`.
enum ConfigShowOperation {
    static func show(file: String, remotes: [String], revealed: Bool, password: PasswordSources) throws(Failure) {
        let arena = SecretArena()
        let document = try read(file, remotes, password, arena)
        let text = RcloneListing.show(document, revealed: revealed, in: arena)
        // What is masked is for eyes, and names must not drive the terminal; what is revealed may be for a program.
        if revealed { try System.put(text) } else { try put(text) }
    }

    static func redacted(file: String, remotes: [String], password: PasswordSources) throws(Failure) {
        let arena = SecretArena()
        let document = try read(file, remotes, password, arena)
        let text: SecretSlice
        do throws(EffectiveError) { text = try RcloneListing.redacted(document, in: arena) } catch { throw .of(error) }
        try put(text)
    }

    static func convert(
        file: String, to form: RcloneConversion.Form, remotes: [String], output path: String?, password: PasswordSources, isQuiet: Bool
    ) throws(Failure) {
        let arena = SecretArena()
        let output = try Output(inPlace: false, path: path, input: Input(file))
        try convert(try read(file, remotes, password, arena), to: form, output: output, isQuiet: isQuiet, arena: arena)
    }

    static func convert(
        _ document: RcloneDocument, to form: RcloneConversion.Form, output: Output, isQuiet: Bool, arena: SecretArena
    ) throws(Failure) {
        let result: RcloneConversion
        do throws(ConversionError) { result = try RcloneConversion.convert(document, to: form, in: arena) } catch {
            throw .of(error, form: form)
        }
        try output.write(result.text)
        guard !isQuiet else { return }
        if !result.left.isEmpty {
            System.say("rcsops: note: no remotes, having no type: " + result.left.map(\.text).joined(separator: ", ") + "\n")
        }
        if !result.phantoms.isEmpty {
            System.say("rcsops: note: rclone listremotes will show remotes that are none: " + result.phantoms.map(\.text).joined(separator: ", ") + "\n")
        }
    }

    /// Holds no secret any more.
    private static func put(_ text: SecretSlice) throws(Failure) {
        try System.put(System.printable(String(decoding: text.bytes, as: UTF8.self)))
    }

    /// The rclone.conf in a file of any form.
    static func read(_ file: String, _ remotes: [String], _ password: PasswordSources, _ arena: SecretArena) throws(Failure) -> RcloneDocument {
        let input = Input(file)
        try input.checkExists()
        let text = try DecryptOperation.rcloneConfig(of: try input.read(into: arena), input: input, password: password, arena: arena)
        let document = RcloneDocument(parsing: text)
        guard document.unreadable.isEmpty else {
            throw .of(EncryptedFileError.notRcloneConfig(unreadable: document.unreadable), file: file)
        }
        return try RemoteSelection.narrow(document, to: remotes, file: file, arena: arena)
    }
}

extension Failure {
    /// A form can't carry the file; nothing is written.
    static func of(_ error: ConversionError, form: RcloneConversion.Form) -> Failure {
        let another = "choose another form, or leave the remote out with --remote"
        switch error {
        case .effective(let error): return .of(error)
        case .nameNotUTF8(let name):
            return Failure("RC8301", exit: 1, "the name " + name.text + " is not UTF-8, and " + form.rawValue + " has no way to write it", fix: another)
        case .remoteName(let name):
            return Failure(
                "RC8302", exit: 1, "variables for [" + name.text + "] would have a name that " + form.rawValue + " does not take",
                fix: "name the remote with letters, digits and _ (rcsops config rename), or " + another)
        case .optionName(let section, let key):
            return Failure(
                "RC8303", exit: 1, key.text + " of [" + section.text + "] would become another option as a variable",
                fix: "correct the option's name; rclone ignores it as it stands")
        case .sameVariable(let first, let second):
            return Failure(
                "RC8304", exit: 1, "options of [" + first.text + "] and [" + second.text + "] would have the same variable",
                fix: "give the remotes names that differ in more than case and _")
        case .value(let section, let key, let obstacle):
            let what = words(for: obstacle)
            return Failure(
                "RC8305", exit: 1, key.text + " of [" + section.text + "] " + what + ": " + form.rawValue + " can't carry it",
                fix: another)
        }
    }
    private static func words(for obstacle: ConversionError.Obstacle) -> String {
        switch obstacle {
        case .notUTF8: "holds bytes that are not UTF-8"
        case .control: "holds a control character"
        case .quotes: "holds both quotes and marks that readers of .env files take in different ways"
        case .tooLong: "is longer than a line may be"
        case .typeMark: "holds the text _TYPE=, by which rclone would list a piece of it as a remote"
        }
    }
}
