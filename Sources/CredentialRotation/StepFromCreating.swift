import AWSSigning
import ObjectStorage

/// A create was sent, or was about to be, and no answer is in the journal (§2.5).
extension RotationMachine {
    func stepFromCreating(_ rotation: inout Rotation) async throws(RotationStop) {
        if isGiven(rotation) {
            rotation = try saved(rotation, as: .created, note: "given")
        } else if world.service.traits.takesPair {
            try await sendAgain(&rotation)
        } else if canList(rotation), !world.service.traits.repeatsCreate {
            try await reconcile(&rotation)
        } else {
            // A program that is given the rotation's id, and answers the same pair to the same id (§1e).
            try await createOnceMore(&rotation)
        }
    }

    /// The journal has the pair: the same request again does no harm (§0.2).
    private func sendAgain(_ rotation: inout Rotation) async throws(RotationStop) {
        let signer = try creator(rotation)
        if canList(rotation), let id = rotation.journal.newID {
            switch try await list(rotation, signedBy: signer) {
            case .success(let list):
                if list.keys.contains(where: { $0.id == id }) {
                    rotation = try saved(rotation, as: .created, note: Self.foundAgain)
                    return
                }
            case .failure(let error): throw stop(for: error)
            }
        } else if let target = await presentTargets(rotation.journal).first,
            case .accepted = await world.acceptance.acceptance(of: try newPair(rotation), at: target)
        {
            rotation = try saved(rotation, as: .created, note: Self.foundAgain)
            return
        }
        try await createOnceMore(&rotation)
    }

    /// The event that is durable before the same create is sent once more.
    static let sentAgain = "sent_again"
    /// That of a key which is there though nobody has read the answer.
    static let foundAgain = "found"
    /// That of a key whose secret a list has shown.
    static let adopted = "adopted"

    private func createOnceMore(_ rotation: inout Rotation) async throws(RotationStop) {
        guard rotation.createsSent < Self.mostCreates else { throw noMoreCreates(rotation) }
        var next = rotation
        // A key that it makes is as old as this request, not as the first.
        next.journal.creatingSince = stamp(rotation.journal)
        rotation = try saved(next, as: .creating, note: Self.sentAgain)
        try await create(&rotation, signedBy: try creator(rotation), isRepeat: true)
    }

    /// The server chose the pair: what the list shows more than before.
    private func reconcile(_ rotation: inout Rotation) async throws(RotationStop) {
        let found = try await candidatesInTime(rotation)
        if found.isEmpty {
            rotation = try saved(rotation, as: .planned, note: "nothing_made")
        } else {
            try await settle(found, of: &rotation)
        }
    }

    /// How long after its journal a create may still be on its way, in seconds.
    private var lateSeconds: Int64 { Int64(world.service.traits.requestSeconds) + 5 }

    /// Lists, and while nothing new is there three times more over 30 s, since lists lag. No list counts before the request is over: the only
    /// key that is new then may be another's, and ours is yet to come.
    func candidatesInTime(_ rotation: Rotation) async throws(RotationStop) -> [AccessKeyRecord] {
        let signer = try seeker(rotation)
        var lists = 0
        var isOver = rotation.journal.state != .creating
        while true {
            switch try await list(rotation, signedBy: signer) {
            case .success(let list):
                if !isOver {
                    isOver = true
                    let gone = list.serverTime.flatMap { now in rotation.journal.creatingSince.map { now - $0 } } ?? 0
                    if gone < lateSeconds {
                        try await outwait(Int(lateSeconds - max(gone, 0)) * 1000)
                        continue
                    }
                }
                let found = candidates(in: list, for: rotation.journal)
                if !found.isEmpty || lists == 3 { return found }
            case .failure(let error): throw rotation.journal.state == .deleted ? stopOfRetirer(for: error) : stop(for: error)
            }
            lists += 1
            try await outwait(10_000)
        }
    }

    /// Signs the search for lost keys: the old pair, until it is retired.
    private func seeker(_ rotation: Rotation) throws(RotationStop) -> AWSCredentials {
        rotation.journal.state == .deleted ? try retirer(rotation) : try creator(rotation)
    }

    /// How long after the last create a key that shows up without a date counts as what it made, in seconds. A lost answer needs about two
    /// minutes: the request its 30 s (§1), the lists that lag 30 s more, each asked again where it fails; the rest is the difference of the
    /// clocks. In a longer time somebody else may well have made a key, and nothing would tell it from ours. Only a service whose requests
    /// may take longer needs more: the request, the wait for one that was cut off, and the lists.
    var lostSeconds: Int64 { max(Self.allowedSkew + 60, 2 * Int64(world.service.traits.requestSeconds) + 100) }

