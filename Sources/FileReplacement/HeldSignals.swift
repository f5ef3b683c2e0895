#if canImport(Glibc)
package import Glibc
#else
package import Darwin
#endif

/// Holds back the signals by which people and systems stop a program: for the few milliseconds in which a temporary file
/// or a readable secret lies there, or while a terminal is not as it was. They arrive when released.
package struct HeldSignals {
    private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU]
    /// The signals that were held already, which is what a child is to have.
    private var before = sigset_t()

    package init() {
        var held = sigset_t()
        sigemptyset(&held)
        for signal in Self.numbers { sigaddset(&held, signal) }
        pthread_sigmask(SIG_BLOCK, &held, &before)
    }

    /// True when one of them waits that ``release()`` will let through: a parent may have blocked some for good, or have them
    /// ignored, as nohup does and a shell for what it starts in the background.
    package var isAnyWaiting: Bool { isWaiting(among: Self.numbers) }

    /// The same for those that end the program: after Ctrl-Z it goes on.
    package var isAnEndWaiting: Bool { isWaiting(among: Self.numbers.filter { $0 != SIGTSTP }) }

    private func isWaiting(among signals: [Int32]) -> Bool {
        var waiting = sigset_t()
        sigpending(&waiting)
        var before = before
        return signals.contains { sigismember(&waiting, $0) == 1 && sigismember(&before, $0) == 0 && !Self.isIgnored($0) }
    }

    /// The system keeps a blocked signal waiting though it is ignored.
    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        #if canImport(Glibc)
        let handler = action.__sigaction_handler.sa_handler
        #else
        let handler = action.__sigaction_u.__sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Lends what was blocked before, for a child that is not to be started with signals held back.
    package func withMaskBefore<R>(_ body: (UnsafePointer<sigset_t>) -> R) -> R {
        withUnsafePointer(to: before) { body($0) }
    }

    package func release() {
        var mask = before
        pthread_sigmask(SIG_SETMASK, &mask, nil)
    }
}
