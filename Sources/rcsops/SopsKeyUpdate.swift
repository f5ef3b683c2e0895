import EncryptedFiles
import FileReplacement
import SecretMemory
import SopsConfiguration
import SopsDocument

/// `updatekeys` as sops does it (3.11 `cmd/sops/subcommand/updatekeys`): each file by itself, with the same data key, whatever
/// keys go.
enum SopsKeyUpdate {
    static func run(_ options: UpdateKeysOptions) throws(Failure) {
        // sops looks for the configuration before it looks at its arguments.
        let configuration = try UpdateKeysOperation.configuration(options)
        guard let first = options.paths.first else { throw Failure("RC6009", exit: 100, "no file specified", fix: "name the file") }
        if options.paths.count == 1 { return try update(first, configuration, options) }
        var failed = 0
        for path in options.paths {
            do throws(Failure) { try update(path, configuration, options) } catch {
                System.say(error.rendered)
                failed += 1
            }
        }
        guard failed == 0 else {
            throw Failure("RC6416", exit: 1, "failed updating \(failed) key(s)", fix: "see what is said of each file above; the others are done")
        }
    }

    private static func update(
        _ path: String, _ configuration: SopsConfigurationFile, _ options: UpdateKeysOptions
    ) throws(Failure) {
        let absolute = PathText.absolute(path, in: System.workingFolder)
        // sops exits 1 for these too.
        if FileReading.isMissing(path) {
            var failure = Failure.reading(.notFound(path: path), name: path)
            failure.exitCode = 1
            throw failure
        }
        if FolderWalk.isFolder(path) {
            throw Failure("RC6417", exit: 1, "can't operate on a directory: \"" + path + "\"", fix: "name the files, or call rcsops updatekeys, which takes folders")
        }
        System.say("Syncing keys for file " + absolute + "\n")
        let arena = SecretArena()
        let file: KeyedFile
        do throws(Failure) {
            let bytes = try Input(path).read(into: arena)
            let (format, metadata): (DocumentFormat, SopsMetadata)
            do throws(SopsError) {
                (format, metadata) = try KeyedFile.metadata(of: bytes, path: path, inputType: options.inputType, actsAsSops: true, in: arena)
            } catch { throw .of(error, file: path) }
            file = try KeyedFile(path, bytes: bytes, format: format, metadata: metadata, configuration: configuration, actsAsSops: true)
        } catch {
            var failure = error
            failure.exitCode = 1
            throw failure
        }
        guard !file.change.isEmpty else { return System.say("File " + absolute + " already up to date\n") }
        try System.put(KeyChangeText.sops(file.change))
        if !options.isAgreed, try !YesNoQuestion.ask("Is this okay? (y/n):", actsAsSops: true) {
            return System.say("File " + absolute + " left unchanged\n")
        }
        let (place, bytes) = try file.prepared(options)
        try DocumentJournals.follow(place, groups: file.change.newGroups, threshold: file.change.threshold) { () throws(Failure) in
            try place.replace(with: bytes)
        }
        System.say("File " + absolute + " synced with new keys\n")
        MixedRecipients.warn(file.change.newGroups, file: path, actsAsSops: true)
        LoneRecipient.warn(file.change.newGroups, threshold: file.change.threshold, file: path, actsAsSops: true)
    }
}
