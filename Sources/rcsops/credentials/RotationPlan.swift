import AWSSigning
import ObjectStorage

/// All that is known before anything is done: what `--dry-run` prints, and what the journal begins with.
struct RotationPlan: Sendable {
    /// Of the rotation that begins with it.
    let id: String
    let pair: HeldPair
    let settings: KeyServiceSettings
    let traits: AccessKeyTraits
    let owner: AccessKeyOwner
    /// Nil where the back end lists none.
    let keys: AccessKeyList?
    /// Nil when it is not known.
    let lastUse: AccessKeyUse?
    let finding: KeyUseFinding
    let targets: [VerificationTarget]
    let wishes: RotationWishes
    /// When it was made, by the local clock, in seconds since 1970.
    let now: Int64
    var warnings: [Warning] = []
    /// By a journal, for where the back end tells no date.
    var knownCreation: KeyCreation?
    /// What the back end thinks of the signer's rights, by action.
    var judgement: [String: Bool] = [:]

    struct Warning: Sendable, Equatable {
        let code: String
        let detail: String
    }

    var user: String? { wishes.user ?? owner.user }

    var oldRecord: AccessKeyRecord? { keys?.keys.first { $0.id == pair.id } }

    /// The larger of both clocks: a date is never earlier than somebody thinks.
    var clock: Int64 { max(now, keys?.serverTime ?? owner.serverTime ?? now) }

    var creation: KeyCreation? { oldRecord?.created.map { KeyCreation(time: $0, origin: .backEnd) } ?? knownCreation }

    /// In seconds; nil where nobody tells a date.
    var age: Int64? { creation.map { max(0, clock - $0.time) } }

    /// When the old key is switched off, and when it is deleted.
    var deactivation: Int64 { clock + (wishes.isImmediate ? 0 : wishes.grace) }
    var deletion: Int64 { deactivation + (wishes.isImmediate ? 0 : wishes.graceInactive) }
}
