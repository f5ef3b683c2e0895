internal import AgeEncryption
package import ChildPrograms
internal import FileReplacement
package import SecretMemory

/// Where age identities come from, in sops' order (sops 3.12 `age/keysource.go`): ssh keys, the `SOPS_AGE_KEY…` variables, and
/// `sops/age/keys.txt` in the user's configuration folder. Nothing is read before a key has to be opened.
package struct IdentitySources: Sendable {
    let environment: @Sendable (String) -> String?
    private let secretEnvironment: @Sendable (String, SecretArena) -> SecretSlice?
    private var reader: AgeKeyReader { keys.age }
    private let patience: @Sendable () -> Int
    private let commandErrors: PipedProgram.Errors
    private let memory = IdentityMemory()
    /// sops reads no more of what a program prints. In bytes.
    private static let outputLimit = 16 << 20
    /// Uses the keys that are found.
    package let keys: MasterKeyAccess

    /// The first two give a variable's value, nil when it is not set; the second one for a variable that holds a secret.
    /// `keys` may ask somebody. `patience` is for how many seconds the program of a variable may be
    /// silent, 0 for ever; `commandErrors` is where its stderr goes.
    package init(
        environment: @escaping @Sendable (String) -> String?,
        secretEnvironment: @escaping @Sendable (String, SecretArena) -> SecretSlice?, keys: MasterKeyAccess,
        patience: @escaping @Sendable () -> Int = { 60 }, commandErrors: PipedProgram.Errors = .kept
    ) {
        self.environment = environment
        self.secretEnvironment = secretEnvironment
        self.keys = keys
        self.patience = patience
        self.commandErrors = commandErrors
    }

    /// The default identity file: `$XDG_CONFIG_HOME/sops/age/keys.txt`, else below `~/.config`
    /// (`~/Library/Application Support` on macOS).
    package var defaultPath: String? {
        if let folder = environment("XDG_CONFIG_HOME"), !folder.isEmpty { return folder + "/sops/age/keys.txt" }
        guard let home = environment("HOME"), !home.isEmpty else { return nil }
        #if os(macOS)
        return home + "/Library/Application Support/sops/age/keys.txt"
        #else
        return home + "/.config/sops/age/keys.txt"
        #endif
    }

    /// What all sources gave, to open what is encrypted to `recipient`. Each is read once: many files may be opened. Only a
    /// program's output can depend on the recipient, and it is not run when a source without one has the recipient's key.
    func load(for recipient: String) -> LoadedIdentities {
        memory.identities(for: recipient) { (known, outputs) in
            var readings: [SourceReading] = []
            if known.isEmpty { known = IdentitySourceKind.allCases.filter { !$0.isCommand }.compactMap { read($0) } }
            let wanted = Self.bare(recipient)
            let hasKey = LoadedIdentities(known).identities.contains { $0.recipientText.map(Self.bare) == wanted }
            for kind in IdentitySourceKind.allCases {
                if let reading = known.first(where: { $0.kind == kind }) { readings.append(reading) }
                guard kind.isCommand, !hasKey || environment(kind.variable!) == nil else { continue }
                readings.append(run(kind, for: recipient, &outputs))
            }
            return LoadedIdentities(readings)
        }
    }

    /// The recipients whose identities are known to be here before any program is run.
    func recipients() -> Set<String> {
        let known = memory.known { IdentitySourceKind.allCases.filter { !$0.isCommand }.compactMap { read($0) } }
        return Set(LoadedIdentities(known).identities.compactMap(\.recipientText).map(Self.bare))
    }

    /// A recipient without the comment that an ssh key has behind it.
    package static func bare(_ recipient: String) -> String {
        recipient.hasPrefix("ssh-") ? recipient.split(separator: " ").prefix(2).joined(separator: " ") : recipient
    }

    /// The part that a wrapped text holds; what was opened for another file, or is being opened by another thread, is not
    /// opened again.
    func part<Failure: Error>(
        _ wrapped: String, into arena: SecretArena, _ open: () -> Result<SecretSlice, Failure>
    ) -> Result<SecretSlice, Failure> { memory.part(wrapped, into: arena, open) }

    /// Every place in sops' order, with what is there. Programs are run, for no recipient in particular.
    package func survey() -> [IdentitySource] {
        readings().map { reading in
            let state: IdentitySource.State =
                switch reading.result {
                case .absent: reading.kind.variable == nil ? .missing : .notSet
                case .missing: .missing
                case .empty: .found([])
                case .identities(let identities): .found(identities.map { IdentitySource.Found($0) })
                case .failed(let reason): .unusable(reason)
                }
            return IdentitySource(name: reading.name, path: reading.path, state: state)
        }
    }

    private func readings() -> [SourceReading] {
        var outputs: [CommandOutput] = []
        return IdentitySourceKind.allCases.compactMap { $0.isCommand ? run($0, for: nil, &outputs) : read($0) }
    }

    /// Reads one source; a source that fails does not stop the others. Nil where the system has no such place.
    private func read(_ kind: IdentitySourceKind) -> SourceReading? {
        let arena = SecretArena()
        func reading(_ name: String, _ path: String?, _ result: SourceReading.Result) -> SourceReading {
            SourceReading(kind: kind, name: name, path: path, result: result)
        }
        if kind == .keyText {
            let text = secretEnvironment("SOPS_AGE_KEY", arena)
            return reading("SOPS_AGE_KEY", nil, text.map { result(of: $0, kind, named: "SOPS_AGE_KEY", path: nil) } ?? .absent)
        }
        let path: String
        if let variable = kind.variable {
            guard let value = environment(variable) else { return reading(variable, nil, .absent) }
            path = value
        } else if kind == .defaultKeyFile {
            guard let found = defaultPath else { return nil }
            path = found
        } else {
            guard let home = environment("HOME"), !home.isEmpty else { return nil }
            path = home + (kind == .sshEd25519 ? "/.ssh/id_ed25519" : "/.ssh/id_rsa")
        }
        let name = kind.variable ?? path
        do throws(FileError) {
            return reading(name, path, result(of: try FileReading.read(path, into: arena), kind, named: name, path: path))
        } catch .notFound where kind.variable == nil {
            return reading(name, path, .absent)
        } catch {
            var what = kind == .keyFile ? "failed to open SOPS_AGE_KEY_FILE file: " : kind.isSSH ? "failed to open file: " : "failed to open age identities: "
            if kind.isSSH, case .isFolder = error { what = "failed to read file: " }
            let reason = what + Self.words(for: error)
            if case .notFound = error { return reading(name, path, .missing(reason)) }
            return reading(name, path, .failed(reason))
        }
    }

    private func result(of text: SecretSlice, _ kind: IdentitySourceKind, named name: String, path: String?) -> SourceReading.Result {
        do throws(AgeError) {
            if kind.isSSH {
                return .identities([try SSHIdentityFile.identity(text, name: path ?? name, path: path, with: reader)])
            }
            let found = try text.withBytes { (bytes) throws(AgeError) in
                try reader.identities(bytes, name: name, splittingAtBlanks: kind == .keyText)
            }
            return found.isEmpty ? .empty : .identities(found)
        } catch {
            if kind.isSSH {
                var reason = error.message
                if case .sshKey(_, let words) = error { reason = words }
                return .failed("malformed SSH identity in \"" + (path ?? name) + "\": " + reason)
            }
            return .failed("failed to parse '" + name + "' age identities: " + error.message)
        }
    }

    /// What a program printed, and what was made of it: the same text, for another recipient, is not asked about again.
    struct CommandOutput: Sendable {
        let kind: IdentitySourceKind
        let text: SecretSlice
        let result: SourceReading.Result
    }

    private func run(_ kind: IdentitySourceKind, for recipient: String?, _ outputs: inout [CommandOutput]) -> SourceReading {
        let variable = kind.variable!
        func reading(_ result: SourceReading.Result) -> SourceReading { SourceReading(kind: kind, name: variable, path: nil, result: result) }
        guard let command = environment(variable) else { return reading(.absent) }
        let failed = "failed to execute command " + command + " from " + variable + ": "
        let words: [String]
        do throws(ShellWords.Unfinished) { words = try ShellWords.split(command) } catch {
            return reading(.failed("failed to parse command " + command + " from " + variable + ": " + error.message))
        }
        guard let program = words.first else { return reading(.failed(failed + "there is no command in it")) }
        let arena = SecretArena()
        var variables = ChildEnvironment(isEmpty: false, in: arena)
        if let recipient { variables.set("SOPS_AGE_RECIPIENT", to: recipient) }
        let run: ProgramRun
        do throws(ProgramFailure) {
            run = try ProgramRun.of(
                words, environment: variables, input: UnsafeRawBufferPointer(start: nil, count: 0), errors: commandErrors, limit: Self.outputLimit,
                seconds: patience(), into: arena)
        } catch {
            return reading(.failed(failed + Self.words(for: error, program)))
        }
        switch run.ending {
        case .exit(0): break
        case .exit(let code): return reading(.failed(failed + "exit status " + String(code)))
        case .signal(let number): return reading(.failed(failed + "signal: " + (Self.signals[number] ?? String(number))))
        }
        if let known = outputs.first(where: { $0.kind == kind && $0.text.equals(run.output) }) { return reading(known.result) }
        let result = result(of: run.output, kind, named: variable, path: nil)
        outputs.append(CommandOutput(kind: kind, text: run.output, result: result))
        return reading(result)
    }

    /// As Go's `os/exec` says it, which sops shows.
    private static func words(for failure: ProgramFailure, _ program: String) -> String {
        guard case .notStarted(let number) = failure else { return failure.message }
        let small = words(for: number)
        if program.contains("/") { return "fork/exec " + program + ": " + small }
        return "exec: \"" + program + "\": " + (failure.isMissing ? "executable file not found in $PATH" : small)
    }

    /// Go's words for the signals that usually end a program (`syscall`, `Signal.String`).
    private static let signals: [Int32: String] = [
        1: "hangup", 2: "interrupt", 3: "quit", 6: "aborted", 9: "killed", 11: "segmentation fault", 13: "broken pipe", 15: "terminated",
    ]

    /// Go writes the system's words small.
    private static func words(for number: Int32) -> String {
        let words = FileError.words(for: number)
        return words.prefix(1).lowercased() + words.dropFirst()
    }

    static func words(for error: FileError) -> String {
        switch error {
        case .notFound(let path): "open " + path + ": no such file or directory"
        case .isFolder(let path): "read " + path + ": is a directory"
        case .unreadable(let path, let number): "open " + path + ": " + words(for: number)
        case .tooLarge(let path, _): "read " + path + ": file too large"
        case .severalHardLinks(let path, _), .unwritable(let path, _, _), .alreadyThere(let path), .unsynced(let path, _),
            .foreignOwner(let path, _), .changed(let path), .notRegular(let path), .outside(let path, _), .sameFile(let path):
            "open " + path
        }
    }
}
