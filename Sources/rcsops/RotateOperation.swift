import EncryptedFiles
import FileReplacement
import MasterKeys
import SecretMemory
import SopsDocument

/// `rotate`: a new data key, every value encrypted with it, for the file's master keys with some added or removed.
enum RotateOperation {
    static func run(_ options: RotateOptions) throws(Failure) {
        guard let first = options.files.first else { throw Failure("RC6009", exit: 100, "no file specified", fix: "name the file") }
        let output = try Output(inPlace: options.inPlace, path: options.output, input: Input(first))
        guard options.files.count == 1 || options.inPlace && options.filenameOverride == nil else {
            throw Failure("RC6218", exit: 64, "several files are rotated in place only, each by its own name", fix: "add -i, and leave --filename-override out")
        }
        try MasterKeyChange.refuse(encryptionContext: options.encryptionContext)
        let order = try EncryptedInput.order(options.decryptionOrder)
        let changesKeys = (options.additions + options.removals).contains { !$0.text.isEmpty }
        for file in options.files where changesKeys && FileReading.isMissing(file) {
            throw Failure(
                "RC6211", exit: 49, "cannot add or remove keys on non-existent file \"" + file + "\"",
                fix: "check the path, or encrypt the file first")
        }
        let additions = try MasterKeyChange.entries(options.additions)
        let removals = try MasterKeyChange.names(options.removals)
        // Every file is made before the first is replaced: what fails for one leaves all as they were.
        let results = try ManyFiles(options.files, jobs: options.jobs, isQuiet: options.isQuiet || options.actsAsSops, activity: "rotating")
            .results(isWriting: false) { (file) throws(Failure) in
                try rotated(file, options, order, adding: additions, removing: removals)
            }
        let made = try ManyFiles.whole(results, "\(results.count) files can't be rotated; no file was changed")
        if options.inPlace {
            for (done, file) in made.enumerated() {
                do throws(Failure) {
                    try DocumentJournals.follow(file.place, groups: file.groups, threshold: file.threshold) { () throws(Failure) in
                        try file.place.replace(with: file.bytes)
                    }
                } catch {
                    var failure = error
                    if made.count > 1 { failure.fix += "; \(done) of \(made.count) files have their new data keys" }
                    throw failure
                }
            }
        } else if let file = made.first {
            try output.write(file.bytes)
        }
        for file in made {
            MixedRecipients.warn(file.groups, file: file.name, actsAsSops: options.actsAsSops)
            LoneRecipient.warn(file.groups, threshold: file.threshold, file: file.name, actsAsSops: options.actsAsSops)
        }
    }

    private struct Rotated: Sendable {
        let name: String
        let place: EncryptedInput.Place
        let bytes: SecretSlice
        let groups: [KeyGroup]
        let threshold: Int
    }

    private static func rotated(
        _ file: String, _ options: RotateOptions, _ order: DecryptionOrder, adding additions: [MasterKeyEntry],
        removing removals: [(kind: MasterKeyKind, name: String)]
    ) throws(Failure) -> Rotated {
        let input = try EncryptedInput.open(
            file, override: options.filenameOverride, formats: options.formats, order: order, actsAsSops: options.actsAsSops, in: SecretArena())
        let groups = changed(input.document.metadata.keyGroups, adding: additions, removing: removals, file: file)
        do throws(EncryptedFileError) {
            let new = try DocumentChange.dataKey(of: input.document, for: groups, to: input.output, effects: EncryptedInput.effects)
            return Rotated(
                name: file, place: input.place, bytes: new, groups: groups, threshold: input.document.metadata.shamirThreshold)
        } catch { throw .of(error, file: input.input.name) }
    }

    /// Added keys go into the first group; sops adds one that is there a second time.
    private static func changed(
        _ groups: [KeyGroup], adding additions: [MasterKeyEntry], removing removals: [(kind: MasterKeyKind, name: String)], file: String
    ) -> [KeyGroup] {
        var result = groups
        for entry in additions where !result.isEmpty {
            let isThere = result[0].keys.contains { $0.kind == entry.kind && $0.displayName == entry.displayName }
            if !isThere { result[0].keys.append(entry) }
        }
        for (kind, name) in removals {
            let before = result.reduce(0) { $0 + $1.keys.count }
            for place in result.indices { result[place].keys.removeAll { $0.kind == kind && $0.displayName == name } }
            if result.reduce(0, { $0 + $1.keys.count }) == before {
                System.warn("\"" + file + "\" has no key " + name + " of the kind " + kind.rawValue + " to remove")
            }
        }
        return result
    }
}
