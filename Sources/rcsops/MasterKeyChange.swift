import MasterKeys
import SopsConfiguration
import SopsDocument

/// Master keys that a command line adds to a file or removes from it, as text of their kinds.
struct MasterKeyChange {
    var kind: MasterKeyKind
    /// One key, or several with commas between.
    var text: String

    /// The entries to add, without a data key yet; only kinds that can be used here.
    static func entries(_ changes: [MasterKeyChange]) throws(Failure) -> [MasterKeyEntry] {
        var entries: [MasterKeyEntry] = []
        for change in changes where !change.text.isEmpty {
            guard MasterKeyAccess.usableKinds.contains(change.kind) else {
                throw Failure(
                    "RC6209", exit: 1, "keys of the kind " + change.kind.rawValue + " can't be used by this version of rcsops",
                    fix: "take age or pgp keys, or do it with sops")
            }
            for text in CommaList.elements(of: change.text) {
                // sops takes fingerprints with spaces between the digits.
                let key = CreationRule.Key(kind: change.kind, text: change.kind == .pgp ? text.filter { $0 != " " } : text)
                try check(key.entry)
                entries.append(key.entry)
            }
        }
        return entries
    }

    /// Refuses what can be no key, before anything is done.
    static func check(_ key: MasterKeyEntry) throws(Failure) {
        do throws(MasterKeyError) { try System.masterKeys.check(key) } catch {
            throw Failure(
                "RC5009", exit: 1, error.message,
                fix: "give the whole text that begins with age1 or ssh- (rcsops key show FILE shows it), with commas between several")
        }
    }

    /// What a key to remove is called; of any kind, since removing takes no key. What can't be an age recipient is refused,
    /// as in sops: who misspells one would believe that it is gone.
    static func names(_ changes: [MasterKeyChange]) throws(Failure) -> [(kind: MasterKeyKind, name: String)] {
        var names: [(kind: MasterKeyKind, name: String)] = []
        for change in changes where !change.text.isEmpty {
            for name in CommaList.elements(of: change.text) {
                if change.kind == .age { try check(CreationRule.Key(kind: .age, text: name).entry) }
                // sops takes fingerprints with spaces between the digits.
                names.append((change.kind, change.kind == .pgp ? name.filter { $0 != " " } : name))
            }
        }
        return names
    }

    /// `--encryption-context` goes into new KMS entries, of which there are none yet.
    static func refuse(encryptionContext: String?) throws(Failure) {
        guard let encryptionContext, !encryptionContext.isEmpty else { return }
        throw Failure(
            "RC6209", exit: 1, "keys of the kind kms can't be used by this version of rcsops, nor can --encryption-context",
            fix: "leave --encryption-context out, or do it with sops")
    }
}
