import AWSSigning
import CredentialRotation
import ObjectStorage

/// A world in which one of the machine's cares comes to nothing, as if the machine had not taken it.
final class BrokenWorld: @unchecked Sendable {
    enum Fault: CaseIterable {
        case createsBeforeJournal, forgetsNewPair, keepsSecrets, forgetsAbort
        case deletesFirst, switchesOffEarly, deletesEarly, ignoresProof, verifiesNever, retiresUnproven
        case writesNothing, writesOverOthers, writesOverChanges, restoresNothing, forgetsOrphans, forgetsDelete
        case ignoresOtherProcesses, switchesOffUnseen, keepsOrphans, saysNothing
        case takesUnseenForDeleted
        case endsWithoutLooking, trustsNewKey, trustsOldKey, abortsWithoutFiles
    }

    let simulation: Simulation
    let fault: Fault

    init(_ simulation: Simulation, _ fault: Fault) {
        self.simulation = simulation
        self.fault = fault
    }

    var world: RotationWorld {
        RotationWorld(
            service: self, acceptance: self, documents: self, store: self, clock: self, administrator: simulation.world.administrator,
            makesPair: simulation.world.makesPair)
    }

    private var state: RotationState? { simulation.state.journal?.state }
    private var isRetiring: Bool { state == .grace }

    /// A key of a lost create once the machine is about to delete it: taken for deleted from then on.
    private func isForgotten(_ id: String) -> Bool {
        guard let journal = simulation.state.journal, id != journal.oldID, id != journal.newID else { return false }
        return journal.events.contains { $0.note == "orphan_found" }
    }
}

extension BrokenWorld: AccessKeyService {
    var traits: AccessKeyTraits {
        var traits = simulation.traits
        if fault == .deletesFirst { traits.canDeactivate = false }
        return traits
    }

    func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        try await simulation.owner(signedBy: credentials)
    }

    func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList {
        let list = try await simulation.keys(of: user, signedBy: credentials)
        var keys = list.keys
        if fault == .forgetsOrphans {
            keys.removeAll { $0.id != PairTable.id(PairTable.old) && $0.id != simulation.state.journal?.newID }
        }
        if fault == .keepsOrphans { keys.removeAll { isForgotten($0.id) } }
        // The old key is what a list is asked for then.
        if fault == .forgetsDelete, state == .deleting { keys.removeAll { $0.id == PairTable.id(PairTable.old) } }
        // Deleted by a person.
        if fault == .trustsOldKey, !keys.contains(where: { $0.id == PairTable.id(PairTable.old) }) {
            keys.append(AccessKeyRecord(id: PairTable.id(PairTable.old), isActive: true, created: nil))
        }
        return AccessKeyList(keys: keys, serverTime: list.serverTime.map { $0 + ahead })
    }

    func create(_ pair: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials {
        try await simulation.create(pair, for: user, signedBy: credentials)
    }

    func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        try await simulation.setActive(isActive, id: id, of: user, signedBy: credentials)
    }

    func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        if fault == .forgetsDelete, id == PairTable.id(PairTable.old) { return }
        if fault == .keepsOrphans, isForgotten(id) { return }
        do {
            try await simulation.delete(id: id, of: user, signedBy: credentials)
        } catch {
            guard fault == .takesUnseenForDeleted, error == .notFound else { throw error }
        }
    }

    func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse? {
        try await simulation.lastUse(of: id, signedBy: credentials)
    }

    func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials? {
        try await simulation.secret(of: id, of: user, signedBy: credentials)
    }
}

extension BrokenWorld: KeyAcceptanceCheck {
    private static let accepted = KeyAcceptance.accepted(status: 200, isAllowed: true, requestID: nil)

    func acceptance(of credentials: AWSCredentials, at target: VerificationTarget) async -> KeyAcceptance {
        let isNew = credentials.accessKeyID == simulation.state.journal?.newID
        switch fault {
        case .ignoresProof where isNew, .retiresUnproven where isNew && isRetiring: return Self.accepted
        case .trustsNewKey where isNew && state == .deleted, .trustsOldKey where !isNew: return Self.accepted
        case .verifiesNever where isNew: return .undecided(status: 503, nil)
        default: return await simulation.acceptance(of: credentials, at: target)
        }
    }
}

