import AWSSigning
import CredentialRotation
import Cryptography
import FileReplacement
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One line for each transition of a rotation (spec of rotation, §7), for whoever asks later who did what. Each line carries the beginning of
/// the last one's hash: a line that was cut out shows. No secret is in it, and no key's text beyond its id's ends.
struct RotationAuditLog: Sendable {
    enum Place: Sendable, Equatable {
        case file(String)
        case system
    }

    let place: Place
    let actor: String
    let pid: Int32

    /// `--audit-log`, else a file in the user's state folder.
    init(_ wish: String?) {
        place = wish == "syslog" ? .system : .file(wish ?? StateFolder.path + "/audit.log")
        actor = ProcessIdentity.user + "@" + ProcessIdentity.host
        pid = getpid()
    }

    /// The line of an event, without its end and its link to the one before. One that is retold is not this process's act: who did it the
    /// journal does not say, only where the rotation was begun.
    func line(_ event: RotationJournal.Event, _ journal: RotationJournal, isRetold: Bool) -> String {
        var fields: [(String, String?)] = [("rotation", journal.id), ("seq", String(event.seq))]
        fields += isRetold
            ? [("retold_by", actor + "/" + String(pid)), ("begun_by", journal.host + "/" + String(journal.pid))] : [("actor", actor), ("pid", String(pid))]
        fields += [
            ("src", journal.source), ("acct", journal.account), ("user", journal.user), ("old", KeyIDText.masked(journal.oldID)), ("new", journal.newID.map(KeyIDText.masked)),
            ("from", event.from.rawValue), ("to", event.to.rawValue),
        ]
        if event.note.map(EvictedKey.isNote) ?? false { fields.append(("evicted", journal.settings?.evicted.map(KeyIDText.masked))) }
        if event.to == .written || event.to == .writing {
            for use in journal.uses where use.status == .written || use.status == .restored {
                fields.append(("file", use.path))
                fields.append(("sha256", String(use.hashBefore.prefix(8)) + "→" + String((use.hashAfter ?? "").prefix(8))))
            }
        }
        fields += [("note", event.note), ("req", event.requestID), ("result", "ok")]
        return SigningTime(event.at).internetDate + " rcsops " + fields.compactMap { name, value in value.map { name + "=" + Self.escaped($0) } }.joined(separator: " ")
    }

    /// Never more than one line, nor a field that ends early.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\\": result += "\\\\"
            case _ where scalar.value <= 0x20 || (0x7F...0x9F).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Refuses before a key is made where a line could not be kept.
    func prove() throws(Failure) {
        do throws(RotationStoreError) { try append([]) } catch { throw Self.unusable(error) }
    }

    /// Before anything is done: there may be no rotation yet that a resume could go on with.
    private static func unusable(_ error: RotationStoreError) -> Failure {
        var failure = Failure.of(error).exiting(3)
        failure.fix = "make room, or get the right to write there; or name another, --audit-log FILE or --audit-log syslog. Nothing was done"
        return failure
    }

    /// The same without making a file or a folder (`--dry-run`): one that is not there yet is judged by its folder.
    func check() throws(Failure) {
        guard case .file(let path) = place else { return }
        func failed(_ step: String, _ number: Int32) -> Failure { Self.unusable(.notDurable(path: path, step: step, errorNumber: number)) }
        let file = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
        if file >= 0 {
            close(file)
            return
        }
        guard errno == ENOENT else { throw failed("open", errno) }
        var folder = KeySearchPlaces.folder(of: path)
        // Those above it are made for the user's own.
        while StateFolder.makesFolders(for: path), folder != "/", access(folder, F_OK) != 0, errno == ENOENT { folder = KeySearchPlaces.folder(of: folder) }
        guard faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 else { throw failed("open", errno) }
    }

    /// The number of the last event of a rotation that was told; -1 before the first. The system's log can't be asked: what the journal has
    /// counts as told there.
    func lastTold(of journal: RotationJournal) -> Int {
        switch place {
        case .system: journal.events.last?.seq ?? -1
        case .file(let path): Self.lastTold(of: journal.id, in: path) ?? -1
        }
    }

    private static let blockSize: off_t = 1 << 20
    /// What tells of which event a line is stands in its beginning.
    private static let lineStart = 1 << 10

