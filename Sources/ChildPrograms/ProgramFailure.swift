#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Why a program that was to help gave nothing. No case holds what was written to it, or what it wrote.
package enum ProgramFailure: Error, Equatable, Sendable {
    /// No such program, or it may not be run; with the system's error number.
    case notStarted(Int32)
    /// It said nothing, or read nothing, for this many seconds.
    case silent(seconds: Int)
    /// It ended, or closed the stream, in the middle of a conversation.
    case ended
    /// It wrote more than this many bytes.
    case tooMuch(Int)
    /// A stream failed, with the system's error number.
    case stream(Int32)

    /// There is no such program.
    package var isMissing: Bool { self == .notStarted(ENOENT) }

    /// The cause in words.
    package var message: String {
        switch self {
        case .notStarted(let number): "can't be started: " + SystemError.words(for: number)
        case .silent(let seconds): "said nothing for " + String(seconds) + " seconds"
        case .ended: "ended too early"
        case .tooMuch(let count): "wrote more than " + String(count) + " bytes"
        case .stream(let number): "broke off: " + SystemError.words(for: number)
        }
    }
}
