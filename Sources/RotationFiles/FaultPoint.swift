#if DEBUG
internal import Synchronization
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif
#endif

/// Where a rotation touches the disk, by the name that `RCSOPS_FAULT` has for it. A release build knows the names and stops at
/// none of them.
package enum FaultPoint: String, Sendable, CaseIterable {
    case lockOpen = "lock.open"
    case lockWrite = "lock.write"
    case documentCreate = "document.create"
    /// When half of the bytes are written.
    case documentWrite = "document.write"
    case documentAttributes = "document.attributes"
    case documentSync = "document.fsync"
    case documentRead = "document.read"
    case documentRename = "document.rename"
    case documentFolder = "document.folder"
    case journalCreate = "journal.create"
    case journalWrite = "journal.write"
    case journalAttributes = "journal.attributes"
    case journalSync = "journal.fsync"
    case journalRead = "journal.read"
    case journalRename = "journal.rename"
    case journalFolder = "journal.folder"
    /// When the journal is durable, before anybody is told.
    case journalSaved = "journal.saved"
    case archiveFolder = "archive.mkdir"
    case archiveCreate = "archive.create"
    case archiveWrite = "archive.write"
    case archiveSync = "archive.fsync"
    case archiveRename = "archive.rename"
    case archiveSynced = "archive.folder"
    case archiveUnlink = "archive.unlink"
    case archiveUnlinked = "archive.unlinked"
    case excludeWrite = "exclude.write"
    case leftOverUnlink = "leftover.unlink"

    /// What a call that fails there says.
    struct Fault: Error {
        let errorNumber: Int32
        /// The process ended there, as far as files go: nothing is cleaned up.
        let isEnd: Bool
    }

    #if DEBUG
    /// What happens when a point is passed for the `turn`-th time; `end` plays a kill inside of a test, and `stop` has
    /// the process stand still until somebody lets it go on.
    package enum Kind: String, Sendable { case kill, stop, eio, enospc, edquot, end }

    private struct Armed: Sendable {
        /// Nil: whichever is passed.
        var point: FaultPoint?
        var turn: Int
        var kind: Kind
        /// The thread that it is meant for: tests run beside each other. Nil for all.
        var thread: UInt?
        /// What somebody else does there, each time, and all goes on.
        var action: (@Sendable () -> Void)?
    }

    private static let armed = Mutex<Armed?>(fromEnvironment)

    /// `RCSOPS_FAULT=POINT[@TURN]:KIND`, or `NUMBER:KIND` for the point that is the NUMBER-th to be passed.
    private static var fromEnvironment: Armed? {
        guard let text = getenv("RCSOPS_FAULT").map({ String(cString: $0) }) else { return nil }
        let parts = text.split(separator: ":")
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[1])) else { return nil }
        if let turn = Int(parts[0]) { return Armed(point: nil, turn: turn, kind: kind) }
        let place = parts[0].split(separator: "@")
        guard let name = place.first, let point = FaultPoint(rawValue: String(name)) else { return nil }
        return Armed(point: point, turn: place.count == 2 ? Int(place[1]) ?? 1 : 1, kind: kind)
    }

    /// For tests of this process, on this thread; nil ends it.
    package static func arm(_ point: FaultPoint?, _ kind: Kind = .eio, turn: Int = 1) {
        armed.withLock { $0 = point.map { Armed(point: $0, turn: turn, kind: kind, thread: ownThread) } }
    }

    /// Has somebody else act at a point, as often as it is passed.
    package static func at(_ point: FaultPoint, do action: @escaping @Sendable () -> Void) {
        armed.withLock { $0 = Armed(point: point, turn: 1, kind: .end, thread: ownThread, action: action) }
    }

    private static var ownThread: UInt {
        #if canImport(Glibc)
        UInt(pthread_self())
        #else
        UInt(bitPattern: pthread_self())
        #endif
    }

    func pass() throws(Fault) {
        let (kind, action): (Kind?, (@Sendable () -> Void)?) = Self.armed.withLock { armed in
            guard let point = armed.map({ $0.point ?? self }), point == self, armed?.thread.map({ $0 == Self.ownThread }) ?? true else { return (nil, nil) }
            if let action = armed?.action { return (nil, action) }
            armed?.turn -= 1
            return (armed?.turn == 0 ? armed?.kind : nil, nil)
        }
        action?()
        switch kind {
        case nil: return
        case .kill: kill(getpid(), SIGKILL)
        // This thread: with another of the process this one might go on for a while.
        case .stop: raise(SIGSTOP)
        case .eio: throw Fault(errorNumber: EIO, isEnd: false)
        case .enospc: throw Fault(errorNumber: ENOSPC, isEnd: false)
        case .edquot: throw Fault(errorNumber: EDQUOT, isEnd: false)
        case .end: throw Fault(errorNumber: EINTR, isEnd: true)
        }
    }
    #else
    @inline(__always) func pass() throws(Fault) {}
    #endif
}
