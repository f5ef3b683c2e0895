internal import DocumentTree
package import SecretMemory
internal import SopsDocument

/// A pair that a report of `rcsops exposed --json` says is to be rotated: what `credentials rotate --from-report` works on.
package struct ReportedExposure: Sendable, Hashable {
    /// The form that the report names.
    package static let form = "rcsops-exposed/1"

    /// All that a report has for a rotation.
    package struct Report: Sendable {
        /// The root of the repository, where the report was made.
        package let repository: String
        /// Who could read the pairs.
        package let recipient: String
        /// Each file and remote once, in the report's order.
        package let pairs: [ReportedExposure]
    }

    /// From the root of the repository.
    package let file: String
    package let remote: String
    /// The exposed ids; nil where no key opened a version.
    package private(set) var keyIDs: Set<String>?

    /// The pairs that are in use, or may be; nil for what is no report. `bytes` lie in `arena`.
    package static func report(in bytes: SecretSlice, _ arena: SecretArena) -> Report? {
        guard let tree = try? DocumentStore(.json).read(bytes, in: arena), let root = tree.roots.first else { return nil }
        func text(_ name: StaticString, in node: Int) -> String? {
            guard let item = tree.item(name, in: node), tree.nodes[item].kind == .string else { return nil }
            return String(decoding: tree.nodes[item].text.buffer, as: UTF8.self)
        }
        func isTrue(_ name: StaticString, in node: Int) -> Bool { tree.item(name, in: node).map { tree.nodes[$0].text.equals("True") } ?? false }
        guard text("format", in: root) == form, let repository = text("repository", in: root), let recipient = text("recipient", in: root),
            let exposures = tree.item("exposures", in: root), tree.nodes[exposures].kind == .list
        else { return nil }
        var found: [ReportedExposure] = []
        for exposure in tree.members(of: exposures) {
            guard let status = text("status", in: exposure), let file = text("file", in: exposure) else { return nil }
            guard isTrue("pair", in: exposure), status == "live" || status == "assume_live"
            else { continue }
            var places: [(file: String, remote: String?)] = []
            if let list = tree.item("live_in", in: exposure), tree.nodes[list].kind == .list {
                for place in tree.members(of: list) { if let file = text("file", in: place) { places.append((file, text("remote", in: place))) } }
            }
            // Nothing to rotate where the remote is gone.
            if places.isEmpty, text("reason", in: exposure) == "not_replaced" { continue }
            if places.isEmpty { places = [(file, text("remote", in: exposure))] }
            let id = text("key_id", in: exposure)
            for place in places {
                guard let remote = place.remote else { continue }
                if let index = found.firstIndex(where: { $0.file == place.file && $0.remote == remote }) {
                    found[index].keyIDs = id.flatMap { found[index].keyIDs?.union([$0]) }
                } else {
                    found.append(ReportedExposure(file: place.file, remote: remote, keyIDs: id.map { [$0] }))
                }
            }
        }
        return Report(repository: repository, recipient: recipient, pairs: found)
    }
}
