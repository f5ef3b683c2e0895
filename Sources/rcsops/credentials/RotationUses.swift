import AWSSigning
import CredentialRotation
import FileReplacement
import GitHistory
import RotationFiles
import SecretMemory
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where a key is looked for, in the beginning and again before anything is taken away: in the files that were named, and in the Git trees around
/// them or the folders of `--scan` (spec of rotation, §2.4).
struct KeySearchPlaces: Sendable {
    /// Absolute where it matters to others.
    let files: [String]
    /// Looked into themselves, without the trees around them: a file that is there for something else.
    var alone: [String] = []
    var scanned: [String] = []
    var untracked = false

    /// - Parameter outside: Gets the folders of files that are in no Git tree: nothing else is looked at there.
    private func scopes(outside: inout [String]) throws(Failure) -> [KeyUseSearch.Scope] {
        var scopes: [KeyUseSearch.Scope] = []
        var known: Set<String> = []
        let folders = files.map(Self.folder).reduce(into: [String]()) { folders, folder in if !folders.contains(folder) { folders.append(folder) } }
        for place in scanned.isEmpty ? folders : scanned {
            let isRoot = FolderWalk.isFolder(place) && (FolderWalk.isFolder(place + "/.git") || FileReading.isRegular(place + "/.git"))
            if scanned.isEmpty || isRoot {
                guard let root = try GitTrees.root(of: place) else {
                    outside.append(place)
                    continue
                }
                guard known.insert(root).inserted else { continue }
                // Of a folder that somebody names all of it is meant.
                scopes.append(.repository(folder: root, includesUntracked: untracked || isRoot && !scanned.isEmpty))
            } else if FolderWalk.isFolder(place), try GitTrees.root(of: place) != nil {
                // Other branches may have the key in files of it.
                scopes.append(.folder(place))
            } else if FolderWalk.isFolder(place) {
                do throws(FileError) { scopes.append(.files(try FolderWalk.files(below: place))) } catch { throw .reading(error, name: place) }
            } else { scopes.append(.files([place])) }
        }
        return scopes
    }

    /// Each use once, in bytewise order.
    func uses(of key: KeyUseSearch.Key, access: PairDocument.Access) throws(Failure) -> KeyUses {
        // Later ones look into most of the files again: what is named is to be there, what Git knows need not be.
        var all: KeyUses
        do throws(RotationFileError) { all = try KeyUseSearch(.files(files + alone), access: access).uses(of: key) } catch { throw .of(error) }
        for scope in try scopes(outside: &all.unscanned) {
            let found: KeyUses
            do throws(RotationFileError) { found = try KeyUseSearch(scope, access: access).uses(of: key) } catch { throw .of(error) }
            all.uses += found.uses
            all.staleCopies += found.staleCopies
            all.otherEndpoints += found.otherEndpoints
            all.blindSpots += found.blindSpots
        }
        all.uses = Self.sorted(all.uses)
        all.staleCopies = Self.sorted(all.staleCopies)
        all.otherEndpoints = Self.sorted(all.otherEndpoints)
        all.blindSpots = Array(Set(all.blindSpots)).sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
        return all
    }

    private static func sorted(_ uses: [KeyUses.Use]) -> [KeyUses.Use] {
        Array(Set(uses)).sorted {
            $0.path == $1.path ? $0.remote.utf8.lexicographicallyPrecedes($1.remote.utf8) : $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
        }
    }

    static func folder(of path: String) -> String {
        let real = System.absolutePath(of: path)
        return real.lastIndex(of: "/").map { $0 == real.startIndex ? "/" : String(real[..<$0]) } ?? "."
    }
}

/// The Git trees around files.
enum GitTrees {
    /// The root of the work tree that a folder is in; nil where it is in none. A tree that Git does not read is a failure: the key may be used in it.
    static func root(of folder: String) throws(Failure) -> String? {
        do throws(GitError) { return try GitRepository(holding: folder).workTree } catch {
            switch error {
            case .noGit, .noRepository:
                guard markedRoot(of: System.absolutePath(of: folder)) != nil else { return nil }
                throw .of(error)
            default: throw .of(error)
            }
        }
    }

    /// The nearest folder at or above an absolute path that has Git's mark in it, by itself: without git, and whether or not Git would read it.
    static func markedRoot(of folder: String) -> String? {
        var folder = folder[...]
        while true {
            let mark = String(folder) + "/.git"
            if FolderWalk.isFolder(mark) || FileReading.isRegular(mark) { return folder.isEmpty ? "/" : String(folder) }
            guard let slash = folder.lastIndex(of: "/") else { return nil }
            folder = folder[..<slash]
        }
    }
}

