internal import AWSSigning
internal import CredentialRotation
internal import DocumentTree
internal import ObjectStorage
internal import SecretMemory

/// Reads a journal, and takes nothing that ``JournalWriting`` would not have written: names, order, types and words.
struct JournalReading {
    /// It is none, or not whole.
    struct Malformed: Error {}

    private let tree: DocumentTree

    /// Without the secrets, which may be encrypted still.
    static func journal(in tree: DocumentTree) throws(Malformed) -> RotationJournal {
        let reading = JournalReading(tree: tree)
        let journal = try reading.read()
        try reading.check(journal)
        return journal
    }

    /// The secrets of a decrypted journal.
    static func secrets(in tree: DocumentTree) throws(Malformed) -> RotationSecrets {
        let reading = JournalReading(tree: tree)
        let root = try reading.root
        return RotationSecrets(old: try reading.pair("old", in: root), new: try reading.pair("new", in: root))
    }

    /// A node as it was written, and as it is read again; `skipsText` for one whose text is another on purpose.
    static func areSame(_ written: TreeNode, _ read: TreeNode, but skipsText: Bool = false) -> Bool {
        // JSON's numbers are read as floats, as sops reads them.
        let hasKind = written.kind == read.kind || written.kind == .integer && read.kind == .float
        return hasKind && written.end == read.end && written.keyKind == read.keyKind && written.key.isSame(as: read.key)
            && (skipsText || written.text.isSame(as: read.text))
    }

    /// The nodes that hold secrets.
    static func secretNodes(of tree: DocumentTree) -> Set<Int> {
        let name = Array(JournalWriting.secretName.utf8)
        return Set(tree.nodes.indices.filter { tree.nodes[$0].key.buffer.elementsEqual(name) })
    }

    private var root: Int {
        get throws(Malformed) {
            guard tree.roots.count == 1, let root = tree.roots.first, tree.nodes[root].kind == .branch else { throw Malformed() }
            return root
        }
    }

    private func read() throws(Malformed) -> RotationJournal {
        let root = try root
        guard try text("format", in: root) == JournalWriting.format else { throw Malformed() }
        let old = try needed("old", in: root)
        var journal = RotationJournal(
            id: try text("id", in: root), createdAt: try time("created_at", in: root), tool: try text("tool", in: root),
            source: try text("source", in: root), oldID: try text("id", in: old), uses: try list("uses", in: root) { (node) throws(Malformed) in try use(node) },
            host: try text("host", in: root), pid: try number("pid", in: root), bootID: try text("boot_id", in: root))
        journal.state = try word("state", in: root)
        journal.goal = try word("goal", in: root)
        journal.seq = try number("seq", in: root)
        journal.partition = try optionalText("partition", in: root)
        journal.endpoint = try optionalText("endpoint", in: root)
        journal.region = try optionalText("region", in: root)
        journal.user = try optionalText("user", in: root)
        journal.account = try optionalText("account", in: root)
        if let new = item("new", in: root), item("pending", in: new) == nil { journal.newID = try text("id", in: new) }
        journal.beforeIDs = try list("before_ids", in: root) { (node) throws(Malformed) in try text(node) }
        journal.targets = try list("targets", in: root) { (node) throws(Malformed) in try target(node) }
        journal.verified = try list("verify", in: root) { (node) throws(Malformed) in try verified(node) }
        journal.grace = try number("grace", in: root)
        journal.graceInactive = try number("grace_inactive", in: root)
        journal.isImmediate = try flag("immediate", in: root)
        journal.attempt = try number("attempt", in: root)
        journal.creatingSince = try optionalTime("creating_since", in: root)
        journal.requestDigest = try optionalText("request_sha256", in: root)
        journal.committedAt = try optionalTime("committed_at", in: root)
        journal.deactivateNotBefore = try optionalTime("grace_until", in: root)
        journal.deleteNotBefore = try optionalTime("delete_not_before", in: root)
        journal.rejection = try word("rejection", in: root)
        journal.acceptsBlindSpots = try flag("accepts_blind_spots", in: root)
        journal.blindSpots = try list("blind_spots", in: root) { (node) throws(Malformed) in try text(node) }
        journal.wantsCommit = try flag("wants_commit", in: root)
        journal.commit = try optionalText("commit", in: root)
        if let settings = item("settings", in: root) { journal.settings = try self.settings(settings) }
        journal.events = try list("events", in: root) { (node) throws(Malformed) in try event(node) }
        return journal
    }

