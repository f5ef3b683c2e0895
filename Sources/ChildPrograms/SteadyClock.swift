#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A clock that nobody sets.
package enum SteadyClock {
    /// Whole seconds since some moment.
    package static var seconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int(time.tv_sec)
    }
}
