internal import NIOCore
internal import Synchronization

/// Something that is waited for and may end in several ways at once: an event, a deadline, the task's cancellation. The first
/// one counts.
final class OneAnswer<Value: Sendable>: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<Result<Value, HTTPFailure>, Never>)
        case given(Result<Value, HTTPFailure>)
        case taken
    }

    private let state = Mutex(State.open)

    /// False when there was an answer already: what `result` holds is the caller's to close.
    @discardableResult func give(_ result: Result<Value, HTTPFailure>) -> Bool {
        let (isFirst, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Result<Value, HTTPFailure>, Never>?) in
            switch state {
            case .open:
                state = .given(result)
                return (true, nil)
            case .waiting(let continuation):
                state = .taken
                return (true, continuation)
            case .given, .taken: return (false, nil)
            }
        }
        waiting?.resume(returning: result)
        return isFirst
    }

    var isGiven: Bool {
        state.withLock { state in
            switch state {
            case .open, .waiting: false
            case .given, .taken: true
            }
        }
    }

    /// To be called once.
    func value() async throws(HTTPFailure) -> Value {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let given = state.withLock { state -> Result<Value, HTTPFailure>? in
                    guard case .given(let result) = state else {
                        state = .waiting(continuation)
                        return nil
                    }
                    state = .taken
                    return result
                }
                if let given { continuation.resume(returning: given) }
            }
        } onCancel: {
            give(.failure(.cancelled))
        }
        return try result.get()
    }

    /// The value, or `failure` when the time is over.
    func value(within time: Duration, on loop: any EventLoop, else failure: HTTPFailure) async throws(HTTPFailure) -> Value {
        let deadline = loop.scheduleTask(in: TimeAmount(time)) { _ = self.give(.failure(failure)) }
        defer { deadline.cancel() }
        return try await value()
    }
}
