/// How sure a diagnosis is.
package enum Confidence: String, Sendable, CaseIterable, Comparable {
    /// One of several causes that fit.
    case guess
    /// One observation.
    case likely
    /// Two independent observations.
    case strong
    /// A fact of the protocol, or the server's own word.
    case certain

    private var rank: Int {
        switch self {
        case .guess: 0
        case .likely: 1
        case .strong: 2
        case .certain: 3
        }
    }

    package static func < (left: Confidence, right: Confidence) -> Bool { left.rank < right.rank }
}
