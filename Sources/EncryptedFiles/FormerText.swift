internal import DocumentTree
internal import SecretMemory
internal import SopsDocument

/// A changed document in the text of the former one: what is the same stays byte for byte, the order of the metadata too, which
/// each writer has its own way with. Nothing is taken on trust: the text is read again.
enum FormerText {
    /// Nil when the two differ by more than texts that can be found in the former one.
    static func keeping(
        _ former: SecretSlice, of stored: DocumentTree, _ metadata: SopsMetadata, with made: SecretSlice, in store: DocumentStore,
        arena: SecretArena
    ) -> SecretSlice? {
        guard let (tree, changed) = try? store.readEncrypted(made, in: arena), let mac = place(of: arena.store(Array(metadata.mac.utf8)), in: former),
            haveSameShape(stored, tree)
        else { return nil }
        var changes = [(range: mac, text: arena.store(Array(changed.mac.utf8)))]
        for (old, new) in zip(stored.nodes, tree.nodes) where !old.text.isSame(as: new.text) {
            guard let range = place(of: arena.slice(of: old.text.buffer), in: former) else { return nil }
            changes.append((range, arena.slice(of: new.text.buffer)))
        }
        if changed.lastModified != metadata.lastModified {
            guard let range = timePlace(of: arena.store(Array(metadata.lastModified.utf8)), in: former) else { return nil }
            changes.append((range, arena.store(Array(changed.lastModified.utf8))))
        }
        changes.sort { $0.range.lowerBound < $1.range.lowerBound }
        var output = SecretBuilder(in: arena, capacity: former.count + made.count / 2)
        var end = 0
        for change in changes {
            guard change.range.lowerBound >= end else { return nil }
            output.append(former[end..<change.range.lowerBound])
            output.append(change.text)
            end = change.range.upperBound
        }
        output.append(former[end..<former.count])
        let text = output.finish()
        guard let (again, read) = try? store.readEncrypted(text, in: arena), read.saysTheSame(as: changed), haveSameShape(tree, again),
            zip(tree.nodes, again.nodes).allSatisfy({ $0.text.isSame(as: $1.text) })
        else { return nil }
        return text
    }

    private static func haveSameShape(_ left: DocumentTree, _ right: DocumentTree) -> Bool {
        left.nodes.count == right.nodes.count && left.roots == right.roots
            && zip(left.nodes, right.nodes).allSatisfy { $0.kind == $1.kind && $0.end == $1.end && $0.key.isSame(as: $1.key) }
    }

    /// The only place of a text; nil when it stands nowhere, or more than once.
    private static func place(of text: SecretSlice, in source: SecretSlice) -> Range<Int>? {
        guard !text.isEmpty else { return nil }
        let wanted = text.bytes
        guard let first = source.firstRange(of: wanted, from: 0), source.firstRange(of: wanted, from: first + 1) == nil else { return nil }
        return first..<(first + text.count)
    }

    /// The same time may be that of a key's creation: what counts stands on a line behind the field's name.
    private static func timePlace(of text: SecretSlice, in source: SecretSlice) -> Range<Int>? {
        let name = Array("lastmodified".utf8)
        guard let start = source.lastRange(of: name, from: 0), let end = source.first(0x0A, from: start) ?? Optional(source.count),
            let place = source[start..<end].firstRange(of: text.bytes, from: name.count)
        else { return nil }
        return (start + place)..<(start + place + text.count)
    }
}
