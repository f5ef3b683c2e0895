#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The system's error numbers.
enum SystemError {
    static func words(for number: Int32) -> String { String(cString: strerror(number)) }
}
