import Cryptography
import Diagnostics
import RcloneConfig
import SecretMemory

/// `config set`, `unset`, `rename`, `remove`, `copy` and `import`.
enum ConfigEditOperation {
    /// Reads the file, changes it, and puts it in its place.
    static func run(
        file: String, _ options: ConfigEditOptions, _ change: (inout RcloneEditing) throws(EditingError) -> Void
    ) throws(Failure) {
        let arena = SecretArena()
        let source = try RcloneSource(Input(file), password: options.password.sources(isQuiet: options.quiet), in: arena)
        var editing = RcloneEditing(source.document, in: arena)
        do throws(EditingError) { try change(&editing) } catch { throw .of(error, file: file) }
        try source.save(editing.document, output: options.output, isQuiet: options.quiet)
    }

    static func set(
        file: String, remote: String, option: String, value argument: String?, obscuring: Bool?, _ options: ConfigEditOptions
    ) throws(Failure) {
        let arena = SecretArena()
        let (section, key) = (ConfigName(remote), ConfigName(option))
        let given = argument == "-" ? nil : argument
        guard given != nil || file != "-" else {
            throw Failure(
                "RC8102", exit: 64, "the file and the value can't both come from standard input",
                fix: "name the file, or give the value as an argument")
        }
        let value = if let given { arena.store(Array(given.utf8)) } else { try valueFromStandardInput(arena) }
        try run(file: file, options) { (editing) throws(EditingError) in
            let backend = EffectiveReading(of: editing.document.reading, in: arena).backend(of: section)
            let registered = backend.flatMap { BackendRegistry.backend(ofType: $0) }?.option(option)
            let isPassword = registered?.isPassword ?? false
            let stored = isPassword && isToObscure(value, obscuring, in: arena) ? try obscured(value, in: arena) : value
            try editing.set(key, to: stored, in: section)
            guard !options.quiet else { return }
            tellFindings(of: key, in: section, of: editing.document, file: file)
            if given != nil, SecretOption.isSecret(backend: backend, key: key, value: value) {
                System.warn(
                    key.text + " may be secret, and was given as an argument, which others on this machine can see and shells "
                        + "remember; give - and the value on standard input")
            }
        }
    }

    /// Without a word from the user rclone's guess (rclone 1.75 `fs/config/config.go`, `updateRemote`): what is long enough and
    /// can be revealed is obscured already.
    private static func isToObscure(_ value: SecretSlice, _ chosen: Bool?, in arena: SecretArena) -> Bool {
        if let chosen { return chosen }
        let shortest = 22
        if value.isEmpty { return false }
        return value.count < shortest || (try? ObscuredText.reveal(value, in: arena)) == nil
    }

    private static func obscured(_ value: SecretSlice, in arena: SecretArena) throws(EditingError) -> SecretSlice {
        do throws(ObscuredText.Fault) {
            return try ObscuredText.obscure(value, iv: SecureRandom.bytes(ObscuredText.ivSize), in: arena)
        } catch { throw .unfaithful }
    }

    /// What `check` says of the line that was just set: a typo is told at once.
    private static func tellFindings(of key: ConfigName, in section: ConfigName, of document: RcloneDocument, file: String) {
        guard let line = document.reading[section]?[key]?.line else { return }
        for finding in RcloneCheck.findings(in: document, file: file) where finding.place?.line == line && finding.severity > .note {
            var warning = finding
            warning.severity = .warning
            System.say(warning.rendered() + "\n")
        }
    }

    /// A line without its end, or whatever else is there.
    private static func valueFromStandardInput(_ arena: SecretArena) throws(Failure) -> SecretSlice {
        let bytes = try Input("-").read(into: arena)
        var count = bytes.count
        if count > 0, bytes[count - 1] == 0x0A {
            count -= 1
            if count > 0, bytes[count - 1] == 0x0D { count -= 1 }
        }
        return bytes[0..<count]
    }

    static func importRemotes(file: String, other path: String, remotes: [String], _ options: ConfigEditOptions) throws(Failure) {
        guard file != "-" || path != "-" else {
            throw Failure("RC8102", exit: 64, "both files can't come from standard input", fix: "name one of them")
        }
        let arena = SecretArena()
        let other = try ConfigShowOperation.read(path, [], options.password.sources(isQuiet: options.quiet), arena)
        let names: Set<ConfigName>
        do throws(ClosureError) {
            names = remotes.isEmpty
                ? Set(other.reading.sections.map(\.name))
                : try RemoteClosure.names(of: remotes.map { ConfigName($0) }, in: other.reading, arena: arena)
        } catch { throw .of(error, file: path) }
        var added: [ConfigName] = []
        try run(file: file, options) { (editing) throws(EditingError) in added = try editing.importRemotes(names, from: other) }
        if !options.quiet {
            System.say("rcsops: note: imported " + (added.isEmpty ? "nothing: all is there" : added.map(\.text).joined(separator: ", ")) + "\n")
        }
    }
}