extension BrokenWorld: RotationDocuments {
    func look(at use: RotationUse) throws(RotationDocumentError) -> PairOnDisk {
        let found: PairOnDisk
        do {
            found = try simulation.look(at: use)
        } catch {
            guard fault == .abortsWithoutFiles, simulation.state.journal?.goal == .aborted else { throw error }
            return PairOnDisk(hash: "", pair: PairTable.pairs[PairTable.old])
        }
        switch fault {
        case .writesNothing where [.written, .committed, .grace].contains(state) && simulation.state.journal?.goal == .done:
            return PairOnDisk(hash: found.hash, pair: PairTable.pairs[simulation.state.newSecret ?? PairTable.old])
        case .endsWithoutLooking where state == .deleted:
            return PairOnDisk(hash: found.hash, pair: PairTable.pairs[simulation.state.newSecret ?? PairTable.old])
        case .writesOverOthers where state == .writing && simulation.state.journal?.goal == .done:
            return PairOnDisk(hash: found.hash, pair: PairTable.pairs[PairTable.old])
        default: return found
        }
    }

    func write(_ pair: AWSCredentials, to use: RotationUse, seen: PairOnDisk, isCurrent: () -> Bool) throws(RotationDocumentError) -> String {
        switch fault {
        case .writesNothing: return seen.hash
        case .restoresNothing where pair.accessKeyID == PairTable.id(PairTable.old): return seen.hash
        case .writesOverChanges:
            simulation.comparesHashes = false
            return try simulation.write(pair, to: use, seen: seen, isCurrent: isCurrent)
        default: return try simulation.write(pair, to: use, seen: seen, isCurrent: isCurrent)
        }
    }

    func makeDurable(_ use: RotationUse) throws(RotationDocumentError) { try simulation.makeDurable(use) }

    func uses(ofKey id: String) throws(RotationDocumentError) -> FoundUses {
        if fault == .writesNothing || fault == .restoresNothing { return FoundUses() }
        return try simulation.uses(ofKey: id)
    }

    func publish(_ journal: RotationJournal, holding pair: AWSCredentials) throws(RotationDocumentError) -> String? {
        try simulation.publish(journal, holding: pair)
    }
}

extension BrokenWorld: RotationStore {
    func save(_ journal: RotationJournal, _ secrets: RotationSecrets) throws(RotationStoreError) {
        var journal = journal
        var secrets = secrets
        switch fault {
        case .createsBeforeJournal where journal.state == .creating, .forgetsNewPair where journal.state == .created: return
        case .keepsSecrets where journal.state.isFinal: secrets = simulation.durable?.secrets ?? secrets
        case .forgetsAbort: journal.goal = .done
        default: break
        }
        try simulation.save(journal, secrets)
    }

    func requireCurrent(_ journal: RotationJournal) throws(RotationStoreError) {
        if fault == .ignoresOtherProcesses { return }
        if fault == .switchesOffUnseen, journal.state == .grace, journal.goal == .done { return }
        // It knows of no save that was forgotten.
        if fault == .createsBeforeJournal || fault == .forgetsNewPair { return }
        try simulation.requireCurrent(journal)
    }

    func current() throws(RotationStoreError) -> RotationJournal? { try simulation.current() }

    func archive(_ journal: RotationJournal) throws(RotationStoreError) { try simulation.archive(journal) }
}

extension BrokenWorld: RotationClock {
    /// Both grace times seem to be over.
    private var ahead: Int64 {
        let isEarly = fault == .switchesOffEarly && state == .grace || fault == .deletesEarly && (state == .deactivated || state == .deleting)
        return isEarly ? 400_000 : 0
    }

    func now() -> Int64 { simulation.now() + ahead }

    func pause(milliseconds: Int) async -> Bool { await simulation.pause(milliseconds: milliseconds) }

    func random(below bound: Int) -> Int { simulation.random(below: bound) }
}
