import FileReplacement

/// The locks of documents that rotations work on (`DOCUMENT.lock`), held as long as this lives.
final class RotationLocks {
    private var first: RotationLocks.Link?

    private final class Link {
        let lock: HeldLock
        let next: Link?

        init(_ lock: consuming HeldLock, _ next: Link?) {
            self.lock = lock
            self.next = next
        }
    }

    /// In byte order of the paths, as everybody takes them.
    init(documents: [String]) throws(Failure) {
        for document in Set(documents).sorted(by: { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }) {
            let lock: HeldLock?
            do throws(FileError) { lock = try HeldLock(document + ".lock") } catch { throw .writing(error, name: document + ".lock") }
            guard let lock else {
                throw Failure(
                    "RC8616", exit: 4, "a rotation works on \"" + document + "\" now; no file was changed",
                    fix: "wait for its end (rcsops credentials status), and run the command again")
            }
            first = Link(lock, first)
        }
    }
}