extension RotationBench {
    static func access(_ writing: WritingWishes) -> PairDocument.Access {
        var access = PairDocument.Access(identities: System.identities, effects: System.effects)
        (access.allowsPlaintext, access.rotatesDataKey, access.breaksLinks) = (writing.allowsPlaintext, writing.rotatesDataKey, writing.breaksLinks)
        return access
    }

    /// Which service the key of a remote belongs to; nil where the file does not tell any more.
    static func place(of remote: String, in file: String, _ access: PairDocument.Access) -> String? {
        let arena = SecretArena()
        guard let bytes = try? FileReading.read(file, into: arena), let document = try? PairDocument.open(bytes, path: file, access: access, in: arena) else { return nil }
        return document.place(of: remote)
    }

    /// All remotes with the key of `pair`, and what could not be looked at. `given` are those of the files that the command line names.
    static func uses(of pair: HeldPair, given: [HeldPair], _ wishes: RotationWishes) throws(Failure) -> KeyUseFinding {
        let access = access(wishes.writing)
        let remote = String(decoding: pair.remote.bytes, as: UTF8.self)
        var files: [String] = []
        for file in [pair.file] + given.map(\.file) where !files.contains(file) { files.append(file) }
        let key = KeyUseSearch.Key(id: pair.id, place: place(of: remote, in: pair.file, access), pair: pair.credentials)
        let places = KeySearchPlaces(files: files, alone: wishes.signer.files, scanned: wishes.scanned, untracked: wishes.scansUntracked)
        let found = try places.uses(of: key, access: access)
        let names = Dictionary((files + places.alone).map { (real($0), $0) }) { first, _ in first }
        func shown(_ path: String) -> String { names[path] ?? RotationPaths.shown(path) }
        let own = real(pair.file)
        guard found.uses.contains(where: { $0.path == own && $0.remote == remote }) else {
            let reason = found.blindSpots.map(\.text).first { $0.hasPrefix(own) }.map { String($0.dropFirst(own.count)) }
            throw Failure(
                "RC8519", exit: 3, "\"" + pair.file + "\" can't get a new pair for [" + pair.remote.text + "]" + (reason ?? ""),
                fix: "put right what the message names; rcsops config show FILE shows the remote")
        }
        return KeyUseFinding(
            uses: found.uses.map { KeyUseFinding.Use(path: shown($0.path), real: $0.path, remote: $0.remote, hash: $0.hash, isPlaintext: $0.isPlaintext) },
            // Each begins with its path, or names a branch.
            blindSpots: found.blindSpots.map { RotationPaths.shown($0.text) },
            staleCopies: found.staleCopies.map { shown($0.path) + ": " + $0.remote },
            otherEndpoints: found.otherEndpoints.map { shown($0.path) + ": " + $0.remote }, unscanned: found.unscanned.map(RotationPaths.shown))
    }

    static func real(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return System.absolutePath(of: path) }
        defer { free(real) }
        return String(cString: real)
    }

    /// Everything that writes a file is tried, but for the replacing.
    static func proveWritePath(of use: KeyUseFinding.Use, _ writing: WritingWishes) throws(Failure) {
        let documents = LiveRotationDocuments(
            folder: ".", access: access(writing), ids: [],
            search: { (_) throws(RotationDocumentError) in FoundUses() }, publication: { (_) throws(RotationDocumentError) in nil })
        do throws(RotationDocumentError) {
            try documents.checkWritable(RotationUse(path: use.real, remote: use.remote, hashBefore: use.hash))
        } catch {
            let failure = Failure.of(error)
            if case .severalLinks = error {
                throw Failure(
                    "RC8519", exit: 3, "\"" + use.path + "\" has several names (hard links), and the others would keep the old pair",
                    fix: "leave it one name; or give --break-links, and this name gets a file of its own. Nothing was done, and no key made")
            }
            if case .unwritable(_, let step, let number) = error {
                throw Failure(
                    "RC8519", exit: 3, "\"" + use.path + "\" can't be replaced (" + step + ")" + SystemWords.after(number),
                    fix: SystemWords.isNoRoom(number)
                        ? "make room there, " + String(LiveRotationDocuments.room(beside: use.real) >> 10) + " KiB at least; nothing was done, and no key made"
                        : "get the right to write it, and its folder; nothing was done, and no key made")
            }
            throw failure
        }
    }
}
