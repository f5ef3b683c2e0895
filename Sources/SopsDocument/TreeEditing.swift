package import DocumentTree

/// Finding, setting and removing values by their path, in the first document only (sops 3.11 `sops.go`: `Truncate`, `Set`,
/// `Unset`). Where sops crashes there is an error.
extension DocumentTree {
    /// The node that a path leads to.
    package func node(at path: TreePath) throws(TreeEditingError) -> Int {
        guard var index = roots.first else { throw .noPath }
        for component in path.components {
            switch (component, nodes[index].kind) {
            case (.name(let name), .branch):
                guard let item = item(name, in: index) else { throw .noSuchName(name) }
                index = item
            case (.name(let name), .list): throw .nameInList(name)
            case (.name(let name), _): throw .nameInValue(name)
            case (.index(let place), .list):
                guard let member = member(place, of: index) else { throw .noSuchIndex(place) }
                index = member
            // sops takes a mapping for the list of its items, and prints its own structure.
            case (.index(let place), _): throw .indexOutsideList(place)
            }
        }
        return index
    }

    /// Puts a value, one node with its descendants, at a path; what is missing on the way is made, and a value on the way
    /// gives way to it. False when the same value was there.
    package mutating func set(_ value: ContiguousArray<TreeNode>, at path: TreePath) throws(TreeEditingError) -> Bool {
        guard var index = roots.first, !path.components.isEmpty else { throw .noPath }
        // An empty document may be null, and holds items like another.
        if nodes[index].kind == .null { nodes[index].kind = .branch }
        var container = index
        var rest = path.components[...]
        while let component = rest.first {
            let end = Int(nodes[index].end)
            let next: Int?
            switch (component, nodes[index].kind) {
            case (.name(let name), .branch):
                next = item(name, in: index)
                if next == nil {
                    replace(end..<end, in: index, with: nested(value, in: rest.dropFirst(), named: name))
                    return true
                }
            // sops finds no such item and makes none, yet writes the file anew.
            case (.index, .branch): return true
            case (.name(let name), .list): throw .nameInList(name)
            case (.index(let place), .list):
                guard place >= 0 else { throw .noSuchIndex(place) }
                next = member(place, of: index)
                if next == nil {
                    replace(end..<end, in: index, with: nested(value, in: rest.dropFirst(), named: nil))
                    return true
                }
            default:
                put(nested(value, in: rest, named: nil), at: index, in: container)
                return true
            }
            rest = rest.dropFirst()
            container = index
            index = next ?? index
        }
        if isSame(fragment(at: index), value) { return false }
        put(value, at: index, in: container)
        return true
    }

    /// Removes the item or the element that a path leads to.
    package mutating func unset(_ path: TreePath) throws(TreeEditingError) {
        guard var index = roots.first, !path.components.isEmpty else { throw .noPath }
        for component in path.components {
            switch (component, nodes[index].kind) {
            case (.name(let name), .branch):
                guard let item = item(name, in: index) else { throw .noSuchName(name) }
                index = item
            case (.index(let place), .branch): throw .noSuchIndex(place)
            case (.name(let name), .list): throw .nameInList(name)
            case (.index(let place), .list):
                guard let member = member(place, of: index) else { throw .noSuchIndex(place) }
                index = member
            default: throw .nothingBelowValue(component)
            }
        }
        remove(at: index)
    }

    private func item(_ name: [UInt8], in index: Int) -> Int? {
        members(of: index).first { nodes[$0].keyKind == .string && nodes[$0].key.buffer.elementsEqual(name) }
    }

    private func member(_ place: Int, of index: Int) -> Int? {
        guard place >= 0 else { return nil }
        return members(of: index).dropFirst(place).first { _ in true }
    }

    /// Replaces a value and leaves its name.
    private mutating func put(_ value: ContiguousArray<TreeNode>, at index: Int, in container: Int) {
        var value = value
        value[0].key = nodes[index].key
        value[0].keyKind = nodes[index].keyKind
        value[0].isMergeKey = nodes[index].isMergeKey
        replace(index..<Int(nodes[index].end), in: container, with: value)
    }

    /// The value within mappings and lists for the components, as they are made where a path leads beyond what is there: a
    /// list gets its first element, whatever the number says.
    private func nested(
        _ value: ContiguousArray<TreeNode>, in components: ArraySlice<TreePath.Component>, named name: [UInt8]?
    ) -> ContiguousArray<TreeNode> {
        var result: ContiguousArray<TreeNode> = []
        var key = name.map { store($0) }
        let count = Int32(truncatingIfNeeded: components.count + value.count)
        for component in components {
            var node = TreeNode(kind: .list, key: key ?? .none, keyKind: key == nil ? .none : .string, end: count)
            key = nil
            if case .name(let name) = component {
                node.kind = .branch
                key = store(name)
            }
            result.append(node)
        }
        for (place, node) in value.enumerated() {
            var node = node
            node.end += Int32(truncatingIfNeeded: components.count)
            if place == 0 {
                node.key = key ?? .none
                node.keyKind = key == nil ? .none : .string
            }
            result.append(node)
        }
        return result
    }

    // The order of items counts, as in Go's reflect.DeepEqual.
    private func isSame(_ old: ContiguousArray<TreeNode>, _ new: ContiguousArray<TreeNode>) -> Bool {
        guard old.count == new.count else { return false }
        return old.indices.allSatisfy { index in
            let (left, right) = (old[index], new[index])
            return left.kind == right.kind && left.end == right.end && left.text.isSame(as: right.text)
                && (index == 0 || left.keyKind == right.keyKind && left.key.isSame(as: right.key))
        }
    }
}