    /// From the end, in blocks: a log of years is large, and an event that was told long ago is not to be told once more.
    private static func lastTold(of rotation: String, in path: String) -> Int? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let mark = Array((" rotation=" + escaped(rotation) + " seq=").utf8)
        var end = lseek(file, 0, SEEK_END)
        // The beginning of the line that the block before ends in.
        var rest: [UInt8] = []
        while end > 0 {
            let count = Int(min(end, blockSize))
            var bytes = [UInt8](repeating: 0, count: count)
            guard pread(file, &bytes, count, end - off_t(count)) == count else { return nil }
            end -= off_t(count)
            bytes += rest
            var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            rest = end > 0 ? Array(lines.removeFirst().prefix(lineStart)) : []
            for line in lines.reversed() {
                guard let found = line.prefix(lineStart).firstRange(of: mark) else { continue }
                return Int(String(decoding: line[found.upperBound...].prefix { $0 != 0x20 }, as: UTF8.self))
            }
        }
        return nil
    }

    /// Durable when it returns.
    func append(_ lines: [String]) throws(RotationStoreError) {
        switch place {
        case .system:
            for line in lines {
                line.withCString { text in withVaList([text]) { vsyslog(LOG_AUTHPRIV | LOG_NOTICE, "%s", $0) } }
            }
        case .file(let path): try append(lines, to: path)
        }
    }

    private func append(_ lines: [String], to path: String) throws(RotationStoreError) {
        func failed(_ step: String) -> RotationStoreError { .notDurable(path: path, step: step, errorNumber: errno) }
        StateFolder.prepare(for: path)
        let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failed("open") }
        defer { close(file) }
        // Two rotations write their chains into one another else.
        while flock(file, LOCK_EX) != 0 { guard errno == EINTR else { throw failed("lock") } }
        var last = try Self.lastLine(of: file, failed)
        var text = ""
        for line in lines {
            let whole = line + " prev=" + (last.map(Self.link) ?? String(repeating: "0", count: 16))
            text += whole + "\n"
            last = Array(whole.utf8)
        }
        do throws(FileError) {
            try Array(text.utf8).withRawBytes { (bytes) throws(FileError) in try FileWriting.write(bytes, to: file, path: path) }
        } catch {
            guard case .unwritable(_, let step, let number) = error else { throw failed("write") }
            throw .notDurable(path: path, step: "\(step)", errorNumber: number)
        }
        guard fsync(file) == 0 else { throw failed("fsync") }
    }

    private static func link(_ line: [UInt8]) -> String { line.withUnsafeBytes { HexText.of(SHA256.hash($0).prefix(8)) } }

    /// Its last whole line; nil of an empty file. A piece of a line that a full disk left is ended first.
    private static func lastLine(of file: Int32, _ failed: (String) -> RotationStoreError) throws(RotationStoreError) -> [UInt8]? {
        let size = lseek(file, 0, SEEK_END)
        guard size >= 0 else { throw failed("seek") }
        guard size > 0 else { return nil }
        let count = Int(min(size, 1 << 16))
        var bytes = [UInt8](repeating: 0, count: count)
        guard pread(file, &bytes, count, size - off_t(count)) == count else { throw failed("read") }
        if bytes.last != 0x0A {
            var end: UInt8 = 0x0A
            guard write(file, &end, 1) == 1 else { throw failed("write") }
            bytes.append(0x0A)
        }
        let lines = bytes.split(separator: 0x0A)
        return lines.last.map(Array.init)
    }
}

/// The files that rcsops keeps for its user: audit log, ended journals.
enum StateFolder {
    /// `$XDG_STATE_HOME/rcsops`, else `~/.local/state/rcsops` (XDG Base Directory Specification 0.8).
    static var path: String {
        if let state = System.environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/rcsops" }
        return (System.environment("HOME") ?? "/") + "/.local/state/rcsops"
    }

    static func makesFolders(for file: String) -> Bool { file.hasPrefix(path + "/") }

    /// Makes the folders above a file of it, for the user alone.
    static func prepare(for file: String) {
        guard makesFolders(for: file) else { return }
        var folder = ""
        for part in path.split(separator: "/") {
            folder += "/" + part
            mkdir(folder, 0o700)
        }
    }
}

/// Who runs this, and where.
enum ProcessIdentity {
    /// Another one after each start of the machine, so that a process of a journal is told from a later one with its number; empty where the
    /// system has none.
    static var bootID: String {
        guard let file = fopen("/proc/sys/kernel/random/boot_id", "re") else { return "" }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 64)
        guard fgets(&line, Int32(line.count), file) != nil else { return "" }
        return String(decoding: line.prefix { $0 > 0x20 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// From the file, as a static executable finds it; the number where it has none.
    static var user: String {
        let number = getuid()
        #if canImport(Glibc)
        if let file = fopen("/etc/passwd", "re") {
            defer { fclose(file) }
            while let entry = fgetpwent(file) {
                if entry.pointee.pw_uid == number { return String(cString: entry.pointee.pw_name) }
            }
        }
        #endif
        return String(number)
    }
}