    /// What this journal is written as is what was read, but for the secrets and the words for people.
    private func check(_ journal: RotationJournal) throws(Malformed) {
        func stub(_ name: String, _ id: String?) throws(Malformed) -> AWSCredentials? {
            guard let map = item(name, in: try root), item(JournalWriting.secretName, in: map) != nil else { return nil }
            let id = if let id { id } else { try text("id", in: map) }
            return AWSCredentials(accessKeyID: id, secretAccessKey: SecretBytes(count: 0))
        }
        let secrets = RotationSecrets(old: try stub("old", journal.oldID), new: try stub("new", journal.newID))
        let written = JournalWriting.tree(of: journal, secrets, in: SecretArena())
        let skipped = Self.secretNodes(of: tree).union(item("help", in: try root).map { [$0] } ?? [])
        guard written.nodes.count == tree.nodes.count else { throw Malformed() }
        for index in tree.nodes.indices {
            let (mine, other) = (written.nodes[index], tree.nodes[index])
            guard Self.areSame(mine, other, but: skipped.contains(index)) else { throw Malformed() }
        }
    }

    private func use(_ node: Int) throws(Malformed) -> RotationUse {
        RotationUse(
            path: try text("path", in: node), remote: try text("remote", in: node), hashBefore: try text("sha256_before", in: node),
            hashAfter: try optionalText("sha256_after", in: node), status: try word("status", in: node))
    }

    private func target(_ node: Int) throws(Malformed) -> VerificationTarget {
        VerificationTarget(
            endpoint: try text("endpoint", in: node), region: try text("region", in: node), isPathStyle: try flag("path_style", in: node),
            bucket: try optionalText("bucket", in: node), address: try optionalText("address", in: node))
    }

    private func verified(_ node: Int) throws(Malformed) -> RotationJournal.Verified {
        RotationJournal.Verified(
            target: try target(node), at: try time("at", in: node), status: try number("status", in: node),
            attempts: try number("attempts", in: node), requestID: try optionalText("request_id", in: node),
            milliseconds: item("milliseconds", in: node) == nil ? nil : try number("milliseconds", in: node))
    }

    private func settings(_ node: Int) throws(Malformed) -> RotationSettings {
        var settings = RotationSettings()
        if item("named", in: node) != nil { settings.named = try list("named", in: node) { (node) throws(Malformed) in try text(node) } }
        settings.scanned = try list("scan", in: node) { (node) throws(Malformed) in try text(node) }
        settings.scansUntracked = try flag("untracked", in: node)
        settings.adminRemote = try optionalText("admin_remote", in: node)
        settings.adminFile = try optionalText("admin_file", in: node)
        if let program = item("program", in: node) {
            settings.program = RotationSettings.Program(
                argv: try list("argv", in: program) { (node) throws(Malformed) in try text(node) },
                environment: try list("environment", in: program) { (node) throws(Malformed) in try text(node) },
                seconds: try number("seconds", in: program), canDeactivate: try flag("deactivates", in: program),
                repeatsCreate: try flag("repeats", in: program))
        }
        settings.choosesPair = try flag("rgw_explicit_key", in: node)
        settings.render = try list("render", in: node) { (node) throws(Malformed) in try text(node) }
        settings.skipsHooks = try flag("no_verify", in: node)
        settings.journalInGit = try flag("journal_in_git", in: node)
        if item("verify_timeout", in: node) != nil { settings.verifySeconds = try number("verify_timeout", in: node) }
        settings.rotatesDataKey = try flag("rotate_data_key", in: node)
        settings.allowsPlaintext = try flag("allow_plaintext", in: node)
        settings.breaksLinks = try flag("break_links", in: node)
        settings.allowsHTTP = try flag("insecure_http", in: node)
        settings.authorities = try optionalText("ca_cert", in: node)
        settings.forcesRetirement = try flag("force_retire", in: node)
        settings.evicted = try optionalText("evict", in: node)
        settings.evictsActive = try flag("evict_active", in: node)
        settings.evictWait = try number("evict_wait", in: node)
        settings.adopts = try flag("adopt", in: node)
        if item("ask_before_retirement", in: node) != nil { settings.asksBeforeRetirement = try flag("ask_before_retirement", in: node) }
        return settings
    }

