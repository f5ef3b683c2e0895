import ChildPrograms
import Cryptography
import EncryptedFiles
import FileReplacement
import RcloneConfig
import SecretMemory

/// The time between the plaintext's first byte in a file and its last: the editor comes back until the text can be saved, and
/// what was typed is saved somewhere, whatever happens.
struct EditSession {
    let path: String
    let name: String
    /// What was read of the file; nil for a new one.
    let former: SecretSlice?
    let showsMetadata: Bool
    let isQuiet: Bool
    let arena: SecretArena
    /// How often a program is let try again when nobody is there to ask.
    private static let unattendedRounds = 10
    private let effects = System.effects

    init(path: String, name: String, former: SecretSlice?, showsMetadata: Bool, isQuiet: Bool, arena: SecretArena) {
        self.path = path
        self.name = name
        self.former = former
        self.showsMetadata = showsMetadata
        self.isQuiet = isQuiet
        self.arena = arena
    }

    /// Edits and saves.
    func run(_ document: inout EditedDocument) throws(Failure) {
        let shown: SecretSlice
        do throws(EncryptedFileError) { shown = try document.shown(withMetadata: showsMetadata) } catch { throw .of(error, file: name) }
        let editor = try Editor.find()
        if !isQuiet, let warning = editor.warning { System.warn(warning) }
        // A signal must not end us before the folder is gone; while the editor runs they are the editor's.
        let signals = HeldSignals()
        do throws(Failure) { try edit(&document, shown, editor, holding: signals) } catch {
            signals.release()
            throw error
        }
        signals.release()
    }

    private func edit(
        _ document: inout EditedDocument, _ shown: SecretSlice, _ editor: Editor, holding signals: HeldSignals
    ) throws(Failure) {
        var folder: MemoryFolder
        do throws(FileError) { folder = try MemoryFolder(in: System.memoryFolders, else: System.temporaryFolder) } catch {
            throw .writing(error, name: "the folder for the plaintext")
        }
        if !folder.isMemory, !isQuiet {
            System.warn("no folder in memory can be written: the plaintext lies on a disk while you edit, in " + folder.path)
        }
        // The editor tells a file's kind by its name.
        let file = path.split(separator: "/").last.map(String.init) ?? path
        do throws(FileError) { try folder.write(shown, as: file) } catch { throw .writing(error, name: folder.path(of: file)) }
        var refusals: [SecretSlice] = []
        while true {
            let ending = try open(editor, on: folder.path(of: file), holding: signals)
            let text: SecretSlice
            do throws(FileError) { text = try FileReading.read(folder.path(of: file), into: arena) } catch .notFound {
                throw Failure(
                    "RC6324", exit: 2, "the editor has removed the text; \"" + path + "\" is as it was", fix: "have the editor save under the same name")
            } catch {
                throw .reading(error, name: folder.path(of: file)).exiting(2)
            }
            let isChanged = !text.equals(shown)
            guard ending == .exit(0) else {
                // Who leaves with an exit code (:cq of vim) means to drop the text; who was ended doesn't.
                if isChanged, isUnwilling(ending) { keep(text, of: document, in: &folder) }
                throw failed(ending)
            }
            guard isChanged else {
                throw Failure("RC6325", exit: 200, "File has not changed, exiting.", fix: "nothing is to be done: the file is as it was")
            }
            let encrypted: SecretSlice
            do throws(EncryptedFileError) {
                encrypted = try document.encrypt(text, withMetadata: showsMetadata, effects: effects)
            } catch {
                let failure = Self.failure(of: error, file: name)
                try tell(failure, text, after: refusals, of: document, in: &folder, holding: signals)
                refusals.append(text)
                continue
            }
            do throws(FileError) { try save(encrypted) } catch .unsynced(let path, let number) {
                throw .writing(.unsynced(path: path, errorNumber: number), name: path)
            } catch {
                keep(text, of: document, in: &folder)
                throw .writing(error, name: path)
            }
            if document.isRcloneConfig, !showsMetadata, !isQuiet { EncryptOperation.tellFindings(RcloneDocument(parsing: text), file: name) }
            return
        }
    }

