import ChildPrograms
import Cryptography
import FileReplacement
import SecretMemory

/// `exec-file`: a command with the plaintext in a file, or a FIFO, that is there as long as the command runs.
enum ExecFileOperation {
    private static let placeholder = "{}"

    /// The command's exit code.
    static func run(_ options: ExecFileOptions) throws(Failure) -> Int32 {
        if options.inBackground { System.warn("--background of exec-file is deprecated: sops will drop it; use the shell's &") }
        let name = try name(options)
        _ = try EncryptedInput.order(options.decryptionOrder)
        let arena = SecretArena()
        let input = Input(options.actsAsSops && options.file == "-" ? "./-" : options.file)
        var decryption = DecryptOptions()
        decryption.formats = options.formats
        decryption.decryptionOrder = options.decryptionOrder
        decryption.actsAsSops = options.actsAsSops
        decryption.isQuiet = options.actsAsSops
        let text = try DecryptOperation.text(of: try input.readExisting(into: arena), input: input, options: decryption, arena: arena)
        var environment = ChildEnvironment(isEmpty: false, in: arena)
        // Before the folder is made, so that it is the user's.
        if let user = options.user, !user.isEmpty {
            let account = try UserAccount(named: user)
            for (name, value) in account.variables { environment.set(name, to: value) }
            try account.become()
        }
        if options.inBackground { try ChildProcess.goToBackground() }
        // From here on a signal must not end us before the folder is gone.
        let signals = HeldSignals()
        let ending: ChildProcess.Ending
        do throws(Failure) { ending = try run(options, on: text, named: name, environment, holding: signals) } catch {
            signals.release()
            throw error
        }
        signals.release()
        return ChildProcess.exitCode(of: ending)
    }

    private static func run(
        _ options: ExecFileOptions, on text: SecretSlice, named name: String, _ environment: ChildEnvironment, holding signals: HeldSignals
    ) throws(Failure) -> ChildProcess.Ending {
        let folder: MemoryFolder
        do throws(FileError) { folder = try MemoryFolder(in: System.memoryFolders, else: System.temporaryFolder) } catch {
            throw .writing(error, name: "the folder for the plaintext")
        }
        let path = folder.path(of: name)
        var writer: PipeWriter?
        do throws(FileError) {
            if options.withoutPipe {
                if !folder.isMemory {
                    System.warn("no folder in memory can be written: the plaintext lies on a disk while the command runs, in " + folder.path)
                }
                try folder.write(text, as: name)
            } else {
                try folder.makePipe(name)
                writer = try PipeWriter(path, writing: text)
            }
        } catch { throw .writing(error, name: path) }
        defer { writer?.abandon() }
        let command = options.command.replacing(placeholder, with: path)
        return try ChildProcess(shellCommand: command, environment: environment).run(holding: signals)
    }

    /// Nobody tells us to write outside of our folder (sops 3.13 `exec.go`; sops 3.11 does it).
    private static func name(_ options: ExecFileOptions) throws(Failure) -> String {
        guard let name = options.filename, !name.isEmpty else {
            guard options.withoutPipe else { return "tmp-file" }
            // Like sops' own: a name that nobody foresees.
            var number: UInt32 = 0
            withUnsafeMutableBytes(of: &number) { SecureRandom.fill($0) }
            return "tmp-file\(number)"
        }
        guard !name.contains("/"), name != ".", name != ".." else {
            throw Failure(
                "RC6309", exit: 1, "The provided filename is not a local path.", fix: "give --filename a name alone: the folder is made for it")
        }
        return name
    }
}
