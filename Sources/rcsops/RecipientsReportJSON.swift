import SopsDocument

/// What `recipients add` and `remove` did, for programs: `rcsops-recipients/1`, docs/recipients.schema.json.
enum RecipientsReportJSON {
    static func text(
        _ act: RecipientsOptions.Act, _ recipient: RecipientName, _ changes: [RecipientsOperation.Change], isDone: Bool, _ rules: RuleRecipient.Outcome?,
        _ history: RecipientHistory?
    ) -> String {
        let quoted = FindingText.quoted
        func files(_ change: RecipientsOperation.Change) -> String {
            let isJournal = change.target.isJournal
            return JSONList.object([
                ("file", quoted(change.target.path)), ("journal", isJournal ? "true" : "false"),
                ("new_data_key", act == .remove || isJournal ? "true" : "false"),
            ])
        }
        return JSONList.object([
            ("format", quoted("rcsops-recipients/1")), ("act", quoted(act == .add ? "add" : "remove")), ("recipient", quoted(recipient.text)),
            ("done", isDone ? "true" : "false"), ("files", JSONList.array(changes.map(files))),
            ("rule_differs", rules.map { $0 == .differs ? "true" : "false" } ?? "null"),
            ("rule_changed", rules.map { $0 == .changed ? "true" : "false" } ?? "null"),
            ("exposures", history.map { JSONList.array($0.reports.map(ExposureReportJSON.object)) } ?? "null"),
            ("exposure_error", history?.failure.map { quoted($0.cause) } ?? "null"),
        ]) + "\n"
    }
}
