import ChildPrograms
import CPOSIX
import FileReplacement
import SecretMemory
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program that runs in our place, or beside us until it ends.
struct ChildProcess {
    private let arguments: [String]
    private let environment: ChildEnvironment

    /// `arguments[0]` is found on PATH, or is a path.
    init(_ arguments: [String], environment: ChildEnvironment) {
        self.arguments = arguments
        self.environment = environment
    }

    /// A command line for the shell, as sops has it (sops 3.11 `exec_unix.go`).
    init(shellCommand command: String, environment: ChildEnvironment) {
        self.init(["/bin/sh", "-c", command], environment: environment)
    }

    /// How a program ended.
    enum Ending: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    /// True when a SIGTERM or SIGHUP came while the last child ran: the system, or the terminal, goes away.
    static var wasAskedToStop: Bool { rcsops_stop_asked() != 0 }

    /// Runs it to its end. `signals` are those that the caller holds back for its clean-up: the child gets what was before.
    func run(holding signals: HeldSignals? = nil) throws(Failure) -> Ending {
        var number: Int32 = 0
        let status = withPointers { arguments, environment in
            guard let signals else { return rcsops_run_child(arguments, environment, nil, &number) }
            return signals.withMaskBefore { rcsops_run_child(arguments, environment, $0, &number) }
        }
        guard number == 0 else { throw failedToStart(number) }
        let signal = status & 0x7F
        return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
    }

    /// Goes on as the program; comes back only by failing.
    func replaceProcess() throws(Failure) -> Never { throw failedToStart(withPointers { rcsops_become($0, $1) }) }

    private func failedToStart(_ number: Int32) -> Failure {
        if number == E2BIG {
            return Failure(
                "RC6305", exit: 1, "the values are too large for an environment: " + FileError.words(for: number),
                fix: "have the command read them from a file: exec-file")
        }
        return Failure(
            "RC6304", exit: 1, arguments[0] + " can't be started: " + FileError.words(for: number),
            fix: "install it, and have its folder in PATH")
    }

    private func withPointers<R>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>, UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let texts: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        return texts.withUnsafeBufferPointer { buffer in
            environment.withPointers { body(buffer.baseAddress.unsafelyUnwrapped, $0) }
        }
    }

    /// The exit code of a command that ran for us: its own, and sops' for one that a signal ended, which is said.
    static func exitCode(of ending: Ending, isQuiet: Bool = false) -> Int32 {
        switch ending {
        case .exit(let code): return code
        case .signal(let number):
            // sops 3.11 ends with −1 where Go knows no exit code.
            if !isQuiet { System.say("rcsops: the command was ended by a signal: " + String(cString: strsignal(number)) + "\n") }
            return 255
        }
    }

    /// Leaves the work to a process of its own without streams, and ends this one.
    static func goToBackground() throws(Failure) {
        switch rcsops_leave() {
        case 0: return
        case 1: System.end(0)
        default:
            throw Failure("RC6304", exit: 1, "no process can be started: " + FileError.words(for: errno), fix: "end some others, and try again")
        }
    }
}