    private func open(_ editor: Editor, on file: String, holding signals: HeldSignals) throws(Failure) -> ChildProcess.Ending {
        let child = ChildProcess(editor.arguments(for: file), environment: ChildEnvironment(isEmpty: false, in: arena))
        do throws(Failure) { return try child.run(holding: signals) } catch {
            throw Failure("RC6324", exit: 201, "Could not run editor: " + error.cause, fix: "install it, or set EDITOR to another")
        }
    }

    private func isUnwilling(_ ending: ChildProcess.Ending) -> Bool {
        if case .signal = ending { return true }
        return ChildProcess.wasAskedToStop
    }

    private func failed(_ ending: ChildProcess.Ending) -> Failure {
        let cause =
            switch ending {
            case .exit(let code): "exit status \(code)"
            case .signal(let number): "it was ended by signal \(number)"
            }
        return Failure(
            "RC6324", exit: 201, "Could not run editor: " + cause + "; \"" + path + "\" is as it was",
            fix: "leave the editor without an error to have the text saved")
    }

    private static func failure(of error: EncryptedFileError, file: String) -> Failure {
        var failure = Failure.of(error, file: file)
        switch error {
        case .document(.alreadyEncrypted): failure.fix = "give the top-level entry sops another name: the metadata will stand there"
        case .document(.metadataNotFound), .document(.malformedMetadata), .document(.noKeysInFile):
            failure.fix = "put the sops entry right again: edit without --show-master-keys leaves it alone"
        // Another form would not help: the file keeps the one that it has.
        default: if failure.code == "RC4020" { failure.fix = "correct the text at that place" }
        }
        return failure
    }

    /// Says what is wrong with the text, and waits until its writer wants to go back to it.
    private func tell(
        _ failure: Failure, _ text: SecretSlice, after refusals: [SecretSlice], of document: borrowing EditedDocument,
        in folder: inout MemoryFolder, holding signals: HeldSignals
    ) throws(Failure) {
        System.say(failure.rendered + "Press Enter to return to the editor, or Ctrl-C to leave it.\n")
        switch EnterPrompt.wait(holding: signals) {
        case .entered: return
        case .ended:
            // sops goes on, for ever where the editor is a program that can't help it.
            guard refusals.last.map({ $0.equals(text) }) ?? false || refusals.count >= Self.unattendedRounds else { return }
            keep(text, of: document, in: &folder)
            throw failure
        case .interrupted:
            keep(text, of: document, in: &folder)
            throw Failure("RC6327", exit: 1, "User canceled operation; \"" + path + "\" is as it was", fix: "edit it again")
        }
    }

    private func save(_ encrypted: SecretSlice) throws(FileError) {
        // A file that came in the meantime is somebody else's.
        guard let former else { return try FileWriting.createTarget(of: path, with: encrypted) }
        guard !encrypted.equals(former) else {
            if !isQuiet { System.say("rcsops: note: what you changed makes no difference in \"" + path + "\", which is as it was\n") }
            return
        }
        try FileWriting.replace(path, with: encrypted, of: former)
    }

    /// Puts a text that can't be saved into a file that only the document's recipients open: beside it, or where there is room.
    private func keep(_ text: SecretSlice, of document: borrowing EditedDocument, in folder: inout MemoryFolder) {
        let base = path.split(separator: "/").last.map(String.init) ?? path
        if let bytes = try? document.kept(text, effects: effects) {
            let others = (System.memoryFolders + [System.temporaryFolder]).map { $0 + "/" + base }
            for candidate in [path] + others {
                for number in 1..<100 {
                    let place = candidate + ".unsaved" + (number == 1 ? "" : "-\(number)")
                    do throws(FileError) { try FileWriting.create(place, with: bytes) } catch {
                        if case .alreadyThere = error { continue }
                        break
                    }
                    System.say(
                        "rcsops: note: what you typed is kept in \"" + place + "\", encrypted to the same recipients\n"
                            + "  fix: rcsops decrypt \"" + place + "\" shows it\n")
                    return
                }
            }
        }
        folder.isKept = true
        System.warn("what you typed could be kept nowhere else, and stays in the clear in " + folder.path(of: base) + ": remove it when you have it")
    }
}
