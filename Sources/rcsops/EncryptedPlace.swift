import FileReplacement
import MasterKeys
import SecretMemory
import SopsDocument

/// A file that a build is to decrypt.
enum EncryptedPlace {
    /// True for a sops document of any format.
    static func isEncrypted(_ path: String) -> Bool {
        let arena = SecretArena()
        guard let bytes = try? read(path, into: arena) else { return false }
        return (try? KeyedFile.metadata(of: bytes, path: path, inputType: nil, actsAsSops: false, in: arena)) != nil
    }

    // As ksops reads it: a FIFO would wait for ever.
    private static func read(_ path: String, into arena: SecretArena) throws(Failure) -> SecretSlice {
        do throws(FileError) { return try ConfinedReading.read(path, below: nil, limit: KSopsGeneration.limit, into: arena) } catch {
            throw .reading(error, name: path)
        }
    }

    /// What is wrong with it, or nothing; data keys are unwrapped and thrown away.
    static func finding(_ path: String, in generator: GeneratorManifest) -> DoctorFinding {
        let arena = SecretArena()
        let metadata: SopsMetadata
        do throws(Failure) {
            let bytes = try read(path, into: arena)
            do throws(SopsError) {
                metadata = try KeyedFile.metadata(of: bytes, path: path, inputType: nil, actsAsSops: false, in: arena).metadata
            } catch .metadataNotFound {
                throw Failure("RC7337", exit: 1, "it is not encrypted", fix: "rcsops encrypt -i " + path + ", and take what was committed out of Git's history")
            } catch { throw .of(error, file: path) }
        } catch {
            let fix = error.code == "RC2001" ? "paths begin at " + generator.root + ", also those of a manifest in a folder below it" : error.fix
            return DoctorFinding(.generators, path, .error, error.code == "RC7337" ? error.code : "RC7336", error.cause + " (of " + generator.title + ")", fix: fix)
        }
        let trials = metadata.keyGroups.map { group in group.keys.map { KeyTrial.of($0, with: System.silentIdentities, mayAsk: false) } }
        let opened = trials.count { $0.contains { if case .opens = $0 { true } else { false } } }
        let count = metadata.keyGroups.count
        let needed = count <= 1 ? 1 : max(metadata.shamirThreshold == 0 ? count : metadata.shamirThreshold, 2)
        if opened >= needed { return DoctorFinding(.generators, path, .good, "opens with the keys at hand") }
        let reasons = trials.joined().compactMap { trial in if case .failed(let reason) = trial { reason } else { nil } }
        guard let reason = reasons.first else {
            return DoctorFinding(
                .generators, path, .error, "RC7338", "none of the keys at hand opens it (of " + generator.title + ")",
                fix: "rcsops key check " + path + " shows whom it is for; have one of them add your key (rcsops updatekeys)")
        }
        return DoctorFinding(
            .generators, path, .warning, "RC7338", "no key opens it without a question: " + reason, fix: "rcsops key check --ask " + path + " tries all keys")
    }
}
