internal import Cryptography
package import CredentialRotation
internal import FileReplacement
internal import SecretMemory

/// Journals by their names: beside the document, `DOCUMENT.rotate-XXXXXXXX.json` (§2.3).
package enum JournalFile {
    /// Far beyond what any rotation writes.
    private static let limit = 16 << 20
    private static let mark = ".rotate-"

    /// The first 8 hexadecimal digits of the old id's SHA-256, so that two keys of one document have a journal each.
    package static func path(document: String, oldID: String) -> String {
        let digest = Array(oldID.utf8).withUnsafeBytes { SHA256.hash($0) }
        return (FilePath.real(document) ?? document) + mark + FilePath.hex(digest.prefix(4)) + ".json"
    }

    /// True for the name of a journal.
    package static func isName(_ path: String) -> Bool { document(of: path) != nil }

    /// The document that a journal of that name lies beside.
    package static func document(of path: String) -> String? {
        let name = FilePath.name(of: path)
        guard name.hasSuffix(".json"), let place = name.dropLast(5).range(of: mark), !name[..<place.lowerBound].isEmpty else { return nil }
        let digits = name.dropLast(5)[place.upperBound...]
        guard digits.utf8.count == 8, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        return String(path.dropLast(name.count)) + String(name[..<place.lowerBound])
    }

    /// The journals of a document.
    package static func all(of document: String) -> [String] {
        let document = FilePath.real(document) ?? document
        let folder = FilePath.folder(of: document)
        return FilePath.names(in: folder).filter { self.document(of: $0) == FilePath.name(of: document) }.map { FilePath.joined(folder, $0) }
    }

    /// The journals in a folder.
    package static func all(in folder: String) -> [String] { FilePath.names(in: folder).filter(isName).map { FilePath.joined(folder, $0) } }

    /// All journals below a folder; `passesClosed` leaves out folders that can't be read.
    package static func all(below folder: String, passesClosed: Bool = false) throws(RotationFileError) -> [String] {
        do throws(FileError) { return try FolderWalk.files(below: folder, passesClosed: passesClosed).filter(isName) } catch {
            throw .unreadableJournal(path: folder, errorNumber: 0)
        }
    }

    /// What a journal says, without any key: for people to look at. Whoever acts on one opens it with ``LiveRotationStore``.
    package static func read(_ path: String) throws(RotationFileError) -> RotationJournal { try JournalText.read(try bytes(path), path: path) }

    static func bytes(_ path: String) throws(RotationFileError) -> SecretSlice {
        do throws(FileError) { return try ConfinedReading.read(path, below: nil, limit: limit, into: SecretArena()) } catch .notFound {
            throw .noJournal(path: path)
        } catch .unreadable(_, let number) { throw .unreadableJournal(path: path, errorNumber: number) } catch {
            throw .malformedJournal(path: path)
        }
    }
}

extension Substring {
    /// The last place of a text.
    fileprivate func range(of mark: String) -> Range<Index>? {
        var place = endIndex
        while place > startIndex {
            place = index(before: place)
            if self[place...].hasPrefix(mark) { return place..<index(place, offsetBy: mark.count) }
        }
        return nil
    }
}
