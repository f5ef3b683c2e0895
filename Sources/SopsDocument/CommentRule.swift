internal import DocumentTree

/// The comments in force, for the two selectors that go by them (sops 3.11 `sops.go`, `shouldBeEncrypted`): those directly
/// before an item, and before each of the containers that it stands in.
struct CommentRule {
    private var levels: [[TreeText]] = []
    private let selector: EncryptionSelector

    init(_ selector: EncryptionSelector) { self.selector = selector }

    /// True for the rule by which comments keep things readable.
    var isUnencrypted: Bool { selector.kind == .unencryptedCommentRegex }

    mutating func enter() { levels.append([]) }

    mutating func leave() {
        levels.removeLast()
        passItem()
    }

    mutating func meet(_ comment: TreeText) { levels[levels.count - 1].append(comment) }

    /// A comment governs what follows it directly, and no more.
    mutating func passItem() {
        guard !levels.isEmpty else { return }
        levels[levels.count - 1] = []
    }

    /// The comment that a rule goes by stays readable itself.
    func encrypts(isComment: Bool) -> Bool {
        var found = false
        for (index, level) in levels.enumerated() {
            let isLast = isComment && !isUnencrypted && index == levels.count - 1
            for comment in isLast ? level.dropLast() : level[...] where selector.isFound(in: comment.buffer) { found = true }
        }
        return isUnencrypted ? !found : found
    }
}
