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

    /// Of a text that begins with a path: a use's, from the journal's folder, up to its remote; else one from the root, or with a
    /// branch before it.
    static func shown(place text: String, besideJournal journal: String, end: String = ": [") -> String {
        guard !text.hasPrefix("/"), let range = text.firstRange(of: end), !text[..<range.lowerBound].contains(": ") else { return shown(text) }
        return shown(absolute(String(text[..<range.lowerBound]), besideJournal: journal)) + text[range.lowerBound...]
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
    /// The same with the files that it is about named from here.
    /// - Parameter journal: The path of the journal, absolute.
    func shown(at journal: String) -> RotationStop {
        func places(_ texts: [String]) -> [String] { texts.map { RotationPaths.shown(place: $0, besideJournal: journal) } }
        switch self {
        case .conflict(let error): return .conflict(error.shown(at: journal))
        case .decision(.filesLeft(let written, let count, let texts)): return .decision(.filesLeft(written: written, of: count, places: places(texts)))
        case .decision(.newKeyUsed(let texts)): return .decision(.newKeyUsed(places: places(texts)))
        case .decision(.blindSpots(let spots)): return .decision(.blindSpots(spots.map(RotationPaths.shown)))
        default: return self
        }
    }
}

extension RotationDocumentError {
    fileprivate func shown(at journal: String) -> RotationDocumentError {
        func shown(_ path: String) -> String { RotationPaths.shown(RotationPaths.absolute(path, besideJournal: journal)) }
        return switch self {
        case .missing(let path, let remote, let candidates):
            // Those elsewhere are quoted paths with a remote, those of the same file remotes alone.
            .missing(
                path: shown(path), remote: remote,
                candidates: candidates.map { $0.hasPrefix("\"") ? "\"" + RotationPaths.shown(place: String($0.dropFirst()), besideJournal: journal, end: "\" [") : $0 })
        case .conflict(let path, let remote): .conflict(path: shown(path), remote: remote)
        case .changing(let path): .changing(path: shown(path))
        case .unreadable(let path, let reason): .unreadable(path: shown(path), reason: reason)
        case .unwritable(let path, let step, let number): .unwritable(path: shown(path), step: step, errorNumber: number)
        case .severalLinks(let path): .severalLinks(path: shown(path))
        case .notPublished: self
        }
    }
}
