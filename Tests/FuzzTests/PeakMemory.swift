import Foundation

/// The most memory that the process has used at once.
enum PeakMemory {
    /// What a run may use, in bytes; the address sanitizer keeps what was freed, and a shadow of everything.
    static let limit = ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil ? 1 << 30 : 6 << 30

    static var bytes: Int {
        var usage = rusage()
        #if os(Linux)
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
        #else
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
        #endif
    }
}
