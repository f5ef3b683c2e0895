import FileReplacement
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The system's error numbers in words.
enum SystemWords {
    static func of(_ number: Int32) -> String { FileError.words(for: number) }

    /// Where room helps, and a right does not.
    static func isNoRoom(_ number: Int32) -> Bool { number == ENOSPC || number == EDQUOT }

    /// Behind what failed; nothing where no call did, since the words for that are "Success".
    static func after(_ number: Int32) -> String { number == 0 ? "" : ": " + of(number) }
}
