import GitHistory
import SopsDocument

/// The report for people.
enum ExposureReportText {
    static func text(of report: ExposureReport) -> String {
        var lines = ["\(report.recipient.shown) in \(report.root): \(report.versions) versions, \(report.documents) of them encrypted"]
        let sections: [(ExposedSecret.Audience, String)] = [
            (.recipient, "Open to the recipient"), (.everyone, "In clear, open to everybody with the repository"),
            (.shared, "Open to the recipient together with holders of other key groups"),
        ]
        for (audience, title) in sections {
            let secrets = report.secrets.filter { $0.audience == audience }
            if secrets.isEmpty { continue }
            lines += ["", title + ":"]
            for secret in secrets { lines += Self.lines(secret) }
        }
        if !report.journals.isEmpty {
            lines += ["", "Journals of rotations in the history, each with the pairs of its time under a data key of its own:"]
            for file in Set(report.journals.map(\.file)).sorted() { lines.append("  " + System.printableName(file)) }
        }
        lines += [""] + summary(of: report)
        return System.printable(lines.joined(separator: "\n") + "\n")
    }

    /// The last lines: how many there are, what is missing, what to do.
    static func summary(of report: ExposureReport) -> [String] {
        let counted = report.secrets.filter { $0.audience != .shared }
        func count(_ status: ExposedSecret.Status) -> Int { counted.count { $0.status == status } }
        var lines = [
            "\(count(.live)) exposed and in use, \(count(.assumeLive)) to be taken for it, \(count(.notRevoked)) superseded and not revoked, "
                + "\(count(.superseded)) superseded"
        ]
        if counted.contains(where: { $0.status == .superseded && $0.isPair && $0.isRevoked == nil }) {
            lines.append("whether superseded pairs are revoked is unknown: --existing-keys FILE takes the ids that the provider has")
        }
        for gap in report.gaps.sorted() { lines.append("incomplete: " + words(for: gap)) }
        if counted.contains(where: { $0.status.isOpen && $0.isStillRecipient && $0.audience == .recipient }) {
            lines.append("first: rcsops recipients remove \(report.recipient.shown) PATH…, else the new secrets are encrypted to it again")
        }
        let open = counted.filter { $0.status.isOpen }
        // Named from the root, which is not where everybody is.
        let base = report.isBare || report.root == System.workingFolder ? "" : report.root + "/"
        lines += Set(open.flatMap { command($0, base) }).sorted().map { "next: " + $0 }
        let gone = Set(open.filter { $0.isPair && !isRotatable($0) }.map { $0.keyID.map { "key " + ExposedS3Key.shown($0) } ?? "the key of " + System.printableName($0.path) })
        lines += gone.sorted().map { "next: see at its provider that " + $0 + " is deleted; no file has it any more" }
        if counted.contains(where: { $0.status.isOpen && !$0.isPair }) { lines.append("next: change the other values at their providers, then with rcsops config set or rcsops set") }
        return lines
    }

    /// There is a file to rotate it in.
    private static func isRotatable(_ secret: ExposedSecret) -> Bool {
        secret.status != .notRevoked && secret.doubt != .notReplaced && (!secret.places.isEmpty || secret.remote != nil)
    }

    private static func command(_ secret: ExposedSecret, _ base: String) -> [String] {
        guard secret.isPair, isRotatable(secret) else { return [] }
        let places = secret.places.isEmpty ? [ExposedSecret.Place(file: secret.file, path: secret.path, remote: secret.remote)] : secret.places
        return places.compactMap { place in
            (place.remote ?? secret.remote).map { "rcsops credentials rotate \(quoted(base + place.file)) --remote \(quoted($0))" }
        }
    }

    /// As a shell takes it for one word.
    static func quoted(_ text: String) -> String {
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) {
            let escaped = text.unicodeScalars.map { scalar -> String in
                switch scalar {
                case "\\", "'": "\\" + String(scalar)
                case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                    String(scalar).utf8.map { "\\" + String($0 >> 6) + String($0 >> 3 & 7) + String($0 & 7) }.joined()
                default: String(scalar)
                }
            }
            return "$'" + escaped.joined() + "'"
        }
        return !text.isEmpty && text.utf8.allSatisfy { (0x2B...0x3A).contains($0) && $0 != 0x2C || (0x40...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private static func words(for gap: String) -> String {
        switch gap {
        case "shallow": "this is a shallow clone; git fetch --unshallow gets the rest"
        case "partial": "objects are missing in this partial clone; make a full one"
        case "damaged": "git could not read all; see git fsck"
        case "unreadable": "some versions look encrypted, and can't be read"
        default: "files of the tree do not open with your keys, and may have the same values"
        }
    }

    private static func lines(_ secret: ExposedSecret) -> [String] {
        let shown = System.printableName
        var head = "  " + words(for: secret) + "  " + shown(secret.file) + "  " + shown(secret.path)
        if let id = secret.keyID { head += "  key " + ExposedS3Key.shown(id) }
        var lines = [head]
        if let first = secret.first, let last = secret.last {
            var seen = "      exposed " + named(first) + (first.id == last.id ? "" : " to " + named(last))
            if let removed = secret.removed { seen += ", closed " + named(removed) } else if secret.isStillRecipient { seen += ", and to this day" }
            lines.append(seen)
        } else {
            lines.append("      in no commit; an object of the repository")
        }
        if !secret.formerFiles.isEmpty { lines.append("      as " + secret.formerFiles.map(shown).joined(separator: ", ")) }
        let elsewhere = secret.places.filter { $0.file != secret.file || $0.path != secret.path }
        for place in elsewhere { lines.append("      in use in " + shown(place.file) + "  " + shown(place.path)) }
        return lines
    }

    private static func words(for secret: ExposedSecret) -> String {
        switch secret.status {
        case .live: "EXPOSED, STILL LIVE"
        case .assumeLive: secret.doubt == .notReplaced ? "assume live (gone, and not replaced)" : "assume live (can't be opened)"
        case .superseded: "superseded" + (secret.isRevoked == true ? ", revoked" : "")
        case .notRevoked: "SUPERSEDED, NOT REVOKED"
        }
    }

    private static func named(_ commit: HistoryCommit) -> String { commit.id.prefix(12) + " (" + RFC3339.text(unixSeconds: commit.time).prefix(10) + ")" }
}
