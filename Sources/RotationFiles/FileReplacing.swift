internal import CPOSIX
internal import Cryptography
internal import FileReplacement
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Puts new bytes in the place of a file, for what must not be lost: beside it, synced, read again, renamed over it, the folder
/// synced (§2.3, §2.4). What ``FileWriting`` leaves to the system is done here too: attributes stay, the bytes on the disk are
/// looked at before they count, and the file must hold what it held.
struct FileReplacing {
    /// The names of the points where it may fail.
    struct Points {
        let create: FaultPoint
        let write: FaultPoint
        let attributes: FaultPoint
        let sync: FaultPoint
        let read: FaultPoint
        let rename: FaultPoint
        let folder: FaultPoint

        static let document = Points(
            create: .documentCreate, write: .documentWrite, attributes: .documentAttributes, sync: .documentSync, read: .documentRead,
            rename: .documentRename, folder: .documentFolder)
        static let journal = Points(
            create: .journalCreate, write: .journalWrite, attributes: .journalAttributes, sync: .journalSync, read: .journalRead,
            rename: .journalRename, folder: .journalFolder)
    }

    enum Refusal: Error {
        /// The file no longer holds what was read of it.
        case changed
        case severalLinks
        /// What was written is read back otherwise.
        case misread
        /// Another program holds the file's lock, and did not let go in time.
        case busy(FileHold.Holder)
        case failed(step: String, errorNumber: Int32)
        /// The new file is in its place, and a crash now might bring the old one back.
        case unsynced(errorNumber: Int32)
        case ended
    }

    /// Without links in it.
    let path: String
    let points: Points
    var breaksLinks = false
    /// A person who ends the program waits for no other's lock. The journal is written to its end (§6, case 45).
    var yieldsToSignals = false

    /// `former` is what the file must hold; nil: there must be none. `examine` sees what was read again, and says whether it is what
    /// was meant. `isWanted` is asked just before the rename, after whatever was waited for; where it says no, the file counts as changed.
    func replace(
        with bytes: SecretSlice, former: SecretSlice?, isWanted: () -> Bool = { true }, examine: (SecretSlice) -> Bool
    ) throws(Refusal) {
        // A signal between here and the rename would leave a file behind: it waits.
        let signals = HeldSignals()
        defer { signals.release() }
        let (descriptor, temporary) = try create()
        do throws(Refusal) {
            defer { close(descriptor) }
            try fill(descriptor, bytes, isNew: former == nil)
            try check(descriptor, bytes, examine)
            try rename(temporary, former, isWanted)
        } catch .ended { throw .ended } catch {
            unlink(temporary)
            throw error
        }
        try syncFolder(points.folder)
    }

