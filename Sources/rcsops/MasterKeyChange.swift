import AgeEncryption
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
            guard change.kind == .age else {
                throw Failure(
                    "RC6209", exit: 1, "keys of the kind " + change.kind.rawValue + " can't be used by this version of rcsops",
                    fix: "add age recipients, or do it with sops")
            }
            for text in CommaList.elements(of: change.text) {
                entries.append(MasterKeyEntry(kind: .age, fields: [("recipient", .text(try recipient(text).text))]))
            }
        }
        return entries
    }

    /// What a key to remove is called; of any kind, since removing takes no key. What can't be an age recipient is refused,
    /// as in sops: who misspells one would believe that it is gone.
    static func names(_ changes: [MasterKeyChange]) throws(Failure) -> [(kind: MasterKeyKind, name: String)] {
        var names: [(kind: MasterKeyKind, name: String)] = []
        for change in changes where !change.text.isEmpty {
            for name in CommaList.elements(of: change.text) {
                if change.kind == .age, !isForeign(name) { _ = try recipient(name) }
                // sops takes fingerprints with spaces between the digits.
                names.append((change.kind, change.kind == .pgp ? name.filter { $0 != " " } : name))
            }
        }
        return names
    }

    /// Of a kind that can be removed, though not used: an SSH key, or what has a second 1, a plugin's recipient.
    private static func isForeign(_ name: String) -> Bool {
        name.hasPrefix("ssh-") || name.hasPrefix("age1") && name.utf8.filter { $0 == UInt8(ascii: "1") }.count > 1
    }

    private static func recipient(_ text: String) throws(Failure) -> X25519Recipient {
        do throws(AgeError) { return try X25519Recipient(parsing: text) } catch {
            throw Failure(
                "RC5009", exit: 1, error.message,
                fix: "give the whole text that begins with age1 (age-keygen -y FILE shows it), with commas between several")
        }
    }

    /// `--encryption-context` goes into new KMS entries, of which there are none yet.
    static func refuse(encryptionContext: String?) throws(Failure) {
        guard let encryptionContext, !encryptionContext.isEmpty else { return }
        throw Failure(
            "RC6209", exit: 1, "keys of the kind kms can't be used by this version of rcsops, nor can --encryption-context",
            fix: "leave --encryption-context out, or do it with sops")
    }
}
