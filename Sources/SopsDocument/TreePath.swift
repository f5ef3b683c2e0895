/// A way from a document's root to a value: `["name"][0]['other']` (sops 3.11 `cmd/sops/main.go`, `parseTreePath`).
package struct TreePath: Sendable, Equatable {
    package enum Component: Sendable, Equatable {
        /// The name of an item of a mapping.
        case name([UInt8])
        /// The place in a list, from 0; comments count.
        case index(Int)

        /// As it is written in a path.
        package var text: String {
            switch self {
            case .name(let bytes): "[\"" + String(decoding: bytes, as: UTF8.self) + "\"]"
            case .index(let index): "[" + String(index) + "]"
            }
        }
    }

    /// Empty for the whole document.
    package let components: [Component]

    package init(_ components: [Component]) { self.components = components }

    // sops splits at every [, so no name can hold one; quotes have no escapes, and the closing one is not looked at.
    package init(parsing text: String) throws(TreePathError) {
        var components: [Component] = []
        for piece in Array(text.utf8).split(separator: UInt8(ascii: "[")) {
            guard piece.last == UInt8(ascii: "]") else {
                throw .unclosed(component: String(decoding: piece, as: UTF8.self))
            }
            let inner = piece.dropLast()
            guard let first = inner.first else { throw .emptyComponent }
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
                guard inner.count >= 2 else { throw .emptyComponent }
                components.append(.name(Array(inner.dropFirst().dropLast())))
            } else {
                components.append(.index(try Self.index(inner)))
            }
        }
        self.components = components
    }

    // Go's strconv.Atoi: a sign and decimal digits.
    private static func index(_ text: ArraySlice<UInt8>) throws(TreePathError) -> Int {
        let word = String(decoding: text, as: UTF8.self)
        let digits = text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-") ? text.dropFirst() : text
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .notAnIndex(component: word) }
        guard let index = Int(word) else { throw .indexOutOfRange(component: word) }
        return index
    }
}
