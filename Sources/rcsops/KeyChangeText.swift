import MasterKeys
import SopsDocument

/// What changes in the keys of a file, for people and programs.
enum KeyChangeText {
    /// As sops prints it on stdout (3.11 `cmd/sops/common/common.go`, `PrettyPrintDiffs`); coloured on a terminal.
    static func sops(_ change: KeyGroupChange) -> String {
        let isColoured = System.showsColours
        func coloured(_ text: String, _ code: String) -> String { isColoured ? "\u{1B}[" + code + "m" + text + "\u{1B}[0m" : text }
        var text = "The following changes will be made to the file's groups:\n"
        if change.formerThreshold > 0, !change.changesThreshold {
            text += "shamir_threshold: \(change.threshold)\n"
        } else {
            if change.threshold > 0 { text += coloured("+++ shamir_threshold: \(change.threshold)\n", "32") }
            if change.formerThreshold > 0 { text += coloured("--- shamir_threshold: \(change.formerThreshold)\n", "31") }
        }
        for (index, group) in change.groups.enumerated() {
            text += coloured("Group \(index + 1)\n", "4")
            for key in group.common { text += "    " + key.displayName + "\n" }
            for key in group.added { text += coloured("+++ " + key.displayName + "\n", "32") }
            for key in group.removed { text += coloured("--- " + key.displayName + "\n", "31") }
        }
        return System.printable(text)
    }

    /// A block for each file.
    static func table(_ file: KeyedFile, config: String) -> String {
        let change = file.change
        var lines = [file.path + "  (rule " + config + ":\(file.ruleLine))"]
        for (index, group) in change.groups.enumerated() {
            if change.groups.count > 1 { lines.append("  group \(index + 1)") }
            for key in group.common { lines.append("      " + named(key)) }
            for key in group.added { lines.append("    + " + named(key)) }
            for key in group.removed { lines.append("    - " + named(key)) }
        }
        if change.changesThreshold { lines.append("  threshold \(change.formerThreshold) becomes \(change.threshold)") }
        if !change.lostKeys.isEmpty { lines.append("  and a new data key, since a recipient goes") }
        return System.printable(lines.joined(separator: "\n") + "\n")
    }

    private static func named(_ key: MasterKeyEntry) -> String { key.kind == .age ? key.displayName : key.kind.rawValue + " " + key.displayName }

    static func json(_ file: KeyedFile, exposed: [ExposedS3Key]?) -> String {
        let quoted = FindingText.quoted
        func keys(_ keys: [MasterKeyEntry]) -> String {
            JSONList.array(keys.map { JSONList.object([("kind", quoted($0.kind.rawValue)), ("key", quoted($0.displayName))]) })
        }
        var members: [(name: String, value: String)] = [
            ("file", quoted(file.path)), ("differs", file.change.isEmpty ? "false" : "true"), ("rule_line", String(file.ruleLine)),
            (
                "groups",
                JSONList.array(
                    file.change.groups.map {
                        JSONList.object([("common", keys($0.common)), ("added", keys($0.added)), ("removed", keys($0.removed))])
                    })
            ), ("former_threshold", String(file.change.formerThreshold)), ("threshold", String(file.change.threshold)),
            ("new_data_key", file.change.lostKeys.isEmpty ? "false" : "true"),
        ]
        if let exposed {
            members.append(
                ("rotate_at_provider", JSONList.array(exposed.map { JSONList.object([("remote", quoted($0.remote)), ("access_key_id", quoted($0.shownID))]) })))
        }
        return JSONList.object(members)
    }
}
