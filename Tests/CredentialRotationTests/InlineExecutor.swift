/// Runs what is asynchronous at once, on the thread that asks for it: nothing in a simulated world waits for anything, and a search makes
/// millions of calls.
final class InlineExecutor: TaskExecutor, @unchecked Sendable {
    private var jobs: [UnownedJob] = []

    func enqueue(_ job: consuming ExecutorJob) { jobs.append(UnownedJob(job)) }

    static func run(_ body: @escaping @Sendable () async -> Void) {
        let executor = InlineExecutor()
        Task(executorPreference: executor) { await body() }
        while let job = executor.jobs.popLast() { job.runSynchronously(on: executor.asUnownedTaskExecutor()) }
    }
}
