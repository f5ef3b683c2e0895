import ChildPrograms
import FileReplacement
import RcloneConfig
import SecretMemory
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `rclone FILE -- ARGUMENTS`: the real rclone with the file's remotes.
struct RcloneOperation {
    private let file: String
    private let remotes: [String]
    private let writesBack: Bool
    private let isQuiet: Bool
    private let password: PasswordSources
    private let arena = SecretArena()

    private static let name = "rclone.conf"
    /// Of writing a token back while others write the file.
    private static let attempts = 20

    init(file: String, remotes: [String], writesBack: Bool, password: PasswordSources, isQuiet: Bool) {
        self.password = password
        self.file = file
        self.remotes = remotes
        self.writesBack = writesBack
        self.isQuiet = isQuiet
    }

    /// rclone's exit code; 128 and the signal's number when one ended it.
    func run(_ arguments: [String]) throws(Failure) -> Int32 {
        let input = Input(file)
        let source = try writableSource(input)
        let whole: RcloneDocument
        if let source { whole = source.document } else {
            try input.checkExists()
            whole = RcloneDocument(
                parsing: try DecryptOperation.rcloneConfig(of: try input.read(into: arena), input: input, password: password, arena: arena))
        }
        let config = try RemoteSelection.narrow(whole, to: remotes, file: input.name, arena: arena)
        if writesBack, source == nil { try refuseTokens(in: config, because: "standard input is no file") }
        // A signal just before rclone runs, or just after, would leave plaintext behind, or cost a token.
        let signals = HeldSignals()
        defer { signals.release() }
        guard let (code, left) = try runInMemory(config, arguments, signals) else {
            if writesBack { try refuseTokens(in: config, because: "no folder in memory can be written") }
            return try runByEnvironment(config, arguments, signals)
        }
        try writeBack(left, of: config, to: source)
        return code
    }

    /// The file, when a token could be written back into it.
    private func writableSource(_ input: Input) throws(Failure) -> RcloneSource? {
        guard writesBack, input.path != nil else { return nil }
        return try RcloneSource(input, password: password, in: arena)
    }

    /// A refreshed token that is kept nowhere may be the end of the login.
    private func refuseTokens(in config: RcloneDocument, because reason: String) throws(Failure) {
        guard let section = config.reading.sections.first(where: \.holdsRefreshed) else { return }
        throw Failure(
            "RC8311", exit: 1, "a token of [" + section.name.text + "] that rclone refreshes could not be written back: " + reason,
            fix: "give a file, and a tmpfs in /dev/shm or XDG_RUNTIME_DIR; or --no-write-back, which loses the new token")
    }

    /// Nil where no folder in memory has room.
    private func runInMemory(
        _ config: RcloneDocument, _ arguments: [String], _ signals: HeldSignals
    ) throws(Failure) -> (code: Int32, left: RcloneDocument?)? {
        for candidate in System.memoryFolders {
            guard let folder = MemoryFolder(in: [candidate]) else { continue }
            let path = folder.path(of: Self.name)
            do throws(FileError) { try folder.write(config.source, as: Self.name) } catch { continue }
            let code = try start(["rclone", "--config", path] + arguments, signals)
            // The plaintext goes before anything else can fail.
            do throws(FileError) { return (code, RcloneDocument(parsing: try FileReading.read(path, into: arena))) } catch { return (code, nil) }
        }
        return nil
    }

    private func runByEnvironment(_ config: RcloneDocument, _ arguments: [String], _ signals: HeldSignals) throws(Failure) -> Int32 {
        let lines: SecretSlice
        // One line for each variable, as it stands.
        do throws(ConversionError) { lines = try RcloneConversion.convert(config, to: .envDocker, in: arena).text } catch {
            throw .of(error, form: .envDocker)
        }
        if !isQuiet { System.warn("no folder in memory can be written: rclone gets the remotes in its environment, and can't keep what it refreshes") }
        var start = 0
        while let end = lines.first(0x0A, from: start) {
            let line = lines[start..<end]
            if let mark = line.first(UInt8(ascii: "=")) { set(line[0..<mark], to: line[(mark + 1)..<line.count]) }
            start = end + 1
        }
        return try self.start(["rclone", "--config", ""] + arguments, signals)
    }

