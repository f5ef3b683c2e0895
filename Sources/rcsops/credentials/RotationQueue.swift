import CredentialRotation

/// Rotations that are gone on with in turn (`resume --all-due --wait`): which is next, and when.
struct RotationQueue {
    struct Entry {
        let path: String
        let journal: RotationJournal
        let due: Int64
    }

    private var entries: [Entry]

    /// After a step, in seconds: what is due and yet does not go on, as after a clock that was set, is not asked without end.
    private static let pause: Int64 = 60

    /// - Parameter commits: What is in no commit yet gets one at once (`--commit`).
    init(_ places: [(path: String, journal: RotationJournal)], now: Int64, commits: Bool = false) {
        entries = places.map { Entry(path: $0.path, journal: $0.journal, due: Self.due(of: $0.journal, now: now, commits: commits)) }
    }

    var next: Entry? { entries.min { ($0.due, $0.path) < ($1.due, $1.path) } }

    /// - Parameter journal: That of ``next`` as it is now; nil where it has ended, or waits for something else than the time.
    mutating func advance(to journal: RotationJournal?, now: Int64) {
        guard let entry = next, let index = entries.firstIndex(where: { $0.path == entry.path }) else { return }
        guard let journal, !journal.state.isFinal else {
            entries.remove(at: index)
            return
        }
        let due = Self.due(of: journal, now: now)
        entries[index] = Entry(path: entry.path, journal: journal, due: due <= now ? now + Self.pause : due)
    }

    /// When `resume` has something to do. A clock that shows less than the journal's last event was set back: the back end's is to be asked
    /// (spec of rotation, §2.7).
    /// - Parameter commits: What has begun without a commit gets one when it is asked for.
    static func due(of journal: RotationJournal, now: Int64, commits: Bool = false) -> Int64 {
        if commits, journal.committedAt != nil, journal.commit == nil { return 0 }
        if let last = journal.events.last?.at, last > now { return 0 }
        return RotationNextStep.due(of: journal) ?? 0
    }
}

/// Sleeps until a rotation's next step is due.
struct RotationQueueWait {
    private let progress: RotationProgress

    init(isShown: Bool) { progress = RotationProgress(isShown: isShown) }

    func wait(until due: Int64, before state: RotationState) throws(Failure) {
        let progress = progress
        progress.set(.step(after: state, until: due))
        defer {
            progress.set(nil)
            progress.finish()
        }
        // In pieces, since the clock may be set meanwhile.
        while case let left = due - System.now, left > 0 {
            let isWhole = try AwaitedTask.value(tick: { progress.draw() }) {
                await SystemRotationClock().pause(milliseconds: Int(min(left, 60)) * 1000)
            }
            if let signal = EndSignals.last { throw Failure.of(.interrupted).exiting(128 + signal) }
            guard isWhole else { throw Failure.of(.interrupted) }
        }
    }
}
