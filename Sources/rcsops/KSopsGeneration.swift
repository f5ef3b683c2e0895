import DocumentTree
import EncryptedFiles
import FileReplacement
import KubernetesSecrets
import RcloneConfig
import SecretMemory
import SopsDocument
import Synchronization

/// Decrypts what manifests name, and makes their texts. All files of all manifests are decrypted before anything is made
/// of them, each file once.
enum KSopsGeneration {
    /// The largest file that is read, encrypted; a Secret takes 1 MiB, but a file may hold many resources. In bytes.
    static let limit = 32 << 20

    /// What every value that sops has encrypted begins with (sops `aes/cipher.go`).
    static let ciphertext = Array("ENC[AES256_GCM,".utf8)

    /// A file that a manifest names, and where.
    struct Reference {
        let path: String
        /// KSops' word for the place.
        let place: String
        let manifest: String
    }

    /// What became of files, by the bytes of their paths: a String takes two spellings of a letter for one, and a folder
    /// has a file for each.
    struct Decrypted: Sendable {
        private var results: [[UInt8]: Result<SecretSlice, Failure>] = [:]

        subscript(path: String) -> Result<SecretSlice, Failure>? {
            get { results[Array(path.utf8)] }
            set { results[Array(path.utf8)] = newValue }
        }
    }

    /// What one manifest gives.
    struct Generated {
        /// Decrypted files, untouched, with their names.
        var files: [(path: String, text: SecretSlice)] = []
        var secrets: [SecretSlice] = []

        /// KSops' output (4.5.1 `ksops.go`): after a file a separator on a line of its own, whatever the file ends with.
        func text(in arena: SecretArena) -> SecretSlice {
            var output = SecretBuilder(in: arena, capacity: files.reduce(64) { $0 + $1.text.count + 5 } + secrets.reduce(0) { $0 + $1.count + 4 })
            for (index, file) in files.enumerated() {
                output.append(file.text)
                if index + 1 < files.count + secrets.count { output.append("\n---\n") }
            }
            for (index, secret) in secrets.enumerated() {
                output.append(secret)
                if index + 1 < secrets.count { output.append("---\n") }
            }
            return output.finish()
        }
    }

    /// What each manifest gives, in their order. Throws every failure, in the order of the manifests and their files.
    static func generate(_ manifests: [KSopsManifest]) throws(KSopsFailure) -> [Generated] {
        let concurrency: Int
        let settings: KSopsSettings
        do throws(Failure) {
            concurrency = try KSopsSettings.concurrency()
            settings = try KSopsSettings()
        } catch { throw KSopsFailure([error]) }
        let references = manifests.flatMap(references)
        let decrypted = decrypt(KSopsSettings.distinct(references.map(\.path)), settings, atMost: concurrency)
        var failures: [Failure] = references.compactMap { reference in
            guard case .failure(let failure) = decrypted[reference.path] else { return nil }
            return .inGenerator(failure, reference)
        }
        // The others are put together all the same, so that what is wrong with them is told too.
        let arena = SecretArena()
        var result: [Generated] = []
        for manifest in manifests {
            var generated = Generated()
            for path in manifest.files { if case .success(let text) = decrypted[path] { generated.files.append((path, text)) } }
            for source in manifest.secretFrom {
                generated.secrets.append(KSopsSecret.text(source, of: manifest.name, decrypted, settings, &failures, in: arena))
            }
            result.append(generated)
        }
        guard failures.isEmpty else { throw KSopsFailure(failures) }
        return result
    }

    private static func references(of manifest: KSopsManifest) -> [Reference] {
        // The order of KSops' stages, which is the order of its errors.
        manifest.files.map { Reference(path: $0, place: "manifest.Files", manifest: manifest.name) }
            + manifest.secretFrom.flatMap { source in
                source.files.map { Reference(path: $0.path, place: "secretFrom.Files", manifest: manifest.name) }
                    + source.binaryFiles.map { Reference(path: $0.path, place: "secretFrom.BinaryFiles", manifest: manifest.name) }
                    + source.envs.map { Reference(path: $0, place: "secretFrom.Envs", manifest: manifest.name) }
            }
    }

    /// The threads' arenas; a thread uses its own alone.
    private final class Arenas: @unchecked Sendable {
        let all: [SecretArena]

        init(_ count: Int) { all = (0..<count).map { _ in SecretArena() } }
    }

    private static func decrypt(_ paths: [String], _ settings: KSopsSettings, atMost concurrency: Int) -> Decrypted {
        let results = Mutex(Decrypted())
        // More than a few threads wait for each other, but for gpg and plugins they wait outside.
        let width = max(1, min(concurrency, paths.count, max(4, ParallelWork.processors)))
        let arenas = Arenas(width)
        let memory = SharedResults(results)
        ParallelWork.run(pieces: paths.count, width: width, first: {}) { worker, piece in
            let result: Result<SecretSlice, Failure>
            do throws(Failure) { result = .success(try decrypt(paths[piece], settings, into: arenas.all[worker])) } catch { result = .failure(error) }
            memory.results.withLock { $0[paths[piece]] = result }
        }
        return memory.results.withLock { $0 }
    }

    private final class SharedResults: Sendable {
        let results: Mutex<Decrypted>

        init(_ results: consuming Mutex<Decrypted>) { self.results = results }
    }

    private static func decrypt(_ path: String, _ settings: KSopsSettings, into arena: SecretArena) throws(Failure) -> SecretSlice {
        // A thousand files are there at once as texts only: what else decryption needs goes with each of them.
        let own = SecretArena()
        let source: SecretSlice
        do throws(FileError) {
            source = try ConfinedReading.read(path, below: settings.root, limit: limit, into: .ofCiphertext())
        } catch { throw .reading(error, name: path) }
        let format = DocumentFormat(path: path)
        let text: SecretSlice
        do throws(EncryptedFileError) {
            // KSops prints an INI document as go-ini does, and takes one of another name for a binary one, which fails.
            if format == .ini || format == .binary, case .sopsINI(let tree) = InputForm.recognise(source, as: format, in: own) {
                text = try RcloneDecryption.decrypt(tree, identities: System.identities, ignoringMAC: false, damage: .stop, asSops: false).text
            } else {
                let store = DocumentStore(format)
                text = try DocumentDecryption.text(
                    of: DocumentDecryption.decrypt(source, from: store, identities: System.identities, ignoringMAC: false, in: own), in: store)
            }
        } catch { throw .ofEncrypted(error, file: path) }
        guard text.firstRange(of: ciphertext, from: 0) == nil else {
            throw Failure(
                "RC7110", exit: 1, "\"" + path + "\" still holds encrypted text after decryption; such a thing is never put out",
                fix: "see with rcsops decrypt what did not open: a comment of a former data key, or a document inside of the document")
        }
        return text.withBytes { arena.store($0) }
    }
}
