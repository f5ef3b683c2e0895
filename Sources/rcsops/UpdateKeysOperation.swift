import EncryptedFiles
import FileReplacement
import MasterKeys
import RotationFiles
import SecretMemory
import SopsConfiguration
import SopsDocument

/// `updatekeys`: gives files the keys of their rules. As sops file by file with a question each; as rcsops with folders, one
/// table, one question, and nothing replaced before everything is made.
enum UpdateKeysOperation {
    static func run(_ options: UpdateKeysOptions) throws(Failure) {
        if options.actsAsSops { return try SopsKeyUpdate.run(options) }
        for path in options.paths where FileReading.isMissing(path) { throw .reading(.notFound(path: path), name: path) }
        let configuration = try configuration(options)
        ConfigurationRemarks.tell(configuration)
        let files = try keyedFiles(options, configuration)
        let changing = files.filter { !$0.change.isEmpty }
        if options.checksOnly { return try check(files, changing, configuration, options) }
        if !options.asJSON { try System.put(changing.map { KeyChangeText.table($0, config: configuration.path) }.joined(separator: "\n")) }
        guard !changing.isEmpty else {
            if options.asJSON { try System.put(JSONList.text(files.map { KeyChangeText.json($0, exposed: []) })) }
            return System.say("rcsops: " + counted(files.count) + " up to date\n")
        }
        if !options.isAgreed, try !YesNoQuestion.ask("Is this okay for " + counted(changing.count) + "? (y/n): ", actsAsSops: false) {
            return System.say("rcsops: nothing was changed\n")
        }
        let exposed = try update(changing, options)
        if options.asJSON {
            let items = files.map { file in KeyChangeText.json(file, exposed: exposed[file.path] ?? []) }
            try System.put(JSONList.text(items))
        }
    }

    /// What holds here; sops exits 1 without one.
    static func configuration(_ options: UpdateKeysOptions) throws(Failure) -> SopsConfigurationFile {
        guard let configuration = try KeySelection.configuration(named: options.config) else {
            throw Failure(
                "RC6410", exit: 1, "config file not found", fix: "write a .sops.yaml with creation_rules, or name it with --config")
        }
        return configuration
    }

    private static func check(
        _ files: [KeyedFile], _ changing: [KeyedFile], _ configuration: SopsConfigurationFile, _ options: UpdateKeysOptions
    ) throws(Failure) {
        if options.asJSON {
            try System.put(JSONList.text(files.map { KeyChangeText.json($0, exposed: nil) }))
        } else {
            try System.put(changing.map { KeyChangeText.table($0, config: configuration.path) }.joined(separator: "\n"))
        }
        guard let first = changing.first else { return }
        throw Failure(
            "RC6411", exit: 1, "the keys of " + counted(changing.count) + " differ from what " + configuration.path + " says",
            fix: "rcsops updatekeys " + (changing.count == 1 ? first.path : "PATH…") + " brings them together")
    }

    private static func counted(_ count: Int) -> String { count == 1 ? "1 file" : "\(count) files" }

    /// A named file must be a sops document that a rule matches; what a folder holds besides is passed by.
    private static func keyedFiles(_ options: UpdateKeysOptions, _ configuration: SopsConfigurationFile) throws(Failure) -> [KeyedFile] {
        var files: [KeyedFile] = []
        var seen: Set<String> = []
        func isNew(_ path: String) -> Bool { seen.insert(PathText.absolute(path, in: System.workingFolder)).inserted }
        for path in options.paths {
            guard FolderWalk.isFolder(path) else {
                if isNew(path) { files.append(try keyedFile(path, options, configuration)) }
                continue
            }
            let found: [String]
            do throws(FileError) { found = try FolderWalk.files(below: path) } catch .unreadable(let folder, let number) {
                throw .reading(.unreadable(path: folder, errorNumber: number), name: folder)
            } catch { throw .reading(error, name: path) }
            // A rotation's journal goes with its document.
            for file in found where isNew(file) && !JournalFile.isName(file) {
                if let keyed = try foundFile(file, options, configuration) { files.append(keyed) }
            }
        }
        return files
    }

    private static func keyedFile(
        _ path: String, _ options: UpdateKeysOptions, _ configuration: SopsConfigurationFile
    ) throws(Failure) -> KeyedFile {
        let arena = SecretArena()
        let bytes = try Input(path).read(into: arena)
        let (format, metadata): (DocumentFormat, SopsMetadata)
        do throws(SopsError) {
            (format, metadata) = try KeyedFile.metadata(
                of: bytes, path: path, inputType: options.inputType, actsAsSops: options.actsAsSops, in: arena)
        } catch { throw .of(error, file: path) }
        return try KeyedFile(path, bytes: bytes, format: format, metadata: metadata, configuration: configuration, actsAsSops: options.actsAsSops)
    }

