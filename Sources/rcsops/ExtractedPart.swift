import DocumentTree
import SecretMemory
import SopsDocument

/// The one value that `decrypt --extract` gives.
struct ExtractedPart {
    private let path: TreePath
    private let actsAsSops: Bool

    /// Nil when the whole document is wanted.
    init?(_ options: DecryptOptions) throws(Failure) {
        guard let text = options.extract, !text.isEmpty else { return nil }
        do throws(TreePathError) { path = try TreePath(parsing: text) } catch {
            throw .of(error, flag: "error parsing --extract path", exit: 91)
        }
        actsAsSops = options.actsAsSops
        guard !options.inPlace else {
            throw Failure(
                "RC6217", exit: 8, "--in-place with --extract would leave nothing of the file but that value",
                fix: "write to another file with --output")
        }
        guard options.remotes.isEmpty else {
            throw Failure("RC6219", exit: 64, "--remote and --extract can't go together", fix: "give one of the two")
        }
    }

    func text(in tree: DocumentTree, store: DocumentStore, file: String) throws(Failure) -> SecretSlice {
        let node: Int
        do throws(TreeEditingError) { node = try tree.node(at: path) } catch { throw .of(error, path: path, file: file) }
        do throws(SopsError) {
            return try ExtractedValue.text(of: node, in: tree, store: store, withOtherDocuments: actsAsSops)
        } catch { throw .of(error, file: file) }
    }
}
