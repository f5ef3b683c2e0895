internal import AWSSigning
internal import CredentialRotation
internal import DocumentTree
internal import ObjectStorage
internal import SecretMemory

/// The journal as a document: fixed names in a fixed order; what is not known is left out (§2.3).
struct JournalWriting {
    static let format = "rcsops-rotation/1"
    /// As many events as a person reads.
    static let eventLimit = 200
    static let secretName = "secret_access_key"
    static let help = """
        rcsops changes an S3 key, and this is how far it is. "rcsops credentials resume" goes on, "rcsops credentials abort" goes back. \
        Without rcsops: "sops decrypt" on this file shows both keys. Don't delete it before state is done or aborted.
        """

    private var tree: DocumentTree

    /// The tree in clear; `secrets` nil for one without them.
    static func tree(of journal: RotationJournal, _ secrets: RotationSecrets?, in arena: SecretArena) -> DocumentTree {
        var writing = JournalWriting(tree: DocumentTree(arena: arena))
        writing.write(journal, secrets)
        return writing.tree
    }

    private mutating func write(_ journal: RotationJournal, _ secrets: RotationSecrets?) {
        tree.openDocument()
        add("format", Self.format)
        add("help", Self.help)
        add("id", journal.id)
        add("state", journal.state.rawValue)
        add("goal", journal.goal.rawValue)
        add("seq", Int64(journal.seq))
        add("created_at", time: journal.createdAt)
        add("tool", journal.tool)
        add("source", journal.source)
        add("partition", journal.partition)
        add("endpoint", journal.endpoint)
        add("region", journal.region)
        add("user", journal.user)
        add("account", journal.account)
        map("old") { $0.pair(journal.oldID, secrets?.old, isPending: false) }
        let new = secrets?.new
        if let id = journal.newID ?? new?.accessKeyID { map("new") { $0.pair(id, new, isPending: journal.newID == nil) } }
        texts("before_ids", journal.beforeIDs)
        list("uses", journal.uses) { $0.add($1) }
        list("targets", journal.targets) { $0.add($1) }
        list("verify", journal.verified) { $0.add($1) }
        add("grace", journal.grace)
        add("grace_inactive", journal.graceInactive)
        add("immediate", journal.isImmediate)
        add("attempt", Int64(journal.attempt))
        add("creating_since", time: journal.creatingSince)
        add("request_sha256", journal.requestDigest)
        add("committed_at", time: journal.committedAt)
        add("grace_until", time: journal.deactivateNotBefore)
        add("delete_not_before", time: journal.deleteNotBefore)
        add("rejection", journal.rejection.rawValue)
        add("accepts_blind_spots", journal.acceptsBlindSpots)
        texts("blind_spots", journal.blindSpots)
        add("wants_commit", journal.wantsCommit)
        add("commit", journal.commit)
        if let settings = journal.settings { map("settings") { $0.add(settings) } }
        list("events", Array(journal.events.suffix(Self.eventLimit))) { $0.add($1) }
        add("host", journal.host)
        add("pid", Int64(journal.pid))
        add("boot_id", journal.bootID)
        tree.close()
    }

    /// `isPending`: chosen here, and not known to the back end yet.
    private mutating func pair(_ id: String, _ pair: AWSCredentials?, isPending: Bool) {
        add("id", id)
        if isPending { add("pending", true) }
        guard let pair else { return }
        let secret = pair.secretAccessKey.withBytes { tree.store($0) }
        tree.append(.string, secret, key: tree.store(Self.secretName), keyKind: .string)
    }

    private mutating func add(_ use: RotationUse) {
        add("path", use.path)
        add("remote", use.remote)
        add("sha256_before", use.hashBefore)
        add("sha256_after", use.hashAfter)
        add("status", use.status.rawValue)
    }

    private mutating func add(_ target: VerificationTarget) {
        add("endpoint", target.endpoint)
        add("region", target.region)
        add("path_style", target.isPathStyle)
        add("bucket", target.bucket)
        add("address", target.address)
    }

    private mutating func add(_ verified: RotationJournal.Verified) {
        add(verified.target)
        add("at", time: verified.at)
        add("status", Int64(verified.status))
        add("attempts", Int64(verified.attempts))
        add("request_id", verified.requestID)
        if let milliseconds = verified.milliseconds { add("milliseconds", Int64(milliseconds)) }
    }

    private mutating func add(_ settings: RotationSettings) {
        if !settings.named.isEmpty { texts("named", settings.named) }
        texts("scan", settings.scanned)
        add("untracked", settings.scansUntracked)
        add("admin_remote", settings.adminRemote)
        add("admin_file", settings.adminFile)
        if let program = settings.program {
            map("program") { writing in
                writing.texts("argv", program.argv)
                writing.texts("environment", program.environment)
                writing.add("seconds", Int64(program.seconds))
                writing.add("deactivates", program.canDeactivate)
                writing.add("repeats", program.repeatsCreate)
            }
        }
        add("rgw_explicit_key", settings.choosesPair)
        texts("render", settings.render)
        add("no_verify", settings.skipsHooks)
        add("journal_in_git", settings.journalInGit)
        if let seconds = settings.verifySeconds { add("verify_timeout", Int64(seconds)) }
        add("rotate_data_key", settings.rotatesDataKey)
        add("allow_plaintext", settings.allowsPlaintext)
        add("break_links", settings.breaksLinks)
        add("insecure_http", settings.allowsHTTP)
        add("ca_cert", settings.authorities)
        add("force_retire", settings.forcesRetirement)
        add("evict", settings.evicted)
        add("evict_active", settings.evictsActive)
        add("evict_wait", Int64(settings.evictWait))
        add("adopt", settings.adopts)
        // Only where it is so: a journal of an rcsops that did not keep it has none.
        if settings.asksBeforeRetirement { add("ask_before_retirement", true) }
    }

    private mutating func add(_ event: RotationJournal.Event) {
        add("seq", Int64(event.seq))
        add("at", time: event.at)
        add("from", event.from.rawValue)
        add("to", event.to.rawValue)
        add("note", event.note)
        add("request_id", event.requestID)
    }

    private mutating func add(_ name: String, _ text: String?) {
        guard let text else { return }
        tree.append(.string, tree.store(text), key: tree.store(name), keyKind: .string)
    }

    private mutating func add(_ name: String, time: Int64?) { add(name, time.map { JournalTime.text($0) }) }

    private mutating func add(_ name: String, _ number: Int64) {
        tree.append(.integer, tree.store(String(number)), key: tree.store(name), keyKind: .string)
    }

    private mutating func add(_ name: String, _ flag: Bool) {
        tree.append(.boolean, .constant(flag ? "True" : "False"), key: tree.store(name), keyKind: .string)
    }

    private mutating func texts(_ name: String, _ texts: [String]) {
        tree.openContainer(.list, key: tree.store(name), keyKind: .string)
        for text in texts { tree.append(.string, tree.store(text)) }
        tree.close()
    }

    private mutating func map(_ name: String, _ body: (inout JournalWriting) -> Void) {
        tree.openContainer(.branch, key: tree.store(name), keyKind: .string)
        body(&self)
        tree.close()
    }

    private mutating func list<Element>(_ name: String, _ elements: [Element], _ body: (inout JournalWriting, Element) -> Void) {
        tree.openContainer(.list, key: tree.store(name), keyKind: .string)
        for element in elements {
            tree.openContainer(.branch)
            body(&self, element)
            tree.close()
        }
        tree.close()
    }
}
