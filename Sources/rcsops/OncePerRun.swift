#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What has been said in this run: a warning about many files of one kind is said for the first.
enum OncePerRun {
    private final class Said: @unchecked Sendable {
        var topics: Set<String> = []
        var lock = pthread_mutex_t()

        init() { pthread_mutex_init(&lock, nil) }
    }

    private static let said = Said()

    /// True for the first caller with this topic. Commands that work on many files call it from several threads.
    static func isFirst(_ topic: String) -> Bool {
        pthread_mutex_lock(&said.lock)
        defer { pthread_mutex_unlock(&said.lock) }
        return said.topics.insert(topic).inserted
    }
}
