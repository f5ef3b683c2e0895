import CredentialRotation
import FileReplacement
import RotationFiles

/// A journal on the disk.
struct JournalPlace: Sendable {
    let path: String
    /// Its clear part, whose MAC nobody has checked yet.
    let journal: RotationJournal

    /// Without links in the paths.
    var uses: [(path: String, remote: String)] {
        let folder = KeySearchPlaces.folder(of: path)
        return journal.uses.map { (RotationBench.real($0.path.hasPrefix("/") ? $0.path : folder + "/" + $0.path), $0.remote) }
    }
}

extension RotationBench {
    /// The journals of a file; or those below a folder, and elsewhere in its Git tree those that name a file below it, since of several files the
    /// first in bytewise order has the journal beside it. Read without any key.
    static func journals(at path: String) throws(Failure) -> [JournalPlace] {
        var places: [JournalPlace] = []
        if FolderWalk.isFolder(path) {
            let paths: [String]
            do throws(RotationFileError) { paths = try JournalFile.all(below: path) } catch { throw .of(error) }
            var broken: Failure?
            for path in paths {
                do throws(RotationFileError) { places.append(JournalPlace(path: real(path), journal: try JournalFile.read(path))) } catch {
                    // Ended meanwhile.
                    if case .noJournal = error { continue }
                    let failure = Failure.of(error)
                    if broken == nil { broken = failure }
                    System.warn(failure.cause)
                }
            }
            places += journals(besides: path)
            // One that is broken keeps none of the others, and is not passed by where it is the only one.
            if places.isEmpty, let broken { throw broken }
            return places
        }
        for path in JournalFile.isName(path) && FileReading.isRegular(path) ? [path] : JournalFile.all(of: path) {
            do throws(RotationFileError) { places.append(JournalPlace(path: real(path), journal: try JournalFile.read(path))) } catch { throw .of(error) }
        }
        // A misspelt folder must not look like one in which nothing is due.
        if places.isEmpty { try Input(path).checkExists() }
        // Beside the first of several files.
        return places.isEmpty ? try journals(naming: path) : places
    }

    /// Those below the file's folder, or its Git tree, that name the file as one of theirs.
    private static func journals(naming file: String) throws(Failure) -> [JournalPlace] {
        let (wanted, folder) = (real(file), KeySearchPlaces.folder(of: file))
        guard FileReading.isRegular(file) else { return [] }
        return try journals(at: try GitTrees.root(of: folder) ?? folder).filter { $0.uses.contains { $0.path == wanted } }
    }

    /// Those beside files, in their folders and in all of their Git trees. Of a journal that is another file's, and can't be read, only a warning is
    /// given: it keeps nobody from rotating another key.
    static func journals(around files: [String]) throws(Failure) -> [JournalPlace] {
        var places: [JournalPlace] = []
        var known: Set<String> = []
        for path in files.flatMap({ JournalFile.all(of: $0) }) where known.insert(real(path)).inserted {
            do throws(RotationFileError) { places.append(JournalPlace(path: real(path), journal: try JournalFile.read(path))) } catch { throw .of(error) }
        }
        var (folders, roots): (Set<String>, Set<String>) = ([], [])
        for folder in files.map(KeySearchPlaces.folder) where folders.insert(folder).inserted {
            var paths = JournalFile.all(in: folder)
            if let root = try GitTrees.root(of: folder), roots.insert(root).inserted {
                do throws(RotationFileError) { paths += try JournalFile.all(below: root, passesClosed: true) } catch { throw .of(error) }
            }
            for path in paths where known.insert(real(path)).inserted {
                do throws(RotationFileError) { places.append(JournalPlace(path: real(path), journal: try JournalFile.read(path))) } catch {
                    // Ended meanwhile.
                    if case .noJournal = error { continue }
                    System.warn(Failure.of(error).cause)
                }
            }
        }
        return places
    }

    /// Those in the Git tree around a folder that lie outside it and name a file below it.
    private static func journals(besides folder: String) -> [JournalPlace] {
        let folder = real(folder)
        // What of the tree can't be walked through is somebody else's affair, as long as it is not in the folder.
        guard let root = GitTrees.markedRoot(of: folder), root != folder, let paths = try? JournalFile.all(below: root) else { return [] }
        let below = folder + "/"
        var places: [JournalPlace] = []
        for path in paths where !path.hasPrefix(below) {
            do throws(RotationFileError) {
                let journal = try JournalFile.read(path)
                guard journal.uses.contains(where: { RotationPaths.absolute($0.path, besideJournal: path).hasPrefix(below) }) else { continue }
                places.append(JournalPlace(path: path, journal: journal))
            } catch .noJournal { continue } catch {
                // It may be about a file here.
                System.warn(Failure.of(error).cause)
            }
        }
        return places
    }

    /// The ended rotations of this user with that id.
    static func ended(id: String) -> [RotationJournal] { JournalArchive.all(in: StateFolder.path).filter { isMeant($0.id, by: id) } }

    /// The ids of this user's rotations, ended or under way in whatever folder, that may be meant by that one.
    static func known(id: String) -> [String] {
        let folder = StateFolder.path + "/rotations/"
        let names = ((try? FolderWalk.files(below: folder)) ?? []).map { $0.dropFirst(folder.count) }
        let ids = [".json", BegunRotation.suffix].flatMap { suffix in names.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) } }
        return Set(ids).filter { isMeant($0, by: id) }.sorted()
    }

    /// By the whole id, or its beginning. What is as long as a whole one is no beginning of another.
    static func isMeant(_ id: String, by wish: String) -> Bool { id == wish || wish.utf8.count < 36 && id.hasPrefix(wish) }
}
