package import SopsDocument

/// How a file's key groups differ from those of its rule, group by group (sops 3.11 `cmd/sops/common/common.go`,
/// `DiffKeyGroups`): keys are the same when their strings are.
package struct KeyGroupChange: Sendable {
    package struct Group: Sendable {
        /// In the rule's order.
        package var common: [MasterKeyEntry] = []
        package var added: [MasterKeyEntry] = []
        package var removed: [MasterKeyEntry] = []
    }

    package let groups: [Group]
    package let formerThreshold: Int
    package let threshold: Int
    /// What the file is to have: its own entries where they stay, the rule's without a wrapped key where they are new.
    package let newGroups: [KeyGroup]

    /// `wanted` is the rule's groups. With `ruleThreshold` 0 the file's threshold stays, as far as there are groups for it; sops
    /// knows nothing else.
    package init(of metadata: SopsMetadata, toward wanted: [[MasterKeyEntry]], ruleThreshold: Int = 0) {
        var groups: [Group] = []
        var newGroups: [KeyGroup] = []
        for index in 0..<max(metadata.keyGroups.count, wanted.count) {
            let former = index < metadata.keyGroups.count ? metadata.keyGroups[index] : KeyGroup(keys: [])
            let keys = index < wanted.count ? wanted[index] : []
            var group = Group()
            var entries: [MasterKeyEntry] = []
            for key in keys {
                if let own = former.keys.first(where: { Self.isSame(key, $0) }) {
                    group.common.append(own)
                    entries.append(own)
                } else {
                    group.added.append(key)
                    entries.append(key)
                }
            }
            group.removed = former.keys.filter { key in !keys.contains { Self.isSame($0, key) } }
            groups.append(group)
            if index < wanted.count { newGroups.append(KeyGroup(keys: entries, unknown: former.unknown)) }
        }
        self.groups = groups
        self.newGroups = newGroups
        formerThreshold = metadata.shamirThreshold
        let asked = ruleThreshold == 0 ? formerThreshold : ruleThreshold
        // With one group it decides nothing, and encrypt writes what the rule says.
        let decides = wanted.count > 1 || metadata.keyGroups.count > 1 || ruleThreshold == 0
        threshold = decides ? min(asked, wanted.count) : formerThreshold
    }

    // A vault's key without a version is its newest, which only the vault knows.
    private static func isSame(_ wanted: MasterKeyEntry, _ own: MasterKeyEntry) -> Bool {
        guard wanted.kind == own.kind else { return false }
        if wanted.kind == .azureKeyVault, (wanted.text("version") ?? "").isEmpty {
            return wanted.text("vault_url") == own.text("vault_url") && wanted.text("name") == own.text("name")
        }
        return wanted.displayName == own.displayName
    }

    package var changesThreshold: Bool { threshold != formerThreshold }

    /// The file has what the rule says.
    package var isEmpty: Bool { !changesThreshold && groups.allSatisfy { $0.added.isEmpty && $0.removed.isEmpty } }

    /// Keys that were in some group, and are in none any more: what they know of the file they keep.
    package var lostKeys: [MasterKeyEntry] {
        let kept = newGroups.flatMap(\.keys)
        var lost: [MasterKeyEntry] = []
        for key in groups.flatMap(\.removed) where !kept.contains(where: { Self.isSame($0, key) }) && !lost.contains(where: { Self.isSame($0, key) }) {
            lost.append(key)
        }
        return lost
    }
}
