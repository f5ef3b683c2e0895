internal import CPOSIX
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A program that runs beside us, with pipes for its stdin and stdout, and for its stderr if that is wanted. It is ended, and
/// waited for, when this goes.
package struct PipedProgram: ~Copyable {
    /// Where its stderr goes.
    package enum Errors: Sendable {
        /// To ours.
        case inherited
        /// The last bytes of it are kept, for a message.
        case kept
        /// It is what is read here, and what the program prints is thrown away.
        case read
    }

    /// How a program ended.
    package enum Ending: Equatable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    private let process: pid_t
    private var input: Int32
    private let output: Int32
    private let errors: Int32
    private var keptErrors: [UInt8] = []
    private var hasEnded = false
    /// As waitpid(2) has it.
    private var status: Int32 = 0
    /// How much of stderr is kept, in bytes.
    private static let errorLimit = 64 << 10
    /// How much of it is read at a time, in bytes.
    private static let errorShare = 4096

    /// Starts `arguments[0]`: a path, or a name that PATH has. `environment` is ours when nil, `folder` too.
    package init(
        _ arguments: [String], environment: ChildEnvironment? = nil, folder: String? = nil, errors kind: Errors
    ) throws(ProgramFailure) {
        var input: [Int32] = [-1, -1], output: [Int32] = [-1, -1], errors: [Int32] = [-1, -1]
        func closeAll() { for end in input + output + errors where end >= 0 { close(end) } }
        let nowhere = kind == .read ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1
        defer { if nowhere >= 0 { close(nowhere) } }
        guard rcsops_open_pipe(&input) == 0, rcsops_open_pipe(&output) == 0, kind != .kept || rcsops_open_pipe(&errors) == 0,
            kind != .read || nowhere >= 0
        else {
            let number = errno
            closeAll()
            throw .notStarted(number)
        }
        var texts: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        var started: pid_t = 0
        let number = texts.withUnsafeMutableBufferPointer { texts in
            func start(_ variables: UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
                let (printed, told) = switch kind {
                case .inherited: (output[1], Int32(-1))
                case .kept: (output[1], errors[1])
                case .read: (nowhere, output[1])
                }
                return rcsops_start_piped(texts.baseAddress!, variables, folder, input[0], printed, told, &started)
            }
            guard let environment else { return start(nil) }
            return environment.withPointers { start($0) }
        }
        guard number == 0 else {
            closeAll()
            throw .notStarted(number)
        }
        close(input[0])
        close(output[1])
        if kind == .kept { close(errors[1]) }
        for end in [input[1], output[0], errors[0]] where end >= 0 { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        process = started
        self.input = input[1]
        self.output = output[0]
        self.errors = errors[0]
    }

    /// Writes all of `bytes`. Throws ``ProgramFailure/silent(seconds:)`` when the program takes nothing for `seconds`.
    package mutating func write(_ bytes: UnsafeRawBufferPointer, seconds: Int) throws(ProgramFailure) {
        var rest = bytes
        while !rest.isEmpty {
            guard input >= 0 else { throw .ended }
            let count = rcsops_write_quietly(input, rest.baseAddress!, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                continue
            }
            let number = errno
            switch number {
            case EINTR: continue
            case EAGAIN: try wait(for: input, POLLOUT, seconds)
            case EPIPE: throw .ended
            default: throw .stream(number)
            }
        }
    }

    /// Ends its stdin.
    package mutating func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// True once it has ended, whoever else still holds its pipes.
    package mutating func hasEndedByNow() -> Bool {
        guard !hasEnded else { return true }
        var found = waitpid(process, &status, WNOHANG)
        while found < 0, errno == EINTR { found = waitpid(process, &status, WNOHANG) }
        hasEnded = found != 0
        return hasEnded
    }

    /// What it writes next, at most `room`; 0 at its end. Waits for `seconds` at most, for ever when that is 0.
    package mutating func read(into room: UnsafeMutableRawBufferPointer, seconds: Int) throws(ProgramFailure) -> Int {
        while true {
            #if canImport(Glibc)
            let count = Glibc.read(output, room.baseAddress, room.count)
            #else
            let count = Darwin.read(output, room.baseAddress, room.count)
            #endif
            if count >= 0 { return count }
            let number = errno
            switch number {
            case EINTR: continue
            case EAGAIN: try wait(for: output, POLLIN, seconds)
            default: throw .stream(number)
            }
        }
    }

    /// Until `descriptor` can go on. Its stderr is emptied meanwhile, lest the program wait for us.
    private mutating func wait(for descriptor: Int32, _ events: Int32, _ seconds: Int) throws(ProgramFailure) {
        let start = SteadyClock.seconds
        while true {
            var wanted = [pollfd(fd: descriptor, events: Int16(events), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0)]
            let left = seconds == 0 ? -1 : max(0, seconds - (SteadyClock.seconds - start)) * 1000
            let ready = poll(&wanted, nfds_t(errors >= 0 ? 2 : 1), Int32(clamping: left))
            if ready == 0 { throw .silent(seconds: seconds) }
            if ready < 0 {
                if errno == EINTR { continue }
                throw .stream(errno)
            }
            if wanted[1].revents != 0, errors >= 0, !keepErrors(), wanted[0].revents == 0 { usleep(10_000) }
            if wanted[0].revents != 0 { return }
        }
    }

    /// False when there was nothing.
    @discardableResult private mutating func keepErrors() -> Bool {
        guard errors >= 0 else { return false }
        var room = [UInt8](repeating: 0, count: Self.errorShare)
        #if canImport(Glibc)
        let count = Glibc.read(errors, &room, room.count)
        #else
        let count = Darwin.read(errors, &room, room.count)
        #endif
        guard count > 0 else { return false }
        keptErrors += room[..<count]
        if keptErrors.count > Self.errorLimit { keptErrors.removeFirst(keptErrors.count - Self.errorLimit) }
        return true
    }

    /// What it has said on stderr, which may be anything: no control characters but line ends are in it.
    package mutating func errorText() -> String {
        // No more than is kept: who it has left behind may write for ever.
        for _ in 0..<Self.errorLimit / Self.errorShare where !keepErrors() { break }
        return String(String(decoding: keptErrors, as: UTF8.self).unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.value >= 32 && $0.value != 127 })
    }

    /// Waits until it ends by itself, for `seconds` at most; then it is asked to end, by `signal`, and `grace` seconds later
    /// made to.
    package mutating func end(seconds: Int, signal asking: Int32 = 15, grace: Int = 1) -> Ending {
        closeInput()
        func hasEnded(within tenths: Int) -> Bool {
            for round in 0...max(tenths, 0) * 10 {
                if hasEndedByNow() { return true }
                keepErrors()
                if round < tenths * 10 { usleep(round < 20 ? 1_000 : 10_000) }
            }
            return false
        }
        if !self.hasEnded, !hasEnded(within: seconds * 10) {
            kill(process, asking)
            if !hasEnded(within: grace * 10) {
                kill(process, SIGKILL)
                while waitpid(process, &status, 0) < 0, errno == EINTR {}
            }
        }
        self.hasEnded = true
        let signal = status & 0x7F
        return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
    }

    deinit {
        if input >= 0 { close(input) }
        close(output)
        if errors >= 0 { close(errors) }
        guard !hasEnded else { return }
        // A moment to tidy up, as for a terminal that it asks on.
        kill(process, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<100 {
            let found = waitpid(process, &status, WNOHANG)
            if found == process || found < 0 && errno != EINTR { return }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}
