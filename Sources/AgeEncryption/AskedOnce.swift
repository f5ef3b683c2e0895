internal import Synchronization

/// What came of a question to a person, a failure too: it is asked once, however many files need the answer. Several threads may
/// want it, the others wait meanwhile.
final class AskedOnce<Value: Sendable>: Sendable {
    private let outcome = Mutex<Result<Value, AgeError>?>(nil)

    func value(asking ask: () throws(AgeError) -> Value) throws(AgeError) -> Value {
        let result = outcome.withLock { outcome -> Result<Value, AgeError> in
            if let outcome { return outcome }
            let made: Result<Value, AgeError>
            do throws(AgeError) { made = .success(try ask()) } catch { made = .failure(error) }
            outcome = made
            return made
        }
        return try result.get()
    }
}
