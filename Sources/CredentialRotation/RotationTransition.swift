/// Which state may follow which (§2.1). Every journal that is written goes through it.
package enum RotationTransition {
    /// True for the table's arrows, and for a state that is written again with more facts.
    /// `isLeft`: a person ends the rotation where it stands.
    package static func isLegal(from: RotationState, to: RotationState, goal: RotationJournal.Goal, isLeft: Bool = false) -> Bool {
        if from == to { return !from.isFinal }
        if isLeft { return !from.isFinal && to == .aborted && goal == .aborted }
        switch goal {
        case .done: return forward(from).contains(to)
        case .aborted: return backward(from).contains(to)
        }
    }

    private static func forward(_ state: RotationState) -> [RotationState] {
        switch state {
        case .planned: [.creating]
        case .creating: [.created, .planned]
        case .created: [.verified]
        case .verified: [.writing]
        // Back, when no file was written.
        case .writing: [.written, .verified]
        // Back to the files, from here on, when the old key went while an abort had put some of them back.
        case .written: [.committed, .writing]
        case .committed: [.grace, .writing]
        case .grace: [.deactivated, .deleting, .writing]
        // Back, when someone has switched the old key on again.
        case .deactivated: [.deleting, .grace, .writing]
        // Back, when the back end said that it does not delete: nothing was done (§6, case 36).
        case .deleting: [.deleted, .deactivated, .grace]
        case .deleted: [.done]
        case .done, .aborted: []
        }
    }

    /// An abort ends where it stands; only a key that was switched off is switched on first.
    private static func backward(_ state: RotationState) -> [RotationState] {
        switch state {
        case .planned, .creating, .created, .verified, .writing, .written, .committed, .grace: [.aborted]
        case .deactivated: [.grace]
        case .deleting, .deleted, .done, .aborted: []
        }
    }
}
