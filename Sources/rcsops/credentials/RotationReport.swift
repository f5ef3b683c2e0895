import AWSSigning
import CredentialRotation
import Diagnostics
import ObjectStorage

/// `rcsops-report/1` (docs/rotation.schema.json): how a rotation stands, for other programs. It holds no secret; ids of keys are shown whole
/// unless somebody wants them masked.
struct RotationReport {
    /// With its files named from the working folder.
    let journal: RotationJournal
    /// Where it lies, from there too; nil of one that was found among the ended.
    let place: String?
    /// Nil where it was not gone on with.
    let stop: RotationStop?
    /// Nil where it stands well.
    let failure: Failure?
    /// What the run has seen; nil of a command that asks nobody.
    var sightings: KeySightings?
    var limit: Int?
    var warnings: [RotationPlan.Warning] = []
    var masksIDs = false

    var json: String { JSONList.object(members) + "\n" }

    private var members: [(name: String, value: String)] {
        [
            ("format", Self.string("rcsops-report/1")), ("rotation_id", Self.string(journal.id)),
            // Of one that has ended it is moved away.
            ("journal", Self.string(journal.state.isFinal ? nil : place)), ("state", Self.string(journal.state.rawValue)),
            ("exit", String(failure?.exitCode ?? 0)), ("source", Self.string(journal.source)), ("account", Self.string(journal.account)), ("user", Self.string(journal.user)),
            ("endpoint", Self.string(journal.endpoint)), ("old", key(journal.oldID)), ("new", journal.newID.map(key) ?? "null"),
            ("slots", sightings?.keys.map { JSONList.object([("used", String($0.count)), ("limit", limit.map(String.init) ?? "null")]) } ?? "null"),
            ("uses", JSONList.array(journal.uses.map(use))), ("blind_spots", JSONList.strings(journal.blindSpots)),
            ("verify", JSONList.array(journal.targets.map(verify))),
            (
                "retire",
                JSONList.object([
                    ("deactivate_not_before", Self.date(journal.deactivateNotBefore)), ("delete_not_before", Self.date(journal.deleteNotBefore)),
                    ("rejection", Self.string(journal.rejection.rawValue)),
                ])
            ),
            ("next", next), ("commit", Self.string(journal.commit)),
            ("warnings", JSONList.array(warnings.map { JSONList.object([("code", Self.string($0.code)), ("detail", Self.string($0.detail))]) })),
            ("evicted", EvictedKeyText(journal: journal, masksIDs: masksIDs).json),
            ("orphans", JSONList.strings(orphans)), ("error", error),
        ]
    }

    private func key(_ id: String) -> String {
        let record = sightings?.keys?.first { $0.id == id }
        let use = sightings?.use(of: id)
        return JSONList.object([
            ("id", Self.string(shown(id))), ("status", Self.string(record.map { $0.isActive ? "Active" : "Inactive" })), ("last_used", Self.date(use?.date)),
        ])
    }

    private func use(_ use: RotationUse) -> String {
        JSONList.object([
            ("path", Self.string(use.path)), ("remote", Self.string(use.remote)), ("status", Self.string(use.status.rawValue)),
            ("sha256_after", Self.string(use.hashAfter)),
        ])
    }

    private func verify(_ target: VerificationTarget) -> String {
        let proof = journal.verified.last { $0.target == target }
        return JSONList.object([
            ("target", Self.string(target.endpoint)), ("address", Self.string(target.address)), ("ok", proof == nil ? "false" : "true"),
            ("attempts", String(proof?.attempts ?? 0)), ("seconds", Self.seconds(proof?.milliseconds)), ("at", Self.date(proof?.at)),
            ("request_id", Self.string(proof?.requestID)),
        ])
    }

    private var next: String {
        let (action, time): (String?, Int64?) =
            switch stop {
            // Ended where there was no room for a key, too.
            case _ where journal.state.isFinal: (nil, nil)
            case nil: (nil, nil)
            case .waiting where RotationNextStep.isForAPerson(journal), .decision(.manualSteps): ("confirm-retired", journal.deactivateNotBefore)
            case .waiting(let until): ("resume", until)
            case .decision(.newKeyGone), .decision(.neitherKeyWorks): ("abort", nil)
            // A resume does nothing about it.
            case .unconfirmed where RotationNextStep.isForAPerson(journal): ("confirm-retired", journal.deactivateNotBefore)
            case .decision(.pastReturn) where RotationNextStep.isForAPerson(journal): ("confirm-retired", nil)
            default: ("resume", nil)
            }
        return action.map { JSONList.object([("action", Self.string($0)), ("not_before", Self.date(time))]) } ?? "null"
    }

    private var orphans: [String] {
        switch stop {
        case .decision(.orphans(let ids)): return ids.map(shown)
        case .decision(.madeForAnother(let id)): return [shown(id)]
        default: break
        }
        return [GivenKeyText(journal: journal, masksIDs: masksIDs).id].compactMap { $0 }
    }

    private var error: String {
        guard let failure else { return "null" }
        // Not of a signal, nor of a person's no, which the machine takes for such an answer.
        guard let stop, failure.exitCode == stop.exitCode else { return failure.json() }
        return failure.json(sightings?.refusal(of: stop) ?? stop.ownRefusal, isRetryable: stop.mayPass)
    }

