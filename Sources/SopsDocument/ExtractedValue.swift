package import DocumentTree
internal import JSONDocument
package import SecretMemory
internal import YAMLDocument

/// What `--extract` prints (sops 3.11 `cmd/sops/decrypt.go`, `extract`): a mapping is a document of the output format, a
/// text its own bytes, everything else goes by the format's rule for single values.
package enum ExtractedValue {
    /// The bytes for the node at `index` of a decrypted tree. sops prints the other documents behind a mapping out of the
    /// first one; `withOtherDocuments` does too.
    package static func text(
        of index: Int, in tree: DocumentTree, store: DocumentStore, withOtherDocuments: Bool
    ) throws(SopsError) -> SecretSlice {
        let node = tree.nodes[index]
        switch node.kind {
        case .branch:
            var document = tree.document(at: index)
            if withOtherDocuments {
                for root in tree.roots.dropFirst() { document.append(document: tree.fragment(at: root)) }
            }
            return try store.write(document)
        // A comment's text; sops prints its own structure for one.
        case .string, .comment: return tree.arena.slice(of: node.text.buffer)
        case .list, .integer, .float, .boolean, .time, .null, .unsigned: return try single(index, in: tree, store: store)
        }
    }

    private static func single(_ index: Int, in tree: DocumentTree, store: DocumentStore) throws(SopsError) -> SecretSlice {
        var output = SecretBuilder(in: tree.arena)
        switch store.format {
        case .yaml:
            do throws(YAMLEmitterError) { try YAMLEmitter.emitValue(at: index, of: tree, into: &output) } catch { throw .of(error) }
        case .json:
            do throws(JSONError) {
                try JSONEmitter.emitValue(at: index, of: tree, indent: store.indent ?? -1, into: &output)
            } catch { throw .of(error) }
        case .ini:
            guard tree.nodes[index].kind != .list else {
                throw .unwritable(path: "the list", reason: "INI has none")
            }
            do throws(JSONError) { try JSONEmitter.emitValue(at: index, of: tree, into: &output) } catch { throw .of(error) }
        case .dotenv: throw .unwritable(path: "the value", reason: "the dotenv store only supports emitting strings")
        case .binary:
            throw .unwritable(path: "the value", reason: "Binary files are not structured and extracting a single value is not possible")
        }
        return output.finish()
    }
}
