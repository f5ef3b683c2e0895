import AgeEncryption
import MasterKeys
import SecretMemory

/// `key show`: the recipients of identities, one a line.
enum KeyShowOperation {
    static func run(_ files: [String], form: KeyAnswerForm) throws(Failure) {
        var shown: [(source: String, identity: IdentitySource.Found)] = []
        if files.isEmpty {
            let sources = System.identities.survey()
            for source in sources {
                switch source.state {
                case .found(let identities): shown += identities.map { (source.name, $0) }
                case .unusable(let reason): System.warn(reason)
                case .notSet, .missing: break
                }
            }
            guard !shown.isEmpty else {
                throw Failure(
                    "RC8005", exit: 1, "there is no identity here",
                    fix: "name an identity file, set SOPS_AGE_KEY_FILE, or make a key: rcsops key generate --output FILE")
            }
        }
        for file in files { shown += try identities(of: file).map { (file, IdentitySource.Found($0)) } }
        let recipients = shown.compactMap { if case .recipient(let text) = $0.identity { text } else { nil } }
        if form.json {
            try System.put(JSONList.text(shown.map { json($0.source, $0.identity) }))
        } else if form.sopsYAML {
            if !recipients.isEmpty { try System.put(CreationRuleSnippet.text(age: unique(recipients))) }
        } else {
            try System.put(System.printable(recipients.map { $0 + "\n" }.joined()))
        }
        for (source, identity) in shown where identity.recipientText == nil {
            System.say("rcsops: " + source + ": " + identity.text + ": its recipient is not known before " + (identity == .plugin ? "the plugin is asked (a comment in the file often tells it)" : "the passphrase is given (name the file)") + "\n")
        }
        guard form.json || !recipients.isEmpty else {
            throw Failure("RC8013", exit: 1, "no recipient is known", fix: "look into the comments of the identity file, or ask the plugin for its recipient")
        }
    }

    static func json(_ source: String, _ identity: IdentitySource.Found) -> String {
        JSONList.object([
            ("source", FindingText.quoted(source)), ("kind", FindingText.quoted(identity.kind)),
            ("recipient", identity.recipientText.map(FindingText.quoted) ?? "null"),
        ])
    }

    static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    /// Those of an identity file, opened where it is encrypted, or the one of an ssh private key.
    static func identities(of file: String) throws(Failure) -> [any AgeIdentity] {
        let arena = SecretArena()
        let input = Input(file)
        let text = try input.read(into: arena)
        let path = input.path
        do throws(AgeError) {
            let found = try IdentityFile.identities(text, name: input.name, path: path, with: AgeTerminal.surroundings)
            guard !found.isEmpty else { throw .invalidIdentity(line: 1, reason: "there are only comments in it") }
            return found
        } catch { throw .identity(error, file: input.name) }
    }
}
