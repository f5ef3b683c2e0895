internal import DocumentTree

/// Comment lines that belong to one node, and the place that decides to which (yaml.v3 3.0.4).
struct YAMLCommentGroup {
    enum Kind: UInt8 { case head, line, foot }

    var kind: Kind
    /// The first token at or behind this place takes the group.
    var anchor: Int32
    /// The place of the first `#`.
    var start: Int32 = 0
    /// Of the first `#`, from 1.
    var column: Int32 = 0
    /// Where the search for this group began.
    var scanStart: Int32 = 0
    /// Where it ended; 0 for a line group.
    var end: Int32 = 0
    /// Of ``YAMLComments/lines``.
    var firstLine: Int32
    var endLine: Int32
    /// The group behind it in a ``YAMLCommentList``, −1 for none.
    var next: Int32 = -1
}

/// Groups that one node has in one place, in order.
struct YAMLCommentList {
    var first: Int32 = -1
    var last: Int32 = -1

    var isEmpty: Bool { first < 0 }
}

/// All comments of the source.
struct YAMLComments {
    var groups: ContiguousArray<YAMLCommentGroup> = []
    /// The text behind the `#` of each line; no text for blank lines.
    var lines: ContiguousArray<TreeText> = []

    /// Puts one list behind another.
    mutating func append(_ more: YAMLCommentList, to list: inout YAMLCommentList) {
        guard !more.isEmpty else { return }
        if list.isEmpty {
            list = more
        } else {
            groups[Int(list.last)].next = more.first
            list.last = more.last
        }
    }

    /// Takes the groups up to `last` out of a list.
    mutating func split(_ list: inout YAMLCommentList, behind last: Int32) -> YAMLCommentList {
        guard last >= 0, !list.isEmpty else { return YAMLCommentList() }
        let front = YAMLCommentList(first: list.first, last: last)
        let rest = groups[Int(last)].next
        groups[Int(last)].next = -1
        list = rest < 0 ? YAMLCommentList() : YAMLCommentList(first: rest, last: list.last)
        return front
    }

    /// Takes what stands before the last blank line out of a list; all stays where no blank line is.
    mutating func splitAtLastBlankLine(_ list: inout YAMLCommentList) -> YAMLCommentList {
        var found: (group: Int32, line: Int32)?
        var current = list.first
        while current >= 0 {
            let group = groups[Int(current)]
            for line in group.firstLine..<group.endLine where lines[Int(line)].start == nil { found = (current, line) }
            current = group.next
        }
        guard let found else { return YAMLCommentList() }
        var rest = groups[Int(found.group)]
        rest.firstLine = found.line + 1
        let restIndex = Int32(truncatingIfNeeded: groups.count)
        groups[Int(found.group)].endLine = found.line
        groups[Int(found.group)].next = restIndex
        groups.append(rest)
        if list.last == found.group { list.last = restIndex }
        return split(&list, behind: found.group)
    }
}
