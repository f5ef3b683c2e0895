/// Where a rotation stands; the words of the journal (§2.1).
package enum RotationState: String, Sendable, CaseIterable {
    case planned, creating, created, verified, writing, written, committed, grace, deactivated, deleting, deleted, done, aborted

    package var isFinal: Bool { self == .done || self == .aborted }
}
