import FileReplacement
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Waits until a person is ready to go on.
enum EnterPrompt {
    enum Answer {
        case entered
        /// Standard input has no more.
        case ended
        /// A signal waits, which the caller holds back.
        case interrupted
    }

    /// Reads a line from standard input, as sops reads there (sops 3.11 `cmd/sops/edit.go`), and nothing behind it.
    static func wait(holding signals: HeldSignals) -> Answer {
        while true {
            var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            // Held signals end no call, so they are looked for ten times a second.
            let ready = poll(&wanted, 1, 100)
            if signals.isAnyWaiting { return .interrupted }
            if ready == 0 || ready < 0 && errno == EINTR { continue }
            guard ready > 0 else { return .ended }
            var byte: UInt8 = 0
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .ended }
            if byte == 0x0A { return .entered }
        }
    }
}
