import Synchronization

/// What has been said in this run: a warning about many files of one kind is said for the first.
enum OncePerRun {
    private static let topics = Mutex<Set<String>>([])

    /// True for the first caller with this topic. Commands that work on many files call it from several threads.
    static func isFirst(_ topic: String) -> Bool { topics.withLock { $0.insert(topic).inserted } }
}
