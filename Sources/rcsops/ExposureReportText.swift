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
            for file in Set(report.journals.map(\.file)).sorted() { lines.append("  " + file) }
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
        let commands = Set(counted.filter { $0.status.isOpen }.flatMap(command)).sorted()
        lines += commands.map { "next: " + $0 }
        if counted.contains(where: { $0.status.isOpen && !$0.isPair }) { lines.append("next: change the other values at their providers, then with rcsops config set or rcsops set") }
        return lines
    }

    private static func command(_ secret: ExposedSecret) -> [String] {
        guard secret.isPair, secret.status != .notRevoked else { return [] }
        let places = secret.places.isEmpty ? [ExposedSecret.Place(file: secret.file, path: secret.path, remote: secret.remote)] : secret.places
        return places.map { "rcsops credentials rotate \(quoted($0.file)) --remote \(quoted($0.remote ?? secret.remote ?? ""))" }
    }

    private static func quoted(_ text: String) -> String {
        !text.isEmpty && text.utf8.allSatisfy { (0x2B...0x3A).contains($0) && $0 != 0x2C || (0x40...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }
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
        var head = "  " + words(for: secret) + "  " + secret.file + "  " + secret.path
        if let id = secret.keyID { head += "  key " + ExposedS3Key.shown(id) }
        var lines = [head]
        if let first = secret.first, let last = secret.last {
            var seen = "      exposed " + shown(first) + (first.id == last.id ? "" : " to " + shown(last))
            if let removed = secret.removed { seen += ", closed " + shown(removed) } else if secret.isStillRecipient { seen += ", and to this day" }
            lines.append(seen)
        } else {
            lines.append("      in no commit; an object of the repository")
        }
        if !secret.formerFiles.isEmpty { lines.append("      as " + secret.formerFiles.joined(separator: ", ")) }
        let elsewhere = secret.places.filter { $0.file != secret.file || $0.path != secret.path }
        for place in elsewhere { lines.append("      in use in " + place.file + "  " + place.path) }
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

    private static func shown(_ commit: HistoryCommit) -> String { commit.id.prefix(12) + " (" + RFC3339.text(unixSeconds: commit.time).prefix(10) + ")" }
}
