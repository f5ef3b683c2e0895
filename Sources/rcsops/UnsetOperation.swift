import DocumentTree
import SecretMemory
import SopsDocument

/// `unset`: takes an item or an element out of an encrypted file; the others keep their ciphertext.
enum UnsetOperation {
    static func run(_ options: ValueChangeOptions) throws(Failure) {
        guard options.words.count == 2 else {
            throw Failure("RC6205", exit: 100, "no file specified, or index is missing", fix: "give FILE '[\"path\"]'")
        }
        let order = try EncryptedInput.order(options.decryptionOrder)
        let path: TreePath
        do throws(TreePathError) { path = try TreePath(parsing: options.words[1]) } catch {
            throw .of(error, flag: "Invalid unset index format", exit: 7)
        }
        let file = try EncryptedInput.open(
            options.words[0], formats: options.formats, order: order, ignoringMAC: options.ignoresMAC, actsAsSops: options.actsAsSops,
            in: SecretArena())
        var tree = file.document.editable
        do throws(TreeEditingError) { try tree.unset(path) } catch {
            switch error {
            case .noSuchName: if options.idempotent { return }
            case .noSuchIndex(let index): if options.idempotent, index >= 0 { return }
            default: break
            }
            throw .of(error, path: path, file: file.input.name)
        }
        try file.replaceValues(with: tree)
    }
}
