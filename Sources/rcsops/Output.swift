import FileReplacement
import SecretMemory

/// Where a command's result goes.
enum Output {
    case standardOutput
    case file(String)

    /// Names of the standard output. A file behind it is written through the descriptor that is open: one that is put in
    /// its place would lose what the caller writes there besides.
    private static let namesOfStandardOutput: Set<String> = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]

    /// sops refuses, with exit code 8, what can't go together. An empty path counts as none, as it does there.
    init(inPlace: Bool, path given: String?, input: Input) throws(Failure) {
        let path = given == "" ? nil : given
        if inPlace, input.path == nil {
            throw Failure("RC6001", exit: 8, "cannot use --in-place when reading from stdin", fix: "leave -i out, or name the file")
        }
        if inPlace, path != nil {
            throw Failure("RC6002", exit: 8, "cannot operate on both --output and --in-place", fix: "give one of the two")
        }
        let target = inPlace ? input.path : path
        if let target, !Self.namesOfStandardOutput.contains(target) { self = .file(target) } else { self = .standardOutput }
    }

    /// Nil for the standard output.
    var path: String? {
        guard case .file(let path) = self else { return nil }
        return path
    }

    /// For results that don't hold what they were made of.
    func refuseReplacing(_ input: Input) throws(Failure) {
        guard case .file(let path) = self, let source = input.path, FileReading.isSameFile(path, source) else { return }
        throw Failure("RC7226", exit: 64, "--output would replace \"" + source + "\", of which the output is made", fix: "write to another file")
    }

    /// With `former` the file must still hold that.
    func write(_ bytes: SecretSlice, over former: SecretSlice? = nil) throws(Failure) {
        switch self {
        case .standardOutput: try System.put(bytes)
        case .file(let path):
            do throws(FileError) { try FileWriting.replace(path, with: bytes, of: former) } catch { throw .writing(error, name: path) }
        }
    }
}
