internal import ChildPrograms
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Asks Git something, and takes nothing of its messages.
enum GitQuestion {
    /// A list of all files of a large repository.
    private static let limit = 256 << 20
    private static let seconds = 120
    private static let inherited = [
        "PATH", "HOME", "TMPDIR", "XDG_CONFIG_HOME", "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    ]

    static func ask(_ words: [String], in folder: String, fine: [Int32] = [0]) throws(RotationFileError) -> SecretSlice {
        let arena = SecretArena()
        // Keys may stand in ours, and Git starts what its configuration says.
        var environment = ChildEnvironment(isEmpty: true, in: arena)
        for name in inherited { if let value = getenv(name) { environment.set(name, to: String(cString: value)) } }
        environment.set("LC_ALL", to: "C")
        environment.set("GIT_OPTIONAL_LOCKS", to: "0")
        let run: ProgramRun
        do throws(ProgramFailure) {
            run = try ProgramRun.of(
                ["git", "-C", folder] + words, environment: environment, input: UnsafeRawBufferPointer(start: nil, count: 0), errors: .kept,
                limit: limit, seconds: seconds, into: arena)
        } catch { throw .git(reason: "git can't be run") }
        guard case .exit(let code) = run.ending, fine.contains(code) else { throw .git(reason: "git " + (words.first ?? "") + " failed") }
        return run.output
    }
}
