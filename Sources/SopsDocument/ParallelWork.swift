#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Runs numbered pieces of work on a few threads; the order of the pieces is not kept. Threads of the system and not of
/// the concurrency runtime: that one's start and end cost more than most documents take.
package enum ParallelWork {
    /// How many threads pay: documents are mostly small, and more than a few wait for memory.
    static func width(pieces: Int) -> Int { min(max(1, processors), 4, pieces) }

    /// The processors that are online.
    package static let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    private final class Crew: @unchecked Sendable {
        private var lock = pthread_mutex_t()
        private var next = 0
        private let pieces: Int
        private let body: @Sendable (_ worker: Int, _ piece: Int) -> Void
        private var joined = 1

        init(pieces: Int, body: @escaping @Sendable (Int, Int) -> Void) {
            self.pieces = pieces
            self.body = body
            pthread_mutex_init(&lock, nil)
        }

        deinit { pthread_mutex_destroy(&lock) }

        private func take() -> Int? {
            pthread_mutex_lock(&lock)
            defer { pthread_mutex_unlock(&lock) }
            guard next < pieces else { return nil }
            next += 1
            return next - 1
        }

        func join() -> Int {
            pthread_mutex_lock(&lock)
            defer { pthread_mutex_unlock(&lock) }
            joined += 1
            return joined - 1
        }

        func work(as worker: Int) { while let piece = take() { body(worker, piece) } }
    }

    /// Calls `body` for every piece below `pieces`; `worker` is below `width`, and no two threads have the same. `first`
    /// runs on the calling thread while the others begin.
    package static func run(
        pieces: Int, width: Int, first: () -> Void, _ body: @escaping @Sendable (_ worker: Int, _ piece: Int) -> Void
    ) {
        let crew = Crew(pieces: pieces, body: body)
        var threads: [pthread_t] = []
        while threads.count + 1 < width, let thread = thread(for: crew) { threads.append(thread) }
        first()
        crew.work(as: 0)
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Nil when the system gives no thread: the calling one does all of it.
    private static func thread(for crew: Crew) -> pthread_t? {
        let thread = UnsafeMutablePointer<Handle>.allocate(capacity: 1)
        defer { thread.deallocate() }
        let pointer = Unmanaged.passRetained(crew).toOpaque()
        if pthread_create(thread, nil, crewEntry, pointer) == 0 { return thread.pointee }
        Unmanaged<Crew>.fromOpaque(pointer).release()
        return nil
    }

    #if canImport(Darwin)
    private typealias Handle = pthread_t?
    #else
    private typealias Handle = pthread_t
    #endif

    fileprivate static func work(_ pointer: UnsafeMutableRawPointer) {
        let crew = Unmanaged<Crew>.fromOpaque(pointer).takeRetainedValue()
        crew.work(as: crew.join())
    }
}

#if canImport(Darwin)
private func crewEntry(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    ParallelWork.work(pointer)
    return nil
}
#else
private func crewEntry(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let pointer { ParallelWork.work(pointer) }
    return nil
}
#endif
