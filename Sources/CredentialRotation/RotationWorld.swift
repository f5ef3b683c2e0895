package import AWSSigning
package import ObjectStorage

/// All that a rotation touches.
package struct RotationWorld: Sendable {
    package let service: any AccessKeyService
    package let acceptance: any KeyAcceptanceCheck
    package let documents: any RotationDocuments
    package let store: any RotationStore
    package let clock: any RotationClock
    /// The addresses that an endpoint's name has now; none where that can't be known.
    package let addresses: @Sendable (_ endpoint: String) async -> [String]
    /// Keeps files that come to a rotation late for it alone, as its own are kept; where the key is tried for them.
    package let admits: @Sendable (RotationJournal, [RotationUse]) async throws(RotationDocumentError) -> [VerificationTarget]
    /// Another pair that signs all that is asked about keys; nil where the rotated pair manages itself.
    package let administrator: AWSCredentials?
    /// Makes the pair where the client chooses it.
    package let makesPair: @Sendable () -> AWSCredentials
    /// Is told what is waited for; nil when a wait is over.
    package let tellsWait: @Sendable (RotationWait?) -> Void
    /// Asks whether the key with this id is to go without a grace time.
    package let asksRetirement: @Sendable (String) -> RetirementAnswer

    package init(
        service: any AccessKeyService, acceptance: any KeyAcceptanceCheck, documents: any RotationDocuments, store: any RotationStore,
        clock: any RotationClock, addresses: @escaping @Sendable (_ endpoint: String) async -> [String] = { _ in [] },
        admits: @escaping @Sendable (RotationJournal, [RotationUse]) async throws(RotationDocumentError) -> [VerificationTarget] = { _, _ in [] },
        administrator: AWSCredentials? = nil,
        makesPair: @escaping @Sendable () -> AWSCredentials = MadePair.random,
        tellsWait: @escaping @Sendable (RotationWait?) -> Void = { _ in },
        asksRetirement: @escaping @Sendable (String) -> RetirementAnswer = { _ in .nobodyThere }
    ) {
        self.service = service
        self.acceptance = acceptance
        self.documents = documents
        self.store = store
        self.clock = clock
        self.addresses = addresses
        self.admits = admits
        self.administrator = administrator
        self.makesPair = makesPair
        self.tellsWait = tellsWait
        self.asksRetirement = asksRetirement
    }
}
