package import Foundation

/// A command that was run: what it printed, and how it ended.
package struct Outcome: Sendable {
    /// What the command ended by.
    package enum Ending: Equatable, Sendable {
        case exit, signal, timeLimit
    }

    /// The exit code; the signal's number where a signal ended it.
    package let code: Int32
    package let ending: Ending
    package let output: Data
    package let messages: String

    package init(code: Int32, ending: Ending, output: Data, messages: String) {
        (self.code, self.ending, self.output, self.messages) = (code, ending, output, messages)
    }

    package var text: String { String(decoding: output, as: UTF8.self) }

    /// Ended by itself, with code 0.
    package var isSuccess: Bool { ending == .exit && code == 0 }

    /// How it ended, in words.
    package var endingText: String {
        switch ending {
        case .exit: "exit code \(code)"
        case .signal: "signal \(code)"
        case .timeLimit: "stopped at the time limit"
        }
    }
}
