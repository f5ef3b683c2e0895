import FileReplacement
import GitHistory
import SecretMemory
import SopsConfiguration
import SopsDocument

/// `recipients add` and `remove`: everything is made before the first file is replaced.
enum RecipientsOperation {
    private typealias Change = (target: RecipientTarget, groups: [KeyGroup])

    static func run(_ act: RecipientsOptions.Act, _ options: RecipientsOptions) throws(Failure) {
        let recipient = try RecipientName(parsing: options.recipient)
        if act == .add { _ = try MasterKeyChange.entries([MasterKeyChange(kind: recipient.kind, text: recipient.text)]) }
        let targets = try RecipientTarget.all(options.paths)
        var changes: [Change] = []
        for target in targets {
            if let groups = try target.groups(act, recipient, group: options.group) { changes.append((target, groups)) }
        }
        guard !changes.isEmpty else { return try tellNothing(act, recipient, targets, options) }
        // Before anything is made: a rotation that runs would write over it.
        let locks = try RotationLocks(documents: changes.filter(\.target.isJournal).map(\.target.document))
        var prepared: [RecipientTarget.Prepared] = []
        for change in changes { prepared.append(try change.target.prepared(act, change.groups)) }
        if !options.asJSON { try System.put(table(act, recipient, changes)) }
        if options.isDryRun {
            if options.asJSON { try System.put(json(act, recipient, changes, isDone: false, nil, nil)) }
            return System.say("rcsops: nothing was changed\n")
        }
        let count = changes.count == 1 ? "1 file" : "\(changes.count) files"
        if !options.isAgreed, try !YesNoQuestion.ask("Is this okay for " + count + "? (y/n): ", actsAsSops: false) {
            return System.say("rcsops: nothing was changed\n")
        }
        try replace(prepared)
        withExtendedLifetime(locks) {}
        for change in changes {
            MixedRecipients.warn(change.groups, file: change.target.path, actsAsSops: false)
            LoneRecipient.warn(change.groups, threshold: change.target.metadata.shamirThreshold, file: change.target.path, actsAsSops: false)
        }
        let rules = try RuleRecipient.settle(act, recipient, files: changes.filter { !$0.target.isJournal }.map(\.target.path), options)
        let exposure = act == .remove ? exposure(changes.filter { !$0.target.isJournal }.map(\.target.path), options) : nil
        if options.asJSON { return try System.put(json(act, recipient, changes, isDone: true, rules, exposure)) }
        System.say("rcsops: " + count + (act == .add ? " can be opened by " : changes.count == 1 ? " has a new data key, without " : " have a new data key, without ")
            + recipient.shown + "\n")
        guard act == .remove else { return }
        if let exposure {
            System.say("rcsops: in Git's history: " + ExposureReportText.summary(of: exposure).joined(separator: "\n  ") + "\n")
        } else {
            System.say("rcsops: there is no Git history here to look through; whoever has a copy of the former files can read them\n")
        }
    }

    private static func tellNothing(
        _ act: RecipientsOptions.Act, _ recipient: RecipientName, _ targets: [RecipientTarget], _ options: RecipientsOptions
    ) throws(Failure) {
        if options.asJSON { try System.put(json(act, recipient, [], isDone: !options.isDryRun, nil, nil)) }
        let files = targets.count == 1 ? "the file" : "\(targets.count) files"
        switch act {
        case .add: System.say("rcsops: " + files + " can be opened by " + recipient.shown + " already\n")
        // A typing error must not look as if somebody were out.
        case .remove:
            System.say(
                "rcsops: RC8608 warning: none of " + files + " has the recipient " + recipient.shown
                    + "\n  fix: compare it with what rcsops key check FILE lists\n")
        }
    }

    private static func replace(_ prepared: [RecipientTarget.Prepared]) throws(Failure) {
        // A journal first: should it fail, its document is as it was.
        let ordered = prepared.filter(\.target.isJournal) + prepared.filter { !$0.target.isJournal }
        for (done, file) in ordered.enumerated() {
            do throws(Failure) { try file.place.replace(with: file.bytes) } catch {
                var failure = error.code == Failure.changedCode ? error.exiting(4) : error
                failure.fix += done == 0 ? "; no file was changed" : "; \(done) of \(ordered.count) files are done, and a second run does the rest"
                throw failure
            }
        }
    }

    /// Nil outside of Git.
    private static func exposure(_ files: [String], _ options: RecipientsOptions) -> ExposureReport? {
        var asked = ExposureOptions()
        asked.recipient = options.recipient
        asked.paths = files
        return try? ExposureOperation.report(asked)
    }

    private static func table(_ act: RecipientsOptions.Act, _ recipient: RecipientName, _ changes: [Change]) -> String {
        let lines = changes.map { change in
            "  " + change.target.path + (change.target.isJournal ? "  (a rotation's journal)" : "")
        }
        let title = act == .add ? "+ " + recipient.text + " gets the data key of" : "- " + recipient.text + " goes, with a new data key for"
        return System.printable(title + "\n" + lines.joined(separator: "\n") + "\n")
    }

    private static func json(
        _ act: RecipientsOptions.Act, _ recipient: RecipientName, _ changes: [Change], isDone: Bool, _ rules: RuleRecipient.Outcome?,
        _ exposure: ExposureReport?
    ) -> String {
        let quoted = FindingText.quoted
        return JSONList.object([
            ("format", quoted("rcsops-recipients/1")), ("act", quoted(act == .add ? "add" : "remove")), ("recipient", quoted(recipient.text)),
            ("done", isDone ? "true" : "false"),
            (
                "files",
                JSONList.array(
                    changes.map { change in
                        JSONList.object([
                            ("file", quoted(change.target.path)), ("journal", change.target.isJournal ? "true" : "false"),
                            ("new_data_key", act == .remove ? "true" : "false"),
                        ])
                    })
            ), ("rule_differs", rules.map { $0 == .differs ? "true" : "false" } ?? "null"),
            ("rule_changed", rules.map { $0 == .changed ? "true" : "false" } ?? "null"), ("exposure", exposure.map(ExposureReportJSON.object) ?? "null"),
        ]) + "\n"
    }
}
