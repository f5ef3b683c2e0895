import FileReplacement
import SecretMemory

/// The file that a command works on: a path, or standard input.
struct Input {
    /// Nil for standard input.
    let path: String?
    /// What messages call it, and what creation rules go by.
    let name: String

    /// `-` and nothing mean standard input.
    init(_ argument: String?, override: String? = nil) {
        path = argument == "-" ? nil : argument
        name = override ?? path ?? "stdin"
    }

    /// sops tells a missing file before anything else.
    func checkExists() throws(Failure) {
        if let path, FileReading.isMissing(path) { throw .reading(.notFound(path: path), name: path) }
    }

    func read(into arena: SecretArena) throws(Failure) -> SecretSlice {
        do throws(FileError) {
            if let path { return try FileReading.read(path, into: arena) }
            return try FileReading.readStandardInput(into: arena)
        } catch { throw .reading(error, name: name) }
    }

    /// The same for sops' commands that run something, which don't tell a missing file from one that can't be read.
    func readExisting(into arena: SecretArena) throws(Failure) -> SecretSlice {
        do throws(Failure) { return try read(into: arena) } catch {
            throw error.exitCode == 100 ? error.exiting(2) : error
        }
    }
}