    private func shown(_ id: String) -> String { masksIDs ? KeyIDText.masked(id) : id }
    private static func string(_ text: String?) -> String { text.map(FindingText.quoted) ?? "null" }
    private static func seconds(_ milliseconds: Int?) -> String { milliseconds.map { String($0 / 1000) + "." + String($0 % 1000 / 100) } ?? "null" }
    private static func date(_ seconds: Int64?) -> String { string(seconds.map { SigningTime($0).internetDate }) }

    // MARK: For people

    /// One line or two: where it stands, and what comes next.
    var text: String {
        let (old, new) = (shown(journal.oldID), journal.newID.map(shown))
        let head = journal.uses.first.map { $0.path + ": " + $0.remote } ?? journal.id
        let keys = old + (new.map { " → " + $0 } ?? "")
        let more = GivenKeyText(journal: journal, masksIDs: masksIDs).suffix + EvictedKeyText(journal: journal, masksIDs: masksIDs).suffix
        return System.printable(head + ": " + journal.state.rawValue + ", " + keys + "; " + RotationNextStep.text(journal, stop) + more) + "\n"
    }
}

/// What comes next, in words, by the state alone (spec of rotation, §2.2).
enum RotationNextStep {
    static func text(_ journal: RotationJournal, _ stop: RotationStop?) -> String {
        if journal.goal == .aborted, !journal.state.isFinal { return "an abort is under way; rcsops credentials resume ends it" }
        if isForAPerson(journal) {
            return "both keys are valid; from " + due(journal.deactivateNotBefore) + " delete the old one where it was made, then " + confirmation(journal)
        }
        if isLate(journal) { return written(journal) }
        if case .waiting(let until)? = stop { return "nothing is due before " + SigningTime(until).internetDate }
        return switch journal.state {
        case .planned where journal.evictedKey != nil: "no new key was made, and no file was changed; resume goes on"
        case .planned: "nothing was changed; resume goes on"
        case .creating: "whether a key was made is not known; resume finds out"
        case .created: "one extra key, which no file has; resume verifies it"
        case .verified: "the extra key works; resume writes it"
        case .writing: written(journal)
        case .written, .committed: "both keys are valid; resume goes on to the grace time"
        case .grace where journal.settings?.asksBeforeRetirement == true:
            "both keys are valid; the old one goes at once when you confirm that: resume --id " + journal.id
        case .grace: "both keys are valid until " + due(journal.deactivateNotBefore) + "; then resume switches the old one off"
        case .deactivated: "the old key is off; resume deletes it from " + due(journal.deleteNotBefore)
        case .deleting, .deleted: "the old key goes; resume ends it"
        case .done: journal.rejection == .confirmed ? "the old key is gone, and was seen rejected" : "the old key is gone, and was not seen rejected"
        case .aborted where journal.events.last?.note == RotationJournal.leftAsIs:
            "ended where it stood: no key and no file was touched, and what is left of either is yours to see to"
        case .aborted: returned(journal)
        }
    }

    /// The command that sees a key gone which a person has deleted.
    static func confirmation(_ journal: RotationJournal) -> String {
        "rcsops credentials confirm-retired"
            + (journal.uses.first.map { " " + ShellWord.quoted($0.path) + " " + ShellWord.quoted($0.remote) } ?? " FILE REMOTE")
    }

    /// What the files hold after an abort, which leaves what somebody else has put there.
    private static func returned(_ journal: RotationJournal) -> String {
        let others = journal.uses.filter { $0.status == .conflict }.map { $0.path + ": " + $0.remote }
        guard !others.isEmpty else { return "the old key is in use as before" }
        let found = "another pair, which somebody has put there, is in " + others.joined(separator: ", ")
        return others.count == journal.uses.count ? found + ", and the old key in none of the rotation's files" : "the old key is in use as before; " + found
    }

    private static func written(_ journal: RotationJournal) -> String {
        String(journal.uses.count { $0.status == .written }) + " of " + String(journal.uses.count) + " uses written; resume writes the rest"
    }

    /// True where files were taken in after the others were written, and have the old pair still.
    private static func isLate(_ journal: RotationJournal) -> Bool {
        journal.goal == .done && (journal.state == .grace || journal.state == .deactivated) && journal.uses.contains { $0.status == .waiting }
    }

    /// True where the next step is not rcsops': the old key is one that a person takes away.
    static func isForAPerson(_ journal: RotationJournal) -> Bool {
        journal.state == .grace && journal.goal == .done && journal.source == KeySource.manual.rawValue && !isLate(journal)
    }

    /// When `resume` has something to do; nil for at once.
    static func due(of journal: RotationJournal) -> Int64? {
        // The grace times are the old key's, and an abort keeps that one.
        guard journal.goal == .done, !isLate(journal) else { return nil }
        return switch journal.state {
        case .grace: journal.deactivateNotBefore
        case .deactivated: journal.deleteNotBefore
        default: nil
        }
    }

    private static func due(_ time: Int64?) -> String { time.map { SigningTime($0).internetDate } ?? "now" }
}
