import AgeEncryption
import MasterKeys
import SecretMemory
import SopsDocument
import Testing

@Suite struct DataKeyTests {
    private let access = MasterKeyAccess(age: AgeKeyReader(), pgp: PGPKeys(environment: { _ in nil }), now: { 1_700_000_000 })

    private func sources(_ identities: [X25519Identity]) -> IdentitySources {
        let arena = SecretArena()
        var text = SecretBuilder(in: arena)
        for identity in identities {
            identity.write(into: &text)
            text.append("\n")
        }
        let keys = text.finish()
        return IdentitySources(environment: { _ in nil }, secretEnvironment: { name, _ in name == "SOPS_AGE_KEY" ? keys : nil }, keys: access)
    }

    private func metadata(_ groups: [[X25519Identity]], threshold: Int) throws -> SopsMetadata {
        let key = SecretBytes(copying: [UInt8](0..<32))
        var metadata = SopsMetadata(
            keyGroups: try DataKeyWrapping.wrap(
                key, for: groups.map { KeyGroup(keys: $0.map { entry(.age, "recipient", $0.recipient.text) }) }, threshold: threshold,
                holdsWholeKey: false, with: access), selector: .standard)
        metadata.shamirThreshold = threshold
        return metadata
    }

    private func opens(_ metadata: SopsMetadata, with identities: [X25519Identity]) -> Bool {
        do throws(RecoveryFailure) {
            return try DataKeyRecovery.recover(metadata, with: sources(identities)).withBytes { $0.elementsEqual(0..<32) }
        } catch { return false }
    }

    @Test("each recipient of one group opens the data key, and nobody else")
    func oneGroup() throws {
        let (first, second, stranger) = (try X25519Identity.generate(), try X25519Identity.generate(), try X25519Identity.generate())
        let metadata = try metadata([[first, second]], threshold: 0)
        #expect(opens(metadata, with: [first]) && opens(metadata, with: [second]) && opens(metadata, with: [stranger, second]))
        #expect(!opens(metadata, with: [stranger]) && !opens(metadata, with: []))
    }

    @Test("two of three groups open the data key, and one does not")
    func twoOfThreeGroups() throws {
        let keys = try (0..<3).map { _ in try X25519Identity.generate() }
        let metadata = try metadata(keys.map { [$0] }, threshold: 2)
        #expect(opens(metadata, with: [keys[0], keys[1]]) && opens(metadata, with: [keys[1], keys[2]]) && opens(metadata, with: keys))
        for key in keys { #expect(!opens(metadata, with: [key])) }
    }

    private func entry(_ kind: MasterKeyKind, _ name: String, _ text: String, wrapped: String? = nil) -> MasterKeyEntry {
        MasterKeyEntry(kind: kind, fields: [(name, .text(text))] + (wrapped.map { [("enc", .text($0))] } ?? []))
    }

    private func wrapped(_ groups: [KeyGroup], threshold: Int = 0, holdsWholeKey: Bool) -> Result<[KeyGroup], WrappingFailure> {
        do throws(WrappingFailure) {
            return .success(
                try DataKeyWrapping.wrap(SecretBytes(copying: [UInt8](0..<32)), for: groups, threshold: threshold, holdsWholeKey: holdsWholeKey, with: access))
        } catch { return .failure(error) }
    }

    @Test("an entry that has the data key stays where there is one group, whatever its kind")
    func keptEntries() throws {
        let identity = try X25519Identity.generate()
        let (kms, age) = (entry(.kms, "arn", "ARN", wrapped: "kept"), entry(.age, "recipient", identity.recipient.text))
        let groups = try wrapped([KeyGroup(keys: [kms, age])], holdsWholeKey: true).get()
        #expect(groups[0].keys[0] == kms)
        var metadata = SopsMetadata(keyGroups: groups, selector: .standard)
        #expect(opens(metadata, with: [identity]))
        // Two groups get shares, which no former entry has.
        let failure = WrappingFailure(errors: [
            "failed to encrypt new data key with master key \"ARN\": keys of the kind kms can't be used by this version of rcsops"
        ])
        #expect(wrapped([KeyGroup(keys: [kms]), KeyGroup(keys: [age])], holdsWholeKey: true) == .failure(failure))
        #expect(wrapped([KeyGroup(keys: [kms, age])], holdsWholeKey: false) == .failure(failure))
        metadata.keyGroups = try wrapped([KeyGroup(keys: [age]), KeyGroup(keys: [age])], holdsWholeKey: true).get()
        metadata.shamirThreshold = 2
        #expect(opens(metadata, with: [identity]))
    }

    @Test("all keys are tried, and the errors told together") func collectedErrors() {
        let keys = [entry(.pgp, "fp", "FP"), entry(.age, "recipient", "age1nonsense"), entry(.kms, "arn", "ARN")]
        guard case .failure(let failure) = wrapped([KeyGroup(keys: keys)], holdsWholeKey: true) else {
            Issue.record("it was wrapped")
            return
        }
        #expect(failure.errors.count == 3 && failure.text.hasPrefix("[failed to encrypt new data key with master key \"FP\": "))
        #expect(wrapped([], holdsWholeKey: false) == .failure(WrappingFailure(errors: ["no key groups provided"])))
        #expect(wrapped([KeyGroup(keys: []), KeyGroup(keys: keys)], holdsWholeKey: false) == .failure(WrappingFailure(errors: ["empty key group provided"])))
    }

    @Test("keys are tried in the order that was asked for, the others last as they stand") func decryptionOrder() throws {
        let keys = [entry(.kms, "arn", "1"), entry(.pgp, "fp", "2"), entry(.age, "recipient", "3"), entry(.pgp, "fp", "4")]
        func order(_ order: DecryptionOrder) -> String { order.sorted(keys).map(\.displayName).joined() }
        #expect(order(.standard) == "3241" && order(.asStored) == "1234")
        #expect(order(try DecryptionOrder(parsing: "kms,age")) == "1324")
        #expect(order(try DecryptionOrder(parsing: "nonsense")) == "1234")
        #expect(throws: DecryptionOrder.Duplicate(kind: "pgp")) { try DecryptionOrder(parsing: "pgp,age,pgp") }
    }
}
