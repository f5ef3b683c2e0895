import ChildPrograms
import SecretMemory
import Testing

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

    @Test func aProgramThatIsNotThereIsTold() {
        #expect(throws: ProgramFailure.notStarted(2)) {
            try ProgramRun.of(
                ["/nowhere/program"], input: UnsafeRawBufferPointer(start: nil, count: 0), errors: .kept, limit: 1, seconds: 1, into: SecretArena())
        }
    }
}