    private func set(_ name: SecretSlice, to value: SecretSlice) {
        var text = SecretBuilder(in: arena)
        text.append(name)
        text.append(0)
        text.append(value)
        text.append(0)
        text.finish().withBytes { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            setenv(start, start + name.count + 1, 1)
        }
    }

    private func start(_ arguments: [String], _ signals: HeldSignals) throws(Failure) -> Int32 {
        do throws(Failure) {
            switch try ChildProcess(arguments, environment: ChildEnvironment(isEmpty: false, in: arena)).run(holding: signals) {
            case .exit(let code): return code
            case .signal(let number): return 128 + number
            }
        } catch {
            throw Failure("RC8310", exit: 127, error.cause, fix: "install rclone, and have its folder in PATH")
        }
    }

    // MARK: Refreshed tokens

    private typealias Refreshed = (section: ConfigName, entry: RcloneEntry)

    private func writeBack(_ left: RcloneDocument?, of config: RcloneDocument, to source: RcloneSource?) throws(Failure) {
        guard let left, left.unreadable.isEmpty else {
            return System.warn("rclone left no configuration that can be read; no token was written back")
        }
        var tokens: [Refreshed] = []
        var others = 0
        for section in left.reading.sections {
            for entry in section.entries {
                if let before = config.reading[section.name]?[entry.key], before.value.equals(entry.value) { continue }
                if section.isRefreshed(entry.key) { tokens.append((section.name, entry)) } else { others += 1 }
            }
        }
        let gone = config.reading.sections.reduce(0) { count, section in
            count + section.entries.count { left.reading[section.name]?[$0.key] == nil }
        }
        if others + gone > 0, !isQuiet {
            System.warn("rclone changed \(others + gone) options beside tokens, which are not written back: make such changes with rcsops config")
        }
        guard !tokens.isEmpty else { return }
        guard let source else {
            if !isQuiet { System.warn("rclone refreshed \(tokens.count) tokens, which were not written back to " + file) }
            return
        }
        do throws(Failure) { try save(tokens, of: config, to: source) } catch {
            System.warn("rclone refreshed \(tokens.count) tokens, which are lost: where a remote no longer works, rclone config reconnect gets a new one")
            throw error
        }
    }

    private func save(_ tokens: [Refreshed], of config: RcloneDocument, to source: RcloneSource) throws(Failure) {
        // Two of us may end at the same time, each with a token of its own.
        for attempt in 1...Self.attempts {
            do throws(Failure) { return try saveOnce(tokens, of: config, to: source) } catch {
                guard error.code == Failure.changedCode, attempt < Self.attempts else { throw error }
            }
        }
    }

    private func saveOnce(_ tokens: [Refreshed], of config: RcloneDocument, to source: RcloneSource) throws(Failure) {
        // Read anew: what others have written in the meantime stays, and their tokens do where both have a new one.
        let current = try source.readAnew()
        var editing = RcloneEditing(current.document, in: arena)
        var kept = 0
        for (section, entry) in tokens {
            let now = current.document.reading[section]?[entry.key]?.value
            let before = config.reading[section]?[entry.key]?.value
            let isUntouched = now.map { now in before.map { now.equals($0) } ?? false } ?? (before == nil)
            guard current.document.reading[section] != nil, isUntouched else {
                System.warn(entry.key.text + " of [" + section.text + "] was changed by somebody else in the meantime; theirs is kept")
                continue
            }
            do throws(EditingError) { try editing.set(entry.key, to: entry.value, in: section) } catch { throw .of(error, file: file) }
            kept += 1
        }
        guard kept > 0 else { return }
        try current.save(editing.document, output: nil, isQuiet: isQuiet)
        if !isQuiet { System.say("rcsops: note: a refreshed token was written into " + file + "\n") }
    }
}