    private func create() throws(Refusal) -> (Int32, String) {
        try pass(points.create, step: "make a file beside it")
        let start = FilePath.joined(FilePath.folder(of: path), "." + FilePath.name(of: path) + LeftOverFiles.mark)
        for _ in 0..<16 {
            let temporary = start + LeftOverFiles.ending()
            let descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return (descriptor, temporary) }
            guard errno == EEXIST else { throw .failed(step: "make a file beside it", errorNumber: errno) }
        }
        throw .failed(step: "make a file beside it", errorNumber: EEXIST)
    }

    private func fill(_ descriptor: Int32, _ bytes: SecretSlice, isNew: Bool) throws(Refusal) {
        let half = bytes.count / 2
        try write(bytes[0..<half], descriptor)
        try pass(points.write, step: "write")
        try write(bytes[half..<bytes.count], descriptor)
        try pass(points.attributes, step: "keep the mode")
        if !isNew { try keepAttributes(descriptor) }
        try sync(descriptor)
    }

    /// Makes what a run that died has put there as durable as it would have.
    func sync() throws(Refusal) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .changed }
        defer { close(descriptor) }
        try sync(descriptor)
        try syncFolder(points.folder)
    }

    private func sync(_ descriptor: Int32) throws(Refusal) {
        try pass(points.sync, step: "sync")
        #if canImport(Darwin)
        // fsync leaves the bytes in the drive's cache there.
        guard fcntl(descriptor, F_FULLFSYNC) == 0 || fsync(descriptor) == 0 else { throw .failed(step: "sync", errorNumber: errno) }
        #else
        guard fsync(descriptor) == 0 else { throw .failed(step: "sync", errorNumber: errno) }
        #endif
    }

    private func write(_ bytes: SecretSlice, _ descriptor: Int32) throws(Refusal) {
        do throws(FileError) { try FileWriting.write(bytes, to: descriptor, path: path) } catch .unwritable(_, let step, let number) {
            throw .failed(step: step, errorNumber: number)
        } catch { throw .failed(step: "write", errorNumber: EIO) }
    }

    /// Owner, mode, and what else the system keeps of a file.
    private func keepAttributes(_ descriptor: Int32) throws(Refusal) {
        let former = open(path, O_RDONLY | O_CLOEXEC)
        guard former >= 0 else { throw .changed }
        defer { close(former) }
        var status = stat(), made = stat()
        guard fstat(former, &status) == 0, fstat(descriptor, &made) == 0 else { throw .failed(step: "stat", errorNumber: errno) }
        guard status.st_nlink <= 1 || breaksLinks else { throw .severalLinks }
        // A folder that may be written lets everything in it be replaced; who has made a file read-only means it.
        guard faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 else { throw .failed(step: "write to it", errorNumber: errno) }
        if status.st_uid != made.st_uid || status.st_gid != made.st_gid {
            guard fchown(descriptor, status.st_uid, status.st_gid) == 0 else { throw .failed(step: "keep the owner", errorNumber: errno) }
        }
        guard fchmod(descriptor, status.st_mode & 0o7777) == 0 else { throw .failed(step: "keep the mode", errorNumber: errno) }
        guard rcsops_copy_attributes(former, descriptor) == 0 else { throw .failed(step: "keep the attributes", errorNumber: errno) }
    }

    /// By its own descriptor, and not by the name, which somebody else may have taken.
    private func check(_ descriptor: Int32, _ bytes: SecretSlice, _ examine: (SecretSlice) -> Bool) throws(Refusal) {
        try pass(points.read, step: "read it again")
        let arena = SecretArena()
        let room = arena.allocate(count: bytes.count + 1)
        var count = 0
        while count < room.count {
            let got = pread(descriptor, room.baseAddress! + count, room.count - count, off_t(count))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .failed(step: "read it again", errorNumber: errno) }
            if got == 0 { break }
            count += got
        }
        let found = arena.slice(of: room)[0..<count]
        guard found.equals(bytes), examine(found) else { throw .misread }
    }

    private func rename(_ temporary: String, _ former: SecretSlice?, _ isWanted: () -> Bool) throws(Refusal) {
        // rcsops' other writers wait meanwhile; whoever goes by no lock is seen by the comparison, all but one that comes between it
        // and the rename.
        let holder = former == nil ? -1 : try lockAndCompare(former!)
        defer { if holder >= 0 { close(holder) } }
        guard isWanted() else { throw .changed }
        try pass(points.rename, step: "rename")
        if former == nil {
            guard link(temporary, path) == 0 else {
                // Without locks another process takes ours for left over, and removes it.
                if errno == EEXIST || errno == ENOENT { throw .changed }
                throw .failed(step: "link", errorNumber: errno)
            }
            unlink(temporary)
            return
        }
        #if canImport(Glibc)
        let code = Glibc.rename(temporary, path)
        #else
        let code = Darwin.rename(temporary, path)
        #endif
        guard code == 0 else {
            if errno == ENOENT { throw .changed }
            throw .failed(step: "rename", errorNumber: errno)
        }
    }

    private func lockAndCompare(_ former: SecretSlice) throws(Refusal) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .changed }
        if let holder = FileHold.take(descriptor, yieldsToSignals: yieldsToSignals) {
            close(descriptor)
            throw .busy(holder)
        }
        var held = stat(), named = stat()
        guard fstat(descriptor, &held) == 0, lstat(path, &named) == 0, held.st_ino == named.st_ino, held.st_dev == named.st_dev,
            let now = try? FileReading.read(path, into: SecretArena()), now.equals(former)
        else {
            close(descriptor)
            throw .changed
        }
        return descriptor
    }

    /// Not every file system can sync a folder, and a folder that may be written need not be readable.
    func syncFolder(_ point: FaultPoint) throws(Refusal) {
        do throws(FaultPoint.Fault) { try point.pass() } catch { throw error.isEnd ? .ended : .unsynced(errorNumber: error.errorNumber) }
        let descriptor = open(FilePath.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP, errno != EROFS { throw .unsynced(errorNumber: errno) }
    }

    private func pass(_ point: FaultPoint, step: String) throws(Refusal) {
        do throws(FaultPoint.Fault) { try point.pass() } catch { throw error.isEnd ? .ended : .failed(step: step, errorNumber: error.errorNumber) }
    }
}
