/// What a rotation waits for, for people who look on.
package enum RotationWait: Sendable, Equatable {
    /// A step of the rotation's, which is due at a time in seconds since 1970.
    case step(after: RotationState, until: Int64)
    /// A new key to be accepted, for so many seconds at most.
    case acceptance(seconds: Int)
    /// An old key to be refused.
    case rejection(seconds: Int)
    /// The old key to be accepted once more, after an abort has switched it on.
    case oldAcceptance(seconds: Int)
    /// What another process may still have under way, a request or a write: an abort must not be overtaken by it.
    case underWay(seconds: Int)
    /// A new key that nobody has seen yet to show itself, so that it can be deleted.
    case unseen(seconds: Int)
    /// A deleted key to be gone from the list.
    case absence(seconds: Int)
    /// Somebody who still needs the key that is to make room.
    case eviction(id: String, seconds: Int)
}
