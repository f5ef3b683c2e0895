package import DocumentTree
internal import JSONDocument
package import SecretMemory

/// A value to be set, given as JSON (sops 3.11 `cmd/sops/main.go`, `jsonValueToTreeInsertableValue`).
package enum InsertedValue {
    /// Why there is no value. The text may be a secret, and is in no case.
    package enum Refusal: Error, Equatable, Sendable {
        case notJSON(reason: String)
        /// sops takes no list by itself.
        case list
    }

    /// The nodes of the value: one, with its descendants. Numbers are floats, as sops 3.11 keeps them.
    package static func read(_ text: SecretSlice, in arena: SecretArena) throws(Refusal) -> ContiguousArray<TreeNode> {
        // The reader wants an object: one with a single item, which only a single value can make of it.
        var wrapped = SecretBuilder(in: arena, capacity: text.count + 8)
        wrapped.append("{\"\":")
        wrapped.append(text)
        wrapped.append("}")
        var tree = DocumentTree(arena: arena)
        do throws(JSONError) {
            try wrapped.finish().withBytes { (bytes) throws(JSONError) in try JSONReader.read(TreeText(bytes), into: &tree) }
        } catch .numberOutOfRange { throw .notJSON(reason: "a number in it is out of range") } catch .tooDeep {
            throw .notJSON(reason: "it is nested too deeply")
        } catch { throw .notJSON(reason: "text goes in double quotes, also inside of the shell's") }
        let members = tree.roots.first.map { Array(tree.members(of: $0)) } ?? []
        guard members.count == 1, let member = members.first else { throw .notJSON(reason: "it is more than one value") }
        guard tree.nodes[member].kind != .list else { throw .list }
        var nodes = tree.fragment(at: member)
        nodes[0].key = .none
        nodes[0].keyKind = .none
        return nodes
    }
}
