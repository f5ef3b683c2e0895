/// What a person says to the old key going without a grace time (§7).
package enum RetirementAnswer: Sendable {
    case yes, no
    /// Nobody could be asked: the question stays.
    case nobodyThere
}

extension RotationMachine {
    static let retirementConfirmed = "retirement_confirmed"
    static let retirementRefused = "retirement_refused"

    /// Before the old key is switched off at once, or deleted where it can't be. Either answer is durable: whoever goes on without a terminal
    /// undoes no person's no, and asks nobody twice who has said yes.
    func confirmRetirement(_ rotation: inout Rotation) throws(RotationStop) {
        guard rotation.journal.settings?.asksBeforeRetirement == true else { return }
        var next = rotation
        switch world.asksRetirement(rotation.journal.oldID) {
        case .yes:
            next.journal.settings?.asksBeforeRetirement = false
            rotation = try saved(next, as: rotation.journal.state, note: Self.retirementConfirmed)
        case .no:
            rotation = try saved(next, as: rotation.journal.state, note: Self.retirementRefused)
            throw .decision(.notConfirmed)
        case .nobodyThere: throw .decision(.notConfirmed)
        }
    }
}
