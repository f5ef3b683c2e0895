package import AWSSigning
package import ObjectStorage

/// What was found out before a rotation begins: all of it by reading.
package struct RotationFindings: Sendable {
    package var source: String
    package var old: AWSCredentials
    /// Nil where the back end does not tell.
    package var owner: AccessKeyOwner?
    /// Nil where the back end has no list of keys.
    package var list: Result<AccessKeyList, AccessKeyError>?
    package var uses: [RotationUse]
    package var blindSpots: [String] = []
    package var targets: [VerificationTarget]
    /// The pair that a person brought.
    package var given: AWSCredentials?
    package var now: Int64

    package init(
        source: String, old: AWSCredentials, owner: AccessKeyOwner?, list: Result<AccessKeyList, AccessKeyError>?, uses: [RotationUse],
        targets: [VerificationTarget], now: Int64
    ) {
        self.source = source
        self.old = old
        self.owner = owner
        self.list = list
        self.uses = uses
        self.targets = targets
        self.now = now
    }
}

/// Who rotates, and where: what the journal says about itself.
package struct RotationOrigin: Sendable {
    package var id: String
    package var tool: String
    package var host: String
    package var pid: Int32
    package var bootID: String

    package init(id: String, tool: String, host: String, pid: Int32, bootID: String) {
        self.id = id
        self.tool = tool
        self.host = host
        self.pid = pid
        self.bootID = bootID
    }
}

/// Why a rotation does not begin. Nothing was changed.
package enum RotationRefusal: Error, Sendable, Equatable {
    /// A session's pair ends by itself, and none can be made for it.
    case temporary
    case root
    /// Without a list a key whose answer is lost can't be found (§2.5).
    case listForbidden(action: String)
    case limitReached(ids: [String])
    /// Seconds by which the server's clock is ahead.
    case clockSkew(seconds: Int64)
    case remoteUnknown(AccessKeyError)
    /// The back end does not list the key that the file holds.
    case oldKeyUnknown
    case oldKeyInactive
    case noUse
    case noTarget
    /// The pair that was given is the old one, has its id, or can't be kept in a file.
    case givenPairIsOld
    case givenIDIsOld
    case givenPairUnusable

    package var exitCode: Int32 {
        switch self {
        case .temporary, .root, .oldKeyUnknown, .oldKeyInactive, .noUse, .noTarget: 3
        case .listForbidden: 5
        case .givenPairIsOld, .givenIDIsOld, .givenPairUnusable: 64
        case .clockSkew, .remoteUnknown: 6
        case .limitReached: 7
        }
    }
}

extension RotationMachine {
    /// The first journal, with its pairs; or why there is none (§1, §2). `allowsSameID` is for back ends whose id is the user's name (§1e).
    package func plan(
        _ found: RotationFindings, by origin: RotationOrigin, allowsSameID: Bool = false
    ) throws(RotationRefusal) -> (journal: RotationJournal, secrets: RotationSecrets) {
        guard !found.uses.isEmpty else { throw .noUse }
        guard !found.targets.isEmpty else { throw .noTarget }
        try refuseOwner(found)
        let isManual = found.source == "manual"
        let isGiven = isManual || found.given != nil
        if isGiven { try refuseGiven(found, allowsSameID: allowsSameID) }
        var journal = RotationJournal(
            id: origin.id, createdAt: found.now, tool: origin.tool, source: found.source, oldID: found.old.accessKeyID,
            // The order of locks and of the journal's place (§2.3, §2.4).
            uses: found.uses.sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }, host: origin.host,
            pid: origin.pid, bootID: origin.bootID)
        journal.user = found.owner?.user
        journal.account = found.owner?.account
        journal.targets = found.targets
        journal.blindSpots = found.blindSpots
        if !isManual { journal.beforeIDs = try keysBefore(found) }
        return (journal, RotationSecrets(old: found.old, new: isGiven ? found.given : nil))
    }

    private func refuseOwner(_ found: RotationFindings) throws(RotationRefusal) {
        if found.old.sessionToken != nil { throw .temporary }
        switch found.owner?.kind {
        case .temporary: throw .temporary
        case .root: throw .root
        case .user, .unknown, nil: break
        }
        if let time = found.owner?.serverTime { try refuseSkew(time - found.now) }
    }

    private func refuseSkew(_ seconds: Int64) throws(RotationRefusal) {
        guard abs(seconds) <= Self.allowedSkew else { throw .clockSkew(seconds: seconds) }
    }

    private func refuseGiven(_ found: RotationFindings, allowsSameID: Bool) throws(RotationRefusal) {
        guard let given = found.given, given.canBeKept else { throw .givenPairUnusable }
        if given.isSamePair(as: found.old) { throw .givenPairIsOld }
        guard given.accessKeyID != found.old.accessKeyID || allowsSameID else { throw .givenIDIsOld }
    }

    /// The ids that are there already, with room for one more.
    private func keysBefore(_ found: RotationFindings) throws(RotationRefusal) -> [String] {
        // A program that gives the same pair to the same rotation needs no list (§1e), nor does one that takes the client's pair.
        let canDoWithout = world.service.traits.takesPair || found.source == "command"
        let list: AccessKeyList
        switch found.list {
        case .success(let answer): list = answer
        case nil, .failure(.unsupported):
            guard canDoWithout else { throw .listForbidden(action: "list") }
            return []
        case .failure(.denied(let action, _)):
            // The machine lists wherever the back end can: a pair that may not would be left with a question it can't answer.
            guard canDoWithout, !world.service.traits.canList else { throw .listForbidden(action: action) }
            return []
        case .failure(.clockSkew(let seconds)): throw .clockSkew(seconds: seconds ?? 0)
        case .failure(let error): throw .remoteUnknown(error)
        }
        if let time = list.serverTime { try refuseSkew(time - found.now) }
        guard let old = list.keys.first(where: { $0.id == found.old.accessKeyID }) else { throw .oldKeyUnknown }
        guard old.isActive else { throw .oldKeyInactive }
        let ids = list.keys.map(\.id)
        // One that is taken over takes no more room, and is not to be mistaken for another's.
        if let given = found.given { return ids.filter { $0 != given.accessKeyID } }
        if let limit = world.service.traits.limit, ids.count >= limit {
            guard let evicted = options.evicted, ids.contains(evicted), evicted != old.id else { throw .limitReached(ids: ids) }
        }
        return ids
    }
}
