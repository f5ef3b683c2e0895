import FileReplacement
import SecretMemory

/// Where a command's result goes.
enum Output {
    case standardOutput
    case file(String)

    /// sops refuses, with exit code 8, what can't go together.
    init(inPlace: Bool, path: String?, input: Input) throws(Failure) {
        if inPlace, input.path == nil {
            throw Failure("RC6001", exit: 8, "cannot use --in-place when reading from stdin", fix: "leave -i out, or name the file")
        }
        if inPlace, path != nil {
            throw Failure("RC6002", exit: 8, "cannot operate on both --output and --in-place", fix: "give one of the two")
        }
        if let target = inPlace ? input.path : path { self = .file(target) } else { self = .standardOutput }
    }

    func write(_ bytes: SecretSlice) throws(Failure) {
        switch self {
        case .standardOutput: try System.put(bytes)
        case .file(let path):
            do throws(FileError) { try FileWriting.replace(path, with: bytes) } catch { throw .writing(error, name: path) }
        }
    }
}
