import AWSSigning
import Diagnostics
import FileReplacement
import HTTPTransport
import ObjectStorage
import SecretMemory

/// `credentials list`: which keys the files hold, and how old they are.
struct CredentialsListOperation {
    let folder: String
    let maxAge: Int64?
    let onlyOverdue: Bool
    let isJSON: Bool
    let masksIDs: Bool
    let allowsPlaintext: Bool
    let signer: SignerWishes

    private struct Row {
        let pair: HeldPair
        let uses: [HeldPair]
        let record: AccessKeyRecord?
        let age: Int64?
        /// All keys of its user; nil where the back end was not asked or does not tell.
        let existing: [String]?
        /// Why the age is not known.
        let reason: String?
    }

    /// 1 where a key is too old: a job that watches must fail.
    func run() throws(Failure) -> Int32 {
        let arena = SecretArena()
        let pairs = try pairs(arena)
        let client = try RotationConnection.client(authorities: signer.authorities)
        var rows: [Row] = []
        var seen: Set<[String]> = []
        for pair in pairs where seen.insert(pair.key).inserted {
            var (record, age, reason): (AccessKeyRecord?, Int64?, String?) = (nil, nil, nil)
            var existing: [String]?
            do throws(Failure) {
                (record, age, existing) = try ask(pair, client)
                if age == nil { reason = "the back end tells no date" }
            } catch { reason = error.cause }
            rows.append(Row(pair: pair, uses: pairs.filter { $0.key == pair.key }, record: record, age: age, existing: existing, reason: reason))
        }
        let shown = onlyOverdue ? rows.filter(isOverdue) : rows
        try System.put(isJSON ? json(shown) : shown.map(text).joined())
        return maxAge != nil && rows.contains(where: isOverdue) ? 1 : 0
    }

    private func isOverdue(_ row: Row) -> Bool {
        guard let maxAge, let age = row.age else { return false }
        return age > maxAge
    }

    private func pairs(_ arena: SecretArena) throws(Failure) -> [HeldPair] {
        let files: [String]
        if FolderWalk.isFolder(folder) {
            do throws(FileError) { files = try FolderWalk.files(below: folder) } catch { throw .reading(error, name: folder) }
        } else {
            return try HeldPairs.read([folder], remotes: [], allowsPlaintext: allowsPlaintext, password: PasswordSources(), in: arena)
        }
        var pairs: [HeldPair] = []
        for file in files {
            // Most files of a folder are no rclone.conf; what is one, and does not open, is said.
            do throws(Failure) {
                pairs += try HeldPairs.read([file], remotes: [], allowsPlaintext: allowsPlaintext, password: PasswordSources(), in: arena)
            } catch where error.exitCode == Failure.noDataKeyExitCode {
                System.warn("\"" + file + "\" does not open with the keys at hand, and is left out")
            } catch {}
        }
        return pairs
    }

    private func ask(_ pair: HeldPair, _ client: HTTPClient) throws(Failure) -> (AccessKeyRecord?, Int64?, [String]?) {
        var wishes = RotationWishes()
        wishes.signer = signer
        let source = try KeySourceChoice.source(
            of: pair.options, remote: pair.remote.text,
            KeySourceChoice.Wishes(source: nil, iamEndpoint: nil, adminEndpoint: nil, adminRemote: signer.adminRemote))
        let settings = KeyServiceSettings(of: pair, source: source, wishes)
        let service = AdjustedKeys(
            service: try RotationBench.service(settings, command: nil, manual: nil, rotationID: "", hidden: [], exchange: client),
            administrator: try RotationBench.administrator(signer, beside: pair.file, password: PasswordSources()))
        let now = System.now
        let asked = try AwaitedTask.value(tick: {}) { [wishes] in
            await RotationSurvey(pair: pair, settings: settings, service: service, wishes: wishes).facts(now: now)
        }
        let facts = try asked.get()
        let record = facts.keys?.keys.first { $0.id == pair.id }
        return (record, record?.created.map { max(0, max(now, facts.keys?.serverTime ?? now) - $0) }, facts.keys?.keys.map(\.id))
    }

    // MARK: The answer

    private func shown(_ id: String) -> String { masksIDs ? KeyIDText.masked(id) : id }

    private func text(_ row: Row) -> String {
        let age = row.age.map { String($0 / 86_400) + "d" } ?? "?"
        let uses = row.uses.map { $0.file + ": " + $0.remote.text }.joined(separator: ", ")
        let remarks = [isOverdue(row) ? "overdue" : nil, row.record.flatMap { $0.isActive ? nil : "inactive" }, row.age == nil ? row.reason : nil].compactMap { $0 }
        return System.printable(shown(row.pair.id) + "  " + age + "  " + uses + (remarks.isEmpty ? "" : "  (" + remarks.joined(separator: "; ") + ")")) + "\n"
    }

    private func json(_ rows: [Row]) -> String {
        func string(_ text: String?) -> String { text.map(FindingText.quoted) ?? "null" }
        return JSONList.object([
            ("format", string("rcsops-keys/1")),
            (
                "keys",
                JSONList.array(rows.map { row in
                    JSONList.object([
                        ("id", string(shown(row.pair.id))), ("endpoint", string(row.pair.endpoint)),
                        ("status", string(row.record.map { $0.isActive ? "Active" : "Inactive" })),
                        ("created", string(row.record?.created.map { SigningTime($0).internetDate })), ("age_days", row.age.map { String($0 / 86_400) } ?? "null"),
                        ("existing", row.existing.map { JSONList.strings($0.map(shown)) } ?? "null"),
                        ("overdue", isOverdue(row) ? "true" : "false"), ("reason", string(row.age == nil ? row.reason : nil)),
                        (
                            "uses",
                            JSONList.array(row.uses.map { JSONList.object([("path", string($0.file)), ("remote", string($0.remote.text))]) })
                        ),
                    ])
                })
            ),
        ]) + "\n"
    }
}
