import Synchronization

/// How far the probe is, in the last line of a terminal, for whoever waits longer than a second.
final class ProbeProgress: Sendable {
    private let isShown: Bool
    private let start = ContinuousClock.now
    private let state = Mutex<(done: Int, total: Int, isDrawn: Bool)>((0, 0, false))

    init(isShown: Bool) { self.isShown = isShown && System.isStandardErrorATerminal }

    func set(_ done: Int, of total: Int) {
        state.withLock { ($0.done, $0.total) = (done, total) }
    }

    func draw() {
        guard isShown, ContinuousClock.now - start > .seconds(1) else { return }
        state.withLock { state in
            state.isDrawn = true
            System.draw("\rasking the servers" + (state.total > 0 ? ": \(state.done) of \(state.total)" : "") + "\u{1B}[K")
        }
    }

    /// Clears the line for what is to be said.
    func finish() {
        if state.withLock({ $0.isDrawn }) { System.draw("\r\u{1B}[K") }
    }
}