    /// Keys that a create of this rotation may have made: not there before, and neither older than the journal nor younger than the last
    /// create, the clocks' difference allowed, and five seconds, or twice what a request may take (§1). One without a date was made by now.
    /// Where the server does not tell its time, its dates and the journal's are by different clocks: what is too young can't be known, and
    /// only the local clock tells that the create was just now. A date that is left out is one of which nothing is known: the key may be anybody's.
    /// A subuser's is none that this rotation asked for.
    func candidates(in list: AccessKeyList, for journal: RotationJournal) -> [AccessKeyRecord] {
        let since = min(journal.createdAt, journal.creatingSince ?? journal.createdAt) - Self.allowedSkew - 5
        let until = list.serverTime.flatMap { _ in journal.creatingSince }.map { $0 + Self.allowedSkew + 2 * Int64(world.service.traits.requestSeconds) } ?? .max
        let now = list.serverTime ?? world.clock.now()
        // Before it, a clock was set back, and how long ago the create was can't be known.
        let isSoon = journal.creatingSince.map { ($0 - Self.allowedSkew...$0 + lostSeconds).contains(now) } ?? false
        return list.keys.compactMap { key in
            guard key.otherUser == nil, key.id != journal.oldID, key.id != journal.newID, !journal.beforeIDs.contains(key.id) else { return nil }
            if let date = key.created, date < since || date > until { return nil }
            let date = list.serverTime == nil ? nil : key.created
            return AccessKeyRecord(id: key.id, isActive: key.isActive, created: date ?? (isSoon ? now : nil))
        }
    }

    /// A larger difference of the clocks is refused before anything begins (§1).
    package static let allowedSkew: Int64 = 240

    /// One unknown key: adopted where its secret is shown, else deleted. Anything doubtful is a person's (§2.5).
    func settle(_ found: [AccessKeyRecord], of rotation: inout Rotation) async throws(RotationStop) {
        let others = try others(of: found)
        guard others.isEmpty else {
            // Durable, so that no later look takes them for ours; then everything is looked at once more.
            var next = rotation
            next.journal.beforeIDs += others
            rotation = try saved(next, as: rotation.journal.state, note: "others_key")
            return
        }
        let ids = found.map(\.id)
        var next = rotation
        let id: String
        if let named = options.orphan, ids.contains(named) {
            id = named
            // A person has said that the others are not ours.
            next.journal.beforeIDs += ids.filter { $0 != named }
        } else {
            // The one that a person has named is gone: this one is, for all that he knows, another's.
            guard ids.count == 1, options.orphan == nil else { throw .decision(.orphans(ids: ids)) }
            // Since the create somebody may have made one; only a date could tell.
            guard found[0].created != nil else { throw .decision(.orphans(ids: ids)) }
            id = ids[0]
        }
        let signer = try seeker(rotation)
        if id != options.orphan, let date = try await lastUse(of: id, rotation, signedBy: signer)?.date,
            date >= (rotation.journal.creatingSince ?? rotation.journal.createdAt)
        {
            throw .decision(.orphans(ids: ids))
        }
        if rotation.journal.goal == .done, rotation.journal.newID == nil, let pair = try await shownSecret(of: id, rotation, signer) {
            if rotation.journal.state == .planned { next = try saved(next, as: .creating, note: "found_late") }
            next.journal.newID = id
            next.secrets.new = pair
            rotation = try saved(next, as: .created, note: Self.adopted)
            return
        }
        // The intent first: a process that acts on an old list is told so here, before it deletes what another has made since.
        next = try saved(next, as: rotation.journal.state, note: "orphan_found")
        rotation = next
        if let error = try await remove(id, of: rotation, signedBy: signer) { throw stop(for: error) }
        let state = rotation.journal.state == .creating && rotation.journal.goal == .done ? .planned : rotation.journal.state
        rotation = try saved(rotation, as: state, note: "orphan_deleted")
    }

    /// Those of which a person says so, and those in a file: whoever has put a key there has its secret, which of ours nobody has read (§2.5).
    private func others(of found: [AccessKeyRecord]) throws(RotationStop) -> [String] {
        var others: [String] = []
        for key in found {
            if options.notOrphans.contains(key.id) { others.append(key.id) } else if try !places(ofKey: key.id).isEmpty { others.append(key.id) }
        }
        return others
    }

    private func shownSecret(of id: String, _ rotation: Rotation, _ signer: AWSCredentials) async throws(RotationStop) -> AWSCredentials? {
        guard world.service.traits.showsSecrets else { return nil }
        let result = try await asked { () async throws(AccessKeyError) in
            try await world.service.secret(of: id, of: rotation.journal.user, signedBy: signer)
        }
        switch result {
        case .success(let pair):
            guard let pair, pair.canBeKept else { return nil }
            return pair
        case .failure(.notFound): return nil
        case .failure(let error): throw stop(for: error)
        }
    }

    /// True when a create was sent of which nobody knows what it made: its key may show up yet.
    func hasUnsettledCreate(_ journal: RotationJournal) -> Bool {
        !world.service.traits.takesPair && journal.attempt > (journal.newID == nil ? 0 : 1)
    }
}
