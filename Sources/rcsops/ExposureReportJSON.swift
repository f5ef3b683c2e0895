import GitHistory
import RotationFiles
import SopsDocument

/// The report for programs: `rcsops-exposed/1`, docs/exposed.schema.json.
enum ExposureReportJSON {
    static let form = ReportedExposure.form

    static func text(of report: ExposureReport) -> String { object(report) + "\n" }

    static func object(_ report: ExposureReport) -> String {
        let quoted = FindingText.quoted
        let counted = report.secrets.filter { $0.audience != .shared }
        return JSONList.object([
            ("format", quoted(form)), ("recipient", quoted(report.recipient.text)),
            ("recipient_found", report.isRecipientKnown ? "true" : "false"), ("repository", quoted(report.root)),
            ("since", report.since.map(quoted) ?? "null"), ("deep", report.isDeep ? "true" : "false"),
            ("complete", report.gaps.isEmpty ? "true" : "false"), ("incomplete", JSONList.strings(report.gaps.sorted())),
            ("versions", String(report.versions)), ("documents", String(report.documents)), ("too_large", String(report.tooLarge)),
            ("exit", String(report.exitCode)), ("exposures", JSONList.array(counted.map(object))),
            ("shared", JSONList.array(report.secrets.filter { $0.audience == .shared }.map(object))),
            (
                "journals",
                JSONList.array(
                    report.journals.map {
                        JSONList.object([("file", quoted($0.file)), ("commit", commit($0.commit)), ("readable", $0.audience == .recipient ? "true" : "false")])
                    })
            ),
        ])
    }

    private static func object(_ secret: ExposedSecret) -> String {
        let quoted = FindingText.quoted
        func text(_ value: String?) -> String { value.map(quoted) ?? "null" }
        return JSONList.object([
            ("file", quoted(secret.file)), ("former_files", JSONList.strings(secret.formerFiles)), ("path", quoted(secret.path)),
            ("remote", text(secret.remote)), ("pair", secret.isPair ? "true" : "false"), ("key_id", text(secret.keyID)),
            ("status", quoted(secret.status.rawValue)), ("reason", text(secret.doubt?.rawValue)), ("audience", quoted(secret.audience.word)),
            ("journal", secret.isJournal ? "true" : "false"), ("first", commit(secret.first)), ("last", commit(secret.last)),
            ("removed", commit(secret.removed)), ("still_recipient", secret.isStillRecipient ? "true" : "false"),
            (
                "live_in",
                JSONList.array(
                    secret.places.map { JSONList.object([("file", quoted($0.file)), ("path", quoted($0.path)), ("remote", text($0.remote))]) })
            ), ("revoked", secret.isRevoked.map { $0 ? quoted("yes") : quoted("no") } ?? quoted("unknown")),
        ])
    }

    private static func commit(_ commit: HistoryCommit?) -> String {
        guard let commit else { return "null" }
        return JSONList.object([("id", FindingText.quoted(commit.id)), ("time", FindingText.quoted(RFC3339.text(unixSeconds: commit.time)))])
    }
}
