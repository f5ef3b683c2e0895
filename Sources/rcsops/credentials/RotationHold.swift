import CredentialRotation
import ObjectStorage
import RotationFiles
import SecretMemory
import Synchronization

/// The files that a rotation has for itself until it is closed; late ones come to the others.
final class RotationHold: Sendable {
    private let lock: Mutex<RotationLock?>

    init(_ lock: RotationLock) { self.lock = Mutex(lock) }

    /// Takes files in (``RotationWorld/admits``), before any of them is written; where the key is to be tried for them.
    func admit(_ uses: [RotationUse], to journal: RotationJournal, in folder: String) throws(RotationDocumentError) -> [VerificationTarget] {
        let paths = uses.map { RotationBench.real($0.path.hasPrefix("/") ? $0.path : folder + "/" + $0.path) }
        RotationLock.hideFromGit(paths)
        do throws(RotationFileError) { try add(paths) } catch {
            switch error {
            case .locked(let path, let pid):
                throw .unwritable(path: path, step: "another rotation has it" + (pid.map { ", process " + String($0) } ?? ""), errorNumber: 0)
            case .unlockable(let path, let number): throw .unwritable(path: path, step: "lock it", errorNumber: number)
            default: throw .unreadable(path: uses[0].path, reason: Failure.of(error).cause)
            }
        }
        do throws(Failure) { return try RotationBench.targets(of: uses, in: folder, as: journal) } catch {
            throw .unreadable(path: uses[0].path, reason: error.cause)
        }
    }

    private func add(_ paths: [String]) throws(RotationFileError) {
        try lock.withLock { (held) throws(RotationFileError) in
            // Two locks of one process on one file would keep each other out.
            let new = Set(paths).subtracting(held?.paths ?? [])
            if !new.isEmpty { held = try RotationLock(Array(new), besides: held) }
        }
    }

    func release() { lock.withLock { $0 = nil } }
}
