import Synchronization

/// How many of many files are done, in the last line of a terminal.
final class FileProgress: Sendable {
    private let total: Int
    private let activity: String
    private let isShown: Bool
    private let done = Mutex<Int>(0)

    init(total: Int, activity: String, isShown: Bool) {
        self.total = total
        self.activity = activity
        self.isShown = isShown && System.isStandardErrorATerminal
    }

    func step() {
        done.withLock { done in
            done += 1
            if isShown { System.draw("\r" + activity + " \(done) of \(total)") }
        }
    }

    /// Clears the line for what else is to be said.
    func finish() { if isShown { System.draw("\r\u{1B}[K") } }
}
