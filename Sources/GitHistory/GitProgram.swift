internal import ChildPrograms
internal import SecretMemory

/// Runs git in a folder.
struct GitProgram: Sendable {
    let folder: String
    /// A name that PATH has, or a path.
    var program = "git"
    /// Even a history of a million commits is listed in less. In bytes.
    private static let outputLimit = 1 << 30
    /// It is silent while it walks a large history. In seconds.
    static let patience = 600

    struct Result {
        let output: SecretSlice
        let code: Int32
    }

    /// The whole output, whatever the exit code.
    func result(
        _ arguments: [String], for purpose: GitEnvironment.Purpose = .reading, input: [UInt8] = [],
        errors: PipedProgram.Errors = .kept, into arena: SecretArena = .ofCiphertext()
    ) throws(GitError) -> Result {
        let words = [program] + GitEnvironment.options(purpose) + arguments
        let run: ProgramRun
        do throws(ProgramFailure) {
            run = try input.withRawBytes { (bytes) throws(ProgramFailure) in
                try ProgramRun.of(
                    words, environment: GitEnvironment.variables(purpose, in: arena), folder: folder, input: bytes, errors: errors,
                    limit: Self.outputLimit, seconds: Self.patience, into: arena)
            }
        } catch .notStarted { throw .noGit } catch { throw .failed(command: arguments[0], code: -1) }
        switch run.ending {
        case .exit(let code): return Result(output: run.output, code: code)
        case .signal(let number): return Result(output: run.output, code: 128 + number)
        }
    }

    /// The output of a command that must not fail.
    func output(
        _ arguments: [String], for purpose: GitEnvironment.Purpose = .reading, input: [UInt8] = []
    ) throws(GitError) -> [UInt8] {
        let result = try result(arguments, for: purpose, input: input)
        guard result.code == 0 else { throw .failed(command: arguments[0], code: result.code) }
        return result.output.withBytes { Array($0) }
    }

    /// The same as one line.
    func line(_ arguments: [String], for purpose: GitEnvironment.Purpose = .reading, input: [UInt8] = []) throws(GitError) -> String {
        var bytes = try output(arguments, for: purpose, input: input)
        if bytes.last == 0x0A { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A program that is asked again and again.
    func started(_ arguments: [String]) throws(GitError) -> PipedProgram {
        let arena = SecretArena.ofCiphertext()
        do throws(ProgramFailure) {
            return try PipedProgram(
                [program] + GitEnvironment.options(.reading) + arguments, environment: GitEnvironment.variables(.reading, in: arena), folder: folder,
                errors: .kept)
        } catch { throw .noGit }
    }
}
