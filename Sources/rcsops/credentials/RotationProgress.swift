import AWSSigning
import CredentialRotation
import Synchronization

/// What a rotation waits for, in the last line of a terminal; nowhere else, and not for who wants quiet.
final class RotationProgress: Sendable {
    private struct State {
        var wait: RotationWait?
        /// When a wait without a date of its own ends.
        var end: Int64 = 0
        var since = ContinuousClock.now
        var isDrawn = false
    }

    private let isShown: Bool
    private let state = Mutex(State())

    init(isShown: Bool) { self.isShown = isShown && System.isStandardErrorATerminal }

    func set(_ wait: RotationWait?) {
        state.withLock { state in
            // A wait is told of again and again while it lasts.
            if let wait, state.wait == wait { return }
            (state.wait, state.since) = (wait, .now)
            switch wait {
            case .acceptance(let seconds), .rejection(let seconds), .oldAcceptance(let seconds), .underWay(let seconds), .unseen(let seconds),
                .absence(let seconds), .eviction(_, let seconds):
                state.end = System.now + Int64(seconds)
            case .step(_, let until): state.end = until
            case nil: break
            }
        }
    }

    func draw() {
        guard isShown else { return }
        state.withLock { state in
            guard let wait = state.wait, ContinuousClock.now - state.since > .seconds(1) || state.isDrawn else { return }
            state.isDrawn = true
            System.draw("\r" + Self.words(for: wait, end: state.end, now: System.now) + "\u{1B}[K")
        }
    }

    /// Clears the line for what is to be said.
    func finish() {
        state.withLock { state in
            if state.isDrawn { System.draw("\r\u{1B}[K") }
            state.isDrawn = false
        }
    }

    static func words(for wait: RotationWait, end: Int64, now: Int64) -> String {
        let left = max(0, end - now)
        let time = left >= 86_400 ? String(left / 86_400) + "d " + String(left % 86_400 / 3_600) + "h"
            : left >= 3_600 ? String(left / 3_600) + "h " + String(left % 3_600 / 60) + "m"
            : left >= 60 ? String(left / 60) + "m " + String(left % 60) + "s" : String(left) + "s"
        let until = " until " + SigningTime(end).internetDate + " (" + time + ")"
        switch wait {
        case .step(.deactivated, _): return "waiting to delete the old key," + until
        case .step: return "waiting to take the old key away," + until
        case .acceptance: return "waiting for the new key to be accepted, at most" + until
        case .rejection: return "waiting for the old key to be rejected, at most" + until
        case .oldAcceptance: return "waiting for the old key to be accepted again, at most" + until
        case .underWay: return "waiting for a request or a write that may still be under way to end," + until
        case .unseen: return "waiting for the new key, which the back end doesn't know yet, to be deleted, at most" + until
        case .absence: return "waiting for the deleted key to be gone from the list, at most" + until
        case .eviction: return "waiting for who still needs the key that --evict names," + until
        }
    }
}
