/// The other key that made room (§1a), as far as the journal tells what was done to it: a rotation that ends without a new key has changed
/// something all the same.
package struct EvictedKey: Sendable, Equatable {
    package enum Standing: Sendable {
        /// Its switching off or its deletion was intended, and no answer is in the journal.
        case unknown
        case off, deleted
    }

    package let id: String
    package let standing: Standing

    package init(id: String, standing: Standing) {
        self.id = id
        self.standing = standing
    }

    // Events of the journal. Each act has its intent before it and its result after it (§0.1).

    static let evicting = "evicting"
    /// Once it is seen switched off: whoever switches it on after that objects.
    static let off = "evicted_off"
    static let deleted = "evicted_deleted"
    static let objected = "eviction_objected"

    package static func isNote(_ note: String) -> Bool { [evicting, off, deleted, objected].contains(note) }
}

extension RotationJournal {
    /// Nil where no other key was touched, or its owner has it back.
    package var evictedKey: EvictedKey? {
        guard let id = settings?.evicted, let note = events.last(where: { $0.note.map(EvictedKey.isNote) ?? false })?.note else { return nil }
        return switch note {
        case EvictedKey.evicting: EvictedKey(id: id, standing: .unknown)
        case EvictedKey.off: EvictedKey(id: id, standing: .off)
        case EvictedKey.deleted: EvictedKey(id: id, standing: .deleted)
        default: nil
        }
    }
}
