import CredentialRotation
import SecretMemory

/// Asks a person before a key is made, and before the old one is switched off at once (spec of rotation, §7).
struct RotationConfirmation: Sendable {
    /// `--yes`, which covers the ordinary steps only.
    let isGiven: Bool
    let masksIDs: Bool
    /// False for a schedule, which nobody looks at though it may have a terminal.
    var mayAsk = true

    func beforeCreate(_ plan: RotationPlan) throws(Failure) {
        guard !isGiven else { return }
        guard TerminalPrompt.isThere else {
            throw Failure(
                "RC8509", exit: 64, "a rotation makes and deletes keys, and here is no terminal to ask on",
                fix: "look at the plan with --dry-run, then give --yes")
        }
        System.say(RotationPlanText(plan: plan, masksIDs: masksIDs).text)
        let isConfirmed: Bool
        do throws(Failure) { isConfirmed = try ask("make a new key in place of " + shown(plan.pair.id), plan.pair.id) } catch {
            // The end of the input is a no (Ctrl-D).
            guard error.code == Failure.noAnswer.code else { throw error }
            isConfirmed = false
        }
        guard isConfirmed else {
            throw Failure("RC8510", exit: 5, "not confirmed, and nothing was changed", fix: "--dry-run shows the plan without a question")
        }
    }

    /// What cuts a question off is no answer.
    func beforeRetirement(of id: String) -> RetirementAnswer {
        if isGiven { return .yes }
        guard mayAsk, TerminalPrompt.isThere else { return .nobodyThere }
        guard let isConfirmed = try? ask("take away " + shown(id) + " now, without a grace time", id) else { return .nobodyThere }
        return isConfirmed ? .yes : .no
    }

    private func shown(_ id: String) -> String { masksIDs ? KeyIDText.masked(id) : id }

    private func ask(_ what: String, _ id: String) throws(Failure) -> Bool {
        let arena = SecretArena()
        let answer = try TerminalPrompt.ask(what + "? Type its last four characters: ", isShown: true, into: arena).trimmed()
        let wanted = Array(id.utf8.suffix(4))
        return answer.count == wanted.count && answer.withBytes { $0.elementsEqual(wanted) }
    }
}
