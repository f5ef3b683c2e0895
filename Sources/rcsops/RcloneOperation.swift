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
        try input.checkExists()
        let text = try DecryptOperation.rcloneConfig(of: try input.read(into: arena), input: input, password: password, arena: arena)
        let config = try RemoteSelection.narrow(RcloneDocument(parsing: text), to: remotes, file: input.name, arena: arena)
        guard let folder = MemoryFolder(in: System.memoryFolders) else { return try runByEnvironment(config, arguments) }
        let path = folder.path(of: Self.name)
        do throws(FileError) { try folder.write(config.source, as: Self.name) } catch { throw .writing(error, name: path) }
        let code = try start(["rclone", "--config", path] + arguments)
        let left: RcloneDocument?
        do throws(FileError) { left = RcloneDocument(parsing: try FileReading.read(path, into: arena)) } catch { left = nil }
        // The plaintext goes before anything else can fail.
        _ = consume folder
        try writeBack(left, of: config)
        return code
    }

    private func runByEnvironment(_ config: RcloneDocument, _ arguments: [String]) throws(Failure) -> Int32 {
        let lines: SecretSlice
        // One line for each variable, as it stands.
        do throws(ConversionError) { lines = try RcloneConversion.convert(config, to: .envDocker, in: arena).text } catch {
            throw .of(error, form: .envDocker)
        }
        if !isQuiet { System.warn("no folder in memory can be written: rclone gets the remotes in its environment, and can't keep refreshed tokens") }
        var start = 0
        while let end = lines.first(0x0A, from: start) {
            let line = lines[start..<end]
            if let mark = line.first(UInt8(ascii: "=")) { set(line[0..<mark], to: line[(mark + 1)..<line.count]) }
            start = end + 1
        }
        return try self.start(["rclone", "--config", ""] + arguments)
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

    private func start(_ arguments: [String]) throws(Failure) -> Int32 {
        do throws(Failure) {
            switch try ChildProcess(arguments, environment: ChildEnvironment(isEmpty: false, in: arena)).run() {
            case .exit(let code): return code
            case .signal(let number): return 128 + number
            }
        } catch {
            throw Failure("RC8310", exit: 127, error.cause, fix: "install rclone, and have its folder in PATH")
        }
    }

    // MARK: Refreshed tokens

    private func writeBack(_ left: RcloneDocument?, of config: RcloneDocument) throws(Failure) {
        guard let left, left.unreadable.isEmpty else {
            return System.warn("rclone left no configuration that can be read; no token was written back")
        }
        var tokens: [(section: ConfigName, entry: RcloneEntry)] = []
        var others = 0
        for section in left.reading.sections {
            for entry in section.entries {
                if let before = config.reading[section.name]?[entry.key], before.value.equals(entry.value) { continue }
                if entry.key.isEqual("token") { tokens.append((section.name, entry)) } else { others += 1 }
            }
        }
        let gone = config.reading.sections.reduce(0) { count, section in
            count + section.entries.count { left.reading[section.name]?[$0.key] == nil }
        }
        if others + gone > 0, !isQuiet {
            System.warn("rclone changed \(others + gone) options beside tokens, which are not written back: make such changes with rcsops config")
        }
        guard !tokens.isEmpty else { return }
        guard writesBack, file != "-" else {
            if !isQuiet { System.warn("rclone refreshed \(tokens.count) tokens, which were not written back to " + file) }
            return
        }
        // Read anew: what others have written in the meantime stays, and their tokens do where both have a new one.
        let current = try RcloneSource(Input(file), password: password, in: arena)
        var editing = RcloneEditing(current.document, in: arena)
        for (section, entry) in tokens {
            let now = current.document.reading[section]?[entry.key]?.value
            let before = config.reading[section]?[entry.key]?.value
            let isUntouched = now.map { now in before.map { now.equals($0) } ?? false } ?? (before == nil)
            guard current.document.reading[section] != nil, isUntouched else {
                System.warn("the token of [" + section.text + "] was changed by somebody else in the meantime; theirs is kept")
                continue
            }
            do throws(EditingError) { try editing.set(entry.key, to: entry.value, in: section) } catch { throw .of(error, file: file) }
        }
        try current.save(editing.document, output: nil, isQuiet: isQuiet)
        if !isQuiet { System.say("rcsops: note: a refreshed token was encrypted into " + file + "\n") }
    }
}
