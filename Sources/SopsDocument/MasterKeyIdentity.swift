extension MasterKeyEntry {
    /// The string by which sops tells keys apart, finds duplicates, and names them in what it prints (sops 3.11, `ToString` of
    /// each key source; for KMS `kms/keysource.go`).
    package var identity: String {
        guard kind == .kms else { return displayName }
        var text = self.text("arn") ?? ""
        if let role = self.text("role"), !role.isEmpty { text += "+" + role }
        var context: [(name: String, value: String)] = []
        for case ("context", .map(let fields)) in fields {
            context += fields.map { ($0.name, $0.value.word ?? "") }
        }
        context.sort { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
        let joined = context.map { $0.name + ":" + $0.value }.joined(separator: ",")
        if let profile = self.text("aws_profile"), !profile.isEmpty { return text + "|" + joined + "|" + profile }
        return joined.isEmpty ? text : text + "|" + joined
    }
}
