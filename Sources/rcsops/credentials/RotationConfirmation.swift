import SecretMemory
import Synchronization

/// Asks a person before a key is made, and before the old one is switched off at once (spec of rotation, §7).
final class RotationConfirmation: Sendable {
    private let isGiven: Bool
    private let masksIDs: Bool
    private let refused = Mutex(false)

    /// - Parameter isGiven: `--yes`, which covers the ordinary steps only.
    init(isGiven: Bool, masksIDs: Bool) { (self.isGiven, self.masksIDs) = (isGiven, masksIDs) }

    /// True when somebody has said no to a step in the middle.
    var wasRefused: Bool { refused.withLock { $0 } }

    func beforeCreate(_ plan: RotationPlan) throws(Failure) {
        guard !isGiven else { return }
        guard TerminalPrompt.isThere else {
            throw Failure(
                "RC8509", exit: 64, "a rotation makes and deletes keys, and here is no terminal to ask on",
                fix: "look at the plan with --dry-run, then give --yes")
        }
        System.say(RotationPlanText(plan: plan, masksIDs: masksIDs).text)
        guard try ask("make a new key in place of " + shown(plan.pair.id), plan.pair.id) else {
            throw Failure("RC8510", exit: 5, "not confirmed, and nothing was changed", fix: "--dry-run shows the plan without a question")
        }
    }

    /// For a step that comes while others wait; a no, or nobody there, keeps the old key.
    func beforeRetirement(of id: String) -> Bool {
        guard !isGiven else { return true }
        let isConfirmed = (try? ask("take away " + shown(id) + " now, without a grace time", id)) ?? false
        if !isConfirmed { refused.withLock { $0 = true } }
        return isConfirmed
    }

    private func shown(_ id: String) -> String { masksIDs ? KeyIDText.masked(id) : id }

    private func ask(_ what: String, _ id: String) throws(Failure) -> Bool {
        let arena = SecretArena()
        let answer = try TerminalPrompt.ask(what + "? Type its last four characters: ", isShown: true, into: arena).trimmed()
        let wanted = Array(id.utf8.suffix(4))
        return answer.count == wanted.count && answer.withBytes { $0.elementsEqual(wanted) }
    }
}
