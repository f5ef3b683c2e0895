import AgeEncryption
import Cryptography
import EncryptedFiles
import FileReplacement
import MasterKeys
import SecretMemory
import SopsDocument
import Synchronization
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

    /// The same as bytes, which need not be UTF-8.
    static func environmentBytes(_ name: String) -> [UInt8]? {
        getenv(name).map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }

    /// The names of all variables; no String is made of a value.
    static var environmentNames: [String] {
        var names: [String] = []
        var place = environ
        while let variable = place.pointee {
            let length = strchr(variable, 0x3D).map { variable.distance(to: $0) } ?? strlen(variable)
            names.append(String(decoding: UnsafeRawBufferPointer(start: variable, count: length), as: UTF8.self))
            place += 1
        }
        return names
    }

    /// Where identities come from here.
    static let identities = identities(masterKeys)
    /// The same, without a question to anybody.
    static let silentIdentities = identities(masterKeys(AgeSurroundings(environment: { environment($0) })))

    /// Master keys as this process can use them.
    static let masterKeys = masterKeys(AgeTerminal.surroundings)

    private static func identities(_ keys: MasterKeyAccess) -> IdentitySources {
        IdentitySources(
            environment: { environment($0) }, secretEnvironment: { secretEnvironment($0, into: $1) }, keys: keys,
            // A program that asks somebody gets the time that this takes.
            patience: { AgeTerminal.isThere ? 0 : 60 }, commandErrors: isCalledSops ? .kept : .inherited)
    }

    private static func masterKeys(_ surroundings: AgeSurroundings) -> MasterKeyAccess {
        MasterKeyAccess(age: AgeKeyReader(surroundings), pgp: PGPKeys(environment: { environment($0) }), now: { now })
    }

    /// What encryption takes from here.
    static let effects = Effects(now: { now }, fill: { SecureRandom.fill($0) }, keys: masterKeys)

    /// `--verbose`: every attempt to get a data key is told.
    static var isVerbose: Bool {
        get { verbosity.load(ordering: .relaxed) }
        set { verbosity.store(newValue, ordering: .relaxed) }
    }

    private static let verbosity = Atomic<Bool>(false)

    /// True under the name `sops`.
    static var isCalledSops: Bool {
        get { name.load(ordering: .relaxed) }
        set { name.store(newValue, ordering: .relaxed) }
    }

    private static let name = Atomic<Bool>(false)

    /// The working folder, absolute.
    static var workingFolder: String {
        guard let folder = getcwd(nil, 0) else { return "/" }
        defer { free(folder) }
        return String(cString: folder)
    }

    /// A path from the root, without `..` and links to folders; the file itself need not be there.
    static func absolutePath(of path: String) -> String {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "."
        guard let real = realpath(folder, nil) else { return path.hasPrefix("/") ? path : workingFolder + "/" + path }
        defer { free(real) }
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        return (strcmp(real, "/") == 0 ? "" : String(cString: real)) + "/" + name
    }

    /// Where a folder in memory may be made, the user's own first.
    static var memoryFolders: [String] { [environment("XDG_RUNTIME_DIR"), "/dev/shm"].compactMap { $0 } }

    /// Where temporary files go when nothing says memory.
    static var temporaryFolder: String {
        environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }

    /// Seconds since 1970.
    static var now: Int64 { Int64(time(nil)) + clockError }

    #if DEBUG
    /// `RCSOPS_CLOCK=-172800`: the clock of a machine that is two days behind. A release has the system's alone.
    private static let clockError = environment("RCSOPS_CLOCK").flatMap { Int64($0) } ?? 0
    #else
    private static let clockError: Int64 = 0
    #endif

    static var isStandardOutputATerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var isStandardErrorATerminal: Bool { isatty(STDERR_FILENO) == 1 }
    static var isStandardInputATerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// An empty `NO_COLOR` forbids nothing (no-color.org).
    static var showsColours: Bool { isStandardOutputATerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb" }

    /// For people: messages go to stderr.
    static func say(_ text: String) {
        // Nobody is left to be told of a failure here.
        try? Array(printable(text).utf8).withRawBytes { (bytes) throws(FileError) in
            try FileWriting.write(bytes, to: STDERR_FILENO, path: "stderr")
        }
    }

    /// Progress, which moves a terminal's cursor; never holds anything of a file.
    static func draw(_ text: String) {
        try? Array(text.utf8).withRawBytes { (bytes) throws(FileError) in
            try FileWriting.write(bytes, to: STDERR_FILENO, path: "stderr")
        }
    }

    /// Names out of a hostile file must not drive the terminal.
    static func printable(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F...0x9F).contains(scalar.value) {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The same for a name within a line: one that holds a line end must not look like a line of ours.
    static func printableName(_ text: String) -> String {
        printable(String(text.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? ($0 == "\n" ? "\\n" : "\\t") : String($0) }.joined()))
    }

    /// A warning, or a remark that no exit code carries.
    static func warn(_ text: String) { say("rcsops: warning: " + text + "\n") }

    /// Data goes to stdout.
    static func put(_ bytes: SecretSlice) throws(Failure) {
        do throws(FileError) { try FileWriting.write(bytes, to: STDOUT_FILENO, path: "stdout") } catch { throw standardOutputFailed(error) }
    }

    /// A reader that has seen enough ends the process as it ends any other; sops exits 1 for the rest.
    private static func standardOutputFailed(_ error: FileError) -> Failure {
        guard case .unwritable(_, _, let number) = error else { return .writing(error, name: "stdout") }
        if number == EPIPE {
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
        }
        return Failure(
            "RC2010", exit: 1, "stdout can't be written: " + FileError.words(for: number),
            fix: "make room where the output goes; what has arrived there is not whole")
    }

    /// Text that is no secret, on stdout.
    static func put(_ text: String) throws(Failure) {
        do throws(FileError) {
            try Array(text.utf8).withRawBytes { (bytes) throws(FileError) in
                try FileWriting.write(bytes, to: STDOUT_FILENO, path: "stdout")
            }
        } catch { throw standardOutputFailed(error) }
    }

    /// Ends the process without the clean-up of C libraries, which costs and has nothing to save.
    static func end(_ code: Int32) -> Never { _exit(code) }

    /// A full disk or a closed pipe must be an error of the call, not the end of the process.
    static func prepareSignals() {
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
    }
}
