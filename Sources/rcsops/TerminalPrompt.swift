import FileReplacement
import SecretMemory
import Synchronization
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Asks on the process's terminal, whatever stdin and stdout are, and shows nothing of the answer unless it may be seen.
enum TerminalPrompt {
    /// One line, without its end.
    static func ask(_ question: String, isShown: Bool = false, into arena: SecretArena) throws(Failure) -> SecretSlice {
        try one.withLock { (_) throws(Failure) in try askAlone(question, isShown, into: arena) }
    }

    /// Shows a line; false when there is nobody to see it.
    static func tell(_ text: String) -> Bool {
        one.withLock { _ in
            guard let terminal = openTerminal() else { return false }
            defer { close(terminal) }
            show(System.printable(text) + "\n", on: terminal)
            return true
        }
    }

    /// True when somebody can be asked.
    static var isThere: Bool {
        guard let terminal = openTerminal() else { return false }
        close(terminal)
        return true
    }

    private static func openTerminal() -> Int32? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        // A job in the background would be stopped by the first touch of the terminal.
        guard isatty(terminal) == 1, tcgetpgrp(terminal) == getpgrp() else {
            close(terminal)
            return nil
        }
        return terminal
    }

    /// Many files may be worked on at once, and there is one terminal.
    private static let one = Mutex<Void>(())

    private static func askAlone(_ question: String, _ isShown: Bool, into arena: SecretArena) throws(Failure) -> SecretSlice {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { throw .noTerminal }
        defer { close(terminal) }
        while true {
            // A job in the background would be stopped by the first touch of the terminal.
            guard isatty(terminal) == 1, tcgetpgrp(terminal) == getpgrp() else { throw .noTerminal }
            if let answer = try askOnce(question, isShown, on: terminal, into: arena) { return answer }
        }
    }

    /// Nil when a signal came and the process lives on, as after Ctrl-Z: then all is asked again.
    private static func askOnce(
        _ question: String, _ isShown: Bool, on terminal: Int32, into arena: SecretArena
    ) throws(Failure) -> SecretSlice? {
        // Ctrl-C waits until the terminal shows again what is typed.
        let signals = HeldSignals()
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else {
            signals.release()
            throw .noTerminal
        }
        var silent = before
        if !isShown { silent.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL) }
        silent.c_lflag |= tcflag_t(ICANON | ISIG)
        // What was typed before the question is no answer to it.
        let isSilent = tcsetattr(terminal, TCSAFLUSH, &silent) == 0
        var answer: Answer = .ended
        if isSilent {
            show(System.printable(question), on: terminal)
            answer = readLine(from: terminal, signals, into: arena)
            tcsetattr(terminal, TCSAFLUSH, &before)
            if !isShown { show("\n", on: terminal) }
        }
        signals.release()
        guard isSilent else { throw .noTerminal }
        switch answer {
        case .line(let line): return line
        case .interrupted: return nil
        case .ended: throw .noAnswer
        }
    }

    private enum Answer {
        case line(SecretSlice), interrupted, ended
    }

    private static func readLine(from terminal: Int32, _ signals: HeldSignals, into arena: SecretArena) -> Answer {
        // The kernel gives a line of at most this size (N_TTY_BUF_SIZE).
        let room = arena.allocate(count: 4096)
        var count = 0
        while true {
            var wanted = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            // Held signals end no call, so they are looked for ten times a second.
            let ready = poll(&wanted, 1, 100)
            if signals.isAnyWaiting { return .interrupted }
            if ready == 0 || ready < 0 && errno == EINTR { continue }
            guard ready > 0 else { return .ended }
            let more = read(terminal, room.baseAddress.map { $0 + count }, room.count - count)
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { return .ended }
            count += more
            if room[count - 1] == 0x0A { return .line(arena.slice(of: room)[0..<count - 1]) }
            if count == room.count { return .ended }
        }
    }

    private static func show(_ text: String, on terminal: Int32) {
        // A terminal that is gone shows itself when it is read.
        try? Array(text.utf8).withRawBytes { (bytes) throws(FileError) in
            try FileWriting.write(bytes, to: terminal, path: "/dev/tty")
        }
    }
}
