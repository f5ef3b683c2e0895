#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The end of the process where the system has no memory for a secret: a message and exit code 1, and no trap, whose
/// report could show registers. Nothing is half written then, since files are replaced whole.
enum OutOfMemory {
    static func end() -> Never {
        let message: StaticString = "rcsops: RC2090 the system has no memory left for this input\n  fix: raise the limit (ulimit -v, the container's), or split the file\n"
        _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(1)
    }
}
