import CPOSIX
import Foundation
import Testing

/// Running a program in our place: its status as waitpid gives it, its environment, and why it could not be started.
@Suite(.serialized) struct ChildProcessTests {
    private func run(_ words: [String], environment: [String]? = nil) -> (status: Int32, number: Int32) {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = (environment ?? []).map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var number: Int32 = 0
        let status = arguments.withUnsafeMutableBufferPointer { arguments in
            variables.withUnsafeMutableBufferPointer { variables in
                rcsops_run_child(arguments.baseAddress!, environment == nil ? nil : variables.baseAddress, nil, &number)
            }
        }
        return (status, number)
    }

    @Test(arguments: [0, 1, 7, 255]) func theExitCodeIsTheProgramsOwn(code: Int32) {
        let made = run(["/bin/sh", "-c", "exit \(code)"])
        #expect(made.number == 0 && made.status & 0x7F == 0 && made.status >> 8 & 0xFF == code)
    }

    @Test func aSignalThatEndsItIsTold() {
        let made = run(["/bin/sh", "-c", "kill -KILL $$"])
        #expect(made.number == 0 && made.status & 0x7F == SIGKILL)
    }

    @Test func aProgramThatIsNotThereIsAnError() {
        let made = run(["/no/such/program"])
        #expect(made.status == -1 && made.number == ENOENT)
    }

    @Test func itGetsTheEnvironmentThatIsGiven() {
        #expect(run(["/bin/sh", "-c", "test \"$A\" = 'b c' && test -z \"$HOME\""], environment: ["A=b c"]).status == 0)
        #expect(run(["/bin/sh", "-c", "test -n \"$PATH\""]).status == 0)
    }

    @Test func theSignalMaskIsAsBefore() {
        var before = sigset_t()
        var after = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &before)
        _ = run(["/bin/true"])
        pthread_sigmask(SIG_BLOCK, nil, &after)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1] { #expect(sigismember(&before, signal) == sigismember(&after, signal)) }
    }

    @Test func aFolderThatIsNotThereIsNoMemory() {
        #expect(rcsops_is_memory("/no/such/folder") == 0)
        #if os(Linux)
        #expect(rcsops_is_memory("/proc") == 0)
        #endif
    }
}
