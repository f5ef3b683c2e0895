internal import Cryptography
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The files that a run that died has left beside a document: encrypted text, and of no use. Named as `FileWriting` names them, so
/// that every command passes them by.
enum LeftOverFiles {
    static let mark = ".rcsops-"
    private static let endingSize = 6

    /// Six letters and digits.
    static func ending() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
        return String(decoding: SecureRandom.bytes(endingSize).map { letters[Int($0) % letters.count] }, as: UTF8.self)
    }

    /// True for the name of one, of whatever file.
    static func isName(_ name: String) -> Bool {
        guard name.hasPrefix("."), let place = name.firstRange(of: mark) else { return false }
        return name[place.upperBound...].utf8.count == endingSize
    }

    /// Removes those of a file, when they are ours. Whoever calls it holds the document's lock, so that nobody is at work there. What
    /// can't be removed is no reason to stop.
    static func remove(of path: String) {
        let folder = FilePath.folder(of: path)
        let start = "." + FilePath.name(of: path)
        for name in FilePath.names(in: folder) {
            // Of the document, and of its journals.
            guard name.hasPrefix(start + mark) || name.hasPrefix(start + ".rotate-"), let place = name.firstRange(of: mark),
                name[place.upperBound...].utf8.count == endingSize
            else { continue }
            let path = FilePath.joined(folder, name)
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else { continue }
            do throws(FaultPoint.Fault) { try FaultPoint.leftOverUnlink.pass() } catch { return }
            unlink(path)
        }
    }
}
