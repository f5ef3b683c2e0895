import CredentialRotation
import RotationFiles

/// Paths as somebody would write them here, so that what is printed can be given to a command.
enum RotationPaths {
    /// From the working folder; from the root where it is not in that.
    static func shown(_ path: String) -> String {
        let folder = System.workingFolder
        let base = folder == "/" ? folder : folder + "/"
        return path.hasPrefix(base) ? String(path.dropFirst(base.count)) : path
    }

    /// Of a use: a journal has it from its own folder, so that both can be moved together.
    static func absolute(_ path: String, besideJournal journal: String) -> String {
        RotationBench.real(path.hasPrefix("/") ? path : KeySearchPlaces.folder(of: journal) + "/" + path)
    }
}

extension RotationJournal {
    /// The same with its files named from here.
    /// - Parameter path: The journal's, absolute.
    func shown(at path: String) -> RotationJournal {
        var journal = self
        for index in journal.uses.indices { journal.uses[index].path = RotationPaths.shown(RotationPaths.absolute(uses[index].path, besideJournal: path)) }
        return journal
    }
}

extension RotationStop {
    /// The same with the file that it is about named from here.
    /// - Parameter journal: The path of the journal, absolute.
    func shown(at journal: String) -> RotationStop {
        guard case .conflict(let error) = self else { return self }
        func shown(_ path: String) -> String { RotationPaths.shown(RotationPaths.absolute(path, besideJournal: journal)) }
        let named: RotationDocumentError =
            switch error {
            case .missing(let path, let remote, let candidates): .missing(path: shown(path), remote: remote, candidates: candidates)
            case .conflict(let path, let remote): .conflict(path: shown(path), remote: remote)
            case .changing(let path): .changing(path: shown(path))
            case .unreadable(let path, let reason): .unreadable(path: shown(path), reason: reason)
            case .unwritable(let path, let step, let number): .unwritable(path: shown(path), step: step, errorNumber: number)
            case .severalLinks(let path): .severalLinks(path: shown(path))
            case .notPublished: error
            }
        return .conflict(named)
    }
}
