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
    let files: [String]
    private let jobs: Int
    private let isQuiet: Bool
    /// What progress is called, as in "encrypting".
    private let activity: String
    /// What is told of the other files where one fails.
    private let others: String
    /// So few are done before anybody reads of them.
    private static let fewFiles = 8

    /// `jobs` 0: as many as there are processors.
    init(_ files: [String], jobs: Int, isQuiet: Bool, activity: String, others: String = "the others are done") throws(Failure) {
        guard (0...256).contains(jobs) else {
            throw Failure("RC6508", exit: 64, "--jobs \(jobs) is out of range", fix: "give 1 to 256, or leave it out")
        }
        var seen: Set<String> = []
        self.files = files.filter { seen.insert($0 == "-" ? $0 : PathText.absolute($0, in: System.workingFolder)).inserted }
        self.jobs = jobs == 0 ? max(1, ParallelWork.processors) : jobs
        self.isQuiet = isQuiet
        self.activity = activity
        self.others = others
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
        let state = State()
        let progress = FileProgress(total: files.count, activity: activity, isShown: !isQuiet && files.count > Self.fewFiles)
        // Every thread must hold the signals, or one would end the process while another has a temporary file: they are
        // looked for between files.
        let signals = HeldSignals()
        let files = files
        ParallelWork.run(pieces: files.count, width: min(jobs, files.count), first: {}) { _, piece in
            if state.isStopped.load(ordering: .relaxed) { return }
            do throws(Failure) {
                try body(files[piece])
                state.done.add(1, ordering: .relaxed)
            } catch { state.failures.withLock { $0[piece] = error } }
            progress.step()
            if signals.isAnEndWaiting { state.isStopped.store(true, ordering: .relaxed) }
        }
        progress.finish()
        let found = state.failures.withLock { $0 }.sorted { $0.key < $1.key }.map { place, failure in
            var failure = failure
            // Of one file it is known which is meant.
            if failure.place == nil, !failure.cause.contains(files[place]) { failure.place = files[place] }
            return failure
        }
        for failure in found { System.say(failure.rendered) }
        let isStopped = state.isStopped.load(ordering: .relaxed) && state.done.load(ordering: .relaxed) + found.count < files.count
        if isStopped {
            System.say("rcsops: stopped by a signal in " + activity + ": \(state.done.load(ordering: .relaxed)) of \(files.count) files are done, each is whole\n")
        }
        signals.release()
        // Here only when something has caught it.
        if isStopped { throw Failure("RC6509", exit: 1, "stopped by a signal before all files were done", fix: "run it again for the others") }
        guard let first = found.first else { return }
        throw Failure(
            "RC6509", exit: found.allSatisfy { $0.exitCode == first.exitCode } ? first.exitCode : 1,
            "\(found.count) of \(files.count) files failed; \(others)", fix: "see what is told of each of them above")
    }

    /// What comes of each file, in their order, where nothing is written: signals end it at once.
    func results<Made: Sendable>(_ body: @escaping @Sendable (String) throws(Failure) -> Made) -> [Result<Made, Failure>] {
        let progress = FileProgress(total: files.count, activity: activity, isShown: !isQuiet && files.count > Self.fewFiles)
        let found = Mutex<[Int: Result<Made, Failure>]>([:])
        let files = files
        ParallelWork.run(pieces: files.count, width: min(jobs, files.count), first: {}) { _, piece in
            let made: Result<Made, Failure>
            do throws(Failure) { made = .success(try body(files[piece])) } catch { made = .failure(error) }
            found.withLock { $0[piece] = made }
            progress.step()
        }
        progress.finish()
        return found.withLock { found in files.indices.compactMap { found[$0] } }
    }

    private final class State: Sendable {
        let failures = Mutex<[Int: Failure]>([:])
        let isStopped = Atomic<Bool>(false)
        let done = Atomic<Int>(0)
    }
}
