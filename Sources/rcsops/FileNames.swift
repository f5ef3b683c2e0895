import GitHistory

/// Which file a name of the history belongs to: the one that has it now, the one that it became, or the last of its names.
struct FileNames {
    private var owners: [GitPath: GitPath] = [:]

    init(_ history: BlobHistory, current: [GitPath]) {
        let present = Set(current)
        let former = Set(history.formerNames.values.joined())
        let newest = history.formerNames.keys.sorted()
        // A file that is there wins over one that is gone, and of those the last name.
        for name in newest.filter({ present.contains($0) }) + newest.filter({ !present.contains($0) && !former.contains($0) }) {
            for other in history.names(of: name) where !present.contains(other) && owners[other] == nil { owners[other] = name }
        }
    }

    func owner(of name: GitPath) -> GitPath { owners[name] ?? name }
}
