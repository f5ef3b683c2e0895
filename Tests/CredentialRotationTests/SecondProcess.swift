import Foundation

/// A process beside the first, on a stack of its own, so that either can be stopped in the middle of a step while the other goes on. Only
/// one of them runs at a time.
final class SecondProcess: @unchecked Sendable {
    private let toSecond = DispatchSemaphore(value: 0)
    private let toFirst = DispatchSemaphore(value: 0)
    private let work = DispatchSemaphore(value: 0)
    private var body: (@Sendable () async -> Void)?
    private(set) var isSuspended = false
    private var thread: Thread?

    /// Runs it until it ends or is suspended.
    func start(_ body: @escaping @Sendable () async -> Void) {
        self.body = body
        if thread == nil {
            let thread = Thread { [unowned self] in serve() }
            thread.stackSize = 8 << 20
            thread.start()
            self.thread = thread
        }
        work.signal()
        toFirst.wait()
    }

    /// Called by the first.
    func goOn() {
        isSuspended = false
        toSecond.signal()
        toFirst.wait()
    }

    /// Called by the second.
    func suspend() {
        isSuspended = true
        toFirst.signal()
        toSecond.wait()
    }

    /// No more is to come.
    func end() {
        guard thread != nil else { return }
        body = nil
        work.signal()
        toFirst.wait()
        thread = nil
    }

    private func serve() {
        while true {
            work.wait()
            guard let body else { break }
            InlineExecutor.run(body)
            toFirst.signal()
        }
        toFirst.signal()
    }
}
