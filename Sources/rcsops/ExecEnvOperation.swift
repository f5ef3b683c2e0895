import ChildPrograms
import DocumentTree
import EncryptedFiles
import FileReplacement
import MasterKeys
import SecretMemory
import SopsDocument

/// `exec-env`: a command with a document's values as variables of its environment.
enum ExecEnvOperation {
    /// The command's exit code.
    static func run(_ options: ExecEnvOptions) throws(Failure) -> Int32 {
        // sops has the order of these checks, too (3.11 `cmd/sops/main.go`).
        if options.inBackground {
            System.warn("--background of exec-env is deprecated: sops will drop it; use the shell's &")
            if options.inSameProcess {
                throw Failure(
                    "RC6308", exit: 8, "the --same-process flag cannot be used with --background", fix: "give one of the two")
            }
        }
        let order = try EncryptedInput.order(options.decryptionOrder)
        let arena = SecretArena()
        let tree = try tree(options, order, in: arena)
        var environment = ChildEnvironment(isEmpty: options.isPristine, in: arena)
        if let user = options.user, !user.isEmpty {
            let account = try UserAccount(named: user)
            for (name, value) in account.variables { environment.set(name, to: value) }
            try account.become()
        }
        try set(tree, in: &environment)
        let child = ChildProcess(shellCommand: options.command, environment: environment)
        if options.inBackground { try ChildProcess.goToBackground() }
        if options.inSameProcess || options.inBackground { try child.replaceProcess() }
        return ChildProcess.exitCode(of: try child.run())
    }

    private static func tree(_ options: ExecEnvOptions, _ order: DecryptionOrder, in arena: SecretArena) throws(Failure) -> DocumentTree {
        let input = Input(options.actsAsSops && options.file == "-" ? "./-" : options.file)
        let source = try input.readExisting(into: arena)
        let named = DocumentFormat(path: input.name)
        let form = InputForm.recognise(source, as: named, in: arena)
        let format = DecryptOperation.format(of: form, named: named, asSops: options.actsAsSops)
        if case .unusable(let error) = form, format == .ini { throw .ofEncrypted(error, file: input.name) }
        do throws(EncryptedFileError) {
            return try DocumentDecryption.decrypt(
                source, from: DocumentStore(format), identities: System.identities, order: order, ignoringMAC: false, in: arena
            ).tree
        } catch { throw .ofEncrypted(error, file: input.name) }
    }

    /// The items of the first document (sops 3.11 `cmd/sops/main.go`, `exec-env`).
    private static func set(_ tree: DocumentTree, in environment: inout ChildEnvironment) throws(Failure) {
        guard let root = tree.roots.first else { return }
        for item in tree.members(of: root) where tree.nodes[item].kind != .comment {
            let node = tree.nodes[item]
            let name = String(decoding: node.key.buffer, as: UTF8.self)
            guard let value = PlainValueText.text(of: node, in: tree) else {
                throw Failure(
                    "RC6301", exit: 1, "cannot use complex value in environment; offending key " + name,
                    fix: "take it out of the document, or have the command read a file: exec-file. An rclone.conf goes by rcsops rclone FILE -- …")
            }
            guard !node.key.buffer.contains(UInt8(ascii: "=")) else {
                throw Failure("RC6302", exit: 1, "cannot use keys with '=' in environment: " + name, fix: "name the key otherwise")
            }
            guard !node.key.buffer.contains(0), !value.buffer.contains(0) else {
                throw Failure(
                    "RC6302", exit: 1, "environment variable contains NUL: " + name,
                    fix: "have the command read the value from a file: exec-file")
            }
            environment.set(node.key.buffer, to: value.buffer)
        }
    }
}
