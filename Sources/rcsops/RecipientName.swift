import AgeEncryption
import MasterKeys
import SopsDocument

/// A recipient as somebody names it on a command line, beside the entries of documents.
struct RecipientName {
    let kind: MasterKeyKind
    let text: String
    /// Of a PGP key: its fingerprint and those of its other parts, since a file may name any of them.
    private let fingerprints: [String]

    /// Of what kind it is, its form says: an age or ssh recipient, a PGP fingerprint, an ARN, an address.
    init(parsing text: String) throws(Failure) {
        let digits = Self.digits(text)
        if text.hasPrefix("age1") || text.hasPrefix("ssh-") {
            kind = .age
        } else if let digits, (16...64).contains(digits.utf8.count) {
            kind = .pgp
        } else if text.hasPrefix("arn:") {
            kind = .kms
        } else if text.hasPrefix("projects/") {
            kind = .gcpKMS
        } else if text.hasPrefix("https://") || text.hasPrefix("http://") {
            kind = text.contains("/keys/") && !text.contains("/v1/") ? .azureKeyVault : .vaultTransit
        } else if text.contains(":"), !text.contains("/") {
            kind = .huaweiKMS
        } else {
            throw Failure(
                "RC8601", exit: 64, "\"" + KeyName.shown(text) + "\" is no recipient",
                fix: "give it as the files have it: age1…, ssh-ed25519 …, a PGP fingerprint, an ARN; rcsops key check FILE lists them")
        }
        self.text = kind == .pgp ? digits ?? text : text
        fingerprints = kind == .pgp ? [self.text] + System.masterKeys.pgp.fingerprints(of: self.text) : []
    }

    /// Of a PGP key as gpg takes it: with blanks or without, with `0x` before it, with `!` behind it for this very part.
    private static func digits(_ text: String) -> String? {
        var digits = text.filter { $0 != " " }.uppercased()
        if digits.hasSuffix("!") { digits.removeLast() }
        if digits.hasPrefix("0X") { digits.removeFirst(2) }
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) } ? digits : nil
    }

    /// Recipients of plugins and ssh keys are compared as text; of PGP's the end counts, since a file may name a key by less of it.
    func names(_ entry: MasterKeyEntry) -> Bool {
        guard entry.kind == kind else { return false }
        let name = entry.displayName
        switch kind {
        case .age: return IdentitySources.bare(name) == IdentitySources.bare(text)
        case .pgp:
            guard let other = Self.digits(name), other.utf8.count >= 8 else { return false }
            return fingerprints.contains { other.hasSuffix($0) || $0.hasSuffix(other) }
        case .kms: return name == text || name.hasPrefix(text + "+") || name.hasPrefix(text + "|")
        case .gcpKMS, .huaweiKMS, .azureKeyVault, .vaultTransit: return name == text || name.hasPrefix(text + "/")
        }
    }

    /// Whether a document's metadata let it in.
    enum Access { case none, shared, alone }

    /// One group: any entry opens. Several: so many groups as the threshold says must be held (sops 3.11 `sops.go`, `GetDataKey`).
    func access(to metadata: SopsMetadata) -> Access {
        let groups = metadata.keyGroups
        let held = groups.count { $0.keys.contains(where: names) }
        if held == 0 { return .none }
        if groups.count == 1 { return .alone }
        let threshold = metadata.shamirThreshold == 0 ? groups.count : metadata.shamirThreshold
        return held >= max(threshold, 2) ? .alone : .shared
    }

    var shown: String { KeyName.shown(text) }
}
