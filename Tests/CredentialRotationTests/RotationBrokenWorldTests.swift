import AWSSigning
import CredentialRotation
import ObjectStorage
import Testing

/// That the search finds what is wrong: worlds in which the machine's care comes to nothing.
@Suite struct RotationBrokenWorldTests {
    private func violations(_ backEnd: Simulation.BackEnd = .aws, _ world: @escaping @Sendable (Simulation) -> RotationWorld) async -> [String] {
        var search = ModelSearch(backEnd: backEnd, start: .planned(), budget: 1)
        search.world = world
        return await search.run().violations
    }

    @Test("a key that is deleted before it is switched off is found")
    func deletesFirst() async {
        let found = await violations { simulation in
            RotationWorld(
                service: HastyService(simulation: simulation), acceptance: simulation, documents: simulation, store: simulation, clock: simulation)
        }
        #expect(found.contains { $0.hasPrefix("I4 deleted before it was switched off") })
    }

    @Test("a create before its journal is found")
    func createsFirst() async {
        let found = await violations { simulation in
            RotationWorld(
                service: simulation, acceptance: simulation, documents: simulation, store: ForgetfulStore(simulation: simulation, state: .creating),
                clock: simulation)
        }
        #expect(found.contains { $0.hasPrefix("O5 create before its journal") })
    }

    @Test("a new pair that was not durable before it was used is found")
    func losesPair() async {
        let found = await violations { simulation in
            RotationWorld(
                service: simulation, acceptance: simulation, documents: simulation, store: ForgetfulStore(simulation: simulation, state: .created),
                clock: simulation)
        }
        #expect(!found.isEmpty)
    }

    @Test("a new pair that was never asked for is found")
    func doesNotVerify() async {
        let found = await violations(.delayed) { simulation in
            RotationWorld(service: simulation, acceptance: Credulity(), documents: simulation, store: simulation, clock: simulation)
        }
        #expect(found.contains { $0.hasPrefix("I1") || $0.hasPrefix("I3") })
    }

    @Test("a file that only seems to be written is found")
    func doesNotWrite() async {
        let found = await violations { simulation in
            RotationWorld(
                service: simulation, acceptance: simulation, documents: BlindDocuments(simulation: simulation), store: simulation, clock: simulation)
        }
        #expect(found.contains { $0.hasPrefix("I3 a file holds 0") })
    }
}

/// Says that it can't switch keys off.
private struct HastyService: AccessKeyService {
    let simulation: Simulation

    var traits: AccessKeyTraits {
        var traits = simulation.traits
        traits.canDeactivate = false
        return traits
    }

    func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        try await simulation.owner(signedBy: credentials)
    }

    func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList {
        try await simulation.keys(of: user, signedBy: credentials)
    }

    func create(_ pair: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials {
        try await simulation.create(pair, for: user, signedBy: credentials)
    }

    func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        try await simulation.setActive(isActive, id: id, of: user, signedBy: credentials)
    }

    func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        try await simulation.delete(id: id, of: user, signedBy: credentials)
    }

    func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse? {
        try await simulation.lastUse(of: id, signedBy: credentials)
    }

    func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials? {
        try await simulation.secret(of: id, of: user, signedBy: credentials)
    }
}

/// Says that a journal is durable, and forgets it.
private struct ForgetfulStore: RotationStore {
    let simulation: Simulation
    let state: RotationState

    func save(_ journal: RotationJournal, _ secrets: RotationSecrets) throws(RotationStoreError) {
        guard journal.state != state else { return }
        try simulation.save(journal, secrets)
    }

    func archive(_ journal: RotationJournal) throws(RotationStoreError) { try simulation.archive(journal) }
}

private struct Credulity: KeyAcceptanceCheck {
    func acceptance(of credentials: AWSCredentials, at target: VerificationTarget) async -> KeyAcceptance {
        .accepted(status: 200, isAllowed: true, requestID: nil)
    }
}

/// Remembers what it was to write, and has not written it.
private struct BlindDocuments: RotationDocuments {
    let simulation: Simulation

    func look(at use: RotationUse) throws(RotationDocumentError) -> PairOnDisk {
        let found = try simulation.look(at: use)
        guard let state = simulation.state.journal?.state, [.written, .committed, .grace].contains(state), let new = simulation.state.newSecret else {
            return found
        }
        return PairOnDisk(hash: found.hash, pair: PairTable.pairs[new])
    }

    func write(_ pair: AWSCredentials, to use: RotationUse, seen: PairOnDisk) throws(RotationDocumentError) -> String { seen.hash }

    func makeDurable(_ use: RotationUse) throws(RotationDocumentError) {}

    func uses(ofKey id: String) throws(RotationDocumentError) -> (uses: [RotationUse], blindSpots: [String]) { ([], []) }

    func publish(_ journal: RotationJournal) throws(RotationDocumentError) -> String? { nil }
}
