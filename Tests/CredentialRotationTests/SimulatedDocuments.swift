import AWSSigning
import CredentialRotation

extension Simulation: RotationDocuments {
    private static let faultsOfLooks = ["another pair", "the old pair", "the new pair", "no section", "unrelated"]
    private static let faultsOfWrites = ["fails", "not synced", "edited before", "another pair before", "no section before"]
    private static let faultsOfPublishing = ["fails", "fails after"]

    private func index(_ use: RotationUse) -> Int { Int(use.path.dropFirst(4)) ?? 0 }

    func look(at use: RotationUse) throws(RotationDocumentError) -> PairOnDisk {
        if isDead { throw .unreadable(path: use.path, reason: "dead") }
        let index = index(use)
        if let edit = choose("look", Self.faultsOfLooks) { self.edit(index, edit) }
        state.files[index].isTouched = false
        let file = state.files[index]
        saw(index, file.version)
        guard let pair = file.pair else { throw .missing(path: use.path, remote: use.remote, candidates: []) }
        return PairOnDisk(hash: "\(use.path)v\(file.version)", pair: PairTable.pairs[pair])
    }

    private func saw(_ index: Int, _ version: Int) {
        let process = isSecond ? 1 : 0
        while seenVersions[process].count <= index { seenVersions[process].append(nil) }
        seenVersions[process][index] = version
    }

    private func lastSeen(_ index: Int) -> Int? {
        let seen = seenVersions[isSecond ? 1 : 0]
        return index < seen.count ? seen[index] : nil
    }

    /// A person has changed it since the process that acts has looked; whether the other one has looked since is no matter.
    func isTouched(_ index: Int) -> Bool {
        state.files[index].isTouched || lastSeen(index).map { $0 < state.files[index].editedVersion } ?? false
    }

    /// A person changes a file.
    func edit(_ index: Int, _ edit: String) {
        var pair: Int?
        switch edit {
        case "another pair": pair = PairTable.foreign
        case "the old pair": pair = PairTable.old
        // In what was published too.
        case "the new pair":
            pair = state.newSecret ?? PairTable.foreign
            if !state.published.isEmpty { state.published[index] = pair }
        case "no section": pair = nil
        default: pair = state.files[index].pair
        }
        if pair != state.files[index].pair { state.isMeddledWith = true }
        state.files[index].pair = pair
        state.files[index].version += 1
        state.files[index].editedVersion = state.files[index].version
        state.files[index].isTouched = true
        if let pair { state.files[index].isSpoilt = !state.isValid(pair) }
        changed()
    }

    func write(_ pair: AWSCredentials, to use: RotationUse, seen: PairOnDisk, isCurrent: () -> Bool) throws(RotationDocumentError) -> String {
        if isDead { throw .unwritable(path: use.path, step: "open", errorNumber: 5) }
        let index = index(use)
        // Another program's lock is waited for, and nothing says how long.
        _ = choose("lock", [])
        guard isCurrent() else { throw .changing(path: use.path) }
        let process = isSecond ? 1 : 0
        longest[process] = 5_000
        defer { longest[process] = 0 }
        let fault = choose("write", Self.faultsOfWrites)
        switch fault {
        case "fails": throw .unwritable(path: use.path, step: "write", errorNumber: 28)
        case "dies before":
            isDead = true
            throw .unwritable(path: use.path, step: "open", errorNumber: 5)
        case "edited before": edit(index, "unrelated")
        case "another pair before": edit(index, "another pair")
        case "no section before": edit(index, "no section")
        default: break
        }
        if state.files[index].isReadOnly { throw .unwritable(path: use.path, step: "open", errorNumber: 13) }
        guard !comparesHashes || seen.hash == "\(use.path)v\(state.files[index].version)" else { throw .changing(path: use.path) }
        InvariantOracle.checkWrite(self, PairTable.number(ofID: pair.accessKeyID) ?? -1, over: index, seen: lastSeen(index))
        state.files[index].pair = PairTable.number(ofID: pair.accessKeyID)
        state.files[index].version += 1
        state.files[index].isTouched = false
        state.files[index].isSpoilt = false
        changed()
        if fault == "not synced" { throw .unwritable(path: use.path, step: "sync the folder", errorNumber: 5) }
        if fault == "dies after" { isDead = true }
        return "\(use.path)v\(state.files[index].version)"
    }

    func makeDurable(_ use: RotationUse) throws(RotationDocumentError) {
        if isDead { throw .unwritable(path: use.path, step: "open", errorNumber: 5) }
    }

    func uses(ofKey id: String) throws(RotationDocumentError) -> FoundUses {
        if isDead { throw .unreadable(path: "", reason: "dead") }
        let found = state.files.indices.filter { state.files[$0].pair.map { PairTable.id($0) == id } ?? false }
        return FoundUses(
            uses: found.map { RotationUse(path: "file\($0)", remote: "s3", hashBefore: "") }, blindSpots: blindSpots, naming: namingSpots[id] ?? [])
    }

    func publish(_ journal: RotationJournal, holding pair: AWSCredentials) throws(RotationDocumentError) -> String? {
        if isDead { throw .notPublished(reason: "dead") }
        let fault = choose("publish", Self.faultsOfPublishing)
        if fault == "fails" { throw .notPublished(reason: "hook") }
        if fault == "dies before" { isDead = true }
        if isDead { throw .notPublished(reason: "dead") }
        if journal.isCommitDue { state.published = state.files.map(\.pair) }
        changed()
        if fault == "dies after" { isDead = true }
        // A commit was made, and what deploys it fails.
        if fault != nil { throw .notPublished(reason: "render") }
        return "c0ffee"
    }
}
