/// Nested metadata as flat names, for INI and dotenv: `__map_KEY` and `__list_N` (sops 3.13 `stores/flatten.go`).
package enum MetadataFlattening {
    /// Flat names and values, depth first with every map sorted by name: the order of sops 3.13, and always the same.
    /// LF in a value becomes the two bytes `\n`.
    package static func flatten(_ root: MetadataNode) -> [(name: String, value: String)] {
        var result: [(name: String, value: String)] = []
        guard case .map(let fields) = root else { return result }
        for field in fields.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            append(field.value, named: field.name, to: &result)
        }
        return result
    }

    private static func append(_ node: MetadataNode, named name: String, to result: inout [(name: String, value: String)]) {
        switch node {
        case .scalar(let kind, let text):
            // What is true in YAML is `true` in INI, too.
            result.append((name, kind == .boolean ? text.lowercased() : text))
        case .text(let text):
            var escaped: [UInt8] = []
            for byte in text.utf8 {
                if byte == 0x0A { escaped += [UInt8(ascii: "\\"), UInt8(ascii: "n")] } else { escaped.append(byte) }
            }
            result.append((name, String(decoding: escaped, as: UTF8.self)))
        case .list(let nodes):
            for (index, node) in nodes.enumerated() { append(node, named: name + "__list_" + String(index), to: &result) }
        case .map(let fields):
            for field in fields.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
                append(field.value, named: name + "__map_" + field.name, to: &result)
            }
        }
    }

    /// What sops defines has seven levels (`key_groups`, a group, a kind, a key, `context`, a name).
    private static let depthLimit = 16

    private enum Step: Hashable {
        case member([UInt8])
        case element(Int)
    }

    private final class Branch {
        var text: String?
        var order: [Step] = []
        var children: [Step: Branch] = [:]

        func child(_ step: Step) -> Branch {
            if let found = children[step] { return found }
            let made = Branch()
            children[step] = made
            order.append(step)
            return made
        }

        var node: MetadataNode {
            if order.isEmpty { return .text(text ?? "") }
            let elements = order.compactMap { step -> Int? in
                if case .element(let index) = step { index } else { nil }
            }
            if elements.count == order.count {
                return .list(elements.sorted().compactMap { children[.element($0)]?.node })
            }
            return .map(
                order.compactMap { step in
                    guard case .member(let name) = step, let child = children[step] else { return nil }
                    return MetadataField(String(decoding: name, as: UTF8.self), child.node)
                })
        }
    }

    /// The nesting of flat names. As lenient as sops 3.11: a later duplicate wins, a hole in a list is closed.
    package static func unflatten(_ pairs: [(name: [UInt8], value: String)]) throws(SopsError) -> MetadataNode {
        let root = Branch()
        for pair in pairs {
            var branch = root
            let steps = steps(of: pair.name)
            guard steps.count <= depthLimit else {
                throw .malformedMetadata(
                    field: String(decoding: pair.name.prefix(40), as: UTF8.self) + "…", reason: "it is nested too deeply")
            }
            for step in steps { branch = branch.child(step) }
            branch.text = unescaped(pair.value)
        }
        guard !root.order.isEmpty else { return .map([]) }
        return root.node
    }

    private static func steps(of name: [UInt8]) -> [Step] {
        let mapMark = Array("__map_".utf8)
        let listMark = Array("__list_".utf8)
        var steps: [Step] = []
        var current: [UInt8] = []
        var isElement = false
        func finish() {
            steps.append(
                isElement ? .element(Int(String(decoding: current, as: UTF8.self)) ?? 0) : .member(current))
            current = []
        }
        var index = 0
        while index < name.count {
            if name[index...].starts(with: mapMark) {
                finish()
                isElement = false
                index += mapMark.count
            } else if name[index...].starts(with: listMark) {
                finish()
                isElement = true
                index += listMark.count
            } else {
                current.append(name[index])
                index += 1
            }
        }
        finish()
        return steps
    }

    private static func unescaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        var held: UInt8?
        while let byte = held ?? iterator.next() {
            held = nil
            guard byte == UInt8(ascii: "\\"), let next = iterator.next() else {
                bytes.append(byte)
                continue
            }
            if next == UInt8(ascii: "n") { bytes.append(0x0A) } else {
                bytes.append(byte)
                held = next
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
