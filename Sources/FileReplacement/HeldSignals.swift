#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Holds back the signals by which people and systems stop a program, for the few milliseconds in which a temporary
/// file exists. They arrive when released.
struct HeldSignals {
    private var before = sigset_t()

    init() {
        var held = sigset_t()
        sigemptyset(&held)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU] { sigaddset(&held, signal) }
        pthread_sigmask(SIG_BLOCK, &held, &before)
    }

    func release() {
        var mask = before
        pthread_sigmask(SIG_SETMASK, &mask, nil)
    }
}
