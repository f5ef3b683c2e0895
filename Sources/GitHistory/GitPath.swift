/// A path inside a repository, from its root: any bytes but NUL.
package struct GitPath: Hashable, Sendable, Comparable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// For people; bytes that are no UTF-8 are shown as such.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether ``text`` is the name itself, so that a file can be opened by it.
    package var isText: Bool { String(validating: bytes, as: UTF8.self) != nil }

    package static func < (left: GitPath, right: GitPath) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    /// True for the folder itself and what is below it; everything is below the root, which is the empty path.
    package func lies(in folder: GitPath) -> Bool {
        folder.bytes.isEmpty || bytes == folder.bytes || bytes.starts(with: folder.bytes + [UInt8(ascii: "/")])
    }
}
