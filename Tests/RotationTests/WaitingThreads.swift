import Foundation
import Testing

/// Threads for tests that wait for programs: on those of all tasks, of which there are as many as processors, nothing else would get on
/// meanwhile. Most of a rotation's time is waiting, so that there may be more of them than processors.
final class WaitingThreads: TaskExecutor, @unchecked Sendable {
    static let shared = WaitingThreads(8)

    private let lock = NSCondition()
    private var jobs: [UnownedJob] = []

    private init(_ count: Int) {
        for _ in 0..<count { Thread { [self] in serve() }.start() }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        lock.withLock { jobs.append(job) }
        lock.signal()
    }

    private func serve() -> Never {
        while true {
            lock.lock()
            while jobs.isEmpty { lock.wait() }
            let job = jobs.removeFirst()
            lock.unlock()
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}

/// Runs each test of a suite on one of the ``WaitingThreads``.
struct OnWaitingThread: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        try await withTaskExecutorPreference(WaitingThreads.shared) { try await function() }
    }
}

extension Trait where Self == OnWaitingThread {
    /// For tests that wait for programs.
    static var waiting: Self { OnWaitingThread() }
}
