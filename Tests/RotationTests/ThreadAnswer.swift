import Foundation

/// What a thread of a test tells the others.
final class ThreadAnswer<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var held: Value

    init(_ value: Value) { held = value }

    var value: Value {
        get { lock.withLock { held } }
        set { lock.withLock { held = newValue } }
    }

    /// One at a time.
    func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result { try lock.withLock { try body(&held) } }
}