    private func event(_ node: Int) throws(Malformed) -> RotationJournal.Event {
        RotationJournal.Event(
            seq: try number("seq", in: node), at: try time("at", in: node), from: try word("from", in: node), to: try word("to", in: node),
            note: try optionalText("note", in: node), requestID: try optionalText("request_id", in: node))
    }

    private func pair(_ name: String, in root: Int) throws(Malformed) -> AWSCredentials? {
        guard let map = item(name, in: root), let secret = item(JournalWriting.secretName, in: map) else { return nil }
        guard tree.nodes[secret].kind == .string else { throw Malformed() }
        return AWSCredentials(accessKeyID: try text("id", in: map), secretAccessKey: SecretBytes(copying: tree.nodes[secret].text.buffer))
    }

    private func item(_ name: String, in node: Int) -> Int? {
        guard tree.nodes[node].kind == .branch else { return nil }
        return tree.members(of: node).first { tree.nodes[$0].key.buffer.elementsEqual(name.utf8) }
    }

    private func needed(_ name: String, in node: Int) throws(Malformed) -> Int {
        guard let item = item(name, in: node) else { throw Malformed() }
        return item
    }

    private func text(_ node: Int) throws(Malformed) -> String {
        guard tree.nodes[node].kind == .string, let text = String(validating: tree.nodes[node].text.buffer, as: UTF8.self) else { throw Malformed() }
        return text
    }

    private func text(_ name: String, in node: Int) throws(Malformed) -> String { try text(try needed(name, in: node)) }

    private func optionalText(_ name: String, in node: Int) throws(Malformed) -> String? {
        guard let item = item(name, in: node) else { return nil }
        return try text(item)
    }

    private func time(_ name: String, in node: Int) throws(Malformed) -> Int64 {
        guard let seconds = JournalTime.seconds(try text(name, in: node)) else { throw Malformed() }
        return seconds
    }

    private func optionalTime(_ name: String, in node: Int) throws(Malformed) -> Int64? { item(name, in: node) == nil ? nil : try time(name, in: node) }

    private func number<Number: FixedWidthInteger>(_ name: String, in node: Int) throws(Malformed) -> Number {
        let item = try needed(name, in: node)
        guard [.integer, .float].contains(tree.nodes[item].kind), let number = Number(String(decoding: tree.nodes[item].text.buffer, as: UTF8.self)), number >= 0
        else { throw Malformed() }
        return number
    }

    private func flag(_ name: String, in node: Int) throws(Malformed) -> Bool {
        let item = try needed(name, in: node)
        guard tree.nodes[item].kind == .boolean else { throw Malformed() }
        return tree.nodes[item].text.equals("True")
    }

    private func word<Word: RawRepresentable<String>>(_ name: String, in node: Int) throws(Malformed) -> Word {
        guard let word = Word(rawValue: try text(name, in: node)) else { throw Malformed() }
        return word
    }

    private func list<Element>(
        _ name: String, in node: Int, _ body: (Int) throws(Malformed) -> Element
    ) throws(Malformed) -> [Element] {
        let item = try needed(name, in: node)
        guard tree.nodes[item].kind == .list else { throw Malformed() }
        var elements: [Element] = []
        for member in tree.members(of: item) { elements.append(try body(member)) }
        return elements
    }
}
