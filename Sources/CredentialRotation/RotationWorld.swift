package import ObjectStorage

/// All that a rotation touches.
package struct RotationWorld: Sendable {
    package let service: any AccessKeyService
    package let acceptance: any KeyAcceptanceCheck
    package let documents: any RotationDocuments
    package let store: any RotationStore
    package let clock: any RotationClock

    package init(
        service: any AccessKeyService, acceptance: any KeyAcceptanceCheck, documents: any RotationDocuments, store: any RotationStore,
        clock: any RotationClock
    ) {
        self.service = service
        self.acceptance = acceptance
        self.documents = documents
        self.store = store
        self.clock = clock
    }
}
