/// Ends bombs of aliases: yaml.v3's ratio for the first document, which sops 3.11 decodes, and a bound for all.
struct YAMLAliasLimit {
    private var count = 0
    private var countInAliases = 0
    private let hasRatio: Bool
    /// Nodes that aliases may add.
    private static let bound = 10_000_000
    private var bytesInAliases = 0
    /// Bytes of text that aliases may add.
    private static let byteBound = 64 << 20

    init(isFirstDocument: Bool) { hasRatio = isFirstDocument }

    /// False when a node more is too much.
    mutating func add(inAlias: Bool) -> Bool {
        count += 1
        guard inAlias else { return true }
        countInAliases += 1
        guard countInAliases <= Self.bound else { return false }
        guard hasRatio, countInAliases > 100, count > 1000 else { return true }
        return Double(countInAliases) / Double(count) <= allowedRatio
    }

    /// False when so many bytes more of text in aliases are too much.
    mutating func add(bytesInAlias count: Int) -> Bool {
        bytesInAliases += count
        return bytesInAliases <= Self.byteBound
    }

    private var allowedRatio: Double {
        if count <= 400_000 { return 0.99 }
        if count >= 4_000_000 { return 0.10 }
        return 0.99 - 0.89 * (Double(count - 400_000) / 3_600_000)
    }
}
