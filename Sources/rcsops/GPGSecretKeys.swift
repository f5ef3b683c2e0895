import ChildPrograms
import FileReplacement
import SecretMemory
import SopsDocument

/// The secret keys of gpg (GnuPG `doc/DETAILS`, "Format of the colon listings"). None, without a word, where gpg or its home
/// is not there.
enum GPGSecretKeys {
    struct Key {
        /// Of the primary key, which names the whole.
        var fingerprint = ""
        var userID = ""
        /// The day, nil for a key that does not expire.
        var expires: String?
        var validity = ""
        var canDecrypt = false

        var state: String {
            switch validity {
            case "r": "revoked"
            case "e": "expired"
            case "d": "disabled"
            case "i": "invalid"
            default: canDecrypt ? "usable" : "no key for encryption"
            }
        }

        /// An expired key still decrypts, but nobody can encrypt to it.
        var isUsable: Bool { state == "usable" }

        var line: String {
            fingerprint + "  " + userID + "  " + (expires.map { (state == "expired" ? "expired " : "expires ") + $0 } ?? "does not expire")
                + (isUsable || state == "expired" ? "" : ", " + state)
        }
    }

    private static let limit = 16 << 20
    /// An agent that has to be started takes a second.
    private static let seconds = 30

    static func all() -> [Key] {
        // gpg would make its home where there is none: looking must not change anything.
        let home = System.environment("GNUPGHOME").flatMap { $0.isEmpty ? nil : $0 } ?? System.environment("HOME").map { $0 + "/.gnupg" }
        guard let home, FolderWalk.isFolder(home) else { return [] }
        let program = System.environment("SOPS_GPG_EXEC").flatMap { $0.isEmpty ? nil : $0 } ?? "gpg"
        let arena = SecretArena()
        let run = try? ProgramRun.of(
            [program, "--batch", "--no-tty", "--list-secret-keys", "--with-colons", "--fixed-list-mode"],
            input: UnsafeRawBufferPointer(start: nil, count: 0), errors: .kept, limit: limit, seconds: seconds, into: arena)
        guard let run, run.ending == .exit(0) else { return [] }
        return keys(in: run.output.withBytes { String(decoding: $0, as: UTF8.self) })
    }

    static func keys(in listing: String) -> [Key] {
        var keys: [Key] = []
        var wantsFingerprint = false
        for line in listing.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count > 9 else { continue }
            switch fields[0] {
            case "sec":
                var key = Key()
                key.validity = String(fields[1])
                // Upper case: the key as a whole, with its subkeys.
                key.canDecrypt = fields.count > 11 && fields[11].contains("E")
                key.expires = Int64(fields[6]).map { String(RFC3339.text(unixSeconds: $0).prefix(10)) }
                keys.append(key)
                wantsFingerprint = true
            case "ssb": wantsFingerprint = false
            case "fpr" where wantsFingerprint:
                keys[keys.count - 1].fingerprint = String(fields[9])
                wantsFingerprint = false
            case "uid" where !keys.isEmpty && keys[keys.count - 1].userID.isEmpty: keys[keys.count - 1].userID = unescaped(fields[9])
            default: break
            }
        }
        return keys.filter { !$0.fingerprint.isEmpty }
    }

    /// `\x3a` stands for a colon.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x"), rest.count >= 3,
                let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
