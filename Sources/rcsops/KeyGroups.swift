import EncryptedFiles
import SecretMemory
import SopsDocument

/// Gives a file other groups of master keys, and leaves its values alone (sops 3.11 `cmd/sops/subcommand/groups`).
enum KeyGroups {
    static func change(
        _ file: String?, inPlace: Bool, threshold: Int, actsAsSops: Bool, _ body: ([KeyGroup]) throws(Failure) -> [KeyGroup]
    ) throws(Failure) {
        guard let file, !file.isEmpty else { throw Failure("RC6009", exit: 2, "no file specified", fix: "name the file with -f FILE") }
        guard (0...255).contains(threshold) else {
            throw Failure(
                "RC5010", exit: 1, "a Shamir threshold of \(threshold) is out of range", fix: "give the number of key groups that must agree, at most 255")
        }
        // The MAC is not looked at, as in sops: no value is written anew.
        let input = try open(file, actsAsSops: actsAsSops)
        let former = input.document.metadata
        let groups = try body(former.keyGroups)
        let chosen = threshold == 0 ? former.shamirThreshold : threshold
        guard groups.count >= chosen || groups.count == 1 && former.keyGroups.count == 1 else {
            throw Failure(
                "RC6213", exit: 1,
                "the Shamir threshold would be impossible to satisfy: Shamir threshold is \(chosen), but we only have \(groups.count) key groups",
                fix: "give a lower --shamir-secret-sharing-threshold, or more groups")
        }
        let new: SecretSlice
        do throws(EncryptedFileError) {
            new = try DocumentChange.masterKeys(
                of: input.document, groups, threshold: threshold == 0 ? nil : threshold, to: input.output, effects: EncryptedInput.effects)
        } catch { throw .of(error, file: input.input.name) }
        guard inPlace else { return try System.put(new) }
        let place = input.place
        try DocumentJournals.follow(place, groups: groups, threshold: SopsMetadata.threshold(chosen, ofGroups: groups.count)) { () throws(Failure) in
            try place.replace(with: new)
        }
    }

    /// Without a data key sops exits with 1 here, and not with 128.
    private static func open(_ file: String, actsAsSops: Bool) throws(Failure) -> EncryptedInput {
        do throws(Failure) {
            return try EncryptedInput.open(
                file, formats: DocumentFormats(), order: .asStored, ignoringMAC: true, actsAsSops: actsAsSops, in: SecretArena())
        } catch { throw error.exitCode == Failure.noDataKeyExitCode ? error.exiting(1) : error }
    }
}
