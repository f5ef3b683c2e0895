internal import CredentialRotation
internal import FileReplacement
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Has Git pass journals and lock files by, in `.git/info/exclude`, which is nobody else's: history would hold the new secret under a
/// data key of its own (§2.3).
enum GitExclusion {
    private static let pattern = "*.rotate-*.json"

    private static let heading = "# Journals and locks of rcsops credentials"
    /// Another rotation may write there at the same time.
    private static let attempts = 3

    /// Nothing happens outside of a work tree, or where it stands there. `documents` are those that have a lock, by their paths.
    static func add(for journal: String, documents: [String]) throws(RotationStoreError) {
        var patterns = [pattern]
        for document in [JournalFile.document(of: journal) ?? journal] + documents {
            let lock = lockPattern(document)
            if !patterns.contains(lock) { patterns.append(lock) }
        }
        try add(patterns, in: FilePath.folder(of: journal), point: .excludeWrite)
    }

    /// Git must not see a journal that is to be made. A `.gitignore` goes before `info/exclude` and may take it in again (gitignore(5)), and then the
    /// next `git add` would commit both secrets. Where Git can't tell there is no work tree that it could be added to.
    static func requireHidden(_ journal: String) throws(RotationStoreError) {
        // check-ignore refuses to take names literally (GIT_LITERAL_PATHSPECS); behind ./ none has another meaning.
        func ask(_ option: String, fine: [Int32]) -> SecretSlice? {
            let words = ["--no-literal-pathspecs", "check-ignore", option, "--", "./" + FilePath.name(of: journal)]
            return try? GitQuestion.ask(words, in: FilePath.folder(of: journal), fine: fine)
        }
        guard ask("-q", fine: [1]) != nil else { return }
        // FILE:LINE:PATTERN, a tab, and the name; nothing where Git has the file already.
        let rule = ask("-v", fine: [0, 1]).map { String(decoding: $0.bytes.prefix { $0 != 0x09 && $0 != 0x0A }, as: UTF8.self) } ?? ""
        throw .seenByGit(path: journal, rule: rule.isEmpty ? nil : rule)
    }

    /// Only the locks of documents, absolute, each where its own repository looks. A lock tells nothing: one that is seen is no reason to stop.
    static func hideLocks(of documents: [String]) {
        for (folder, documents) in Dictionary(grouping: documents, by: FilePath.folder) {
            let patterns = Array(Set(documents.map(lockPattern))).sorted(by: FilePath.precedes)
            for _ in 0..<attempts where (try? add(patterns, in: folder, point: nil)) != nil { break }
        }
    }

    private static func add(_ wanted: [String], in folder: String, point: FaultPoint?) throws(RotationStoreError) {
        guard let answer = try? GitQuestion.ask(["rev-parse", "--git-path", "info/exclude"], in: folder), !answer.isEmpty else { return }
        let path = FilePath.joined(folder, String(decoding: answer.trimmed().bytes, as: UTF8.self))
        let arena = SecretArena()
        let former = try? FileReading.read(path, into: arena)
        let lines = former.map { String(decoding: $0.bytes, as: UTF8.self).split(separator: "\n") } ?? []
        let patterns = wanted.filter { pattern in !lines.contains { $0 == pattern } }
        guard !patterns.isEmpty else { return }
        do throws(FaultPoint.Fault) { try point?.pass() } catch {
            throw .notDurable(path: path, step: "write", errorNumber: error.errorNumber)
        }
        var text = SecretBuilder(in: arena)
        if let former {
            text.append(former)
            if !former.isEmpty, former[former.count - 1] != 0x0A { text.append("\n") }
        }
        if !lines.contains(where: { $0 == heading }) { text.append(Array((heading + "\n").utf8)) }
        text.append(Array(patterns.map { $0 + "\n" }.joined().utf8))
        mkdir(FilePath.folder(of: path), 0o777)
        do throws(FileError) { try FileWriting.replace(path, with: text.finish(), of: former) } catch .unwritable(_, let step, let number) {
            throw .notDurable(path: path, step: step, errorNumber: number)
        } catch { throw .notDurable(path: path, step: "write", errorNumber: EIO) }
    }

    /// Of the document's lock; with what would be a pattern escaped.
    private static func lockPattern(_ document: String) -> String {
        let name = FilePath.name(of: RotationLock.path(of: document))
        return name.map { "*?[]\\#! ".contains($0) ? "\\" + String($0) : String($0) }.joined()
    }
}
