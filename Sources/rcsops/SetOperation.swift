import DocumentTree
import EncryptedFiles
import FileReplacement
import SecretMemory
import SopsDocument

/// `set`: one value of an encrypted file, by its path; the others keep their ciphertext.
enum SetOperation {
    // The order of checks is sops' (3.11 `cmd/sops/main.go`), so that the exit codes are.
    static func run(_ options: SetOptions) throws(Failure) {
        if options.valueFile, options.valueStandardInput {
            throw Failure("RC6206", exit: 1, "cannot use both --value-file and --value-stdin", fix: "give one of the two")
        }
        let needed = options.valueStandardInput ? 2 : 3
        guard options.change.words.count == needed else {
            throw Failure(
                "RC6205", exit: 100,
                "no file specified, or index and value are missing. Need precisely \(needed) positional arguments"
                    + (options.valueStandardInput ? " since --value-stdin is used" : ""),
                fix: "give FILE '[\"path\"]'" + (options.valueStandardInput ? "" : options.valueFile ? " VALUEFILE" : " '\"value\"'"))
        }
        let order = try EncryptedInput.order(options.change.decryptionOrder)
        let path: TreePath
        do throws(TreePathError) { path = try TreePath(parsing: options.change.words[1]) } catch {
            throw .of(error, flag: "Invalid set index format", exit: 7)
        }
        let arena = SecretArena()
        let value: ContiguousArray<TreeNode>
        let text = try text(options, arena)
        do throws(InsertedValue.Refusal) { value = try InsertedValue.read(text, in: arena) } catch { throw .of(error) }
        let file = try EncryptedInput.open(
            options.change.words[0], formats: options.change.formats, order: order, ignoringMAC: options.change.ignoresMAC, actsAsSops: options.change.actsAsSops, in: arena)
        var tree = file.document.editable
        let hasChanged: Bool
        do throws(TreeEditingError) { hasChanged = try tree.set(value, at: path) } catch {
            throw .of(error, path: path, file: file.input.name)
        }
        if !hasChanged, options.change.idempotent { return }
        try file.replaceValues(with: tree)
    }

    private static func text(_ options: SetOptions, _ arena: SecretArena) throws(Failure) -> SecretSlice {
        if options.valueStandardInput { return try Input(nil).read(into: arena) }
        guard options.valueFile else { return arena.store(Array(options.change.words[2].utf8)) }
        do throws(Failure) { return try Input("./" + options.change.words[2], override: options.change.words[2]).read(into: arena) } catch {
            // sops has no code of its own for this file.
            var failure = error
            failure.exitCode = 1
            throw failure
        }
    }
}

extension EncryptedInput {
    /// Writes the file with the values of a changed tree.
    func replaceValues(with tree: DocumentTree) throws(Failure) {
        let new: SecretSlice
        do throws(EncryptedFileError) {
            new = try DocumentChange.values(tree, of: document, to: output, effects: Self.effects)
        } catch .document(.alreadyEncrypted) {
            throw Failure(
                "RC6207", exit: 203, "\"" + input.name + "\" would get a top-level entry that sops keeps for its metadata (sops, or sops_ in dotenv)",
                fix: "choose another name")
        } catch { throw .of(error, file: input.name) }
        try place.replace(with: new)
    }
}
