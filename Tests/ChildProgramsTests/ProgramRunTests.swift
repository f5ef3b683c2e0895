import ChildPrograms
import SecretMemory
import Testing
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private func run(
    _ script: String, input: [UInt8] = [], limit: Int = 1 << 20, seconds: Int = 5, errors: PipedProgram.Errors = .kept
) throws(ProgramFailure) -> ProgramRun {
    try input.withRawBytes { (input) throws(ProgramFailure) in
        try ProgramRun.of(
            ["/bin/sh", "-c", script], input: input, errors: errors, limit: limit, seconds: seconds, into: SecretArena())
    }
}

@Suite struct ProgramRunTests {
    @Test func whatGoesInComesOut() throws {
        let input = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        let result = try run("cat > /dev/null; echo done; echo why >&2; exit 3", input: input)
        #expect(result.output.withBytes { Array($0) } == Array("done\n".utf8))
        #expect(result.errorText == "why\n" && result.ending == .exit(3))
    }

    @Test func aProgramThatSaysNothingIsGivenUp() {
        #expect(throws: ProgramFailure.silent(seconds: 1)) { try run("exec sleep 60", seconds: 1) }
    }

    @Test func aProgramThatReadsNothingIsGivenUpOrEnds() throws {
        #expect(throws: ProgramFailure.silent(seconds: 1)) { try run("exec sleep 60", input: [UInt8](repeating: 0, count: 1 << 20), seconds: 1) }
        #expect(try run("exit 7", input: [UInt8](repeating: 0, count: 1 << 20)).ending == .exit(7))
    }

    @Test func aProgramThatWritesForEverIsStopped() {
        #expect(throws: ProgramFailure.tooMuch(100_000)) { try run("exec yes", limit: 100_000) }
    }

    @Test func muchOnStderrStopsNothing() throws {
        let result = try run("head -c 1000000 /dev/zero | tr '\\0' x >&2; echo done")
        #expect(result.output.withBytes { Array($0) } == Array("done\n".utf8) && result.errorText.count == 64 << 10)
    }

    @Test func stderrThatNeverEndsHoldsNobodyUp() throws {
        let start = ContinuousClock.now
        // What it leaves behind goes on writing.
        let result = try run("timeout 8 yes >&2 & echo done")
        #expect(result.output.withBytes { Array($0) } == Array("done\n".utf8))
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func aProgramThatIsGivenUpMayTidyUp() throws {
        let path = "/tmp/rcsops-tidy-" + String(UInt64.random(in: 0 ... .max))
        defer { unlink(path) }
        #expect(throws: ProgramFailure.silent(seconds: 1)) {
            try run("trap 'echo tidy > " + path + "; exit' TERM; while :; do sleep 0.05; done", seconds: 1)
        }
        #expect(access(path, F_OK) == 0)
    }

    @Test func howAProgramEndedIsKnownAlsoWhenOurParentIgnoresChildren() throws {
        // As a parent may have it, and hand it on to us.
        signal(SIGCHLD, SIG_IGN)
        let result = try run("exit 3")
        #expect(result.ending == .exit(3))
    }

    @Test func aProgramThatIsNotThereIsTold() {
        #expect(throws: ProgramFailure.notStarted(2)) {
            try ProgramRun.of(
                ["/nowhere/program"], input: UnsafeRawBufferPointer(start: nil, count: 0), errors: .kept, limit: 1, seconds: 1, into: SecretArena())
        }
    }

    @Test func messagesComeLineByLineAndNothingElse() throws {
        var lines: [String] = []
        let ending = try ProgramLines.of(
            ["/bin/sh", "-c", "echo printed; printf one >&2; sleep 0.1; printf 'more\\n\\nlast' >&2; sleep 30 & exit 3"]
        ) { line, isCut in
            #expect(!isCut)
            lines.append(line)
        }
        // What it leaves behind holds its stderr, and nobody up.
        #expect(lines == ["onemore", "", "last"] && ending == .exit(3))
    }

    @Test func aLineWithoutEndIsCut() throws {
        var counts: [Int] = []
        _ = try ProgramLines.of(["/bin/sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x >&2; printf '\\nnext\\n' >&2"]) { line, isCut in
            #expect(isCut == (line != "next"))
            counts.append(line.utf8.count)
        }
        #expect(counts == [ProgramLines.limit, 4])
    }
}
