import DocumentTree
import SecretMemory
import SopsDocument

/// A pair that a report of `exposed --json` says is to be rotated: what `credentials rotate --from-report` works on.
struct ReportedExposure: Sendable, Hashable {
    /// As the report says it: the repository's root, and the file below it.
    let file: String
    let remote: String
    /// Nil where no key opened the version.
    let keyID: String?

    /// The pairs that are in use, or may be, each file and remote once; in the report's order.
    static func all(in path: String) throws(Failure) -> [ReportedExposure] {
        let arena = SecretArena()
        let bytes = try Input(path).read(into: arena)
        let malformed = Failure(
            "RC8607", exit: 64, "\"" + path + "\" is no report of exposed secrets", fix: "give what rcsops exposed --recipient R --json printed")
        guard let tree = try? DocumentStore(.json).read(bytes, in: arena), let root = tree.roots.first else { throw malformed }
        func text(_ name: StaticString, in node: Int) -> String? {
            guard let item = tree.item(name, in: node), tree.nodes[item].kind == .string else { return nil }
            return String(decoding: tree.nodes[item].text.buffer, as: UTF8.self)
        }
        func isTrue(_ name: StaticString, in node: Int) -> Bool { tree.item(name, in: node).map { tree.nodes[$0].text.equals("True") } ?? false }
        guard text("format", in: root) == ExposureReportJSON.form, let repository = text("repository", in: root),
            let exposures = tree.item("exposures", in: root), tree.nodes[exposures].kind == .list
        else { throw malformed }
        var found: [ReportedExposure] = []
        for exposure in tree.members(of: exposures) {
            guard let status = text("status", in: exposure), let file = text("file", in: exposure) else { throw malformed }
            guard isTrue("pair", in: exposure), status == ExposedSecret.Status.live.rawValue || status == ExposedSecret.Status.assumeLive.rawValue
            else { continue }
            var places: [(file: String, remote: String?)] = []
            if let list = tree.item("live_in", in: exposure), tree.nodes[list].kind == .list {
                for place in tree.members(of: list) { if let file = text("file", in: place) { places.append((file, text("remote", in: place))) } }
            }
            // Nothing to rotate where the remote is gone.
            if places.isEmpty, text("reason", in: exposure) == ExposedSecret.Doubt.notReplaced.rawValue { continue }
            if places.isEmpty { places = [(file, text("remote", in: exposure))] }
            for place in places {
                guard let remote = place.remote else { continue }
                let path = repository + "/" + place.file
                guard !found.contains(where: { $0.file == path && $0.remote == remote }) else { continue }
                found.append(ReportedExposure(file: path, remote: remote, keyID: text("key_id", in: exposure)))
            }
        }
        return found
    }
}
