/// An ARN that tells who signs (AWS IAM User Guide, "IAM identifiers"): `arn:aws:iam::123456789012:user/team/backup`.
struct CallerARN {
    let account: String?
    let kind: AccessKeyOwner.Kind
    /// Without the path.
    let user: String?

    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        account = parts[4].isEmpty ? nil : String(parts[4])
        let resource = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        switch resource.first {
        case "root" where resource.count == 1: (kind, user) = (.root, nil)
        case "user" where resource.count > 1 && resource.last != "": (kind, user) = (.user, resource.last.map(String.init))
        // A role's key, a federated user's: they end by themselves.
        case "assumed-role", "federated-user": (kind, user) = (.temporary, nil)
        default: (kind, user) = (.unknown, nil)
        }
    }
}
