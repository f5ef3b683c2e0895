import FileReplacement
import SopsConfiguration
import SopsDocument
import Synchronization
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One command for many files: several at once, each whole or untouched, and every failure told.
struct ManyFiles {
    /// Without doubles, in the order in which they were given.
    private let files: [String]
    private let jobs: Int
    private let isQuiet: Bool
    /// What progress is called, as in "encrypting".
    private let activity: String
    /// So few are done before anybody reads of them.
    private static let fewFiles = 8

    /// `jobs` 0: as many as there are processors.
    init(_ files: [String], jobs: Int, isQuiet: Bool, activity: String) throws(Failure) {
        guard (0...256).contains(jobs) else {
            throw Failure("RC6508", exit: 64, "--jobs \(jobs) is out of range", fix: "give 1 to 256, or leave it out")
        }
        self.files = Self.distinct(files)
        self.jobs = jobs == 0 ? max(1, ParallelWork.processors) : jobs
        self.isQuiet = isQuiet
        self.activity = activity
    }

    /// The names without doubles, in their order.
    static func distinct(_ files: [String]) -> [String] {
        var seen: Set<String> = []
        return files.filter { seen.insert($0 == "-" ? $0 : PathText.absolute($0, in: System.workingFolder)).inserted }
    }

    /// Refuses several files where there is one place for the result.
    static func checkOutput(_ files: [String], inPlace: Bool) throws(Failure) {
        guard files.count > 1, !inPlace || files.contains("-") else { return }
        throw Failure(
            "RC6507", exit: 64, "\(files.count) files have no one place for their results",
            fix: "give -i to replace each of them, or name one file; standard input goes alone")
    }

    /// A failure of one file does not stop the others. Throws when there was any, with the exit code that they share, else 1.
    func run(_ body: @escaping @Sendable (String) throws(Failure) -> Void) throws(Failure) {
        if files.count == 1 { return try body(files[0]) }
        _ = try Self.whole(results(isWriting: true, body), "\(files.count) files failed; the others are done")
    }

    /// What `body` gives for each file, in the files' order. Nil: a signal came before its turn.
    func results<T: Sendable>(
        isWriting: Bool, _ body: @escaping @Sendable (String) throws(Failure) -> T
    ) -> [Result<T, Failure>?] {
        let state = State<T>()
        let progress = FileProgress(total: files.count, activity: activity, isShown: !isQuiet && files.count > Self.fewFiles)
        // Every thread must hold the signals, or one would end the process while another has a temporary file: they are
        // looked for between files.
        let signals = isWriting ? HeldSignals() : nil
        let files = files
        ParallelWork.run(pieces: files.count, width: min(jobs, files.count), first: {}) { _, piece in
            if state.isStopped.load(ordering: .relaxed) { return }
            let result: Result<T, Failure>
            do throws(Failure) { result = .success(try body(files[piece])) } catch {
                // Of one file it is known which is meant.
                result = .failure(files.count > 1 ? error.naming(files[piece]) : error)
            }
            state.results.withLock { $0[piece] = result }
            progress.step()
            if signals?.isAnEndWaiting ?? false { state.isStopped.store(true, ordering: .relaxed) }
        }
        progress.finish()
        let results = state.results.withLock { results in files.indices.map { results[$0] } }
        let undone = results.count { $0 == nil }
        if undone > 0 {
            System.say("rcsops: stopped by a signal in \(activity): \(files.count - undone) of \(files.count) files are done, each is whole\n")
        }
        signals?.release()
        return results
    }

    /// What all files gave. Where some failed each is told, and one failure stands for all.
    static func whole<T>(_ results: [Result<T, Failure>?], _ told: String) throws(Failure) -> [T] {
        var values: [T] = []
        var failures: [Failure] = []
        for result in results {
            switch result {
            case .success(let value): values.append(value)
            case .failure(let failure): failures.append(failure)
            case nil: continue
            }
        }
        guard let first = failures.first else {
            if values.count == results.count { return values }
            // Here only when something has caught the signal.
            throw Failure("RC6509", exit: 1, "stopped by a signal before all files were done", fix: "run it again for the others")
        }
        if results.count == 1 { throw first }
        for failure in failures { System.say(failure.rendered) }
        throw Failure(
            "RC6509", exit: failures.allSatisfy { $0.exitCode == first.exitCode } ? first.exitCode : 1,
            "\(failures.count) of " + told, fix: "see what is told of each of them above")
    }

    private final class State<T: Sendable>: Sendable {
        let results = Mutex<[Int: Result<T, Failure>]>([:])
        let isStopped = Atomic<Bool>(false)
    }
}
