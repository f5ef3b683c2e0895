import FileReplacement
import SecretMemory
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The process around a command: environment, folder, streams.
enum System {
    /// A variable's value, nil when it is not set.
    static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// The value of a variable that holds a secret; no String is made of it.
    static func secretEnvironment(_ name: String, into arena: SecretArena) -> SecretSlice? {
        getenv(name).map { arena.store(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }

    /// The working folder, absolute.
    static var workingFolder: String {
        guard let folder = getcwd(nil, 0) else { return "/" }
        defer { free(folder) }
        return String(cString: folder)
    }

    /// Seconds since 1970.
    static var now: Int64 { Int64(time(nil)) }

    static var isStandardOutputATerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// For people: messages go to stderr.
    static func say(_ text: String) {
        // Nobody is left to be told of a failure here.
        try? Array(text.utf8).withRawBytes { (bytes) throws(FileError) in
            try FileWriting.write(bytes, to: STDERR_FILENO, path: "stderr")
        }
    }

    /// A warning, or a remark that no exit code carries.
    static func warn(_ text: String) { say("rcsops: warning: " + text + "\n") }

    /// Data goes to stdout.
    static func put(_ bytes: SecretSlice) throws(Failure) {
        do throws(FileError) { try FileWriting.write(bytes, to: STDOUT_FILENO, path: "stdout") } catch {
            throw .writing(error, name: "stdout")
        }
    }

    /// Text that is no secret, on stdout.
    static func put(_ text: String) throws(Failure) {
        do throws(FileError) {
            try Array(text.utf8).withRawBytes { (bytes) throws(FileError) in
                try FileWriting.write(bytes, to: STDOUT_FILENO, path: "stdout")
            }
        } catch { throw .writing(error, name: "stdout") }
    }

    /// Ends the process without the clean-up of C libraries, which costs and has nothing to save.
    static func end(_ code: Int32) -> Never { _exit(code) }

    /// A full disk or a closed pipe must be an error of the call, not the end of the process.
    static func prepareSignals() {
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
    }
}
