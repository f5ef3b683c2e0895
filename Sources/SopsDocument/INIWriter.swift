package import DocumentTree
package import SecretMemory

/// Writes INI as go-ini 1.67 does for sops 3.11, so that any sops reads the same sections, keys and values back.
package struct INIWriter {
    private let tree: DocumentTree
    /// Pads keys to the longest of their section, as sops does.
    private let isAligned: Bool

    /// Writes the first document. One blank line between sections, none at the end; the first section has no header when
    /// it is `DEFAULT`. `metadata` follow as the last section.
    package static func write(
        _ tree: DocumentTree, metadata: [(name: String, value: String)] = [], isAligned: Bool, into output: inout SecretBuilder
    ) throws(SopsError) {
        let writer = INIWriter(tree: tree, isAligned: isAligned)
        var isFirst = true
        guard let root = tree.roots.first else { return }
        for (index, section) in tree.members(of: root).enumerated() {
            try writer.write(section, isHeadless: index == 0 && tree.nodes[section].key.equals("DEFAULT"), &isFirst, into: &output)
        }
        guard !metadata.isEmpty else { return }
        if !isFirst { output.append("\n") }
        output.append("[sops]\n")
        for (name, value) in metadata {
            writer.write(key: tree.store(name), width: 0, into: &output)
            writer.write(value: tree.store(value), into: &output)
        }
    }

    private func write(_ section: Int, isHeadless: Bool, _ isFirst: inout Bool, into output: inout SecretBuilder) throws(SopsError) {
        let node = tree.nodes[section]
        // go-ini has no place for a comment outside a section.
        if node.kind == .comment { return }
        guard node.kind == .branch else {
            throw .unwritable(path: shown(node.key), reason: "INI has sections at its top, and nothing else")
        }
        // `[]` is no header for any reader, nor is a name with a line end.
        guard !node.key.isEmpty, node.key.first(0x0A) == nil else {
            throw .unwritable(path: "a section", reason: "its name is empty or has a line end")
        }
        if isHeadless, Int(node.end) == section + 1 { return }
        if !isFirst { output.append("\n") }
        isFirst = false
        var members = Array(tree.members(of: section))
        if let first = members.first, tree.nodes[first].kind == .comment {
            write(comment: tree.nodes[first].text, isTrimmed: false, into: &output)
            members.removeFirst()
        }
        if !isHeadless {
            output.append("[")
            output.append(node.key.buffer)
            output.append("]\n")
        }
        let width = isAligned ? members.map { keySize(tree.nodes[$0]) }.max() ?? 0 : 0
        for (place, index) in members.enumerated() {
            let item = tree.nodes[index]
            if item.kind == .comment { continue }
            // A key's comment stands after it in the tree; of several the last one counts.
            var last: TreeText?
            var next = place + 1
            while next < members.count, tree.nodes[members[next]].kind == .comment {
                last = tree.nodes[members[next]].text
                next += 1
            }
            if let last { write(comment: last, isTrimmed: true, into: &output) }
            write(key: item.key, width: width, into: &output)
            if item.isCiphertext {
                output.append(later: item.text.buffer)
                output.append("\n")
                continue
            }
            guard let text = PlainValueText.text(of: item, in: tree) else {
                throw .unwritable(path: shown(node.key) + " / " + shown(item.key), reason: "INI holds texts, and no lists or maps")
            }
            write(value: text, into: &output)
        }
    }

    private func shown(_ key: TreeText) -> String { String(decoding: key.buffer, as: UTF8.self) }

    private enum Spelling { case bare, dash, backticks, triple }

    private func spelling(of key: TreeText) -> Spelling {
        guard let start = key.start, key.count > 0 else { return .bare }
        var (hasBacktick, hasMark) = (false, false)
        for index in 0..<key.count {
            hasBacktick = hasBacktick || start[index] == UInt8(ascii: "`")
            hasMark = hasMark || start[index] == UInt8(ascii: "\"") || start[index] == UInt8(ascii: "=") || start[index] == UInt8(ascii: ":")
        }
        if !hasBacktick, !hasMark, start[0] != UInt8(ascii: "#") { return .bare }
        if key.count > 1, key[0] == UInt8(ascii: "#"), key.buffer.dropFirst().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) { return .dash }
        return hasBacktick ? .triple : hasMark ? .backticks : .bare
    }

    private func keySize(_ node: TreeNode) -> Int {
        guard node.kind != .comment else { return 0 }
        return switch spelling(of: node.key) {
        case .bare: node.key.count
        case .dash: 1
        case .backticks: node.key.count + 2
        case .triple: node.key.count + 6
        }
    }

    private func write(key: TreeText, width: Int, into output: inout SecretBuilder) {
        var size = key.count
        switch spelling(of: key) {
        case .bare: output.append(key.buffer)
        case .dash:
            output.append("-")
            size = 1
        case .backticks:
            output.append("`")
            output.append(key.buffer)
            output.append("`")
            size += 2
        case .triple:
            output.append("\"\"\"")
            output.append(key.buffer)
            output.append("\"\"\"")
            size += 6
        }
        if size < width { output.append([UInt8](repeating: 0x20, count: width - size)) }
        output.append(" = ")
    }

    private func write(value: TreeText, into output: inout SecretBuilder) {
        if value.first(0x0A) != nil || value.first(UInt8(ascii: "`")) != nil {
            output.append("\"\"\"")
            output.append(value.buffer)
            output.append("\"\"\"\n")
        } else if value.first(UInt8(ascii: "#")) != nil || value.first(UInt8(ascii: ";")) != nil {
            output.append("`")
            output.append(value.buffer)
            output.append("`\n")
        } else if value.trimmed().count != value.count {
            output.append("\"")
            output.append(value.buffer)
            output.append("\"\n")
        } else {
            output.append(value.buffer)
            output.append("\n")
        }
    }

    private func write(comment: TreeText, isTrimmed: Bool, into output: inout SecretBuilder) {
        var start = 0
        while start <= comment.count {
            let end = comment.first(0x0A, from: start) ?? comment.count
            let line = comment[start..<end]
            let body = line.trimmed()
            if !body.isEmpty, body[0] == UInt8(ascii: "#") || body[0] == UInt8(ascii: ";") {
                output.append(body[0])
                output.append(" ")
                output.append(body[1..<body.count].trimmed().buffer)
            } else {
                output.append("; ")
                output.append(isTrimmed ? body.buffer : line.buffer)
            }
            output.append("\n")
            start = end + 1
        }
    }
}
