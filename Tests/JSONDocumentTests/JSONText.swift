import DocumentTree
import JSONDocument
import SecretMemory

/// JSON in, tree or JSON out; for the tests of this folder.
enum JSONText {
    static func tree(_ bytes: [UInt8], integersAsIntegers: Bool = false) throws(JSONError) -> DocumentTree {
        var tree = DocumentTree(arena: SecretArena())
        let source = tree.store(bytes)
        try JSONReader.read(source, into: &tree, integersAsIntegers: integersAsIntegers)
        return tree
    }

    static func tree(_ text: String, integersAsIntegers: Bool = false) throws(JSONError) -> DocumentTree {
        try tree(Array(text.utf8), integersAsIntegers: integersAsIntegers)
    }

    static func emitted(
        _ tree: DocumentTree, metadata: DocumentTree? = nil, indent: Int = -1
    ) throws(JSONError) -> (bytes: [UInt8], droppedComments: Int) {
        var output = SecretBuilder(in: SecretArena())
        let dropped = try JSONEmitter.emit(tree, metadata: metadata, indent: indent, into: &output)
        return (output.finish().withBytes { Array($0) }, dropped)
    }

    static func value(at index: Int, of tree: DocumentTree, indent: Int = -1) throws(JSONError) -> String {
        var output = SecretBuilder(in: SecretArena())
        try JSONEmitter.emitValue(at: index, of: tree, indent: indent, into: &output)
        return output.finish().withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// What comes out of reading and writing.
    static func passed(_ bytes: [UInt8], indent: Int = -1) throws(JSONError) -> [UInt8] {
        try emitted(tree(bytes), indent: indent).bytes
    }

    static func passed(_ text: String, indent: Int = -1) throws(JSONError) -> String {
        String(decoding: try passed(Array(text.utf8), indent: indent), as: UTF8.self)
    }

    /// The error that a text gives, if any.
    static func error(_ text: String) -> JSONError? {
        do {
            _ = try tree(text)
            return nil
        } catch {
            return error
        }
    }
}
