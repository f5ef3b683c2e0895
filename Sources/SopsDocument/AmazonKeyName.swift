extension MasterKeyEntry {
    /// A KMS key's role, context and profile are part of the string by which sops tells it from others (sops 3.11
    /// `kms/keysource.go`, `ToString`).
    var amazonName: String {
        var name = text("arn") ?? ""
        if let role = text("role"), !role.isEmpty { name += "+" + role }
        var context: [(name: String, value: String)] = []
        for case ("context", .map(let members)) in fields { context += members.map { ($0.name, $0.value.word ?? "") } }
        context.sort { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
        let joined = context.map { $0.name + ":" + $0.value }.joined(separator: ",")
        if let profile = text("aws_profile"), !profile.isEmpty { return name + "|" + joined + "|" + profile }
        return joined.isEmpty ? name : name + "|" + joined
    }
}
