import AgeEncryption
import MasterKeys
import SecretMemory
import SopsDocument
import Testing

@Suite struct DataKeyTests {
    private func sources(_ identities: [AgeIdentity]) -> IdentitySources {
        let arena = SecretArena()
        var text = SecretBuilder(in: arena)
        for identity in identities {
            identity.write(into: &text)
            text.append("\n")
        }
        let keys = text.finish()
        return IdentitySources(environment: { _ in nil }, secretEnvironment: { name, _ in name == "SOPS_AGE_KEY" ? keys : nil })
    }

    private func metadata(_ groups: [[AgeIdentity]], threshold: Int) throws -> SopsMetadata {
        let key = SecretBytes(copying: [UInt8](0..<32))
        var metadata = SopsMetadata(
            keyGroups: try DataKeyWrapping.wrap(key, for: groups.map { $0.map(\.recipient) }, threshold: threshold), selector: .standard)
        metadata.shamirThreshold = threshold
        return metadata
    }

    private func opens(_ metadata: SopsMetadata, with identities: [AgeIdentity]) -> Bool {
        do throws(RecoveryFailure) {
            return try DataKeyRecovery.recover(metadata, with: sources(identities)).withBytes { $0.elementsEqual(0..<32) }
        } catch { return false }
    }

    @Test("each recipient of one group opens the data key, and nobody else")
    func oneGroup() throws {
        let (first, second, stranger) = (try AgeIdentity.generate(), try AgeIdentity.generate(), try AgeIdentity.generate())
        let metadata = try metadata([[first, second]], threshold: 0)
        #expect(opens(metadata, with: [first]) && opens(metadata, with: [second]) && opens(metadata, with: [stranger, second]))
        #expect(!opens(metadata, with: [stranger]) && !opens(metadata, with: []))
    }

    @Test("two of three groups open the data key, and one does not")
    func twoOfThreeGroups() throws {
        let keys = try (0..<3).map { _ in try AgeIdentity.generate() }
        let metadata = try metadata(keys.map { [$0] }, threshold: 2)
        #expect(opens(metadata, with: [keys[0], keys[1]]) && opens(metadata, with: [keys[1], keys[2]]) && opens(metadata, with: keys))
        for key in keys { #expect(!opens(metadata, with: [key])) }
    }
}
