import AWSSigning
import CredentialRotation
import Diagnostics
import FileReplacement
import HTTPTransport
import ObjectStorage
import RotationFiles
import SecretMemory

/// `credentials list`: which keys the files hold, and how old they are.
struct CredentialsListOperation {
    let folder: String
    let maxAge: Int64?
    let onlyOverdue: Bool
    let isJSON: Bool
    let masksIDs: Bool
    /// How the back ends are asked.
    let wishes: RotationWishes

    private struct Row {
        let pair: HeldPair
        let uses: [HeldPair]
        let record: AccessKeyRecord?
        let creation: KeyCreation?
        let age: Int64?
        /// All keys of its user; nil where the back end was not asked or does not tell.
        let existing: [String]?
        /// Why the age is not known.
        let reason: String?
    }

    /// A file that may hold keys, and could not be looked into.
    private struct LeftOut {
        let path: String
        let reason: String
    }

    private enum Ending { static let overdue: Int32 = 1, unknown: Int32 = 8 }

    /// 1 where a key is too old, as the other commands have it for what they find; 8 where that can't be told of one, or a file does not open: a job
    /// that watches must not take what it could not see for good (spec of rotation, §7).
    func run() throws(Failure) -> Int32 {
        let arena = SecretArena()
        let (pairs, leftOut) = try pairs(arena)
        try KeyServiceOptionCheck(wishes).check(pairs.compactMap { try? source(of: $0) }, "of these remotes")
        let client = try RotationConnection.client(authorities: wishes.signer.authorities)
        let known = KnownCreations(underWay: ((try? RotationBench.journals(at: folder)) ?? []).map(\.journal))
        var rows: [Row] = []
        var seen: Set<[String]> = []
        for pair in pairs where seen.insert(pair.key).inserted {
            if EndSignals.last != nil { break }
            rows.append(try row(of: pair, uses: pairs.filter { $0.key == pair.key }, known, client))
        }
        let told = onlyOverdue ? rows.filter(isOverdue) : rows
        if rows.isEmpty, !isJSON { System.say("rcsops: no file in \"" + folder + "\" that opens here holds a pair of keys\n") }
        try System.put(isJSON ? json(told, leftOut) : told.map(text).joined())
        if let signal = EndSignals.last { return 128 + signal }
        // A file that does not open may hold a key, with or without a limit: the scan is not whole.
        guard maxAge != nil else { return leftOut.isEmpty ? 0 : Ending.unknown }
        if rows.contains(where: isOverdue) { return Ending.overdue }
        let unknown = rows.filter { $0.age == nil }
        guard !unknown.isEmpty || !leftOut.isEmpty else { return 0 }
        if onlyOverdue { for row in unknown { System.warn("the age of " + shown(row.pair.id) + " is not known: " + (row.reason ?? "")) } }
        return Ending.unknown
    }

    private func row(of pair: HeldPair, uses: [HeldPair], _ known: KnownCreations, _ client: HTTPClient) throws(Failure) -> Row {
        var (record, now, reason): (AccessKeyRecord?, Int64, String?) = (nil, System.now, nil)
        var existing: [String]?
        do throws(Failure) {
            let facts = try ask(pair, client)
            record = facts.keys?.keys.first { $0.id == pair.id }
            existing = facts.keys?.keys.map(\.id)
            now = max(now, facts.keys?.serverTime ?? now)
            if record?.created == nil { reason = "the back end tells no date" }
        } catch { reason = error.masking(masksIDs ? [pair.id] : []).cause }
        let creation = record?.created.map { KeyCreation(time: $0, origin: .backEnd) } ?? known.creation(of: pair)
        return Row(pair: pair, uses: uses, record: record, creation: creation, age: creation.map { max(0, now - $0.time) }, existing: existing, reason: reason)
    }

    private func isOverdue(_ row: Row) -> Bool {
        guard let maxAge, let age = row.age else { return false }
        return age > maxAge
    }

    /// Of a file that holds no pair, or that only --allow-plaintext looks into, there is nothing to tell: most files of a folder are such.
    private static let without: Set<String> = ["RC8501", "RC8504", "RC3010", "RC2001", "RC2004"]

