internal import CProgramStart
package import Foundation

/// A program that runs beside the tests. It gets its three streams and no other descriptor: Foundation's Process tells a program's end
/// by a socket that each program started at the same time inherits, and a server that lives on keeps it open.
package final class StartedProgram: Sendable {
    /// How it ended: the exit code, or the signal.
    package enum End: Equatable, Sendable {
        case exit(Int32), signal(Int32)
    }

    private let process: Int32

    /// Starts the program with the signals as they are by default and none held back, whatever the tests were started with; with exactly that
    /// environment; and with these descriptors as its streams, `/dev/null` for nil. Throws when it can't be started.
    package init(
        _ program: URL, _ arguments: [String], environment: [String: String], folder: URL? = nil, input: Int32? = nil, output: Int32? = nil,
        errors: Int32? = nil
    ) throws {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let words = ([program.path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var started: Int32 = 0
        let failure = start_program(
            program.path, words, variables, folder?.path, input ?? null, output ?? null, errors ?? null, &started)
        guard failure == 0 else {
            throw CocoaError(.executableLoad, userInfo: ["program": program.path, "reason": String(cString: strerror(failure))])
        }
        process = started
    }

    /// Stopped by SIGSTOP (proc(5): the state stands behind the name in brackets, which may hold any character).
    package var isStopped: Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8), let name = status.lastIndex(of: ")") else { return false }
        return status[name...].dropFirst(2).first == "T"
    }

    package func send(_ signal: Int32) { kill(process, signal) }

    /// Waits for its end, once, and kills it when that doesn't come within the time.
    package func wait(seconds limit: Int) -> (end: End, isTooLate: Bool) {
        let deadline = ContinuousClock.now + .seconds(limit)
        var (status, pause, isTooLate) = (Int32(0), UInt32(250), false)
        while waitpid(process, &status, isTooLate ? 0 : WNOHANG) == 0 {
            if ContinuousClock.now >= deadline {
                isTooLate = true
                send(SIGKILL)
            } else {
                usleep(pause)
                pause = min(pause * 2, 4000)
            }
        }
        let signal = status & 0x7F
        return (signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal), isTooLate)
    }
}
