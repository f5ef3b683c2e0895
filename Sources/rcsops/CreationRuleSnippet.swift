/// A `.sops.yaml` that makes new files readable for the given keys.
enum CreationRuleSnippet {
    /// sops takes the blanks around each recipient away, so that one may stand on each line of a folded text.
    static func text(age recipients: [String], pgp fingerprints: [String] = []) -> String {
        var lines = ["creation_rules:"]
        var start = "  - "
        for (name, keys) in [("age", recipients), ("pgp", fingerprints)] where !keys.isEmpty {
            lines.append(start + name + ": >-")
            for (index, key) in keys.enumerated() { lines.append("      " + key + (index == keys.count - 1 ? "" : ",")) }
            start = "    "
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
