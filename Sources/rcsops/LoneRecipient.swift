import MasterKeys
import SopsDocument

/// A file that a single lost key makes unreadable for ever.
enum LoneRecipient {
    /// The key without which the file can't be opened, nil when there is none. `groups` are the keys' names.
    static func name(in groups: [[String]], threshold: Int) -> String? {
        let needed = groups.count == 1 ? 1 : max(threshold == 0 ? groups.count : threshold, 1)
        for name in Set(groups.joined()).sorted() {
            let open = groups.count { $0.contains { $0 != name } }
            if open < needed { return name }
        }
        return nil
    }

    /// Said once a run, and as sops to people only: a script may take any word on stderr for a failure.
    static func warn(_ groups: [[String]], threshold: Int, file: String, actsAsSops: Bool) {
        guard let name = name(in: groups, threshold: threshold), !actsAsSops || System.isStandardErrorATerminal else { return }
        guard OncePerRun.isFirst("single recipient") else { return }
        System.say(
            "rcsops: RC5105 warning: \"" + file + "\" opens with one key only (" + KeyName.shown(name) + "): if that is lost, the file is lost\n"
                + "  fix: add a second recipient, such as a key that is kept offline (rcsops key generate): in .sops.yaml "
                + "age: FIRST,SECOND and then rcsops updatekeys, or --age FIRST,SECOND\n")
    }

    /// The same for the groups of a document.
    static func warn(_ groups: [KeyGroup], threshold: Int, file: String, actsAsSops: Bool) {
        warn(groups.map { $0.keys.map(\.displayName) }, threshold: threshold, file: file, actsAsSops: actsAsSops)
    }
}
