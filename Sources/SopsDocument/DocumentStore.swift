package import DocumentTree
internal import DotenvDocument
internal import JSONDocument
package import SecretMemory
internal import YAMLDocument

/// Reads and writes documents in one of the formats, plain and encrypted (sops 3.11 `stores`).
package struct DocumentStore: Sendable {
    package let format: DocumentFormat
    /// Columns a level in YAML and JSON; nil for sops' own choice.
    package let indent: Int?

    /// The one item of a binary document.
    private static let binaryKey: StaticString = "data"

    package init(_ format: DocumentFormat, indent: Int? = nil) {
        self.format = format
        self.indent = indent
    }

    /// The tree of a plain text. `source` lies in `arena`, or outlives it. Texts of `halvesFrom` bytes on are read by two
    /// threads where that gives the same.
    package func read(
        _ source: SecretSlice, in arena: SecretArena, halvesFrom smallest: Int? = nil
    ) throws(SopsError) -> DocumentTree {
        try read(source, in: arena, halvesFrom: smallest, isPlain: true)
    }

    private func read(
        _ source: SecretSlice, in arena: SecretArena, halvesFrom smallest: Int?, isPlain: Bool
    ) throws(SopsError) -> DocumentTree {
        let text = source.withBytes { TreeText($0) }
        if let tree = HalvesReading.read(text, format, in: arena, from: smallest ?? HalvesReading.worthwhile) { return tree }
        var tree = DocumentTree(arena: arena)
        switch format {
        case .yaml: do throws(YAMLError) { try YAMLReader.read(text, into: &tree) } catch { throw .of(error) }
        case .json: do throws(JSONError) { try JSONReader.read(text, into: &tree) } catch { throw .of(error) }
        case .ini: try INIReader.read(text, into: &tree, keepingAll: isPlain)
        case .dotenv: do throws(DotenvError) { try DotenvReader.read(text, into: &tree) } catch { throw .of(error) }
        case .binary:
            tree.openDocument()
            tree.append(.string, text, key: .constant(Self.binaryKey), keyKind: .string)
            tree.close()
        }
        return tree
    }

    /// The tree and the metadata of an encrypted text.
    package func readEncrypted(
        _ source: SecretSlice, in arena: SecretArena
    ) throws(SopsError) -> (tree: DocumentTree, metadata: SopsMetadata) {
        var tree = try (format == .binary ? DocumentStore(.json) : self).read(source, in: arena, halvesFrom: nil, isPlain: false)
        let metadata =
            switch format {
            case .yaml, .json, .binary: try MetadataTree.take(from: &tree)
            case .ini: try INIStore.takeMetadata(from: &tree)
            case .dotenv: try Self.takeDotenvMetadata(from: &tree)
            }
        return (tree, metadata)
    }

    /// The plain text of a tree. Throws ``SopsError/unwritable(path:reason:)`` for what the format can't hold.
    package func write(_ tree: DocumentTree) throws(SopsError) -> SecretSlice { try emit(tree, metadata: nil) }

    /// The encrypted text of a tree.
    package func write(_ tree: DocumentTree, metadata: SopsMetadata) throws(SopsError) -> SecretSlice {
        try emit(tree, metadata: metadata)
    }

    /// True for the formats in which a ciphertext is written as it is, whatever it is: ``layOut(_:metadata:)``.
    var canLayOut: Bool { format == .yaml || format == .ini }

    /// The encrypted text of a tree whose ciphertexts have their size only, and where each of them is to be put, in
    /// document order. It begins in `room`, a room of the arena.
    func layOut(
        _ tree: DocumentTree, metadata: SopsMetadata, in arena: SecretArena, room: UnsafeMutableRawBufferPointer
    ) throws(SopsError) -> (text: SecretSlice, places: ContiguousArray<Int>) {
        var output = SecretBuilder(in: arena, leavingOutInto: room)
        try emit(tree, metadata: metadata, into: &output)
        let places = output.laterPlaces
        return (output.finish(), places)
    }

    private func emit(_ tree: DocumentTree, metadata: SopsMetadata?) throws(SopsError) -> SecretSlice {
        if format == .binary, metadata == nil { return try Self.binary(tree) }
        var output = SecretBuilder(in: metadata == nil ? tree.arena : .ofCiphertext(), capacity: tree.textCount + 8192)
        try emit(tree, metadata: metadata, into: &output)
        return output.finish()
    }

    private func emit(_ tree: DocumentTree, metadata: SopsMetadata?, into output: inout SecretBuilder) throws(SopsError) {
        let stored = metadata.map { MetadataTree.tree(of: $0, like: tree) }
        switch format {
        case .yaml:
            do throws(YAMLEmitterError) { try YAMLEmitter.emit(tree, metadata: stored, indent: indent ?? 0, into: &output) } catch { throw .of(error) }
        case .json, .binary:
            do throws(JSONError) { try JSONEmitter.emit(tree, metadata: stored, indent: indent ?? -1, into: &output) } catch { throw .of(error) }
        case .ini:
            try INIWriter.write(
                tree, metadata: metadata.map { MetadataFlattening.flatten($0.node) } ?? [], isAligned: metadata == nil, into: &output)
        case .dotenv:
            let lines = metadata.map { MetadataFlattening.flatten($0.node).map { (name: "sops_" + $0.name, value: $0.value) } }
            do throws(DotenvError) { try DotenvEmitter.emit(tree, metadata: lines ?? [], into: &output) } catch { throw .of(error) }
        }
    }

    private static func binary(_ tree: DocumentTree) throws(SopsError) -> SecretSlice {
        guard tree.roots.count == 1, let root = tree.roots.first, let item = tree.item(binaryKey, in: root),
            tree.nodes[item].kind == .string
        else {
            throw .unwritable(
                path: "the document", reason: "no binary data found in tree: it is structured, and not a binary file")
        }
        return tree.arena.slice(of: tree.nodes[item].text.buffer)
    }

    private static func takeDotenvMetadata(from tree: inout DocumentTree) throws(SopsError) -> SopsMetadata {
        guard let root = tree.roots.first else { throw .metadataNotFound }
        var pairs: [(name: [UInt8], value: String)] = []
        var found: [Int] = []
        for item in tree.members(of: root) where tree.nodes[item].key.hasPrefix("sops_") {
            found.append(item)
            pairs.append(
                (Array(tree.nodes[item].key.bytes.dropFirst(5)), String(decoding: tree.nodes[item].text.buffer, as: UTF8.self)))
        }
        guard !found.isEmpty else { throw .metadataNotFound }
        let metadata = try SopsMetadata(reading: try MetadataFlattening.unflatten(pairs))
        for item in found.reversed() { tree.remove(at: item) }
        return metadata
    }

    /// True when plaintext has a name that the encrypted form would need for its metadata, in any of its documents.
    package func holdsReservedName(_ tree: DocumentTree) -> Bool {
        tree.roots.contains { root in
            tree.members(of: root).contains { item in
                let node = tree.nodes[item]
                return switch format {
                // A binary document is JSON; its one key is another, unless it was converted.
                case .yaml, .json, .ini, .binary: node.keyKind == .string && node.key.equals("sops")
                case .dotenv: node.key.hasPrefix("sops_")
                }
            }
        }
    }
}
