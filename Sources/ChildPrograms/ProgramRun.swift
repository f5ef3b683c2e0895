package import SecretMemory

/// A program's whole run: something goes in, something comes out.
package struct ProgramRun: Sendable {
    package let output: SecretSlice
    /// The last 64 KiB of its stderr, without control characters; empty when it went to ours.
    package let errorText: String
    package let ending: PipedProgram.Ending

    /// Runs `arguments`, writes `input`, and takes at most `limit` bytes of what it prints into the arena, where they may be
    /// secret. `seconds` is how long it may be silent; 0 is for ever, as for a program that asks a person.
    package static func of(
        _ arguments: [String], environment: ChildEnvironment? = nil, folder: String? = nil, input: UnsafeRawBufferPointer,
        errors: PipedProgram.Errors, limit: Int, seconds: Int, into arena: SecretArena
    ) throws(ProgramFailure) -> ProgramRun {
        var program = try PipedProgram(arguments, environment: environment, folder: folder, errors: errors)
        // What goes in is small enough for a pipe's buffer, or the program reads it before it prints much: a data key, a
        // message that holds one.
        do throws(ProgramFailure) { try program.write(input, seconds: seconds) } catch .ended {
            // Its exit code and stderr say more.
        }
        program.closeInput()
        var output = SecretBuilder(in: arena)
        while true {
            var failure: ProgramFailure?
            var count = 0
            output.append(atLeast: 4096) { room in
                do throws(ProgramFailure) { count = try program.read(into: room, seconds: seconds) } catch { failure = error }
                return count
            }
            if let failure { throw failure }
            if count == 0 { break }
            guard output.count <= limit else { throw .tooMuch(limit) }
        }
        let ending = program.end(seconds: seconds == 0 ? 3600 : seconds)
        return ProgramRun(output: output.finish(), errorText: program.errorText(), ending: ending)
    }
}
