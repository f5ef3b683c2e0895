import FileReplacement
import RotationFiles
import SecretMemory
import SopsConfiguration
import SopsDocument

/// `recipients add` and `remove`: everything is made before the first file is replaced.
enum RecipientsOperation {
    typealias Change = (target: RecipientTarget, groups: [KeyGroup])

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
        let journals = try DocumentJournals.opened(changes.filter(\.target.isJournal).map(\.target.path))
        var prepared: [RecipientTarget.Prepared] = []
        for change in changes {
            if !change.target.isJournal {
                prepared.append(try change.target.prepared(act, change.groups))
            } else if act == .remove {
                try change.target.checkAccess(change.groups)
            }
        }
        if !options.asJSON { try System.put(table(act, recipient, changes)) }
        if options.isDryRun {
            if options.asJSON { try System.put(RecipientsReportJSON.text(act, recipient, changes, isDone: false, nil, nil)) }
            return System.say("rcsops: nothing was changed\n")
        }
        let count = changes.count == 1 ? "1 file" : "\(changes.count) files"
        if !options.isAgreed, try !YesNoQuestion.ask("Is this okay for " + count + "? (y/n): ", actsAsSops: false) {
            return System.say("rcsops: nothing was changed\n")
        }
        try replace(prepared, changes.filter(\.target.isJournal), journals)
        withExtendedLifetime(journals) {}
        for change in changes {
            MixedRecipients.warn(change.groups, file: change.target.path, actsAsSops: false)
            LoneRecipient.warn(change.groups, threshold: change.target.metadata.shamirThreshold, file: change.target.path, actsAsSops: false)
        }
        let rules = try RuleRecipient.settle(act, recipient, files: changes.filter { !$0.target.isJournal }.map(\.target.path), options)
        let seen = act == .remove ? RecipientHistory(of: options.recipient, in: changes.filter { !$0.target.isJournal }.map(\.target.path)) : nil
        if let failure = seen?.failure { System.say(failure.rendered) }
        if options.asJSON { return try System.put(RecipientsReportJSON.text(act, recipient, changes, isDone: true, rules, seen)) }
        System.say("rcsops: " + count + (act == .add ? " can be opened by " : changes.count == 1 ? " has a new data key, without " : " have a new data key, without ")
            + recipient.shown + "\n")
        guard let seen else { return }
        for report in seen.reports {
            let place = seen.reports.count == 1 ? "" : " of " + System.printableName(report.root)
            System.say("rcsops: in Git's history" + place + ": " + ExposureReportText.summary(of: report).joined(separator: "\n  ") + "\n")
        }
        if seen.reports.isEmpty, seen.failure == nil {
            System.say("rcsops: there is no Git history here to look through; whoever has a copy of the former files can read them\n")
        }
    }

    private static func tellNothing(
        _ act: RecipientsOptions.Act, _ recipient: RecipientName, _ targets: [RecipientTarget], _ options: RecipientsOptions
    ) throws(Failure) {
        // A run that was stopped may have done the files, and not the rule.
        let files = targets.filter { !$0.isJournal }.map(\.path)
        let rules = options.isDryRun ? nil : try RuleRecipient.settle(act, recipient, files: files, options)
        if options.asJSON { try System.put(RecipientsReportJSON.text(act, recipient, [], isDone: !options.isDryRun, rules, nil)) }
        let count = targets.count == 1 ? "the file" : "\(targets.count) files"
        switch act {
        case .add: System.say("rcsops: " + count + " can be opened by " + recipient.shown + " already\n")
        // A typing error must not look as if somebody were out.
        case .remove:
            System.say(
                "rcsops: RC8608 warning: " + (targets.count == 1 ? "the file does not have" : "none of " + count + " has") + " the recipient " + recipient.shown
                    + "\n  fix: compare it with what rcsops key check FILE lists\n")
        }
    }

    private static func replace(_ prepared: [RecipientTarget.Prepared], _ journals: [Change], _ opened: JournalFollowing) throws(Failure) {
        let count = prepared.count + journals.count
        var done = 0
        func next(_ act: () throws(Failure) -> Void) throws(Failure) {
            do throws(Failure) { try act() } catch {
                var failure = error.code == Failure.changedCode ? error.exiting(4) : error
                failure.fix += done == 0 ? "; no file was changed" : "; \(done) of \(count) files are done, and a second run does the rest"
                throw failure
            }
            done += 1
        }
        // A journal first: should it fail, its document is as it was.
        for journal in journals {
            try next { () throws(Failure) in
                try DocumentJournals.rewrap(
                    journal.target.path, of: opened, for: journal.groups, threshold: journal.target.metadata.shamirThreshold)
            }
        }
        for file in prepared { try next { () throws(Failure) in try file.place.replace(with: file.bytes) } }
    }

    private static func table(_ act: RecipientsOptions.Act, _ recipient: RecipientName, _ changes: [Change]) -> String {
        let lines = changes.map { change in
            "  " + System.printableName(change.target.path) + (change.target.isJournal ? "  (a rotation's journal)" : "")
        }
        let title = act == .add ? "+ " + recipient.text + " gets the data key of" : "- " + recipient.text + " goes, with a new data key for"
        return System.printable(title + "\n" + lines.joined(separator: "\n") + "\n")
    }
}
