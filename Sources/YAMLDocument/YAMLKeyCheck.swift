internal import DocumentTree

/// What sops 3.11 checks in the first document only, by decoding it into a map.
enum YAMLKeyCheck {
    /// Refuses keys that stand twice in one mapping, whatever their types, and merge keys that merge nothing.
    static func check(_ mapping: Int, in nodes: ContiguousArray<YAMLNode>) throws(YAMLError) {
        let end = Int(nodes[mapping].end)
        var key = mapping + 1
        var count = 0
        while key < end {
            let value = Int(nodes[key].end)
            if nodes[key].isMergeKey { try checkMerge(value, in: nodes) }
            count += 1
            key = Int(nodes[value].end)
        }
        if count <= 8 { try compareEach(mapping, in: nodes) } else { try compareHashed(mapping, count: count, in: nodes) }
    }

    private static func checkMerge(_ value: Int, in nodes: ContiguousArray<YAMLNode>) throws(YAMLError) {
        func isMapping(_ index: Int) -> Bool {
            let node = nodes[index]
            return node.kind == .mapping || node.kind == .alias && nodes[Int(node.target)].kind == .mapping
        }
        if isMapping(value) { return }
        let refusal = YAMLError.mergeValueNotMapping(line: Int(nodes[value].line) + 1)
        guard nodes[value].kind == .sequence else { throw refusal }
        var element = value + 1
        while element < Int(nodes[value].end) {
            guard isMapping(element) else { throw refusal }
            element = Int(nodes[element].end)
        }
    }

    private static func isSame(_ left: YAMLNode, _ right: YAMLNode) -> Bool {
        left.kind == right.kind && left.text.isSame(as: right.text)
    }

    private static func duplicate(_ later: YAMLNode, of earlier: YAMLNode) -> YAMLError {
        .duplicateKey(
            name: String(decoding: later.text.buffer, as: UTF8.self), line: Int(later.line) + 1,
            earlierLine: Int(earlier.line) + 1)
    }

    private static func compareEach(_ mapping: Int, in nodes: ContiguousArray<YAMLNode>) throws(YAMLError) {
        let end = Int(nodes[mapping].end)
        var key = mapping + 1
        while key < end {
            let next = Int(nodes[Int(nodes[key].end)].end)
            var other = next
            while other < end {
                if isSame(nodes[key], nodes[other]) { throw duplicate(nodes[other], of: nodes[key]) }
                other = Int(nodes[Int(nodes[other].end)].end)
            }
            key = next
        }
    }

    private static func compareHashed(
        _ mapping: Int, count: Int, in nodes: ContiguousArray<YAMLNode>
    ) throws(YAMLError) {
        var size = 16
        while size < count * 2 { size *= 2 }
        var table = ContiguousArray<Int32>(repeating: -1, count: size)
        let end = Int(nodes[mapping].end)
        var key = mapping + 1
        while key < end {
            var hasher = Hasher()
            hasher.combine(bytes: nodes[key].text.buffer)
            var slot = hasher.finalize() & (size - 1)
            while table[slot] >= 0 {
                if isSame(nodes[key], nodes[Int(table[slot])]) { throw duplicate(nodes[key], of: nodes[Int(table[slot])]) }
                slot = (slot + 1) & (size - 1)
            }
            table[slot] = Int32(truncatingIfNeeded: key)
            key = Int(nodes[Int(nodes[key].end)].end)
        }
    }
}