    /// Nil for a file that is no sops document, and for one that no rule matches: that is told.
    private static func foundFile(
        _ path: String, _ options: UpdateKeysOptions, _ configuration: SopsConfigurationFile
    ) throws(Failure) -> KeyedFile? {
        let arena = SecretArena()
        let bytes: SecretSlice
        do throws(FileError) { bytes = try FileReading.read(path, into: arena) } catch .tooLarge(_, let limit) {
            // A repository's archive, most likely; no reason to leave all other files undone.
            System.warn("\"" + path + "\" is larger than \(limit >> 20) MiB, and was not looked into")
            return nil
        } catch { throw .reading(error, name: path) }
        // Cheaper than reading every file of a repository as a document.
        guard bytes.firstRange(of: Array("lastmodified".utf8), from: 0) != nil, bytes.firstRange(of: Array("sops".utf8), from: 0) != nil
        else { return nil }
        let (format, metadata): (DocumentFormat, SopsMetadata)
        do throws(SopsError) {
            (format, metadata) = try KeyedFile.metadata(of: bytes, path: path, inputType: options.inputType, actsAsSops: false, in: arena)
        } catch {
            guard error != .metadataNotFound, bytes.firstRange(of: Array("ENC[AES256_GCM,".utf8), from: 0) != nil else { return nil }
            System.warn("\"" + path + "\" looks encrypted, and can't be read; it stays as it is: " + Failure.of(error, file: path).cause)
            return nil
        }
        do throws(Failure) {
            return try KeyedFile(path, bytes: bytes, format: format, metadata: metadata, configuration: configuration, actsAsSops: false)
        } catch {
            guard error.code == "RC5003" else { throw error }
            System.warn("\"" + path + "\" is encrypted, and no rule of " + configuration.path + " matches it; it stays as it is")
            return nil
        }
    }

    /// The S3 keys of each file that somebody could still know.
    private static func update(_ files: [KeyedFile], _ options: UpdateKeysOptions) throws(Failure) -> [String: [ExposedS3Key]] {
        var prepared: [(file: KeyedFile, place: EncryptedInput.Place, bytes: SecretSlice, exposed: [ExposedS3Key])] = []
        for file in files {
            let made = try file.prepared(options)
            let exposed = file.change.lostKeys.isEmpty ? [] : ExposedS3Key.all(in: file.bytes, path: file.path)
            prepared.append((file, made.place, made.bytes, exposed))
        }
        var exposed: [String: [ExposedS3Key]] = [:]
        for (done, next) in prepared.enumerated() {
            do throws(Failure) {
                try DocumentJournals.follow(next.place, groups: next.file.change.newGroups, threshold: next.file.change.threshold) { () throws(Failure) in
                    try next.place.replace(with: next.bytes)
                }
            } catch {
                var failure = error
                failure.fix += done == 0 ? "; no file was changed" : "; \(done) of \(prepared.count) files have their new keys, and a second run does the rest"
                throw failure
            }
            exposed[next.file.path] = next.exposed
            if !options.asJSON { System.say("rcsops: " + next.file.path + " has the keys of its rule\n") }
            tellLosses(next.file, next.exposed)
            MixedRecipients.warn(next.file.change.newGroups, file: next.file.path, actsAsSops: false)
            LoneRecipient.warn(next.file.change.newGroups, threshold: next.file.change.threshold, file: next.file.path, actsAsSops: false)
        }
        return exposed
    }

    /// What the new data key can't take back.
    private static func tellLosses(_ file: KeyedFile, _ exposed: [ExposedS3Key]) {
        let lost = file.change.lostKeys
        guard !lost.isEmpty else { return }
        var text = "rcsops: RC6415 warning: whoever has the key " + lost.map(\.displayName).joined(separator: " or ")
            + " may have read \"" + file.path + "\", and can read it in Git's history\n  fix: rotate at the provider "
        if exposed.isEmpty { text += "every secret in it\n" } else {
            text += "these S3 keys, and every other secret in it:\n"
            for key in exposed { text += "    [" + key.remote + "] " + key.shownID + "\n" }
        }
        System.say(text)
    }
}
