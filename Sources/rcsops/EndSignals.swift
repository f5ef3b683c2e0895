import Synchronization
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The signals by which people and systems end a program, told as bytes in a pipe: a handler may do hardly more than write.
struct EndSignals {
    /// What stands in the pipe for the end of the work; a signal is another byte.
    static let done: UInt8 = 0
    private static let signal: UInt8 = 1
    private static let numbers = [SIGINT, SIGTERM, SIGHUP]
    private static let pipe = Atomic<Int32>(-1)
    private static let latest = Atomic<Int32>(0)

    /// The signal that came last; nil when none has.
    static var last: Int32? {
        let number = latest.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    private var before: [(number: Int32, action: sigaction)] = []

    /// Those that a parent has had ignored, as nohup does, stay so.
    init(writingTo descriptor: Int32) {
        Self.pipe.store(descriptor, ordering: .sequentiallyConsistent)
        for number in Self.numbers {
            var (old, new) = (sigaction(), sigaction())
            guard sigaction(number, nil, &old) == 0, !Self.isIgnored(old) else { continue }
            let handler: @convention(c) (Int32) -> Void = { signal in
                let number = errno
                EndSignals.latest.store(signal, ordering: .relaxed)
                EndSignals.write(EndSignals.signal, to: EndSignals.pipe.load(ordering: .relaxed))
                errno = number
            }
            #if canImport(Glibc)
            new.__sigaction_handler.sa_handler = handler
            #else
            new.__sigaction_u.__sa_handler = handler
            #endif
            if sigaction(number, &new, nil) == 0 { before.append((number, old)) }
        }
    }

    /// From here on they do what they did before.
    func restore() {
        for (number, action) in before {
            var action = action
            sigaction(number, &action, nil)
        }
    }

    static func write(_ byte: UInt8, to descriptor: Int32) {
        var byte = byte
        #if canImport(Glibc)
        _ = Glibc.write(descriptor, &byte, 1)
        #else
        _ = Darwin.write(descriptor, &byte, 1)
        #endif
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        #if canImport(Glibc)
        let handler = action.__sigaction_handler.sa_handler
        #else
        let handler = action.__sigaction_u.__sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
