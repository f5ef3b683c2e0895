import MasterKeys

/// `key list`: what could decrypt here, and from where.
enum KeyListOperation {
    static func run(form: KeyAnswerForm) throws(Failure) {
        let sources = System.identities.survey()
        let keys = GPGSecretKeys.all()
        if form.json { return try System.put(JSONList.text(sources.map(json) + keys.map(json))) }
        if form.sopsYAML {
            let recipients = KeyShowOperation.unique(sources.flatMap(\.recipients))
            let fingerprints = keys.filter(\.isUsable).map(\.fingerprint)
            guard !recipients.isEmpty || !fingerprints.isEmpty else {
                throw Failure("RC8005", exit: 1, "there is no identity here", fix: "make a key: rcsops key generate --output FILE")
            }
            return try System.put(CreationRuleSnippet.text(age: recipients, pgp: fingerprints))
        }
        var text = "age\n"
        for source in sources { text += lines(source) }
        text += "gpg\n" + (keys.isEmpty ? "  no secret keys\n" : keys.map { "  " + $0.line + "\n" }.joined())
        try System.put(System.printable(text))
    }

    private static func lines(_ source: IdentitySource) -> String {
        let name = "  " + source.name + (source.path.map { $0 == source.name ? "" : " (" + $0 + ")" } ?? "")
        switch source.state {
        case .notSet: return name + ": not set\n"
        case .missing: return name + ": not there\n"
        case .unusable(let reason): return name + ": can't be used: " + reason + "\n"
        case .found(let identities) where identities.isEmpty: return name + ": no identity in it\n"
        case .found(let identities): return name + ":\n" + identities.map { "    " + $0.text + "\n" }.joined()
        }
    }

    private static func json(_ source: IdentitySource) -> String {
        let quoted = FindingText.quoted
        let (state, reason): (String, String?) =
            switch source.state {
            case .notSet: ("not set", nil)
            case .missing: ("missing", nil)
            case .unusable(let reason): ("unusable", reason)
            case .found(let identities): (identities.isEmpty ? "empty" : "found", nil)
            }
        var identities: [String] = []
        if case .found(let found) = source.state {
            identities = found.map { JSONList.object([("kind", quoted($0.kind)), ("recipient", $0.recipientText.map(quoted) ?? "null")]) }
        }
        return JSONList.object([
            ("kind", quoted("age")), ("source", quoted(source.name)), ("path", source.path.map(quoted) ?? "null"), ("state", quoted(state)),
            ("reason", reason.map(quoted) ?? "null"), ("identities", JSONList.array(identities)),
        ])
    }

    private static func json(_ key: GPGSecretKeys.Key) -> String {
        let quoted = FindingText.quoted
        return JSONList.object([
            ("kind", quoted("pgp")), ("fingerprint", quoted(key.fingerprint)), ("user_id", quoted(key.userID)),
            ("expires", key.expires.map { quoted($0) } ?? "null"), ("state", quoted(key.state)), ("usable", key.isUsable ? "true" : "false"),
        ])
    }
}
