import DocumentTree
import SecretMemory
import SopsDocument

/// The keys that a back end still has, as somebody has asked it: what tells a superseded pair from a revoked one.
struct ExistingKeys {
    private static let form = "rcsops-keys/1"
    private var ids: Set<String> = []
    /// Keys in use whose users' other keys are known too; nil where somebody vouches for the whole list.
    private var answered: Set<String>?

    /// Ids, one a line, or among the other words of JSON, as in that of `aws iam list-access-keys`; or the JSON of `credentials list`, which has all keys of
    /// each key's user where the back end tells them.
    init(in file: String) throws(Failure) {
        let arena = SecretArena.ofCiphertext()
        let bytes = try Input(file).read(into: arena)
        let text = String(decoding: bytes.bytes, as: UTF8.self)
        func refused(_ reason: String) -> Failure {
            Failure(
                "RC8621", exit: 64, "\"" + file + "\" does not say which keys there are: " + reason,
                fix: "give what rcsops credentials list --json prints, without --mask-ids, or all ids of the provider, one a line")
        }
        if text.firstRange(of: Self.form) != nil {
            guard let found = Self.listed(in: bytes, arena) else { throw refused("it is no whole report of the form " + Self.form) }
            ids = found.ids
            answered = found.answered
        } else {
            // Words in a line, not of JSON: a command's message, such as one that it found no credentials.
            if let first = text.first(where: { !$0.isWhitespace }), first != "[", first != "{",
                text.split(whereSeparator: \.isNewline).contains(where: { $0.split(separator: " ").count > 1 })
            {
                throw refused("it has words between the ids")
            }
            ids = Set(text.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || "_-.".contains($0)) }.map(String.init))
        }
        if text.contains("…") { throw refused("ids are masked in it") }
        // More likely a command that failed than a provider without keys.
        if answered == nil, ids.isEmpty { throw refused("it has no id") }
    }

    private static func listed(in bytes: SecretSlice, _ arena: SecretArena) -> (ids: Set<String>, answered: Set<String>)? {
        guard let tree = try? DocumentStore(.json).read(bytes, in: arena), let root = tree.roots.first else { return nil }
        func text(_ node: Int?) -> String? {
            guard let node, tree.nodes[node].kind == .string else { return nil }
            return String(decoding: tree.nodes[node].text.buffer, as: UTF8.self)
        }
        // Of a list that failed nothing is known, and what is not in it is not gone.
        if let error = tree.item("error", in: root), tree.nodes[error].kind == .branch { return nil }
        guard text(tree.item("format", in: root)) == form, let rows = tree.item("keys", in: root), tree.nodes[rows].kind == .list else { return nil }
        var (ids, answered): (Set<String>, Set<String>) = ([], [])
        for row in tree.members(of: rows) {
            guard let id = text(tree.item("id", in: row)) else { return nil }
            guard let existing = tree.item("existing", in: row), tree.nodes[existing].kind == .list else { continue }
            answered.insert(id)
            for other in tree.members(of: existing) { if let other = text(other) { ids.insert(other) } }
        }
        return (ids, answered)
    }

    /// Whether the key is gone; nil when nobody knows. `now`: the id that took its place.
    func isRevoked(_ id: String, replacedBy now: String?) -> Bool? {
        if ids.contains(id) { return false }
        guard let answered else { return true }
        return now.map(answered.contains) == true ? true : nil
    }
}
