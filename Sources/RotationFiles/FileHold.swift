#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The lock that rcsops' writers take on a file between the last look at it and its replacement (flock(2)).
enum FileHold {
    /// Who had it all the time.
    struct Holder: Equatable {
        /// Nil where the system does not tell.
        let process: Int32?

        /// As the step of a write that failed.
        var step: String {
            "get its lock, which " + (process.map { "process " + String($0) } ?? "another program") + " holds"
        }
    }

    /// rcsops' own writers hold it for milliseconds; whoever holds it longer is waited for no longer than this, in milliseconds.
    private static let patience = 5_000
    private static let pause = 20

    /// Nil when it is ours, or the file system has no locks: the comparison remains. It ends when the descriptor is closed.
    static func take(_ descriptor: Int32, yieldsToSignals: Bool) -> Holder? {
        var waited = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            guard errno == EWOULDBLOCK else { return nil }
            // The signal itself is the main thread's, which cancels the task.
            if waited >= patience || yieldsToSignals && Task.isCancelled { return Holder(process: process(holding: descriptor)) }
            usleep(useconds_t(pause) * 1_000)
            waited += pause
        }
        return nil
    }

    /// By proc(5), "/proc/locks": `1: FLOCK ADVISORY WRITE 4711 08:01:1234 0 EOF`.
    private static func process(holding descriptor: Int32) -> Int32? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, let file = fopen("/proc/locks", "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            guard words.count >= 6, words[1] == "FLOCK", let process = Int32(words[4]), process > 0 else { continue }
            if words[5].split(separator: ":").last.flatMap({ UInt64($0) }) == UInt64(status.st_ino) { return process }
        }
        return nil
    }
}