    private func pairs(_ arena: SecretArena) throws(Failure) -> ([HeldPair], [LeftOut]) {
        let allowsPlaintext = wishes.writing.allowsPlaintext
        let files: [String]
        if FolderWalk.isFolder(folder) {
            do throws(FileError) { files = try FolderWalk.files(below: folder).map { RotationPaths.shown(RotationBench.real($0)) } } catch { throw .reading(error, name: folder) }
        } else {
            return (try HeldPairs.read([folder], remotes: [], allowsPlaintext: allowsPlaintext, password: PasswordSources(), in: arena), [])
        }
        var pairs: [HeldPair] = []
        var leftOut: [LeftOut] = []
        for file in files where !JournalFile.isName(file) {
            do throws(Failure) {
                pairs += try HeldPairs.read([file], remotes: [], allowsPlaintext: allowsPlaintext, password: PasswordSources(), in: arena)
            } catch where !Self.without.contains(error.code) {
                let reason = error.exitCode == Failure.noDataKeyExitCode ? "it does not open with the keys at hand" : error.cause
                System.warn("\"" + file + "\" is left out: " + reason)
                leftOut.append(LeftOut(path: file, reason: reason))
            } catch {}
        }
        return (pairs, leftOut)
    }

    private func source(of pair: HeldPair) throws(Failure) -> KeySource {
        try KeySourceChoice.source(
            of: pair.options, remote: pair.remote.text,
            KeySourceChoice.Wishes(
                source: wishes.source, iamEndpoint: wishes.iamEndpoint, adminEndpoint: wishes.adminEndpoint, adminRemote: wishes.signer.adminRemote))
    }

    private func ask(_ pair: HeldPair, _ client: HTTPClient) throws(Failure) -> RotationSurvey.Facts {
        let source = try source(of: pair)
        let settings = KeyServiceSettings(of: pair, source: source, wishes)
        let service = AdjustedKeys(
            service: try RotationBench.service(
                settings, command: source == .command ? try CommandKeysConfiguration.read(wishes.signer.keyCommand) : nil, manual: nil, rotationID: "",
                hidden: [pair.credentials], exchange: client, sightings: KeySightings()),
            administrator: try RotationBench.administrator(wishes.signer, beside: pair.file, password: PasswordSources()))
        let survey = RotationSurvey(pair: pair, settings: settings, service: service, wishes: wishes, asksForJudgement: false)
        let now = System.now
        return try AwaitedTask.value(tick: {}) { await survey.facts(now: now) }.get()
    }

    // MARK: The answer

    private func shown(_ id: String) -> String { masksIDs ? KeyIDText.masked(id) : id }

    private func text(_ row: Row) -> String {
        let age = row.age.map { String($0 / 86_400) + "d" } ?? "?"
        let uses = row.uses.map { $0.file + ": " + $0.remote.text }.joined(separator: ", ")
        let remarks = [
            isOverdue(row) ? "overdue" : nil, row.record.flatMap { $0.isActive ? nil : "inactive" }, row.creation?.remark, row.age == nil ? row.reason : nil,
        ].compactMap { $0 }
        return System.printable(shown(row.pair.id) + "  " + age + "  " + uses + (remarks.isEmpty ? "" : "  (" + remarks.joined(separator: "; ") + ")")) + "\n"
    }

    private func json(_ rows: [Row], _ leftOut: [LeftOut]) -> String {
        func string(_ text: String?) -> String { text.map(FindingText.quoted) ?? "null" }
        return JSONList.object([
            ("format", string("rcsops-keys/1")),
            (
                "keys",
                JSONList.array(rows.map { row in
                    JSONList.object([
                        ("id", string(shown(row.pair.id))), ("endpoint", string(row.pair.endpoint)),
                        ("status", string(row.record.map { $0.isActive ? "Active" : "Inactive" })),
                        ("created", string(row.creation.map { SigningTime($0.time).internetDate })), ("created_by", origin(row.creation)),
                        ("age_days", row.age.map { String($0 / 86_400) } ?? "null"),
                        ("existing", row.existing.map { JSONList.strings($0.map(shown)) } ?? "null"), ("overdue", isOverdue(row) ? "true" : "false"),
                        ("reason", string(row.age == nil ? row.reason : nil)),
                        (
                            "uses",
                            JSONList.array(row.uses.map { JSONList.object([("path", string($0.file)), ("remote", string($0.remote.text))]) })
                        ),
                    ])
                })
            ),
            ("left_out", JSONList.array(leftOut.map { JSONList.object([("path", string($0.path)), ("reason", string($0.reason))]) })),
            ("error", "null"),
        ]) + "\n"
    }

    /// A failure of the whole, in the same form; nobody must take it for a list of no keys.
    static func report(of failure: Failure) -> String {
        JSONList.object([("format", FindingText.quoted("rcsops-keys/1")), ("keys", "[]"), ("left_out", "[]"), ("error", failure.json())]) + "\n"
    }

    private func origin(_ creation: KeyCreation?) -> String {
        guard let creation else { return "null" }
        return switch creation.origin {
        case .backEnd: JSONList.object([("source", FindingText.quoted("back_end")), ("rotation_id", "null")])
        case .rotation(let id): JSONList.object([("source", FindingText.quoted("journal")), ("rotation_id", FindingText.quoted(id))])
        }
    }
}
