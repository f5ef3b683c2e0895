import CredentialRotation
import RotationFiles

/// When a key was made, and who says so.
struct KeyCreation: Sendable, Equatable {
    enum Origin: Sendable, Equatable {
        case backEnd
        /// A journal of the rotation that made it.
        case rotation(id: String)
    }

    let time: Int64
    let origin: Origin

    /// Behind an age, for people.
    var remark: String? {
        if case .rotation(let id) = origin { "by the journal of rotation " + id } else { nil }
    }
}

/// Keys that this user's rotations have made: some back ends tell no dates, and the journals do.
struct KnownCreations: Sendable {
    private let journals: [RotationJournal]

    /// - Parameter underWay: Journals that lie beside files.
    init(underWay: [RotationJournal] = []) { journals = JournalArchive.all(in: StateFolder.path) + underWay }

    func creation(of pair: HeldPair) -> KeyCreation? {
        for journal in journals.reversed() where journal.newID == pair.id && journal.targets.contains(where: { $0.endpoint == pair.endpoint }) {
            // One that was there before is older than that.
            guard journal.settings?.adopts != true, let event = journal.events.last(where: { $0.from == .creating && $0.to == .created }) else { continue }
            return KeyCreation(time: min(event.at, journal.creatingSince ?? event.at), origin: .rotation(id: journal.id))
        }
        return nil
    }
}
