import AWSSigning
import CredentialRotation

extension Simulation: RotationDocuments {
    private func index(_ use: RotationUse) -> Int { Int(use.path.dropFirst(4)) ?? 0 }

    func look(at use: RotationUse) throws(RotationDocumentError) -> PairOnDisk {
        if isDead { throw .unreadable(path: use.path, reason: "dead") }
        let index = index(use)
        if let edit = choose("look", ["another pair", "the old pair", "the new pair", "no section", "unrelated"]) { self.edit(index, edit) }
        state.files[index].isTouched = false
        let file = state.files[index]
        guard let pair = file.pair else { throw .missing(path: use.path, remote: use.remote, candidates: []) }
        return PairOnDisk(hash: "\(use.path)v\(file.version)", pair: PairTable.pairs[pair])
    }

    /// A person changes a file.
    func edit(_ index: Int, _ edit: String) {
        var pair: Int?
        switch edit {
        case "another pair": pair = PairTable.foreign
        case "the old pair": pair = PairTable.old
        case "the new pair": pair = state.newSecret ?? PairTable.foreign
        case "no section": pair = nil
        default: pair = state.files[index].pair
        }
        if pair != state.files[index].pair { state.isMeddledWith = true }
        state.files[index].pair = pair
        state.files[index].version += 1
        state.files[index].isTouched = true
        if let pair { state.files[index].isSpoilt = !state.isValid(pair) }
        changed()
    }

    func write(_ pair: AWSCredentials, to use: RotationUse, seen: PairOnDisk) throws(RotationDocumentError) -> String {
        if isDead { throw .unwritable(path: use.path, step: "open", errorNumber: 5) }
        let index = index(use)
        let fault = choose("write", ["fails", "dies before", "dies after", "edited before", "another pair before", "no section before"])
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
        guard seen.hash == "\(use.path)v\(state.files[index].version)" else { throw .changing(path: use.path) }
        state.files[index].pair = PairTable.number(ofID: pair.accessKeyID)
        state.files[index].version += 1
        state.files[index].isTouched = false
        state.files[index].isSpoilt = false
        changed()
        if fault == "dies after" { isDead = true }
        return "\(use.path)v\(state.files[index].version)"
    }

    func makeDurable(_ use: RotationUse) throws(RotationDocumentError) {
        if isDead { throw .unwritable(path: use.path, step: "open", errorNumber: 5) }
    }

    func uses(ofKey id: String) throws(RotationDocumentError) -> (uses: [RotationUse], blindSpots: [String]) {
        if isDead { throw .unreadable(path: "", reason: "dead") }
        let found = state.files.indices.filter { state.files[$0].pair.map { PairTable.id($0) == id } ?? false }
        return (found.map { RotationUse(path: "file\($0)", remote: "s3", hashBefore: "") }, blindSpots)
    }

    func publish(_ journal: RotationJournal) throws(RotationDocumentError) -> String? {
        if isDead { throw .notPublished(reason: "dead") }
        if choose("publish", ["fails"]) != nil { throw .notPublished(reason: "hook") }
        return "c0ffee"
    }
}
