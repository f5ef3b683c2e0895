import EncryptedFiles
import SecretMemory
import SopsDocument
import Synchronization

/// `filestatus`: whether a file is encrypted, as JSON; with several files each line names its file.
enum FileStatusOperation {
    static func run(_ options: FileStatusOptions) throws(Failure) {
        guard !options.files.isEmpty else { throw Failure("RC6009", exit: 100, "no file specified", fix: "name the file") }
        let many = try ManyFiles(options.files, jobs: options.jobs, isQuiet: false, activity: "reading", others: "the others are told")
        let answers = Mutex<[String: Bool]>([:])
        var failure: Failure?
        do throws(Failure) {
            try many.run { (file) throws(Failure) in
                let answer = try isEncrypted(file, options)
                answers.withLock { $0[file] = answer }
            }
        } catch { failure = error }
        let found = answers.withLock { $0 }
        var text = ""
        for file in many.files {
            guard let answer = found[file] else { continue }
            let name = options.files.count == 1 ? "" : "\"file\":" + FindingText.quoted(file) + ","
            text += "{" + name + "\"encrypted\":" + (answer ? "true" : "false") + "}\n"
        }
        try System.put(text)
        if let failure { throw failure }
    }

    /// sops looks for metadata that have a version and a MAC, and exits 1 for a file that it can't read (3.11
    /// `cmd/sops/subcommand/filestatus`).
    private static func isEncrypted(_ file: String, _ options: FileStatusOptions) throws(Failure) -> Bool {
        let arena = SecretArena()
        let input = Input(file)
        do throws(Failure) {
            let bytes = try input.read(into: arena)
            let named = DocumentFormat(path: input.name)
            let form = InputForm.recognise(bytes, as: options.formats.inputType ?? named, in: arena)
            let format = options.formats.inputType ?? DecryptOperation.format(of: form, named: named, asSops: options.actsAsSops)
            // An rclone.conf that go-ini would refuse is no encrypted file all the same.
            if case .rcloneConfig = form, format == .ini, !options.actsAsSops { return false }
            do throws(SopsError) {
                let metadata = try DocumentStore(format).readEncrypted(bytes, in: arena).metadata
                return !metadata.mac.isEmpty && !metadata.version.isEmpty
            } catch .metadataNotFound { return false } catch .malformedMetadata("version", _) { return false } catch {
                throw .of(error, file: input.name)
            }
        } catch {
            var failure = error
            failure.exitCode = 1
            throw failure
        }
    }
}
