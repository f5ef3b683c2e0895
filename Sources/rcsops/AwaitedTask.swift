import Synchronization
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Asynchronous work that the main thread waits for, and that Ctrl-C cancels. An async `main` would take longer to end than the
/// shortest of commands takes in all.
enum AwaitedTask {
    /// What the work gave. A signal that ends programs cancels it, and a second one ends the process at once.
    ///
    /// - Parameter tick: Called about four times a second meanwhile.
    static func value<T: Sendable>(tick: () -> Void, of work: @escaping @Sendable () async -> T) throws(Failure) -> T {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw Failure("RC8408", exit: 1, "the system has no pipe to spare", fix: "close some programs, or raise ulimit -n, and try again")
        }
        let (reading, writing) = (ends[0], ends[1])
        defer {
            close(reading)
            close(writing)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let signals = EndSignals(writingTo: writing)
        defer { signals.restore() }
        let outcome = Outcome<T>()
        let task = Task {
            let value = await work()
            outcome.value.withLock { $0 = value }
            EndSignals.write(EndSignals.done, to: writing)
        }
        while true {
            var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            if poll(&waiting, 1, 250) <= 0 {
                tick()
                continue
            }
            var byte: UInt8 = 0
            guard read(reading, &byte, 1) == 1 else { continue }
            if byte == EndSignals.done, let value = outcome.value.withLock({ $0 }) { return value }
            task.cancel()
            signals.restore()
        }
    }

    private final class Outcome<T: Sendable>: Sendable {
        let value = Mutex<T?>(nil)
    }
}
